package rules

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ING015: Application Gateway reads a path of an Ingress otherwise than it says.
//
// The Application Gateway Ingress Controller turns paths into rules of
// Application Gateway, where a path matches only itself unless it ends with
// `*`. So the path `/` is for everything whatever its type, `Exact` included; a
// `*` at the end of an `Exact` path is cut off; and a `*` anywhere else is
// refused by Azure. A path of type `ImplementationSpecific` without `*` matches no path
// below it, so that `backend-path-prefix` has nothing to replace there.
//
// Two Ingresses that both take everything of a host compete, even where they
// write it in different ways; for the same way there is ING009.
//
// # Fix
//
// Writes what the controller makes of the path, or the `*` that is missing. It
// is unsafe, because something else may be meant.
var ING015 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING015", Name: "agic-path-surprise", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.rules", "spec.ingressClassName"},
		References: []string{
			"https://azure.github.io/application-gateway-kubernetes-ingress/ingress-v1/",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/appgw/requestroutingrules.go",
			"https://learn.microsoft.com/azure/application-gateway/url-route-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		in := ownIngress(p.View)
		if in.Class.Unknown || !in.Class.Is(aks.AGIC) {
			return
		}
		prefix := in.Annotation("appgw.ingress.kubernetes.io/backend-path-prefix") != ""
		for _, rule := range in.Rules {
			for _, item := range rule.Paths {
				if !manifest.IsPlaceholder(item.Path) && !manifest.IsPlaceholder(item.Type) {
					checkAGICPath(p, item, prefix)
				}
			}
		}
		reportCompeting(p, in)
	},
}

// checkAGICPath judges one path.
func checkAGICPath(p *analyzer.Pass, item inventory.IngressPath, prefix bool) {
	star := strings.Index(item.Path, "*")
	switch {
	case item.Type == "Exact" && takesAll(item):
		p.Report(analyzer.Finding{At: item.TypeAt(), Fixes: []analyzer.Fix{unsafeSet(item.TypeAt(), "Prefix", false)},
			Message: fmt.Sprintf("`%s` takes every path of the host on Application Gateway, although it is `Exact`", item.Path)})
	case star >= 0 && star < len(item.Path)-1:
		p.Reportf(item.PathAt(), "`%s` has a `*` before its end, which Application Gateway does not take", item.Path)
	case item.Type == "Exact" && star > 0:
		p.Report(analyzer.Finding{At: item.PathAt(), Fixes: []analyzer.Fix{unsafeSet(item.PathAt(), item.Path[:star], false)},
			Message: fmt.Sprintf("the `*` of `%s` is cut off because the path is `Exact`, so only `%s` itself matches", item.Path, item.Path[:star])})
	case prefix && item.Type != "Exact" && item.Type != "Prefix" && star < 0 && !takesAll(item):
		p.Report(analyzer.Finding{At: item.PathAt(), Fixes: []analyzer.Fix{unsafeSet(item.PathAt(), strings.TrimSuffix(item.Path, "/")+"/*", false)},
			Message: fmt.Sprintf("`%s` matches only itself without `*`, so `backend-path-prefix` applies to no path below it", item.Path)})
	}
}

// takesAll reports whether Application Gateway makes a path the catch-all of
// its host.
func takesAll(i inventory.IngressPath) bool { return i.Path == "" || i.Path == "/" || i.Path == "/*" }

// reportCompeting speaks of hosts of which an Ingress before takes everything
// as well.
func reportCompeting(p *analyzer.Pass, own ingress) {
	type holder struct {
		member *inventory.Member
		item   inventory.IngressPath
	}
	holders := map[string]holder{}
	for _, other := range rivals(p.View, own) {
		for _, rule := range other.Rules {
			for _, item := range rule.Paths {
				if takesAll(item) {
					holders[strings.ToLower(rule.Host)] = holder{other.Member, item}
				}
			}
		}
	}
	for _, rule := range own.Rules {
		first, ok := holders[strings.ToLower(rule.Host)]
		if !ok || toCome(rule.Host) {
			continue
		}
		sameFile := p.View.Scope.Kustomization || first.member.Object.Source() == p.Object.Source()
		for _, item := range rule.Paths {
			sameText := cmp.Or(item.Path, "/") == cmp.Or(first.item.Path, "/") && item.Type == first.item.Type
			if !takesAll(item) || sameText || rule.Host == "" && !sameFile {
				continue
			}
			f := analyzer.Finding{At: item.PathAt(), Related: []analyzer.Related{{Object: first.member.Object, At: first.item.PathAt(), Message: "the other catch-all"}},
				Message: fmt.Sprintf("Ingress `%s` takes every path of `%s` as well; Application Gateway has one catch-all for a host", first.member.Object.Name, cmp.Or(rule.Host, "*"))}
			if !sameFile {
				f.Lower = analyzer.At(analyzer.Info)
			}
			p.Report(f)
		}
	}
}
