package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// GW005: A route cannot attach to its Gateway, or has no backend.
//
// A route serves requests only where a listener of the Gateway that it names
// takes it: the listener exists, allows the route's kind and namespace, and
// shares a host name with it. Otherwise the route is accepted by the API
// server, and requests are answered with 404.
//
// A backend is a Service and a port of that Service, `spec.ports[].port`, not
// the target port of the pods. Where either is missing, requests are answered
// with status 500, so this is an error. A Service without a port at all is
// refused by the API server.
//
// Only what the input can show is judged: Gateways and Services of namespaces
// of which it holds some. Where they do not lie in the route's own folder or
// kustomization, the finding is advice.
//
// # Fix
//
// Writes the name that is nearly the same, the only port of the Service, or
// the port whose target port was named. It is unsafe because requests then go
// elsewhere.
var GW005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW005", Name: "route-cannot-attach", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.RouteKinds,
		Reads: []string{"spec.parentRefs", "spec.hostnames", "spec.rules", "metadata.namespace"},
		References: []string{
			"https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways",
			"https://gateway-api.sigs.k8s.io/reference/spec/",
		},
	},
	Check: func(p *analyzer.Pass) {
		own := p.View.Member
		if toCome(own.Namespace) {
			return
		}
		parents := parentsField
		for i, n := range p.Object.Find(parents).Items() {
			ref := inventory.ReadReference(n, parents.Index(i), gatewayGroup, "Gateway", own.Namespace)
			if ref.Known && ref.Group == gatewayGroup && ref.Kind == "Gateway" {
				checkParent(p, ref)
			}
		}
		advised := map[string]bool{}
		for _, ref := range own.RouteBackends() {
			if !ref.Known || ref.Group != "" || ref.Kind != "Service" {
				continue
			}
			m, ok := p.View.Lookup("Service", ref.Namespace, ref.Name)
			if at := ref.At.Key("port"); !p.Object.Find(at).Exists() && !own.Patched(at) {
				reportNoPort(p, ref, m)
			}
			if ok {
				checkRoutePort(p, ref, m)
			} else if advised[ref.Name] {
				continue
			} else if f, found := notHeld(p, ref, analyzer.Error, "requests are answered with status 500"); found {
				advised[ref.Name] = f.Lower != nil && *f.Lower == analyzer.Info // advice is given once
				p.Report(f)
			}
		}
	},
}

// checkParent judges whether some listener of a Gateway takes the route.
func checkParent(p *analyzer.Pass, ref inventory.Reference) {
	gateway, ok := p.View.Lookup("Gateway."+gatewayGroup, ref.Namespace, ref.Name)
	if !ok {
		if f, found := notHeld(p, ref, analyzer.Warning, "the route serves nothing"); found {
			p.Report(f)
		}
		return
	}
	at := listenersField
	if gateway.Patched(at) || gateway.Object.Unknown(at) {
		return
	}
	var left []manifest.Node
	for _, n := range gateway.Object.Find(at).Items() {
		left = append(left, n)
	}
	f := analyzer.Finding{At: ref.At.Key("name"), Lower: analyzer.At(analyzer.Warning),
		Related: []analyzer.Related{{Object: gateway.Object, At: at, Message: fmt.Sprintf("the listeners of Gateway `%s`", ref.Name)}}}
	if !nearby(p.View, gateway) {
		f.Lower = analyzer.At(analyzer.Info)
	}
	lands := landsSurely(p.View.Member)
	whose := fmt.Sprintf("the listeners of Gateway `%s` take routes of namespace `%s` only (`allowedRoutes.namespaces`)", ref.Name, gateway.Namespace)
	if !lands {
		whose += ", and this one names none"
	}
	for _, step := range []struct {
		at      manifest.Path
		takes   func(manifest.Node) bool
		message string
	}{
		{ref.At.Key("sectionName"), func(n manifest.Node) bool {
			return ref.Section == "" || n.Get("name").Text() == ref.Section || toCome(n.Get("name").Text())
		}, fmt.Sprintf("Gateway `%s` has no listener `%s`", ref.Name, ref.Section)},
		{ref.At.Key("port"), func(n manifest.Node) bool {
			return ref.Port == 0 || n.Get("port").Text() == fmt.Sprint(ref.Port) || toCome(n.Get("port").Text())
		}, fmt.Sprintf("no listener of Gateway `%s` that this names has port `%d`", ref.Name, ref.Port)},
		{ref.At.Key("name"), func(n manifest.Node) bool { return takesKind(n, p.Object.Kind) },
			fmt.Sprintf("no listener of Gateway `%s` that this names takes the kind `%s`", ref.Name, p.Object.Kind)},
		{ref.At.Key("name"), func(n manifest.Node) bool { return takesNamespace(n, p.View.Member, gateway) }, whose},
		{manifest.At("spec", "hostnames"), func(n manifest.Node) bool { return takesHost(n, p.Object) },
			fmt.Sprintf("no host name of this route is one that a listener of Gateway `%s` takes", ref.Name)},
	} {
		if left = slices.DeleteFunc(left, func(n manifest.Node) bool { return !step.takes(n) }); len(left) == 0 {
			f.At, f.Message = step.at, step.message+", so the route serves nothing"
			if step.message == whose && !lands {
				f.Lower = analyzer.At(analyzer.Info)
			}
			p.Report(f)
			return
		}
	}
}

