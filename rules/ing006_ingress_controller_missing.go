package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// ING006: No controller serves the class of an Ingress.
//
// The HTTP application routing add-on was retired on 3 March 2025. Its class,
// `addon-http-application-routing`, has no controller any more: the Ingress is
// created, gets no address, and says nothing. Its DNS zone below `aksapp.io` is
// gone as well.
//
// # Fix
//
// Use the application routing add-on with Gateway API, or Application Gateway
// for Containers, and a host of your own.
var ING006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING006", Name: "ingress-controller-missing", Severity: analyzer.Error, Since: "0.1.0",
		Kinds: ingressKinds,
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
			"https://learn.microsoft.com/azure/aks/app-routing-migration",
		},
	},
	Check: func(p *analyzer.Pass) {
		if class := classOf(p.View); class.is(httpAppRouting) {
			p.Reportf(class.At, "`%s` is the class of the %s, %s", class.Name, class.Controller.Name, ending(class.Controller, p.AsOf))
		}
	},
}
