package rules

import (
	"cmp"
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING003: The deprecated annotation names the class of an Ingress.
//
// `kubernetes.io/ingress.class` is deprecated since Kubernetes 1.18 in favour
// of `spec.ingressClassName`. The Application Gateway Ingress Controller and
// ingress-nginx still read it, before the field; newer controllers do not, and
// the application routing add-on wires Key Vault certificates only for Ingresses
// that use the field.
//
// The two have different values for the Application Gateway Ingress Controller:
// it passes over an Ingress whose annotation is `azure-application-gateway`.
//
// # Fix
//
// Moves the class into the field: `azure/application-gateway` becomes
// `azure-application-gateway`. It is offered for the classes that AGIC, the
// application routing add-on and ingress-nginx make themselves, and for those
// whose IngressClass the input holds; Ingresses of the beta versions are
// rewritten first (API001).
var ING003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING003", Name: "ingress-class-annotation", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/k8scontext/context.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		class := network.ClassOf(*p.View)
		if !class.Annotated || class.Unknown || p.Object.Find(network.ClassField).Exists() {
			return // both: ING004
		}
		f := analyzer.Finding{At: class.At,
			Message: fmt.Sprintf("the class `%s` is in an annotation that is deprecated since Kubernetes 1.18, and that newer controllers do not read", class.Name),
			Help:    "name an IngressClass in `spec.ingressClassName` instead"}
		if class.Is(aks.AppRouting) {
			f.Message = fmt.Sprintf("the class `%s` is in a deprecated annotation; the application routing add-on wires Key Vault certificates only for Ingresses with `spec.ingressClassName`", class.Name)
		}
		safety := analyzer.Safe
		if _, read := aks.LookupClassAnnotation(class.Name); class.Is(aks.AGIC) && !read {
			safety = analyzer.Unsafe // the Ingress begins to be served
			f.Message = fmt.Sprintf("`%s` is a name for `spec.ingressClassName`; of the annotation, the Application Gateway Ingress Controller takes `azure/application-gateway` only, and passes this Ingress over", class.Name)
		}
		name, known := fieldForm(class.Name)
		if p.Object.APIVersion == "networking.k8s.io/v1" && (known || hasClass(p.View, name)) {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `ingressClassName: %s`", name), Safety: safety,
				Changes: []manifest.Change{removeAnnotation(p.Object, network.ClassAnnotation), setClass(p.Object, name)}}}
		}
		p.Report(f)
	},
}

// fieldForm is the name of the IngressClass for a value of the annotation;
// known is false where only the input can tell.
func fieldForm(annotation string) (name string, known bool) {
	if c, ok := aks.LookupClassAnnotation(annotation); ok {
		return cmp.Or(c.IngressClass, annotation), c.IngressClass != ""
	}
	_, known = aks.LookupIngressClass(annotation)
	return annotation, known
}

// hasClass reports whether the input holds an IngressClass, or what makes it.
func hasClass(v *inventory.View, name string) bool {
	if _, ok := v.Lookup(network.IngressClassKind, "", name); ok {
		return true
	}
	for _, m := range v.Objects(network.NginxControllerKind, "") {
		if network.NginxControllerClass(m.Object) == name {
			return true
		}
	}
	return false
}
