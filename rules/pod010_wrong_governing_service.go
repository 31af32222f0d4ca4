package rules

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD010: A StatefulSet's serviceName names no headless Service of its pods.
//
// The pods of a StatefulSet get names of their own in the cluster DNS
// (`db-0.db.shop.svc.cluster.local`) only from a headless Service
// (`clusterIP: None`) that `spec.serviceName` names, that lies in the same
// namespace and that selects the pods. The API server does not check any of
// this: the pods start, and the members of a database or a queue do not find
// each other.
//
// The rule speaks only where the input holds Services in that namespace. A
// missing Service is advice where something else may make it (a template was
// skipped, or the Services lie elsewhere in the tree).
//
// # Fix
//
// Names the only headless Service of the namespace that selects the pods. It is
// unsafe, because `spec.serviceName` cannot be changed once the object exists.
var POD010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD010", Name: "wrong-governing-service", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"StatefulSet.apps"},
		References: []string{
			"https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id",
			"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
		},
	},
	Check: func(p *analyzer.Pass) {
		set, ok := p.Object.Typed.(*appsv1.StatefulSet)
		ns := p.View.Member.Namespace
		services := p.View.Objects("Service", ns)
		if !ok || set.Spec.ServiceName == "" || len(services) == 0 || len(p.View.Alike(ns)) > 0 {
			return
		}
		f := analyzer.Finding{At: manifest.At("spec", "serviceName")}
		m, ok := p.View.Lookup("Service", ns, set.Spec.ServiceName)
		switch {
		case !ok && nameToCome(services):
			return
		case !ok:
			f.Message = fmt.Sprintf("namespace `%s` has no Service `%s` in the input, so the pods of this StatefulSet have no DNS names of their own", ns, set.Spec.ServiceName)
			if p.View.PodsElsewhere(ns) || !anyNearby(p.View, services) {
				f.Lower = analyzer.At(analyzer.Info)
				f.Message = fmt.Sprintf("namespace `%s` has no Service `%s` in the input; unless something else makes it, the pods of this StatefulSet have no DNS names of their own", ns, set.Spec.ServiceName)
			}
		case headless(m) == inventory.No:
			f.Message = fmt.Sprintf("Service `%s` is not headless, so the pods of this StatefulSet have no DNS names of their own", set.Spec.ServiceName)
			f.Help = "name a Service with `clusterIP: None`, next to the one that clients use"
			f.Related = []analyzer.Related{{Object: m.Object, At: clusterIPField, Message: "the Service"}}
		case headless(m) == inventory.Yes && m.Governs(p.View.Member.Workload) == inventory.No:
			f.Message = fmt.Sprintf("Service `%s` does not select the pods of this StatefulSet, so they have no DNS names of their own", set.Spec.ServiceName)
			f.Related = []analyzer.Related{{Object: m.Object, At: selectorField, Message: "the selector of the Service"}}
		default:
			return
		}
		if name, ok := onlyGoverning(services, p.View.Member.Workload); ok {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("name Service `%s`", name), Safety: analyzer.Unsafe,
				Changes: []manifest.Change{{Op: manifest.Set, Path: f.At, Value: name}}}}
		}
		p.Report(f)
	},
}

// nameToCome reports whether the name of a Service is still to be filled in.
func nameToCome(services []*inventory.Member) bool {
	return slices.ContainsFunc(services, func(m *inventory.Member) bool { return m.Object.Name == "" || toCome(m.Object.Name) })
}

// anyNearby reports whether the input shows Services next to the view's object.
func anyNearby(v *inventory.View, services []*inventory.Member) bool {
	return slices.ContainsFunc(services, func(m *inventory.Member) bool { return nearby(v, m) })
}

// headless reports whether a Service has no address of its own.
func headless(m *inventory.Member) inventory.Truth {
	svc, ok := m.Service()
	at := clusterIPField
	if !ok || m.Patched(at) || m.Object.Unknown(at) || undecoded(m.Object, at) {
		return inventory.Unknown
	}
	return yesIf(svc.Spec.ClusterIP == corev1.ClusterIPNone && typeOf(svc) == corev1.ServiceTypeClusterIP)
}

// onlyGoverning names the one headless Service that selects a workload's pods.
func onlyGoverning(services []*inventory.Member, w *inventory.Workload) (name string, ok bool) {
	for _, m := range services {
		if headless(m) == inventory.Yes && m.Governs(w) == inventory.Yes {
			if ok {
				return "", false
			}
			name, ok = m.Object.Name, true
		}
	}
	return name, ok
}
