package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL011: maxPods of a node pool is out of range, or a poor fit.
//
// A node takes 10 to 250 pods, and the nodes of each pool together at least 30,
// so that the system's own pods have room: AKS refuses anything else. Windows
// nodes should not have more than 110.
//
// An info is given below 50, where most of a node is often left unused and
// cannot be changed without a new pool, and with static blocks of a pod subnet
// where a part of the last block of sixteen addresses is lost.
var CL011 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL011", Name: "unfit-max-pods", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.AKS.NodeMinPods/",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, pool := range p.Profile.Pools() {
			s := pool.Get("maxPods")
			pods, ok := s.Int()
			if !ok {
				continue
			}
			if pods < aks.MinMaxPods || pods > aks.MaxMaxPods {
				tell(p, s, analyzer.Error, "`maxPods` is `%d`, and may be %d to %d; AKS refuses the pool", pods, aks.MinMaxPods, aks.MaxMaxPods)
				continue
			}
			checkMaxPods(p, pool, s, pods)
		}
	},
}

// fewPods is below which number nodes are often left unused.
// Source: https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.AKS.NodeMinPods/
const fewPods = 50

func checkMaxPods(p *analyzer.Pass, pool aks.Pool, s aks.Setting, pods int) {
	nodes, counted := pool.Nodes()
	how, _ := p.Profile.Addressing(pool)
	switch {
	case counted && nodes.Now > 0 && nodes.Now*pods < aks.MinPodsPerPool:
		tell(p, s, analyzer.Error, "%s takes %d pods (%d on each of %d nodes), and a pool must take at least %d; AKS refuses it", pool.Label(), nodes.Now*pods, pods, nodes.Now, aks.MinPodsPerPool)
	case pool.Windows() && pods > aks.MaxWindowsPods:
		tell(p, s, analyzer.Warning, "`maxPods` is `%d` on Windows, where more than %d pods on a node are not advised; they start slowly and fail to", pods, aks.MaxWindowsPods)
	case how == aks.PodBlocks && (pods+1)%aks.PodBatch != 0:
		blocks := (pods + aks.PodBatch) / aks.PodBatch
		tell(p, s, analyzer.Info, "`maxPods` is `%d`, and each node takes %d addresses in blocks of %d; `%d` pods take no more", pods, blocks*aks.PodBatch, aks.PodBatch, min(blocks*aks.PodBatch-1, aks.MaxMaxPods))
	case pods < fewPods:
		tell(p, s, analyzer.Info, "`maxPods` is `%d`, and cannot be changed later; with less than %d, nodes are often full of pods while half of them is unused", pods, fewPods)
	}
}
