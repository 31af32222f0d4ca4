package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB018: An annotation of a load balancer is obsolete.
//
// Some annotations outlived what they were for. `azure-load-balancer-mode`
// chose among Basic load balancers, which AKS no longer has;
// `azure-shared-securityrule` is not read since Kubernetes 1.33. Whoever finds
// them in a manifest believes in a setting that does not exist.
//
// `azure-load-balancer-configurations` chooses among several load balancers; where
// the profile of the cluster is known, and it has one, nothing reads that either.
//
// `load-balancer-source-ranges` still limits the clients, but only in the
// network security group. `spec.loadBalancerSourceRanges`, which replaces it,
// holds on the nodes as well. A Gateway has no such field, and may use the
// annotation.
//
// # Fix
//
// Takes the annotation away, or moves its ranges to the field. Pods that call
// the load balancer's address must be among the ranges then, too.
var LB018 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB018", Name: "obsolete-annotation", Severity: analyzer.Warning, Fixable: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
			"https://learn.microsoft.com/azure/aks/configure-load-balancer-standard",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		for s := range settings(lb) {
			row, known := aks.LookupServiceAnnotation(s.Key())
			f := analyzer.Finding{At: s.At(), KeyOnly: true}
			switch {
			case !known:
				continue
			case row.Status == aks.Removed:
				f.Message = fmt.Sprintf("`%s` has no effect: since Kubernetes %s nothing reads it", shortKey(s.Key()), row.Until)
			case row.Status == aks.Dead:
				f.Message = fmt.Sprintf("`%s` has no effect: %s", shortKey(s.Key()), row.Bad)
			case shortKey(s.Key()) == "azure-load-balancer-configurations" && singleBalancer(p.Profile):
				f.Message = fmt.Sprintf("`%s` has no effect: the cluster has one load balancer, not several (`enableMultipleStandardLoadBalancers`)", shortKey(s.Key()))
			case shortKey(s.Key()) == "load-balancer-source-ranges":
				reportRangesInAnnotation(p, lb, s, row)
				continue
			default:
				continue
			}
			f.Fixes = []analyzer.Fix{{Title: "delete the annotation", Safety: analyzer.Safe,
				Changes: []manifest.Change{{Op: manifest.Remove, Path: s.At()}}}}
			p.Report(f)
		}
	},
}

// reportRangesInAnnotation speaks of ranges that belong into the spec.
func reportRangesInAnnotation(p *analyzer.Pass, lb inventory.LBIntent, s lbSetting, row aks.ServiceAnnotation) {
	if p.Object.Kind == "Gateway" {
		return
	}
	f := analyzer.Finding{At: s.At(), KeyOnly: true, Message: fmt.Sprintf(
		"`%s` limits the clients in the network security group alone; %s replaces it, and holds on the nodes too", shortKey(s.Key()), row.Instead)}
	field := sourceRangesField
	changes := []manifest.Change{{Op: manifest.Remove, Path: s.At()}}
	exact := absent(lb, field)
	for i, item := range row.Items(s.Value) {
		exact = exact && row.UnderstandsItem(item) // LB013 speaks of what is no range
		changes = append(changes, manifest.Change{Op: manifest.Add, Path: field.Index(i), Value: item})
	}
	if exact {
		f.Fixes = []analyzer.Fix{{Title: "move the ranges to `spec.loadBalancerSourceRanges`", Safety: analyzer.Safe, Changes: changes}}
	}
	p.Report(f)
}
