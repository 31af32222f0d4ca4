package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// ING002: The NGINX of the application routing add-on is at the end of support.
//
// The managed NGINX is a build of ingress-nginx, a project that ended in March
// 2026. Microsoft patches it until the end of November 2026; after that nobody
// fixes its vulnerabilities.
//
// The rule speaks of each NginxIngressController, and of each Ingress whose
// class is `webapprouting.kubernetes.azure.com` or that of a
// NginxIngressController of the input.
//
// # Fix
//
// Move to the Gateway API of the same add-on (GatewayClass `approuting-istio`),
// or to Application Gateway for Containers. Microsoft describes the way.
var ING002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING002", Name: "app-routing-nginx-ending", Severity: analyzer.Warning, Since: "0.1.0",
		Kinds: append([]string{network.NginxControllerKind}, inventory.IngressKinds...),
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/app-routing-nginx-to-gateway-api-migration",
			"https://learn.microsoft.com/azure/aks/app-routing",
		},
	},
	Check: func(p *analyzer.Pass) {
		end := func() string { return ending(network.AddOnNginx(), p.AsOf) }
		if p.Object.Kind == "NginxIngressController" {
			p.Reportf(kindField, "`NginxIngressController` runs the NGINX of the application routing add-on, %s", end())
			return
		}
		if class := network.ClassOf(*p.View); class.Is(aks.AppRouting) {
			p.Reportf(class.At, "class `%s` is the NGINX of the application routing add-on, %s", class.Name, end())
		}
	},
}
