package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// GW003: A Gateway or Ingress does not say which Application Gateway for Containers serves it.
//
// The ALB Controller places a Gateway or an Ingress by its annotations: either
// `alb-name` with `alb-namespace`, which name an ApplicationLoadBalancer in the
// cluster, or `alb-id`, the id of an Application Gateway for Containers that
// lies outside of it; an Ingress then also needs `alb-frontend`, and a Gateway
// names its frontend in `spec.addresses`. With neither, with half of a pair, or
// with both, no frontend is programmed as was meant, and there is no address.
// All keys begin with `alb.networking.azure.io/`.
//
// An ApplicationLoadBalancer takes exactly one association today: the id of
// the subnet that it lies in.
var GW003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW003", Name: "broken-agc-placement", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: append([]string{gatewayKind, albKind}, inventory.IngressKinds...),
		Reads: []string{"metadata.annotations", "spec.gatewayClassName", "spec.ingressClassName", "spec.associations"},
		References: []string{
			"https://learn.microsoft.com/azure/application-gateway/for-containers/overview",
			"https://learn.microsoft.com/azure/application-gateway/for-containers/application-gateway-for-containers-components",
		},
	},
	Check: func(p *analyzer.Pass) {
		switch p.Object.Kind {
		case "ApplicationLoadBalancer":
			checkAssociations(p)
		case "Ingress":
			if class := network.ClassOf(*p.View); class.Is(aks.AGC) && !class.Unknown {
				checkAGCPlacement(p)
			}
		default:
			if network.GatewayController(*p.View, p.View.Member).ID == aks.AGC {
				checkAGCPlacement(p)
			}
		}
	},
}

const (
	// albKind is the Application Gateway for Containers that the ALB Controller makes.
	albKind      = "ApplicationLoadBalancer.alb.networking.azure.io"
	albName      = aks.AGCPrefix + "alb-name"
	albNamespace = aks.AGCPrefix + "alb-namespace"
	albID        = aks.AGCPrefix + "alb-id"
	albFrontend  = aks.AGCPrefix + "alb-frontend"
)

func checkAGCPlacement(p *analyzer.Pass) {
	annotations := annotationsField
	for key := range p.Object.Find(annotations).Entries() {
		if toCome(key.Key()) { // may become any of the keys
			return
		}
	}
	has := func(key string) bool { return p.Object.Find(annotationAt(key)).Exists() }
	name, namespace, id, frontend := has(albName), has(albNamespace), has(albID), has(albFrontend)
	managed := albName
	if !name {
		managed = albNamespace
	}
	ingress := p.Object.Kind == "Ingress"
	switch {
	case id && (name || namespace):
		p.Report(analyzer.Finding{At: annotationAt(albID), KeyOnly: true,
			Message: fmt.Sprintf("`alb-id` and `%s` name two places; it is not certain which Application Gateway for Containers serves this %s", shortAGC(managed), p.Object.Kind),
			Help:    "keep `alb-id`, or `alb-name` with `alb-namespace`",
			Related: []analyzer.Related{{Object: p.Object, At: annotationAt(managed), Message: "the other place"}}})
	case name != namespace:
		p.Report(analyzer.Finding{At: annotationAt(managed), KeyOnly: true,
			Message: fmt.Sprintf("`%s` means nothing without `%s`, so no Application Gateway for Containers serves this %s",
				shortAGC(managed), shortAGC(requiredAGC(managed)), p.Object.Kind)})
	case !name && !id:
		p.Report(analyzer.Finding{At: annotations, KeyOnly: true,
			Message: fmt.Sprintf("this %s names no Application Gateway for Containers, so it gets no frontend and no address", p.Object.Kind),
			Help:    "add `alb.networking.azure.io/alb-name` and `alb-namespace`, or `alb-id`"})
	case name:
		checkALBReference(p)
	case ingress && !frontend:
		p.Report(analyzer.Finding{At: annotationAt(albID), KeyOnly: true,
			Message: "`alb-id` needs `alb-frontend` beside it on an Ingress; without it the Ingress is bound to no frontend"})
	}
	if id {
		checkALBID(p)
	}
	if frontend && !ingress && !p.Object.Find(manifest.At("spec", "addresses")).Exists() {
		p.Report(analyzer.Finding{At: annotationAt(albFrontend), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: "`alb-frontend` is an annotation of Ingresses; on a Gateway it is ignored, and names no frontend",
			Help:    "name the frontend in `spec.addresses`, with the type `alb.networking.azure.io/alb-frontend`"})
	}
}

