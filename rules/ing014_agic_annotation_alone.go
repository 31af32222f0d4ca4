package rules

import (
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ING014: An annotation of the Application Gateway Ingress Controller lacks its companion.
//
// Some annotations below `appgw.ingress.kubernetes.io/` work only together with
// another setting, and do nothing without it: `ssl-redirect` without a
// certificate, a draining timeout without draining, a distinct cookie without
// affinity, a root certificate without HTTPS to the backend. Others exclude each
// other. The controller says nothing in any case.
//
// A `backend-protocol` must fit its port: where Application Gateway speaks HTTPS
// to pods that speak HTTP, or the reverse, it marks the backend as down and
// answers 502. Without the annotation it speaks HTTPS to port 443 of pods, and
// HTTP to all others. A `health-probe-port` that no container of the backend
// declares has the same end.
//
// # Fix
//
// Adds the companion, or takes the annotation away that is ignored. It is
// unsafe, because traffic changes.
var ING014 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING014", Name: "agic-annotation-alone", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.tls", "metadata.annotations", "spec.ingressClassName"},
		References: []string{
			"https://azure.github.io/application-gateway-kubernetes-ingress/annotations/",
			"https://azure.github.io/application-gateway-kubernetes-ingress/features/appgw-ssl-certificate/",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/appgw/health_probes.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		in := agicIngress{ingress: ownIngress(p.View)}
		for key, value := range p.Object.Find(annotationsField).Entries() {
			if name, ok := strings.CutPrefix(key.Key(), aks.AGICPrefix); ok && value.Type() == manifest.String {
				in.set(name, value.Text())
			}
		}
		if len(in.values) == 0 || in.Class.Unknown || in.Class.Controller.ID != "" && !in.Class.Is(aks.AGIC) {
			return // no controller that reads others: ING007 speaks of these
		}
		in.checkCertificate(p)
		in.checkCompanions(p)
		in.checkProtocol(p)
		in.checkProbePort(p)
	},
}

// agicIngress is an Ingress with its annotations for the Application Gateway
// Ingress Controller, without their prefix.
type agicIngress struct {
	ingress
	values map[string]string
}

func (in *agicIngress) set(name, value string) {
	if in.values == nil {
		in.values = map[string]string{}
	}
	in.values[name] = value
}

// on reports whether a boolean annotation is true to the controller, or may be.
func (in agicIngress) on(name string) bool {
	on, err := strconv.ParseBool(in.values[name])
	return err == nil && on
}

// alone speaks of an annotation that does nothing as things are.
func alone(p *analyzer.Pass, name, message string, fixes ...analyzer.Fix) {
	p.Report(analyzer.Finding{At: annotationAt(aks.AGICPrefix + name), KeyOnly: true, Message: message, Fixes: fixes})
}

// checkCertificate judges the annotations that depend on a certificate.
func (in agicIngress) checkCertificate(p *analyzer.Pass) {
	https := len(in.TLS) > 0 || in.values["appgw-ssl-certificate"] != "" || p.Object.Unknown(tlsField)
	if in.on("ssl-redirect") && !https {
		p.Reportf(annotationAt(aks.AGICPrefix+"ssl-redirect"), "`ssl-redirect` redirects nothing, because the Ingress has neither `spec.tls` nor `appgw-ssl-certificate`")
	}
	if in.values["appgw-ssl-profile"] != "" && !https {
		alone(p, "appgw-ssl-profile", "`appgw-ssl-profile` is for HTTPS, and the Ingress has neither `spec.tls` nor `appgw-ssl-certificate`")
	}
	for _, tls := range in.TLS {
		if tls.Secret != "" && in.values["appgw-ssl-certificate"] != "" {
			alone(p, "appgw-ssl-certificate", "`appgw-ssl-certificate` is ignored for the hosts that `spec.tls` gives a Secret", analyzer.Fix{
				Title: "remove the annotation", Safety: analyzer.Unsafe, Changes: []manifest.Change{removeAnnotation(p.Object, aks.AGICPrefix+"appgw-ssl-certificate")}})
			return
		}
	}
}

