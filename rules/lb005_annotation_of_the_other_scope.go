package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB005: A public load balancer is configured as an internal one, or the reverse.
//
// Azure reads `azure-load-balancer-internal-subnet` only where
// `azure-load-balancer-internal` is exactly `"true"`. A subnet alone does not
// make a load balancer internal: it gets a public IP, in the subnet that was
// meant to hide it. The other way round, an internal load balancer has no
// public IP, so the annotations that name, tag or label one do nothing.
//
// Where `azure-load-balancer-internal` is neither `"true"` nor `"false"`,
// LB001 speaks first.
//
// # Fix
//
// For a subnet without the flag, the fix makes the load balancer internal. For
// an annotation of public IPs on an internal load balancer, it deletes the
// annotation. Both are unsafe: only a person knows which half was meant.
var LB005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB005", Name: "annotation-of-the-other-scope", Severity: analyzer.Warning, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/internal-lb#specify-a-different-subnet",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		internal := isInternal(lb)
		for s := range settings(lb) {
			row, _ := aks.LookupServiceAnnotation(s.Key())
			switch {
			case strings.TrimSpace(s.Value) == "": // counts as unset
			case row.Scope == aks.Internal && row.Grammar != aks.BooleanValue && internal == inventory.No: // LB021 speaks of flags
				p.Report(subnetOfPublic(lb, s))
			case row.Scope == aks.Public && internal == inventory.Yes:
				p.Report(publicIPOfInternal(lb, s))
			}
		}
	},
}

func subnetOfPublic(lb inventory.LBIntent, s lbSetting) analyzer.Finding {
	flag := lb.Annotations.Key(inventory.InternalAnnotation)
	f := analyzer.Finding{At: s.At(), KeyOnly: true, Message: fmt.Sprintf(
		"`%s` is ignored without `azure-load-balancer-internal: \"true\"`, so this load balancer gets a public IP", shortKey(s.Key()))}
	if lb.Member.Object.Find(flag).Exists() {
		f.Message = fmt.Sprintf("`%s` is ignored, since `azure-load-balancer-internal` is `\"false\"`; this load balancer gets a public IP", shortKey(s.Key()))
		f.Help = "delete it, or set `azure-load-balancer-internal` to `\"true\"`"
		return f
	}
	f.Fixes = []analyzer.Fix{{Title: "make the load balancer internal", Safety: analyzer.Unsafe,
		Changes: []manifest.Change{{Op: manifest.Add, Path: flag, Value: "true"}}}}
	return f
}

func publicIPOfInternal(lb inventory.LBIntent, s lbSetting) analyzer.Finding {
	f := analyzer.Finding{At: s.At(), KeyOnly: true, Message: fmt.Sprintf(
		"`%s` is for public IPs, and this load balancer is internal; AKS ignores it", shortKey(s.Key()))}
	if shortKey(s.Key()) == "azure-additional-public-ips" { // kube-proxy and the security group take them
		f.Message = "`azure-additional-public-ips` is for public load balancers, and this one is internal; no traffic for these addresses reaches it"
	}
	f.Related = []analyzer.Related{{Object: lb.Member.Object, At: lb.Annotations.Key(inventory.InternalAnnotation), Message: "internal here"}}
	f.Fixes = []analyzer.Fix{{Title: "delete the annotation", Safety: analyzer.Unsafe,
		Changes: []manifest.Change{{Op: manifest.Remove, Path: s.At()}}}}
	return f
}
