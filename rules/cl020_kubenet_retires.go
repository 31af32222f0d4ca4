package rules

import (
	"github.com/akslint/akslint/analyzer"
)

// CL020: kubenet is being retired.
//
// Support of kubenet ends on 31 March 2028. A cluster can be moved to Azure CNI
// Overlay in place (`az aks update --network-plugin azure --network-plugin-mode
// overlay`), which replaces all its nodes.
var CL020 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL020", Name: "kubenet-retires", Severity: analyzer.Warning,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/upgrade-azure-cni"},
	},
	Check: func(p *analyzer.Pass) {
		if s := p.Profile.NetworkPlugin(); s.Is("kubenet") {
			tellRetired(p, s, "kubenet", false)
		}
	},
}
