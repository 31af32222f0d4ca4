package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL014: The API server is open to the whole internet.
//
// Anybody may try tokens and vulnerabilities at a public API server without
// authorized ranges, and whoever has a leaked kubeconfig gets in from anywhere.
//
// # Fix
//
// Set `apiServerAccessProfile.authorizedIPRanges`, or make the cluster private
// (which an existing cluster can become with API server VNet integration).
var CL014 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL014", Name: "open-api-server", Severity: analyzer.Warning,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges",
			"https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.AKS.AuthorizedIPs/",
		},
	},
	Check: func(p *analyzer.Pass) {
		private := p.Profile.Get("apiServerAccessProfile.enablePrivateCluster")
		ranges := p.Profile.Get("apiServerAccessProfile.authorizedIPRanges")
		if !private.False() || ranges.Unknown() {
			return
		}
		n := 0
		for _, item := range ranges.Items() {
			n++
			if item.Is("0.0.0.0/0") {
				tell(p, item, analyzer.Warning, "`authorizedIPRanges` has `0.0.0.0/0`; the API server answers the whole internet")
				return
			}
		}
		if n == 0 {
			tell(p, private, analyzer.Warning, "the cluster is not private and has no `authorizedIPRanges`; the API server answers the whole internet")
		}
	},
}
