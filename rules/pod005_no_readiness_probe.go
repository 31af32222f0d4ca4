package rules

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
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
func frontsOf(v *inventory.View, w *inventory.Workload) []front {
	ns, named := v.Member.Namespace, map[string]string{}
	for _, m := range v.Objects("HTTPRoute.gateway.networking.k8s.io", ns) {
		for _, rule := range m.Object.Find(manifest.At("spec", "rules")).Items() {
			for _, ref := range rule.Get("backendRefs").Items() {
				if to := ref.Get("namespace").Text(); to == "" || to == ns {
					named[ref.Get("name").Text()] = fmt.Sprintf("HTTPRoute `%s`", m.Object.Name)
				}
			}
		}
	}
	for _, m := range ingresses(v, ns) {
		for _, b := range readIngress(m).Backends() {
			named[b.Service] = fmt.Sprintf("Ingress `%s`", m.Object.Name)
		}
	}
	fronts := []front{}
	for _, m := range v.Objects("Service", ns) {
		svc, ok := serviceOf(m)
		if !ok || governs(m, w) != inventory.Yes {
			continue
		}
		if what, ok := named[m.Object.Name]; ok {
			fronts = append(fronts, front{m, svc.Spec.Ports, what})
		} else if svc.Spec.Type == corev1.ServiceTypeLoadBalancer {
			fronts = append(fronts, front{m, svc.Spec.Ports, fmt.Sprintf("the load balancer of Service `%s`", m.Object.Name)})
		}
	}
	return fronts
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
