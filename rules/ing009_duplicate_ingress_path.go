package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ING009: Two routes of Ingresses claim the same host and path.
//
// Controllers merge the Ingresses of a class, of all namespaces. Where two
// claim the same host, path and path type, only one gets the traffic: the
// admission webhook of ingress-nginx and of the application routing add-on
// refuses the later one, and the Application Gateway Ingress Controller lets
// one win without a word. Hosts are compared without regard to case, and a
// trailing slash of a `Prefix` path does not count.
//
// Within one Ingress it is an error where the two name different backends.
// Between Ingresses of a file or kustomization it is a warning, and between
// files of a folder, which may be alternatives, it is advice. A canary of
// ingress-nginx repeats a path on purpose, and an Application Gateway has room
// for the same route on its private address (`use-private-ip`) and on another
// port (`override-frontend-port`).
var ING009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING009", Name: "duplicate-ingress-path", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.rules"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches",
			"https://kubernetes.github.io/ingress-nginx/how-it-works/#building-the-nginx-model",
			"https://azure.github.io/application-gateway-kubernetes-ingress/annotations/",
		},
	},
	Check: func(p *analyzer.Pass) {
		own := ownIngress(p.View)
		if own.Class.Unknown || isCanary(own) {
			return
		}
		seen := map[ingressRoute]routeClaim{}
		for _, other := range rivals(p.View, own) {
			claimAll(seen, other, nil)
		}
		claimAll(seen, own, func(r ingressRoute, first, second routeClaim) { reportClaims(p, own, r, first, second) })
	},
}

// ingressRoute is what an Ingress claims.
type ingressRoute struct{ host, path, pathType string }

// routeClaim is the path of an Ingress that claims a route.
type routeClaim struct {
	member *inventory.Member
	inventory.IngressPath
}

// claimAll notes the routes of an Ingress; taken is told of those that are not
// free.
func claimAll(seen map[ingressRoute]routeClaim, in ingress, taken func(r ingressRoute, first, second routeClaim)) {
	for _, rule := range in.Rules {
		for _, item := range rule.Paths {
			if toCome(rule.Host) || manifest.IsPlaceholder(item.Path) || manifest.IsPlaceholder(item.Type) {
				continue
			}
			r := ingressRoute{strings.ToLower(rule.Host), item.Path, item.Type}
			if r.pathType == "Prefix" {
				r.path = strings.TrimRight(r.path, "/")
			}
			r.path = cmp.Or(r.path, "/")
			if first, ok := seen[r]; !ok {
				seen[r] = routeClaim{in.Member, item}
			} else if taken != nil {
				taken(r, first, routeClaim{in.Member, item})
			}
		}
	}
}

// rivals lists the Ingresses of the same class that share a host with the
// view's own, come before it, and are applied together with it.
func rivals(v *inventory.View, own ingress) []ingress {
	class, _ := fieldForm(own.Class.Name)
	var all []ingress
	seen := map[*inventory.Member]bool{}
	for _, rule := range own.Rules {
		for _, m := range v.Claiming(strings.ToLower(rule.Host)) {
			if !m.Before(v.Member) {
				break
			}
			if seen[m] || m.Patched(rulesField) {
				continue
			}
			seen[m] = true
			other := otherIngress(m)
			if name, _ := fieldForm(other.Class.Name); name == class && !other.Class.Unknown && !isCanary(other) && sameListener(own, other) {
				all = append(all, other)
			}
		}
	}
	slices.SortFunc(all, func(a, b ingress) int {
		if a.Member.Before(b.Member) {
			return -1
		}
		return 1
	})
	return all
}

// sameListener reports whether an Application Gateway surely serves two Ingresses
// on the same port of the same address. Other controllers do not read the
// annotations that move an Ingress elsewhere.
func sameListener(a, b ingress) bool {
	for _, key := range [...]string{aks.AGICPrefix + "override-frontend-port", aks.AGICPrefix + "use-private-ip"} {
		if a.AnnotationUnknown(key) || b.AnnotationUnknown(key) {
			return false
		}
		if cmp.Or(strings.ToLower(a.Annotation(key)), "false") != cmp.Or(strings.ToLower(b.Annotation(key)), "false") {
			return false
		}
	}
	return true
}

// isCanary reports whether ingress-nginx takes an Ingress for a second version
// of another.
func isCanary(in ingress) bool {
	key := nginxPrefix + "canary"
	return in.Annotation(key) == "true" || in.AnnotationUnknown(key)
}

func reportClaims(p *analyzer.Pass, own ingress, r ingressRoute, first, second routeClaim) {
	text := cmp.Or(r.host, "*") + r.path
	f := analyzer.Finding{At: second.PathAt(), Related: []analyzer.Related{{Object: first.member.Object, At: first.PathAt(), Message: "the same route"}}}
	switch {
	case first.member == own.Member && sameBackend(first.Backend, second.Backend):
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("this Ingress routes `%s` to the same backend twice; the second time does nothing", text)
	case first.member == own.Member:
		f.Message = fmt.Sprintf("this Ingress routes `%s` to two backends; only one of them gets the traffic", text)
	default:
		f.Lower = analyzer.At(analyzer.Warning)
		end := "only one of them gets the traffic"
		if own.Class.Is(aks.CommunityNginx, aks.AppRouting) {
			end = "the admission webhook of NGINX refuses the later one"
		}
		if !p.View.Scope.Kustomization && first.member.Object.Source() != p.Object.Source() { // maybe alternatives
			if r.host == "" {
				return
			}
			f.Lower = analyzer.At(analyzer.Info)
			end = "where both are applied, " + end
		}
		f.Message = fmt.Sprintf("Ingress `%s` routes `%s` as well; %s", first.member.Object.Name, text, end)
	}
	p.Report(f)
}

// sameBackend reports whether two backends are one.
func sameBackend(a, b inventory.IngressBackend) bool {
	return a.Service == b.Service && a.PortName == b.PortName && a.PortNumber == b.PortNumber
}
