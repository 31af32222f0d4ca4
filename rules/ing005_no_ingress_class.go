package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING005: An Ingress names no class.
//
// Without a class, and without an IngressClass that the cluster takes as its
// default, no controller feels responsible: the Ingress is created, gets no
// address, and says nothing. No add-on of AKS marks its class as the default.
//
// Nothing is said where the input holds a default IngressClass; where the input
// does not show everything, it is advice.
//
// # Fix
//
// Writes the class where the input leaves no choice: it has one IngressClass,
// or all other Ingresses name the same class, or annotations tell that the
// Ingress is for Application Gateway. It is unsafe, because a controller then
// serves the Ingress.
var ING005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING005", Name: "no-ingress-class", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class",
			"https://learn.microsoft.com/azure/aks/app-routing",
		},
	},
	Check: func(p *analyzer.Pass) {
		class := network.ClassOf(*p.View)
		if class.Name != "" || class.Unknown || p.Object.Find(network.ClassField).Type() == manifest.String { // "" is refused: ING004
			return
		}
		classes := p.View.Objects(network.IngressClassKind, "")
		for _, m := range classes {
			at := annotationAt("ingressclass.kubernetes.io/is-default-class")
			if m.Object.Find(at).Text() == "true" || m.Object.Unknown(at) || m.Patched(at) {
				return
			}
		}
		f := analyzer.Finding{At: network.ClassField,
			Message: "no class is named, and the input has no default IngressClass; unless the cluster has one, no controller serves this Ingress"}
		if p.View.Scope.Open {
			f.Lower = analyzer.At(analyzer.Info)
		}
		if name := onlyClass(p.View, classes); name != "" && p.Object.Group() == "networking.k8s.io" {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `ingressClassName: %s`", name), Safety: analyzer.Unsafe,
				Changes: []manifest.Change{setClass(p.Object, name)}}}
		}
		p.Report(f)
	},
}

// onlyClass is the one class that the input leaves for an Ingress, "" where it
// leaves a choice.
func onlyClass(v *inventory.View, classes []*inventory.Member) string {
	if len(classes) == 1 {
		return classes[0].Object.Name
	}
	for key := range v.Member.Object.Find(annotationsField).Entries() {
		if strings.HasPrefix(key.Key(), "appgw.ingress.kubernetes.io/") {
			return "azure-application-gateway"
		}
	}
	name := ""
	for _, ns := range v.Namespaces() {
		for _, m := range ingresses(v, ns) {
			other := m.Object.Find(network.ClassField).Text()
			switch {
			case m == v.Member:
			case other == "" || manifest.IsPlaceholder(other) || name != "" && name != other:
				return ""
			default:
				name = other
			}
		}
	}
	return name
}
