package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING007: An annotation is for another controller than that of the class.
//
// Every controller reads the annotations of its own prefix and ignores all
// others without a word: `appgw.ingress.kubernetes.io/` is for the Application
// Gateway Ingress Controller, `alb.networking.azure.io/` for Application Gateway
// for Containers, `nginx.ingress.kubernetes.io/` for ingress-nginx and the
// application routing add-on. A redirect, a rewrite or a limit that was moved
// along with the Ingress is then simply missing.
//
// Gateways and routes of Gateway API read none of the annotations for Ingresses;
// there, a filter or a policy does the same.
var ING007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING007", Name: "foreign-ingress-annotation", Severity: analyzer.Warning, Since: "0.1.0",
		Kinds: append([]string{"Gateway.gateway.networking.k8s.io", "HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io"}, inventory.IngressKinds...),
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://azure.github.io/application-gateway-kubernetes-ingress/annotations/",
			"https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
			"https://learn.microsoft.com/azure/application-gateway/for-containers/overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		class := network.ClassOf(*p.View)
		route := p.Object.Group() == "gateway.networking.k8s.io"
		if !route && (class.Unknown || class.Controller.Prefix == "") {
			return
		}
		for key := range p.Object.Find(annotationsField).Entries() {
			owner := ownerOf(key.Key())
			f := analyzer.Finding{At: annotationAt(key.Key()), KeyOnly: true}
			switch {
			case owner == "", !route && strings.HasPrefix(key.Key(), class.Controller.Prefix):
				continue
			case !route:
				f.Message = fmt.Sprintf("`%s` is for %s; the %s, which serves this class, does not read it", key.Key(), owner, class.Controller.Name)
				f.Help = counterpart(p.Object, class, key.Key())
			case strings.HasPrefix(key.Key(), aks.AGCPrefix):
				continue // it is for Gateways as well
			default:
				f.Message = fmt.Sprintf("`%s` is for Ingresses; no controller reads it on %s", key.Key(), withArticle(p.Object.Kind))
			}
			p.Report(f)
		}
	},
}

// ownerOf names the controller that an annotation of an Ingress is for.
func ownerOf(key string) string {
	switch {
	case strings.HasPrefix(key, nginxPrefix):
		return "ingress-nginx"
	case strings.HasPrefix(key, network.F5Controller.Prefix):
		return network.F5Controller.Name
	case strings.HasPrefix(key, aks.AGICPrefix):
		return "the Application Gateway Ingress Controller"
	case strings.HasPrefix(key, aks.AGCPrefix):
		return "Application Gateway for Containers"
	}
	return ""
}

// counterparts are annotations of ingress-nginx and what the Application
// Gateway Ingress Controller has instead, without prefixes.
var counterparts = [][2]string{
	{"affinity", "cookie-based-affinity"},
	{"backend-protocol", "backend-protocol"},
	{"force-ssl-redirect", "ssl-redirect"},
	{"proxy-read-timeout", "request-timeout"},
	{"rewrite-target", "backend-path-prefix"},
	{"server-alias", "hostname-extension"},
	{"ssl-redirect", "ssl-redirect"},
	{"upstream-vhost", "backend-hostname"},
}

// counterpart tells what the controller of a class reads instead.
func counterpart(o *manifest.Object, class network.IngressClass, key string) string {
	from, to, prefix := 0, 1, aks.AGICPrefix
	if !class.Is(aks.AGIC) {
		from, to, prefix = 1, 0, nginxPrefix
	}
	_, name, _ := strings.Cut(key, "/")
	i := slices.IndexFunc(counterparts, func(pair [2]string) bool { return pair[from] == name })
	if i < 0 || class.Is(aks.AGC, network.F5Nginx) || hasPrefix(key, network.F5Controller.Prefix, aks.AGCPrefix) || o.Find(annotationAt(prefix+counterparts[i][to])).Exists() {
		return ""
	}
	return fmt.Sprintf("it reads `%s`", prefix+counterparts[i][to])
}