// checkCompanions judges the annotations that need, or exclude, another.
func (in agicIngress) checkCompanions(p *analyzer.Pass) {
	for _, pair := range []struct{ name, needs, value string }{
		{"connection-draining-timeout", "connection-draining", "true"},
		{"cookie-based-affinity-distinct-name", "cookie-based-affinity", "true"},
		{"appgw-trusted-root-certificate", "backend-protocol", "https"},
	} {
		value, has := in.values[pair.needs]
		switch {
		case in.values[pair.name] == "" || in.values[pair.name] == "false",
			in.on(pair.needs), strings.EqualFold(value, pair.value), toCome(value),
			pair.value == "https" && !has && in.usesPort("https"): // port 443 of pods means HTTPS without the annotation
			continue
		}
		change := manifest.Change{Op: manifest.Add, Path: annotationAt(aks.AGICPrefix + pair.needs), Value: pair.value}
		if has {
			change.Op = manifest.Set
		}
		var fixes []analyzer.Fix
		if pair.value != "https" || !in.usesPort("http") { // where pods speak HTTP, it would close the way to them
			fixes = []analyzer.Fix{{Title: fmt.Sprintf("set `%s` to `%q`", pair.needs, pair.value), Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
		}
		alone(p, pair.name, fmt.Sprintf("`%s` does nothing unless `%s` is `%q`", pair.name, pair.needs, pair.value), fixes...)
	}
	if in.values["rewrite-rule-set"] != "" && in.values["rewrite-rule-set-custom-resource"] != "" {
		alone(p, "rewrite-rule-set", "`rewrite-rule-set` and `rewrite-rule-set-custom-resource` are both set, and an Application Gateway rule has one rewrite set")
	}
}

// usualProtocols are what the ports of backends usually speak.
var usualProtocols = map[string]string{"80": "http", "http": "http", "443": "https", "https": "https"}

// usesPort reports whether a backend has a port that usually speaks a protocol.
func (in agicIngress) usesPort(protocol string) bool {
	for b := range in.Backends() {
		if usualProtocols[b.Port()] == protocol {
			return true
		}
	}
	return false
}

// checkProtocol holds the protocol to the backend against its port.
func (in agicIngress) checkProtocol(p *analyzer.Pass) {
	protocol := strings.ToLower(in.values["backend-protocol"])
	if protocol != "http" && protocol != "https" {
		return
	}
	for b := range in.Backends() {
		if usual := usualProtocols[b.Port()]; usual != "" && usual != protocol {
			p.Report(analyzer.Finding{At: b.PortAt,
				Message: fmt.Sprintf("Application Gateway speaks %s to port `%s` of this backend, and answers 502 where that is %s", strings.ToUpper(protocol), b.Port(), strings.ToUpper(usual)),
				Help:    fmt.Sprintf("set `%sbackend-protocol` to `%s`, or name the other port", aks.AGICPrefix, usual)})
		}
	}
}

// checkProbePort looks for the port of the health probe among those of the
// pods behind the backends.
func (in agicIngress) checkProbePort(p *analyzer.Pass) {
	number, err := strconv.ParseInt(in.values["health-probe-port"], 10, 32)
	if err != nil {
		return
	}
	for b := range in.Backends() {
		m, ok := p.View.Lookup("Service", in.Member.Namespace, b.Service)
		if !ok {
			continue
		}
		svc, ok := m.Service()
		if !ok || len(svc.Spec.Selector) == 0 {
			continue
		}
		w := closedTo(p.View, m, svc, int32(number))
		if w == nil {
			continue
		}
		p.Report(analyzer.Finding{At: annotationAt(aks.AGICPrefix + "health-probe-port"),
			Message: fmt.Sprintf("no container of %s, which Service `%s` selects, declares the port `%d`; unless one listens there all the same, Application Gateway marks the backend as down and answers 502", workloadName(w), b.Service, number),
			Related: []analyzer.Related{{Object: w.Member.Object, At: w.ContainersPath(), Message: "the containers"}}})
		return
	}
}

// closedTo finds a workload of a Service that declares ports, but not a
// certain one, nil where there is none.
func closedTo(v *inventory.View, m *inventory.Member, svc *corev1.Service, number int32) *inventory.Workload {
	for _, port := range svc.Spec.Ports {
		if port.TargetPort.IntVal == number {
			return nil
		}
	}
	matched, _ := v.Select(m.Namespace, svc.Spec.Selector)
	for _, w := range matched {
		if w.Member.Patched(w.SpecPath()) || undecoded(w.Member.Object, w.SpecPath()) {
			continue
		}
		ports := w.Ports()
		found := len(ports) == 0
		for _, port := range ports {
			found = found || port.Number == number || port.Number == 0
		}
		if !found {
			return w
		}
	}
	return nil
}
