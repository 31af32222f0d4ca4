package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING006: No controller serves the class of an Ingress or Gateway.
//
// The HTTP application routing add-on was retired on 3 March 2025. Its class,
// `addon-http-application-routing`, has no controller any more: the Ingress is
// created, gets no address, and says nothing. Its DNS zone below `aksapp.io` is
// gone as well.
//
// With a cluster profile, the rule asks whether the controller of a class runs
// in the cluster. An add-on that is off is a warning; for Application Gateway it
// is advice, because Helm installs these controllers as well. Application Gateway
// for Containers does not work with kubenet, and the Gateway API of the
// application routing add-on not beside the Istio add-on: both are errors.
//
// # Fix
//
// Use the application routing add-on with Gateway API, or Application Gateway
// for Containers, and a host of your own; or turn the add-on on.
var ING006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING006", Name: "ingress-controller-missing", Severity: analyzer.Error, Since: "0.1.0",
		Kinds: append([]string{gatewayKind, network.NginxControllerKind}, inventory.IngressKinds...),
		Reads: []string{"spec.ingressClassName", "spec.gatewayClassName"},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
			"https://learn.microsoft.com/azure/aks/app-routing-migration",
			"https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller",
			"https://learn.microsoft.com/azure/aks/managed-gateway-api",
		},
	},
	Check: func(p *analyzer.Pass) {
		at, name, c := kindField, "NginxIngressController", network.AddOnNginx()
		switch p.Object.Kind {
		case "Gateway":
			at, name, c = network.GatewayClassField, p.Object.Find(network.GatewayClassField).Text(), network.GatewayController(*p.View, p.View.Member)
		case "Ingress":
			class := network.ClassOf(*p.View)
			at, name, c = class.At, class.Name, class.Controller
		}
		if c.ID == aks.HTTPAppRouting {
			p.Reportf(at, "`%s` is the class of the %s, %s", name, c.Name, ending(c, p.AsOf))
		} else if p.Profile != nil && c.ID != "" {
			checkController(p, at, name, c)
		}
	},
}

// checkController asks whether the cluster runs a controller.
func checkController(p *analyzer.Pass, at manifest.Path, name string, c aks.IngressController) {
	cluster := p.Profile
	missing := func(severity analyzer.Severity, format string, args ...any) {
		p.Report(analyzer.Finding{At: at, Lower: analyzer.At(severity), Message: fmt.Sprintf("`%s` is for the %s, ", name, c.Name) + fmt.Sprintf(format, args...)})
	}
	const helm = "which is no add-on of this cluster; unless Helm installs the controller, nothing serves it"
	switch c.ID {
	case aks.AGIC:
		if cluster.Off(cluster.Addon("ingressApplicationGateway")) {
			missing(analyzer.Info, helm)
		}
	case aks.AGC:
		if cluster.NetworkPlugin().Is("kubenet") {
			missing(analyzer.Error, "which does not work with kubenet, the network plugin of this cluster")
		} else if cluster.Off(cluster.Get("ingressProfile.applicationLoadBalancer.enabled")) {
			missing(analyzer.Info, helm)
		}
	case aks.AppRouting:
		kind := cluster.Get("ingressProfile.webAppRouting.nginx.defaultIngressControllerType")
		if cluster.Off(cluster.AppRouting()) {
			missing(analyzer.Warning, "which is off in this cluster, so nothing serves it")
		} else if kind.Is("None") && name == c.IngressClass {
			missing(analyzer.Warning, "whose default controller is switched off in this cluster (`defaultIngressControllerType: None`), so nothing serves it")
		}
	case aks.AppRoutingIstio:
		switch {
		case cluster.Istio().Is("Istio"):
			missing(analyzer.Error, "which does not work beside the Istio add-on of this cluster")
		case cluster.Off(cluster.AppRouting()) && !cluster.AppRoutingGateway().Is("Enabled"), cluster.AppRoutingGateway().Is("Disabled"):
			missing(analyzer.Warning, "which is off in this cluster, so nothing serves it")
		case cluster.Get("ingressProfile.gatewayAPI.installation").Is("Disabled"):
			missing(analyzer.Warning, "and Gateway API is not installed in this cluster, so the object is refused")
		}
	case aks.IstioAddOn:
		if cluster.Off(cluster.Istio()) {
			missing(analyzer.Warning, "which is off in this cluster; unless it has an Istio of your own, nothing serves it")
		}
	}
}
