package rules

import (
	"fmt"
	"net/netip"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ING010: A host or path of an Ingress is refused, or takes more than it says.
//
// The API server takes DNS names in lower case as hosts: no IP address, port,
// scheme or final dot, and `*` only as the whole first label. Every path begins
// with a slash; one of type `Exact` or `Prefix` holds no `//`, `/./`, `/../` or
// `%2f`. Whatever breaks that is an error, because the Ingress is refused. What
// a path type may be is API001.
//
// A rule without a host takes the traffic of every host name that reaches the
// controller, and a wildcard below a top-level domain nearly so; both are
// warnings, and so is the host `*`, which is meant for the same. Azure Policy
// can forbid them.
//
// The admission webhook of ingress-nginx 1.12, which the application routing
// add-on runs too, refuses letters of regular expressions in a path of type
// `Exact` or `Prefix`. That is a warning, because older releases take it.
//
// # Fix
//
// Writes a host in lower case, and `ImplementationSpecific` for a regular
// expression, which is unsafe because the path then matches as NGINX likes.
var ING010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING010", Name: "bad-ingress-host-or-path", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.rules"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types",
			"https://github.com/kubernetes/kubernetes/blob/019c5dc/pkg/apis/networking/validation/validation.go",
			"https://kubernetes.github.io/ingress-nginx/faq/#validation-of-path",
			"https://learn.microsoft.com/azure/aks/policy-reference",
		},
	},
	Check: func(p *analyzer.Pass) {
		in := ownIngress(p.View)
		for _, rule := range in.Rules {
			if rule.Host == "" {
				checkHostless(p, in, rule)
			} else {
				checkHost(p, rule.HostAt(), rule.Host)
			}
			for _, path := range rule.Paths {
				if in.V1 {
					checkPath(p, in, path)
				}
			}
		}
		for _, tls := range in.TLS {
			for i, host := range tls.Hosts {
				checkHost(p, tls.HostAt(i), host)
			}
		}
	},
}

// checkHostless speaks of a rule without a host, unless an annotation names
// hosts for it.
func checkHostless(p *analyzer.Pass, in ingress, rule inventory.IngressRule) {
	if len(rule.Paths) == 0 || in.Annotation("appgw.ingress.kubernetes.io/hostname-extension") != "" {
		return
	}
	p.Report(analyzer.Finding{At: rule.HostAt(), Lower: analyzer.At(analyzer.Warning),
		Message: "this rule has no `host`, so it takes the traffic of every host name that reaches the controller"})
}

// checkHost judges a host as the API server does.
func checkHost(p *analyzer.Pass, at manifest.Path, host string) {
	if toCome(host) {
		return
	}
	f := analyzer.Finding{At: at}
	rest, wildcard := strings.CutPrefix(host, "*.")
	_, notIP := netip.ParseAddr(host)
	name, port, _ := strings.Cut(host, ":")
	switch {
	case host == "*":
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = "`*` is meant for every host name that reaches the controller; the API server wants a rule without `host` for that, and refuses this one"
		p.Report(f)
		return
	case wildcard && !strings.Contains(rest, ".") && len(validation.IsDNS1123Label(rest)) == 0:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("`%s` takes the traffic of a whole top-level domain", host)
		p.Report(f)
		return
	case notIP != nil && len(validation.IsDNS1123Subdomain(rest)) == 0:
		return
	case notIP == nil:
		f.Message = fmt.Sprintf("`%s` is an IP address", host)
	case strings.Contains(host, "://"):
		f.Message = fmt.Sprintf("`%s` is a URL", host)
	case port != "" && strings.Trim(port, "0123456789") == "":
		f.Message = fmt.Sprintf("`%s` has a port", host)
		f.Help = fmt.Sprintf("write `%s`", name)
	case strings.Contains(rest, "*"):
		f.Message = fmt.Sprintf("`%s` has a wildcard that is not the whole first label", host)
	default:
		f.Message = fmt.Sprintf("`%s` is no DNS name in lower case", host)
		if lower := strings.ToLower(host); len(validation.IsDNS1123Subdomain(strings.TrimPrefix(lower, "*."))) == 0 {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", lower), Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: lower}}}}
		}
	}
	f.Message += "; the API server refuses the Ingress"
	p.Report(f)
}

// checkPath judges a path as the API server does, and then as NGINX does.
func checkPath(p *analyzer.Pass, in ingress, path inventory.IngressPath) {
	if manifest.IsPlaceholder(path.Path) || manifest.IsPlaceholder(path.Type) {
		return
	}
	set := func(value string, safety analyzer.Safety) []analyzer.Fix {
		return []analyzer.Fix{{Title: fmt.Sprintf("write `pathType: %s`", value), Safety: safety, Changes: []manifest.Change{{Op: manifest.Set, Path: path.TypeAt(), Value: value}}}}
	}
	exact := path.Type == "Exact" || path.Type == "Prefix"
	switch {
	case !strings.HasPrefix(path.Path, "/") && (exact || path.Path != ""):
		p.Reportf(path.PathAt(), "the path `%s` does not begin with a slash; the API server refuses the Ingress", path.Path)
	case !exact:
	case forbiddenInPath(path.Path) != "":
		p.Reportf(path.PathAt(), "the path `%s` holds `%s`, which the API server refuses in a path of type `%s`", path.Path, forbiddenInPath(path.Path), path.Type)
	case in.Class.Is(aks.CommunityNginx, aks.AppRouting) && strings.ContainsFunc(path.Path, beyondPlain):
		p.Report(analyzer.Finding{At: path.PathAt(), Lower: analyzer.At(analyzer.Warning), Fixes: set("ImplementationSpecific", analyzer.Unsafe),
			Message: fmt.Sprintf("the admission webhook of NGINX refuses `%s` with `pathType: %s`, since it holds more than letters, digits and `/._-`", path.Path, path.Type)})
	}
}

// beyondPlain reports whether ingress-nginx refuses a letter in paths of type
// Exact and Prefix.
func beyondPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._-", r)
}

// forbiddenInPath finds what the API server refuses in a path of type Exact or
// Prefix.
func forbiddenInPath(path string) string {
	for _, part := range []string{"//", "/./", "/../", "%2f", "%2F"} {
		if strings.Contains(path, part) {
			return part
		}
	}
	for _, end := range []string{"/..", "/."} {
		if strings.HasSuffix(path, end) {
			return end
		}
	}
	return ""
}
