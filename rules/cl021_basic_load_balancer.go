package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL021: The cluster has a Basic load balancer, or an availability set.
//
// Azure retired the Basic load balancer and availability sets for AKS on 30
// September 2025. Clusters with them are out of support, and new ones are
// refused.
var CL021 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL021", Name: "basic-load-balancer", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/upgrade-basic-load-balancer-on-aks"},
	},
	Check: func(p *analyzer.Pass) {
		if s := p.Profile.LoadBalancerSKU(); s.Is("basic") {
			tellRetired(p, s, "basic-load-balancer", true)
		}
		for _, s := range poolsWith(p.Profile, "type") {
			if s.Is("AvailabilitySet") {
				tellRetired(p, s, "availability-sets", true)
			}
		}
	},
}
