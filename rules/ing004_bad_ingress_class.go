package rules

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING004: The class of an Ingress is no valid name, or is given twice.
//
// `spec.ingressClassName` names an IngressClass, so it takes a DNS name: the
// annotation's value `azure/application-gateway` is refused there, and so is an
// empty text. Where the deprecated annotation is there as well, the API server
// refuses to create an Ingress unless both texts are the same. That is so for
// `azure/application-gateway` and `azure-application-gateway` too. On an Ingress
// that exists already, the annotation wins.
//
// The same text in both places is advice: the annotation does nothing more.
//
// # Fix
//
// Writes `azure-application-gateway` for `azure/application-gateway`, and
// removes an annotation that means the same as the field. It is safe for
// classes whose IngressClass is known.
var ING004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING004", Name: "bad-ingress-class", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Ingress.networking.k8s.io"},
		References: []string{
			"https://github.com/kubernetes/kubernetes/blob/019c5dc/pkg/apis/networking/validation/validation.go",
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/k8scontext/context.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		field := p.Object.Find(network.ClassField)
		at := annotationAt(network.ClassAnnotation)
		annotation := p.Object.Find(at)
		class := network.ClassOf(*p.View)
		if p.Object.APIVersion != "networking.k8s.io/v1" || class.Unknown || field.Type() != manifest.String {
			return
		}
		if name := field.Text(); len(validation.IsDNS1123Subdomain(name)) > 0 {
			f := analyzer.Finding{At: network.ClassField, Message: fmt.Sprintf("`%s` cannot be the name of an IngressClass; the API server refuses the Ingress", name)}
			if c, ok := aks.LookupClassAnnotation(name); ok && c.IngressClass != "" {
				f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", c.IngressClass), Changes: []manifest.Change{setClass(p.Object, c.IngressClass)}}}
			}
			p.Report(f)
			return
		}
		if annotation.Type() != manifest.String {
			return
		}
		remove := analyzer.Fix{Title: "remove the annotation", Changes: []manifest.Change{removeAnnotation(p.Object, network.ClassAnnotation)}}
		meant, known := fieldForm(annotation.Text())
		if !known && !hasClass(p.View, meant) && meant != "" {
			remove.Safety = analyzer.Unsafe
		}
		f := analyzer.Finding{At: at, KeyOnly: true, Fixes: []analyzer.Fix{remove},
			Related: []analyzer.Related{{Object: p.Object, At: network.ClassField, Message: "the field"}}}
		switch {
		case annotation.Text() == field.Text():
			f.Lower = analyzer.At(analyzer.Info)
			f.Message = fmt.Sprintf("the annotation repeats `ingressClassName: %s`, and is deprecated", field.Text())
		case meant == "":
			f.Message = fmt.Sprintf("the annotation is empty and `spec.ingressClassName` says `%s`; the API server refuses to create such an Ingress", field.Text())
		case meant == field.Text():
			f.Message = fmt.Sprintf("the annotation says `%s` and `spec.ingressClassName` says `%s`; they mean the same, and the API server refuses to create such an Ingress", annotation.Text(), field.Text())
		default:
			f.Fixes = nil
			f.Message = fmt.Sprintf("the annotation says `%s` and `spec.ingressClassName` says `%s`; the API server refuses to create such an Ingress", annotation.Text(), field.Text())
			f.Help = "keep `spec.ingressClassName` and remove the annotation; on an Ingress that exists, the annotation wins"
		}
		p.Report(f)
	},
}
