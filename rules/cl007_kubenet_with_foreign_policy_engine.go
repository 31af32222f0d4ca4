package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL007: A kubenet cluster asks for a policy engine other than Calico.
//
// Azure Network Policy Manager and Cilium work on the interfaces that Azure CNI
// makes; with kubenet AKS offers Calico alone, and refuses the cluster.
var CL007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL007", Name: "kubenet-with-foreign-policy-engine", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: []analyzer.Input{analyzer.ClusterInput}, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/use-network-policies"},
	},
	Check: func(p *analyzer.Pass) {
		policy := p.Profile.NetworkPolicy()
		if p.Profile.NetworkPlugin().Is("kubenet") && policy.Is("azure", "cilium") {
			p.Reportf(policy.Path(), "`networkPolicy` is `%s` with kubenet, which works with `calico` only; AKS refuses the cluster", policy.Text())
		}
	},
}
