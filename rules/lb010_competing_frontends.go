package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB010: Several annotations choose the frontend of a load balancer.
//
// A public load balancer takes its IP from `azure-pip-name`, or else from the
// prefix `azure-pip-prefix-id`, or else by the address; the one that comes
// first wins, and the others are ignored without a word.
//
// On clusters with several load balancers, an existing frontend belongs to one
// of them. `azure-load-balancer-configurations` together with an address or a
// name is an error: Azure refuses the Service as a conflicting configuration.
//
// `azure-load-balancer-resource-group` alone does not find a public IP: it says
// where to look for the one that a name or an address chooses. Azure then makes
// a new one in that group, and the cluster's identity needs the right to.
//
// # Fix
//
// Deletes what is ignored. It is unsafe, since that may be what was meant.
var LB010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB010", Name: "competing-frontends", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.loadBalancerIP"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/static-ip",
			"https://learn.microsoft.com/azure/aks/use-multiple-standard-load-balancer",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || !mayBeSet(lb) { // the field alone has no rival
			return
		}
		v4 := []lbSetting{setting(lb, "azure-pip-name"), setting(lb, "azure-pip-prefix-id"), setting(lb, "azure-load-balancer-ipv4")}
		v6 := []lbSetting{setting(lb, "azure-pip-name-ipv6"), setting(lb, "azure-pip-prefix-id-ipv6"), setting(lb, "azure-load-balancer-ipv6")}
		if field := addressField(lb); strings.Contains(field.Value, ":") {
			v6 = append(v6, field)
		} else {
			v4 = append(v4, field)
		}
		if isInternal(lb) == inventory.No { // LB005 speaks of internal ones
			reportLosers(p, v4)
			reportLosers(p, v6)
			checkGroupAlone(p, lb, append(v4, v6...))
		}
		several := setting(lb, "azure-load-balancer-configurations")
		for _, s := range append(v4, v6...) {
			if several.Value != "" && !singleBalancer(p.Profile) && chooses(s) && shortKey(s.Key()) != "azure-pip-prefix-id" && shortKey(s.Key()) != "azure-pip-prefix-id-ipv6" {
				p.Report(analyzer.Finding{At: several.At(), KeyOnly: true, Message: fmt.Sprintf(
					"`azure-load-balancer-configurations` and `%s` both choose the load balancer; where the cluster has several, Azure refuses the Service", shortKey(s.Key())),
					Related: []analyzer.Related{{Object: p.Object, At: s.At(), Message: "the other choice"}}})
				break
			}
		}
	},
}

// addressField is spec.loadBalancerIP as if it were an annotation.
func addressField(lb inventory.LBIntent) lbSetting {
	s := lbSetting{key: "spec.loadBalancerIP", at: loadBalancerIPField}
	switch {
	case lb.Service == nil:
	case stated(lb, s.at):
		s.Value, s.Set = lb.Service.Spec.LoadBalancerIP, inventory.Yes
	case !absent(lb, s.at):
		s.Set = inventory.Unknown
	}
	return s
}

// chooses reports whether a setting names a frontend; empty is unset.
func chooses(s lbSetting) bool { return s.is() && s.Value != "" }

// reportLosers speaks of every choice behind the first. That the field loses
// against the annotation with an address is LB009.
func reportLosers(p *analyzer.Pass, choices []lbSetting) {
	var winner *lbSetting
	for i, s := range choices {
		switch {
		case s.Set == inventory.Unknown && winner == nil:
			return
		case !chooses(s):
		case winner == nil:
			winner = &choices[i]
		case shortKey(winner.Key()) != "azure-load-balancer-ipv4":
			p.Report(analyzer.Finding{At: s.At(), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
				Message: fmt.Sprintf("`%s` does not choose the public IP, since `%s` goes before it", shortKey(s.Key()), shortKey(winner.Key())),
				Related: []analyzer.Related{{Object: p.Object, At: winner.At(), Message: "this one chooses"}},
				Fixes: []analyzer.Fix{{Title: fmt.Sprintf("delete `%s`", shortKey(s.Key())), Safety: analyzer.Unsafe,
					Changes: []manifest.Change{{Op: manifest.Remove, Path: s.At()}}}}})
		}
	}
}

// checkGroupAlone speaks of a resource group without anything to find in it.
func checkGroupAlone(p *analyzer.Pass, lb inventory.LBIntent, choices []lbSetting) {
	group := setting(lb, "azure-load-balancer-resource-group")
	for _, s := range choices {
		if s.Set == inventory.Unknown || chooses(s) {
			return
		}
	}
	if chooses(group) {
		p.Report(analyzer.Finding{At: group.At(), KeyOnly: true, Lower: analyzer.At(analyzer.Warning), Message: fmt.Sprintf(
			"`%s` is `%s`, and nothing names a public IP in that group; Azure makes a new one there, which the cluster's identity must have the right to", shortKey(group.Key()), group.Value)})
	}
}