// reportNoPort speaks of a backend that names a Service and none of its ports; m
// is the Service, nil where the input lacks it.
func reportNoPort(p *analyzer.Pass, ref inventory.Reference, m *inventory.Member) {
	f := analyzer.Finding{At: ref.At.Key("name"), Message: fmt.Sprintf("this names Service `%s` and no `port` of it; the API server refuses the route", ref.Name)}
	if m != nil {
		if svc, ok := m.Object.Typed.(*corev1.Service); ok && len(svc.Spec.Ports) == 1 && svc.Spec.Ports[0].Port > 0 {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("name port `%d`", svc.Spec.Ports[0].Port), Safety: analyzer.Unsafe,
				Changes: []manifest.Change{{Op: manifest.Add, Path: ref.At.Key("port"), Value: fmt.Sprint(svc.Spec.Ports[0].Port), Raw: true}}}}
		}
	}
	p.Report(f)
}

// checkRoutePort judges the port of a backend whose Service is there.
func checkRoutePort(p *analyzer.Pass, ref inventory.Reference, m *inventory.Member) {
	svc, ok := m.Object.Typed.(*corev1.Service)
	if !ok || ref.Port == 0 || len(svc.Spec.Ports) == 0 || m.Patched(portsField) || undecoded(m.Object, portsField) || portsUnknown(m.Object, len(svc.Spec.Ports)) {
		return
	}
	target := -1
	for i, port := range svc.Spec.Ports {
		if port.Port == ref.Port {
			return
		}
		if port.TargetPort == intstr.FromInt32(ref.Port) {
			target = i
		}
	}
	f := analyzer.Finding{At: ref.At.Key("port"), Message: fmt.Sprintf("Service `%s` has no port `%d`, so requests are answered with status 500", ref.Name, ref.Port),
		Related: []analyzer.Related{{Object: m.Object, At: portsField, Message: fmt.Sprintf("the ports of Service `%s`", ref.Name)}}}
	if target >= 0 {
		f.Message = fmt.Sprintf("`%d` is the target port of Service `%s`, and a route names the Service's own port, `%d`; requests are answered with status 500",
			ref.Port, ref.Name, svc.Spec.Ports[target].Port)
	} else if len(svc.Spec.Ports) == 1 {
		target = 0
	}
	if !nearby(p.View, m) {
		f.Lower = analyzer.At(analyzer.Info)
	}
	if target >= 0 {
		f.Fixes = []analyzer.Fix{unsafeSet(f.At, fmt.Sprint(svc.Spec.Ports[target].Port), true)}
	}
	p.Report(f)
}
