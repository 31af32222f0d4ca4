package rules

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
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
// always fails, so that the pod never becomes ready. That is an error. A number
// other than that of the only port which the container declares is advice,
// because something may listen there all the same.
// Behind Application Gateway a probe that is not HTTP is advice: the controller
// then probes the path of the Ingress.
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
		containers := w.ContainersPath()
		if w.RunsToEnd() || w.Member.Patched(containers) || undecoded(p.Object, containers) {
			return
		}
		var fronts []front
		for i := range w.Spec.Containers {
			c, at := &w.Spec.Containers[i], containers.Index(i)
			if c.ReadinessProbe != nil {
				checkProbePort(p, c, at.Key("readinessProbe"))
				if overHTTP(c) && !otherPort(c) {
					continue
				}
			} else if completedLater(*c) || p.Object.Unknown(at) || p.Object.Find(at).Get("readinessProbe").Exists() {
				continue
			}
			if fronts == nil {
				fronts = frontsOf(p.View, w)
			}
			for _, f := range fronts {
				if f.reaches(c, len(w.Spec.Containers)) {
					if c.ReadinessProbe != nil {
						checkProbeBehind(p, f, c, at.Key("readinessProbe"))
						break
					}
					p.Report(analyzer.Finding{At: at.Key("name"), Lower: analyzer.At(analyzer.Warning),
						Message: fmt.Sprintf("container `%s` has no readiness probe, so %s sends requests to pods that do not answer yet", c.Name, f.what),
						Related: []analyzer.Related{{Object: f.service.Object, At: selectorField, Message: "the Service that selects these pods"}}})
					break
				}
			}
		}
	},
}

// checkProbePort looks for the port that a readiness probe names.
func checkProbePort(p *analyzer.Pass, c *corev1.Container, at manifest.Path) {
	port, at := probePort(c.ReadinessProbe, at)
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

// probePort is the port that a probe names, and its place.
func probePort(probe *corev1.Probe, at manifest.Path) (intstr.IntOrString, manifest.Path) {
	switch {
	case probe.HTTPGet != nil:
		return probe.HTTPGet.Port, at.Keys("httpGet", "port")
	case probe.TCPSocket != nil:
		return probe.TCPSocket.Port, at.Keys("tcpSocket", "port")
	}
	return intstr.IntOrString{}, at
}

// otherPort reports whether a probe asks another port than the only one that
// its container declares.
func otherPort(c *corev1.Container) bool {
	port, _ := probePort(c.ReadinessProbe, manifest.Path{})
	number := port.IntValue()
	return number != 0 && len(c.Ports) == 1 && c.Ports[0].ContainerPort != 0 && int(c.Ports[0].ContainerPort) != number
}

// overHTTP reports whether a container is probed over HTTP, for readiness or
// for liveness.
func overHTTP(c *corev1.Container) bool {
	http := func(probe *corev1.Probe) bool { return probe != nil && probe.HTTPGet != nil }
	return http(c.ReadinessProbe) || http(c.LivenessProbe)
}

// checkProbeBehind speaks of a probe of another port, and of one that
// Application Gateway cannot take over.
func checkProbeBehind(p *analyzer.Pass, f front, c *corev1.Container, at manifest.Path) {
	if otherPort(c) {
		port, place := probePort(c.ReadinessProbe, at)
		p.Report(analyzer.Finding{At: place, Lower: analyzer.At(analyzer.Info), Message: fmt.Sprintf(
			"container `%s` does not declare port `%d`, but `%d`; unless something listens there all the same, its readiness probe fails and the pod never becomes ready",
			c.Name, port.IntValue(), c.Ports[0].ContainerPort)})
	}
	if f.ingress == nil || overHTTP(c) {
		return
	}
	in := otherIngress(f.ingress)
	if in.Class.Name == "" || in.Class.Unknown || network.ControllerOf(*p.View, in.Class.Name).ID != aks.AGIC || f.ingress.Object.Find(annotationAt(aks.AGICPrefix+"health-probe-path")).Exists() {
		return
	}
	p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Info),
		Message: fmt.Sprintf("Application Gateway takes over only an HTTP probe; for container `%s` it probes the path of %s, and answers 502 where that path does not answer", c.Name, f.what),
		Related: []analyzer.Related{{Object: f.ingress.Object, At: rulesField, Message: "the Ingress"}}})
}

// front is a Service of some pods, and what sends it the requests of clients.
type front struct {
	service *inventory.Member
	ports   []corev1.ServicePort
	what    string
	// ingress is the Ingress before it, nil where something else is.
	ingress *inventory.Member
}

// frontsOf are the Services of a workload's pods that clients outside reach.
// Few Services select a workload, and what stands before them is looked for
// only where one does.
func frontsOf(v *inventory.View, w *inventory.Workload) []front {
	fronts := []front{}
	for _, m := range v.Selecting("Service", w) {
		svc, ok := m.Service()
		if !ok || len(svc.Spec.Selector) == 0 || w.Matches(svc.Spec.Selector) == inventory.No || m.Governs(w) != inventory.Yes {
			continue
		}
		if entry := entryTo(v, m); entry != nil {
			f := front{m, svc.Spec.Ports, fmt.Sprintf("%s `%s`", entry.Object.Kind, entry.Object.Name), nil}
			if entry.Object.Kind == "Ingress" {
				f.ingress = entry
			}
			fronts = append(fronts, f)
		} else if svc.Spec.Type == corev1.ServiceTypeLoadBalancer {
			fronts = append(fronts, front{m, svc.Spec.Ports, fmt.Sprintf("the load balancer of Service `%s`", m.Object.Name), nil})
		}
	}
	return fronts
}

// entryTo finds the Ingress or route that sends requests to a Service, of
// several the one that lies nearest; nil where there is none.
func entryTo(v *inventory.View, service *inventory.Member) (entry *inventory.Member) {
	own, best := v.Member.Object.Source().Name, -1
	consider := func(m *inventory.Member) {
		if n := commonFolders(own, m.Object.Source().Name); n > best {
			entry, best = m, n
		}
	}
	for _, kind := range inventory.IngressKinds {
		for _, m := range v.Senders(kind, service) {
			consider(m)
		}
	}
	for _, m := range v.Senders("HTTPRoute.gateway.networking.k8s.io", service) {
		for _, ref := range m.RouteBackends() {
			if ref.Name == service.Object.Name && ref.Namespace == service.Namespace && !ref.Mirror {
				consider(m)
			}
		}
	}
	return entry
}

// commonFolders counts the folders that two files have in common; being the same
// file counts as one more.
func commonFolders(a, b string) int {
	n := 0
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			n++
		}
	}
	if a == b {
		n++
	}
	return n
}

// reaches reports whether requests go to a container, one of several.
func (f front) reaches(c *corev1.Container, of int) bool {
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
