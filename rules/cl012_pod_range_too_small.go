package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL012: The range of pods has too few blocks for the nodes.
//
// With Azure CNI Overlay and kubenet each node takes a /24 of the range of pods,
// however many pods it has: a /16 has room for 256 nodes. Counted are the
// greatest sizes of all pools and the nodes that an upgrade adds. Nodes beyond
// that cannot be added. A kubenet cluster ends at 400 nodes anyway.
//
// More than four fifths are a warning.
var CL012 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL012", Name: "pod-range-too-small", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay",
			"https://learn.microsoft.com/azure/aks/configure-kubenet",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, d := range p.Profile.Demands(p.Subnets) {
			if d.Of != aks.PodRange {
				continue
			}
			from := fmt.Sprintf("the range of pods %s has a /%d for %d nodes", rangeName(d.Range), aks.NodeBlockBits, d.Size)
			switch {
			case d.Used.Max > d.Size:
				report(p, d, d.Range, analyzer.Error, fmt.Sprintf("%s, and with those of an upgrade the pools grow to %d; the last nodes cannot be added", from, d.Used.Max))
			case p.Profile.NetworkPlugin().Is("kubenet") && maxNodes(p.Profile) > aks.MaxKubenetNodes:
				report(p, d, d.Range, analyzer.Error, fmt.Sprintf("the pools grow to %d nodes, and kubenet gives pod addresses to %d at most; the last nodes cannot be added", maxNodes(p.Profile), aks.MaxKubenetNodes))
			case d.Used.Max*100 > d.Size*nearlyFull:
				report(p, d, d.Range, analyzer.Warning, fmt.Sprintf("%s, and with those of an upgrade the pools grow to %d, more than %d%%; there is little room to grow", from, d.Used.Max, nearlyFull))
			}
		}
	},
}
