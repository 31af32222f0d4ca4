package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL006: A kubenet cluster uses what works with Azure CNI only.
//
// With kubenet a route table leads to the pods of each node, and Azure knows
// nothing else of them. Windows nodes, pod subnets, virtual nodes and Application
// Gateway for Containers need to; and a route table takes 400 nodes.
var CL006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL006", Name: "kubenet-with-unsupported-feature", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/configure-kubenet"},
	},
	Check: func(p *analyzer.Pass) {
		plugin := p.Profile.NetworkPlugin()
		if !plugin.Is("kubenet") {
			return
		}
		for _, pool := range p.Profile.Pools() {
			if pool.Windows() {
				tell(p, pool.Get("osType"), analyzer.Error, "%s runs Windows, which kubenet does not support; AKS refuses the pool", pool.Label())
			}
			if s := pool.Get("podSubnetID"); s.Known() {
				tell(p, s, analyzer.Error, "%s has a pod subnet, which kubenet does not use; AKS refuses the pool", pool.Label())
			}
		}
		if s := p.Profile.Addon("aciConnectorLinux"); s.True() {
			tell(p, s, analyzer.Error, "virtual nodes are on, and need Azure CNI; AKS refuses the add-on with kubenet")
		}
		if s := p.Profile.Get("ingressProfile.applicationLoadBalancer.enabled"); s.True() {
			tell(p, s, analyzer.Error, "Application Gateway for Containers is on, and does not reach pods of kubenet")
		}
		if n := maxNodes(p.Profile); n > aks.MaxKubenetNodes {
			tell(p, plugin, analyzer.Error, "the pools grow to %d nodes, and the route table of kubenet has room for %d; AKS adds no more", n, aks.MaxKubenetNodes)
		}
	},
}
