package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL023: The cluster enforces no network policies.
//
// Without an engine, NetworkPolicies are stored and do nothing: every pod reaches
// every other one, however many policies there are.
//
// # Fix
//
// Azure CNI powered by Cilium enforces them by itself (`networkDataplane:
// cilium`), and an existing cluster can be moved to it.
var CL023 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL023", Name: "no-policy-engine", Severity: analyzer.Warning,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.AKS.NetworkPolicy/",
		},
	},
	Check: func(p *analyzer.Pass) {
		if p.Profile.EnforcesNothing() {
			tell(p, p.Profile.NetworkPolicy(), analyzer.Warning, "the cluster has no engine for network policies; they are stored, and every pod reaches every other one")
		}
	},
}
