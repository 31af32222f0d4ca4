package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB004: No load balancer of AKS reads this annotation.
//
// The Azure cloud provider passes over annotations that it does not know
// without a word. A misspelt `azure-load-balancer-internal` makes a public
// load balancer; a misspelt probe path leaves the default in place.
//
// The same is true of annotations for the load balancers of another cloud:
// what is internal on Amazon or Google is public on AKS. Where annotations of
// Azure stand beside them, the load balancer may serve several clouds on
// purpose, and the finding is an info.
//
// # Fix
//
// Where exactly one known annotation is near, the fix renames the key. It is
// unsafe, because the renamed annotation begins to act.
var LB004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB004", Name: "unknown-load-balancer-annotation", Severity: analyzer.Warning, Fixable: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/consts/consts.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		var foreign []analyzer.Finding
		azure := false
		for node := range p.Object.Find(lb.Annotations).Entries() {
			key := node.Key()
			if manifest.IsPlaceholder(key) {
				continue
			}
			azure = azure || aks.IsServiceAnnotation(key)
			if other, ok := aks.LookupForeignAnnotation(key); ok {
				foreign = append(foreign, foreignFinding(lb, key, other))
			} else if why, rename, unknown := unknownAnnotation(key); unknown {
				p.Report(unknownFinding(lb, key, why, rename))
			}
		}
		for _, f := range foreign {
			if azure {
				f.Lower = analyzer.At(analyzer.Info)
			}
			if !lb.Member.Fragment {
				p.Report(f)
			}
		}
	},
}

// unknownAnnotation reports whether a key looks like an annotation that Azure
// reads and is none; rename is the key that was most likely meant, or "".
func unknownAnnotation(key string) (why, rename string, unknown bool) {
	name := key[strings.LastIndex(key, "/")+1:]
	port, suffix, isPort := aks.ParsePortAnnotation(key)
	switch {
	case !aks.IsServiceAnnotation(strings.ToLower(key)):
		if _, ok := aks.LookupServiceAnnotation(lbPrefix + name); ok && strings.HasPrefix(name, "azure-") {
			return "lacks the prefix `" + lbPrefix + "`", lbPrefix + name, true
		}
		if _, ok := aks.LookupServiceAnnotation(lbPrefix + "azure-" + name); ok && key == lbPrefix+name {
			return "lacks `azure-`", lbPrefix + "azure-" + name, true
		}
		return "", "", false
	case isPort:
		if _, ok := aks.LookupPortAnnotation(suffix); ok {
			return "", "", false
		}
		if known, ok := likelyMeant(suffix, aks.PortAnnotations(), aks.ServiceAnnotation.Suffix); ok {
			rename = lbPrefix + "port_" + port + "_" + known
		}
	case strings.HasPrefix(key, lbPrefix+"port_"):
		return "does not begin with `port_` and the number of a Service port", "", true
	default:
		if _, ok := aks.LookupServiceAnnotation(key); ok {
			return "", "", false
		}
		short := func(a aks.ServiceAnnotation) string { return shortKey(a.Key) }
		if known, ok := likelyMeant(shortKey(key), aks.ServiceAnnotations(), short); ok {
			rename = lbPrefix + known
		}
	}
	return "is none of Azure's annotations", rename, true
}

// likelyMeant finds the one known name that a wrong one is a misspelling of,
// or that has all of its words, or of whose words it has all.
func likelyMeant(wrong string, rows []aks.ServiceAnnotation, name func(aks.ServiceAnnotation) string) (known string, ok bool) {
	var names, longer, shorter []string
	words := strings.FieldsFunc(wrong, isWordBreak)
	for _, row := range rows {
		if row.Status == aks.Dead || row.Status == aks.Removed {
			continue
		}
		other := strings.FieldsFunc(name(row), isWordBreak)
		names = append(names, name(row))
		if holdsAll(other, words) {
			longer = append(longer, name(row))
		}
		if holdsAll(words, other) {
			shorter = append(shorter, name(row))
		}
	}
	if known, ok = analyzer.Suggest(wrong, names); ok {
		return known, true
	}
	for _, list := range [][]string{longer, shorter} {
		if len(list) == 1 {
			return list[0], true
		}
	}
	return "", false
}

// isWordBreak is true for what stands between the words of a key.
func isWordBreak(r rune) bool { return r == '-' || r == '_' }

func holdsAll(words, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(words, w) })
}

func unknownFinding(lb inventory.LBIntent, key, why, rename string) analyzer.Finding {
	f := analyzer.Finding{At: lb.Annotations.Key(key), KeyOnly: true,
		Message: fmt.Sprintf("`%s` %s; AKS ignores it", shortKey(key), why)}
	switch {
	case rename == "":
	case lb.Member.Object.Find(lb.Annotations.Key(rename)).Exists():
		f.Help = fmt.Sprintf("`%s` is there as well; delete one of them", shortKey(rename))
	default:
		f.Help = fmt.Sprintf("did you mean `%s`?", rename)
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("rename to `%s`", rename), Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Rename, Path: f.At, Value: rename}}}}
	}
	return f
}

func foreignFinding(lb inventory.LBIntent, key string, other aks.ForeignAnnotation) analyzer.Finding {
	f := analyzer.Finding{At: lb.Annotations.Key(key), KeyOnly: true,
		Message: fmt.Sprintf("`%s` is for load balancers of %s; AKS ignores it", shortKey(key), other.Cloud)}
	switch _, name, _ := strings.Cut(key, "/"); name {
	case "load-balancer-type", "aws-load-balancer-internal", "aws-load-balancer-scheme":
		f.Help = fmt.Sprintf("on AKS, `%sazure-load-balancer-internal: \"true\"` makes a load balancer internal", lbPrefix)
	}
	return f
}
