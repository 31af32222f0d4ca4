package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING011: An Ingress sends traffic to a Service or port that does not exist.
//
// A backend names a Service of the Ingress's own namespace and a port of that
// Service, `spec.ports[].port` or its name, not the target port of the pods.
// Where either is wrong, the controller has nowhere to send requests to: NGINX
// answers 503, Application Gateway 502.
//
// Both are errors where the input shows the application: its Services lie in
// the folder or kustomization of the Ingress. Where they lie elsewhere in the
// tree, a wrong port is a warning and a missing Service is advice, as it is
// where the namespace has no Services or something else may make them (a
// template was skipped, an Argo CD Application installs more).
//
// The Application Gateway Ingress Controller finds a port by its target port
// as well; every other controller refuses that, so it is advice. A Service of
// type `ExternalName` has no endpoints, which is a warning: NGINX resolves the
// name itself and sends requests to wherever it points, others send nothing.
//
// # Fix
//
// Writes the port whose target port was named, or the only port of the
// Service, or the Service whose name is nearly the same. It is unsafe because
// requests then go elsewhere.
var ING011 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING011", Name: "ingress-backend-missing", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.rules", "spec.defaultBackend"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/appgw/backendhttpsettings.go",
			"https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
		},
	},
	Check: func(p *analyzer.Pass) {
		in := ownIngress(p.View)
		advised := map[string]bool{}
		for b := range in.Backends() {
			if b.Service == "" || toCome(b.Service) {
				continue
			}
			m, ok := p.View.Lookup("Service", in.Member.Namespace, b.Service)
			if !ok {
				if advised[b.Service] {
					continue // advice is given once
				}
				if f, judged := missingService(p, *b); judged {
					advised[b.Service] = *f.Lower == analyzer.Info
					p.Report(f)
				}
				continue
			}
			if svc, ok := m.Object.Typed.(*corev1.Service); ok && !m.Object.Unknown(typeField) && !m.Patched(typeField) {
				checkBackend(p, in, *b, m, svc)
			}
		}
	},
}

// missingService speaks of a backend whose Service is not in the input; judged
// is false where the name of some Service is yet to come.
func missingService(p *analyzer.Pass, b inventory.IngressBackend) (f analyzer.Finding, judged bool) {
	ns := p.View.Member.Namespace
	names, known := p.View.Names("Service", ns)
	if !known {
		return f, false
	}
	near, typo := analyzer.Suggest(b.Service, names)
	severity := analyzer.Info
	f.At, f.Lower = b.ServiceAt, &severity
	switch {
	case len(names) == 0:
		f.Message = fmt.Sprintf("the input has no Service in namespace `%s`; unless something else makes `%s`, requests are answered with an error", ns, b.Service)
	case p.View.PodsElsewhere(ns) || !typo && len(p.View.Nearby("Service", ns)) == 0:
		f.Message = fmt.Sprintf("the input has no Service `%s` in namespace `%s`; unless something else makes it, requests are answered with an error", b.Service, ns)
	default:
		severity = analyzer.Error
		f.Message = fmt.Sprintf("namespace `%s` has no Service `%s`, so requests are answered with an error", ns, b.Service)
	}
	if typo {
		f.Message += fmt.Sprintf("; it has `%s`", near)
		f.Fixes = []analyzer.Fix{unsafeSet(b.ServiceAt, near, false)}
		return f, true
	}
	if !p.View.Scope.HasService(b.Service) {
		return f, true
	}
	for _, other := range p.View.Namespaces() {
		if _, ok := p.View.Lookup("Service", other, b.Service); ok { // seldom written, and given by kubectl -n
			severity = min(severity, analyzer.Warning)
			f.Message += "; a Service of that name is in another namespace, where the Ingress cannot reach it"
			break
		}
	}
	return f, true
}