// shortAGC is a key without the prefix that all have.
func shortAGC(key string) string { return strings.TrimPrefix(key, aks.AGCPrefix) }

// requiredAGC is the key without which another does nothing.
func requiredAGC(key string) string {
	a, _ := aks.LookupAGCAnnotation(key)
	return a.Requires
}

// checkALBID judges the value of alb-id.
func checkALBID(p *analyzer.Pass) {
	at := annotationAt(albID)
	a, ok := aks.LookupAGCAnnotation(albID)
	if id := p.Object.Find(at).Text(); ok && !toCome(id) && !a.Understands(id) {
		p.Reportf(at, "`%s` is no id of a resource `%s`; %s", id, a.Resource, a.Bad)
	}
}

// checkALBReference looks for the ApplicationLoadBalancer that is named, where
// the input has any.
func checkALBReference(p *analyzer.Pass) {
	name, namespace := p.Object.Find(annotationAt(albName)).Text(), p.Object.Find(annotationAt(albNamespace)).Text()
	if name == "" || namespace == "" || toCome(name) || toCome(namespace) || p.View.Scope.Open {
		return
	}
	if _, ok := p.View.Lookup(albKind, namespace, name); ok {
		return
	}
	for _, m := range p.View.Scope.Members {
		if o := m.Object; o.Kind == "ApplicationLoadBalancer" && hasPrefix(o.APIVersion, "alb.networking.azure.io/") {
			if toCome(o.Name) || toCome(m.Namespace) {
				return
			}
			p.Report(analyzer.Finding{At: annotationAt(albName), Lower: analyzer.At(analyzer.Info),
				Message: fmt.Sprintf("the input has no ApplicationLoadBalancer `%s` in namespace `%s`; unless the cluster has one, this %s gets no address", name, namespace, p.Object.Kind),
				Related: []analyzer.Related{{Object: o, At: nameField, Message: fmt.Sprintf("an ApplicationLoadBalancer of namespace `%s`", m.Namespace)}}})
			return
		}
	}
}

// checkAssociations judges the subnets of an ApplicationLoadBalancer.
func checkAssociations(p *analyzer.Pass) {
	at := manifest.At("spec", "associations")
	list := p.Object.Find(at)
	if p.Object.Unknown(at) {
		return
	}
	if n := list.Len(); n != 1 {
		p.Report(analyzer.Finding{At: at, KeyOnly: true,
			Message: fmt.Sprintf("there are %d associations, and Application Gateway for Containers takes exactly one; no load balancer is programmed", n)})
	}
	for i, item := range list.Items() {
		if id := item.Text(); item.Kind() == manifest.Scalar && !toCome(id) && !isSubnetID(id) {
			p.Reportf(at.Index(i), "`%s` is no id of a subnet, so Application Gateway for Containers is not bound to the network", id)
		}
	}
}

// isSubnetID reports whether a text is the id of a subnet, in any case.
func isSubnetID(text string) bool {
	parts := strings.Split(text, "/")
	if len(parts) != 11 || parts[0] != "" {
		return false
	}
	for _, i := range []int{2, 4, 8, 10} {
		if parts[i] == "" {
			return false
		}
		parts[i] = ""
	}
	return strings.EqualFold(strings.Join(parts, "/"), "/subscriptions//resourceGroups//providers/Microsoft.Network/virtualNetworks//subnets/")
}
