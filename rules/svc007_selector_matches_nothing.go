package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// SVC007: The Service selects no pods.
//
// A Service without endpoints refuses every connection; behind an Azure load
// balancer its health probe marks all nodes as down, and the public IP answers
// nothing.
//
// The finding is an error where a workload is missed by a single label, a
// warning where the namespace has workloads and none is near, and advice where
// the input cannot show the pods: it has no workload in that namespace, a
// template was skipped, or a custom resource (an Argo CD Application, a Kafka)
// may make them. Labels that controllers set, such as
// `statefulset.kubernetes.io/pod-name`, count as met.
//
// A Service without a selector needs EndpointSlices of its own; that the input
// has none is advice.
//
// # Fix
//
// On a near miss, the fix writes the workload's value into the selector.
var SVC007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC007", Name: "selector-matches-nothing", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.selector", "spec.type"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors",
			"https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
		},
	},
	Check: func(p *analyzer.Pass) {
		svc, ok := p.Object.Typed.(*corev1.Service)
		if !ok || svc.Spec.Type == corev1.ServiceTypeExternalName || p.Object.Unknown(typeField) {
			return
		}
		if len(svc.Spec.Selector) == 0 {
			checkSelectorless(p)
			return
		}
		for key, value := range svc.Spec.Selector {
			if manifest.IsPlaceholder(key) || manifest.IsPlaceholder(value) {
				return
			}
		}
		if found, sure := p.View.Select(p.View.Member.Namespace, svc.Spec.Selector); len(found) == 0 && sure {
			reportSelectsNothing(p, svc.Spec.Selector)
		}
	},
}

// checkSelectorless speaks of a Service without selector and endpoints.
func checkSelectorless(p *analyzer.Pass) {
	ns, name := p.View.Member.Namespace, p.Object.Name
	if p.Object.Unknown(selectorField) || manifest.IsPlaceholder(name) {
		return
	}
	if _, ok := p.View.Lookup("Endpoints", ns, name); ok {
		return
	}
	for _, m := range p.View.Objects("EndpointSlice.discovery.k8s.io", ns) {
		if s, ok := m.Object.Typed.(*discoveryv1.EndpointSlice); ok && s.Labels[discoveryv1.LabelServiceName] == name {
			return
		}
	}
	p.Report(analyzer.Finding{
		At: selectorField, Lower: analyzer.At(analyzer.Info),
		Message: "this Service has no selector, and the input has no EndpointSlice for it; until something makes one, connections are refused",
	})
}

// reportSelectsNothing says how far the selector is off. Where the pods may
// come from something that the input does not show, it only advises.
func reportSelectsNothing(p *analyzer.Pass, selector map[string]string) {
	ns := p.View.Member.Namespace
	f := analyzer.Finding{At: selectorField, KeyOnly: true, Lower: analyzer.At(analyzer.Info)}
	miss, near := p.View.NearMiss(ns, selector)
	elsewhere := p.View.SelectedElsewhere(ns, selector)
	switch {
	case !p.View.HasWorkloads(ns):
		f.Message = fmt.Sprintf("`%s` selects no pods: the input has no workload in namespace `%s`", selectorText(selector), ns)
	case p.View.PodsElsewhere(ns) || aks.ManagedNamespace(ns):
		f.Message = fmt.Sprintf("`%s` matches no workload of namespace `%s` in the input; unless something else makes such pods, connections are refused", selectorText(selector), ns)
	case near && len(elsewhere) == 0:
		f = nearMissFinding(p, miss)
	default:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("`%s` matches no workload of namespace `%s`, so this Service has no endpoints and refuses every connection", selectorText(selector), ns)
	}
	if len(elsewhere) > 0 {
		f.Message += fmt.Sprintf("; pods with these labels are in %s, where a Service cannot reach for them", namespacesCalled(elsewhere))
	}
	p.Report(f)
}

// nearMissFinding points at the one label that is off.
func nearMissFinding(p *analyzer.Pass, miss inventory.NearMiss) analyzer.Finding {
	w := miss.Workload
	at := manifest.At("spec", "selector", miss.Key)
	f := analyzer.Finding{At: at, Related: []analyzer.Related{{
		Object: w.Member.Object, At: w.LabelsPath().Key(miss.Key), Message: "the labels of " + workloadName(w)}}}
	change := manifest.Change{Op: manifest.Set, Path: at, Value: miss.Got}
	title := fmt.Sprintf("select `%s: %s`", miss.Key, miss.Got)
	if miss.Present {
		f.Message = fmt.Sprintf("the selector wants `%s: %s`, and the pods of %s have `%s`; this Service has no endpoints and refuses every connection",
			miss.Key, miss.Want, workloadName(w), miss.Got)
	} else {
		change = manifest.Change{Op: manifest.Remove, Path: at}
		title = fmt.Sprintf("select without `%s`", miss.Key)
		f.Message = fmt.Sprintf("the selector wants `%s: %s`, which the pods of %s lack; this Service has no endpoints and refuses every connection",
			miss.Key, miss.Want, workloadName(w))
	}
	f.Fixes = []analyzer.Fix{{Title: title, Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
	return f
}

// selectorText writes a selector as kubectl does: a=b,c=d.
func selectorText(selector map[string]string) string {
	pairs := make([]string, 0, len(selector))
	for key, value := range selector {
		pairs = append(pairs, key+"="+value)
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ",")
}