// checkBackend judges a backend whose Service is there.
func checkBackend(p *analyzer.Pass, in ingress, b inventory.IngressBackend, m *inventory.Member, svc *corev1.Service) {
	if svc.Spec.Type == corev1.ServiceTypeExternalName {
		reportExternalName(p, in, b, m)
		return
	}
	if m.Patched(portsField) || undecoded(m.Object, portsField) || m.Object.Placeholders > 0 && portsUnknown(m.Object, len(svc.Spec.Ports)) ||
		b.PortName == "" && b.PortNumber == 0 || toCome(b.PortName) {
		return
	}
	if slices.ContainsFunc(svc.Spec.Ports, func(port corev1.ServicePort) bool {
		return b.PortName != "" && port.Name == b.PortName || b.PortNumber != 0 && port.Port == b.PortNumber
	}) {
		return
	}
	f := analyzer.Finding{At: b.PortAt, Related: []analyzer.Related{{Object: m.Object, At: portsField, Message: fmt.Sprintf("the ports of Service `%s`", b.Service)}}}
	target := slices.IndexFunc(svc.Spec.Ports, func(port corev1.ServicePort) bool {
		return b.PortNumber != 0 && port.TargetPort == intstr.FromInt32(b.PortNumber) || b.PortName != "" && port.TargetPort == intstr.FromString(b.PortName)
	})
	switch {
	case target >= 0 && in.Class.Is(aks.AGIC):
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` is the target port of Service `%s`; Application Gateway finds it all the same, every other controller wants the Service's own port `%d`",
			b.Port(), b.Service, svc.Spec.Ports[target].Port)
	case target >= 0:
		f.Message = fmt.Sprintf("`%s` is the target port of Service `%s`, and an Ingress names the Service's own port, `%d`; requests are answered with an error",
			b.Port(), b.Service, svc.Spec.Ports[target].Port)
	default:
		f.Message = fmt.Sprintf("Service `%s` has no port `%s`, so requests are answered with an error", b.Service, b.Port())
		if len(svc.Spec.Ports) == 1 {
			target = 0
		}
	}
	if f.Lower == nil && !nearby(p.View, m) {
		f.Lower = analyzer.At(analyzer.Warning)
	}
	if target >= 0 {
		if fix, ok := portFix(b, svc.Spec.Ports[target]); ok {
			f.Fixes = []analyzer.Fix{fix}
		}
	}
	p.Report(f)
}

// portFix names the right port of a Service in the form that the Ingress uses.
func portFix(b inventory.IngressBackend, port corev1.ServicePort) (fix analyzer.Fix, ok bool) {
	if b.PortName != "" && b.PortAt.Last().Key == "name" {
		return unsafeSet(b.PortAt, port.Name, false), port.Name != ""
	}
	return unsafeSet(b.PortAt, fmt.Sprint(port.Port), true), true
}

// portsUnknown reports whether a placeholder stands in the ports of a Service.
func portsUnknown(o *manifest.Object, n int) bool {
	for i := range n {
		for _, key := range []string{"name", "port", "targetPort"} {
			if o.Unknown(portsField.Index(i).Key(key)) {
				return true
			}
		}
	}
	return o.Unknown(portsField)
}

// reportExternalName speaks of a backend without endpoints.
func reportExternalName(p *analyzer.Pass, in ingress, b inventory.IngressBackend, m *inventory.Member) {
	f := analyzer.Finding{At: b.ServiceAt, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("Service `%s` is of type `ExternalName` and has no endpoints; most controllers, Application Gateway among them, send nothing to it", b.Service),
		Related: []analyzer.Related{{Object: m.Object, At: typeField, Message: "the Service"}}}
	if in.Class.Is(aks.CommunityNginx, aks.AppRouting, network.F5Nginx) {
		f.Message = fmt.Sprintf("Service `%s` is of type `ExternalName`: NGINX resolves its name and sends the requests out of the cluster, wherever it points at that moment", b.Service)
	}
	p.Report(f)
}
