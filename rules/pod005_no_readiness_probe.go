package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD005: A container behind a load balancer, Ingress or route has no readiness probe.
//
// Without a readiness probe a pod counts as ready as soon as its container
// runs. During each rollout, node image upgrade and scale-out, requests go to
// pods that do not answer yet, and clients see refused connections and 502s.
// The Application Gateway Ingress Controller also takes its health probe from
// the readiness probe.
//
// Only containers that serve the Service are looked at: those that declare
// one of its target ports, or the only container of the pod.
//
// A readiness probe that names a port which its container does not declare
// always fails, so that the pod never becomes ready. That is an error.
var POD005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD005", Name: "no-readiness-probe", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload},
		References: []string{
			"https://kubernetes.io/docs/concepts/workloads/pods/probes/",
			"https://azure.github.io/application-gateway-kubernetes-ingress/features/probes/",
		},
	},
	Check: func(p *analyzer.Pass) {
		w := p.View.Member.Workload
		containers := w.SpecPath().Key("containers")
		if w.Kind() == "Job" || w.Kind() == "CronJob" || w.Member.Patched(containers) || undecoded(p.Object, containers) {
			return
		}
		var fronts []front
		for i, c := range w.Spec.Containers {
			at := containers.Index(i)
			if c.ReadinessProbe != nil {
				checkProbePort(p, c, at.Key("readinessProbe"))
				continue
			}
			if p.Object.Unknown(at) || p.Object.Find(at.Key("readinessProbe")).Exists() {
				continue
			}
			if fronts == nil {
				fronts = frontsOf(p.View, w)
			}
			for _, f := range fronts {
				if f.reaches(c, len(w.Spec.Containers)) {
					p.Report(analyzer.Finding{At: at.Key("name"), Lower: analyzer.At(analyzer.Warning),
						Message: fmt.Sprintf("container `%s` has no readiness probe, so %s sends requests to pods that do not answer yet", c.Name, f.what),
						Related: []analyzer.Related{{Object: f.service.Object, At: manifest.At("spec", "selector"), Message: "the Service that selects these pods"}}})
					break
				}
			}
		}
	},
}

// checkProbePort looks for the port that a readiness probe names.
func checkProbePort(p *analyzer.Pass, c corev1.Container, at manifest.Path) {
	var port intstr.IntOrString
	switch probe := c.ReadinessProbe; {
	case probe.HTTPGet != nil:
		port, at = probe.HTTPGet.Port, at.Keys("httpGet", "port")
	case probe.TCPSocket != nil:
		port, at = probe.TCPSocket.Port, at.Keys("tcpSocket", "port")
	}
	if port.Type != intstr.String || port.StrVal == "" || toCome(port.StrVal) || port.IntValue() != 0 {
		return
	}
	for _, declared := range c.Ports {
		if declared.Name == port.StrVal || toCome(declared.Name) {
			return
		}
	}
	p.Reportf(at, "container `%s` declares no port named `%s`, so its readiness probe always fails and the pod never becomes ready", c.Name, port.StrVal)
}

// front is a Service of some pods, and what sends it the requests of clients.
type front struct {
	service *inventory.Member
	ports   []corev1.ServicePort
	what    string
}

// frontsOf are the Services of a workload's pods that clients outside reach.
// Few Services select a workload, and what stands before them is looked for
// only where one does.
func frontsOf(v *inventory.View, w *inventory.Workload) []front {
	ns, fronts := v.Member.Namespace, []front{}
	for _, m := range v.Objects("Service", ns) {
		svc, ok := serviceOf(m)
		if !ok || len(svc.Spec.Selector) == 0 || w.Matches(svc.Spec.Selector) == inventory.No || governs(m, w) != inventory.Yes {
			continue
		}
		if what := entryTo(v, ns, m.Object.Name); what != "" {
			fronts = append(fronts, front{m, svc.Spec.Ports, what})
		} else if svc.Spec.Type == corev1.ServiceTypeLoadBalancer {
			fronts = append(fronts, front{m, svc.Spec.Ports, fmt.Sprintf("the load balancer of Service `%s`", m.Object.Name)})
		}
	}
	return fronts
}

// entryTo names the route or Ingress that sends requests to a Service, the
// last one, "" where there is none.
func entryTo(v *inventory.View, ns, service string) (what string) {
	for _, m := range v.Objects("HTTPRoute.gateway.networking.k8s.io", ns) {
		for _, rule := range m.Object.Find(manifest.At("spec", "rules")).Items() {
			for _, ref := range rule.Get("backendRefs").Items() {
				if to := ref.Get("namespace").Text(); ref.Get("name").Text() == service && (to == "" || to == ns) {
					what = fmt.Sprintf("HTTPRoute `%s`", m.Object.Name)
				}
			}
		}
	}
	for _, m := range ingresses(v, ns) {
		if sendsTo(m, service) {
			what = fmt.Sprintf("Ingress `%s`", m.Object.Name)
		}
	}
	return what
}

// sendsTo reports whether an Ingress, of whatever version, has a Service as a
// backend.
func sendsTo(m *inventory.Member, service string) bool {
	ing, ok := m.Object.Typed.(*networkingv1.Ingress)
	if !ok {
		span := m.Object.Node.Span() // most do not mention it at all, which is quickly seen
		if !strings.Contains(m.Object.Source().Text[span.Start:span.End], service) {
			return false
		}
		return slices.ContainsFunc(readIngress(m).Backends(), func(b ingressBackend) bool { return b.Service == service })
	}
	is := func(b *networkingv1.IngressBackend) bool {
		return b != nil && b.Service != nil && b.Service.Name == service
	}
	if is(ing.Spec.DefaultBackend) {
		return true
	}
	for _, rule := range ing.Spec.Rules {
		if rule.HTTP == nil {
			continue
		}
		for i := range rule.HTTP.Paths {
			if is(&rule.HTTP.Paths[i].Backend) {
				return true
			}
		}
	}
	return false
}

// reaches reports whether requests go to a container, one of several.
func (f front) reaches(c corev1.Container, of int) bool {
	for _, port := range f.ports {
		target := port.TargetPort
		if target == (intstr.IntOrString{}) {
			target = intstr.FromInt32(port.Port)
		}
		for _, declared := range c.Ports {
			if target.Type == intstr.String && declared.Name == target.StrVal || target.Type == intstr.Int && declared.ContainerPort == target.IntVal {
				return true
			}
		}
	}
	return of == 1
}
