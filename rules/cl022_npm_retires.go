package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL022: Azure Network Policy Manager is being retired, and is at its limits.
//
// `networkPolicy: azure` is Azure Network Policy Manager. On Windows nodes its
// support ended on 30 September 2026, on Linux it ends on 30 September 2028. It
// serves 250 nodes; beyond that it runs out of memory, and policies are not
// enforced.
//
// # Fix
//
// Move to Azure CNI powered by Cilium, on Windows to Calico.
var CL022 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL022", Name: "npm-retires", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy := p.Profile.NetworkPolicy()
		if !policy.Is("azure") {
			return
		}
		windows, linux := p.Profile.WindowsPools(), 0
		if len(windows) > 0 {
			tellRetired(p, policy, "azure-npm-windows", true)
		}
		linux = len(p.Profile.Pools()) - len(windows)
		if linux > 0 || !p.Profile.PoolsKnown() {
			tellRetired(p, policy, "azure-npm-linux", false)
		}
		if n := maxNodes(p.Profile); n > aks.MaxNPMNodes {
			tell(p, policy, analyzer.Error, "the pools grow to %d nodes, and Azure Network Policy Manager serves %d; beyond that policies are not enforced", n, aks.MaxNPMNodes)
		}
	},
}
