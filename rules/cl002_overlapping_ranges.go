package rules

import (
	"net/netip"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL002: Address ranges of the cluster overlap each other or the network around it.
//
// Nodes send what is bound for an address of a pod or a Service to the cluster.
// Where the same addresses belong to the virtual network, to a peered one or to
// the company's own, they cannot be reached from pods any more. AKS refuses what
// it can see, and what it cannot see fails later, for some addresses only. A
// cluster that names no range of Services has `10.0.0.0/16`.
//
// # Configure
//
// `--subnets` gives the ranges of the virtual network, and the setting `network`
// those of what it is joined to:
//
//	network:
//	  peers: [10.8.0.0/16]
//	  onPremises: [192.168.0.0/16]
var CL002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL002", Name: "overlapping-ranges", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Uses: usesSubnets, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay",
		},
	},
	Check: func(p *analyzer.Pass) {
		pods, services := p.Profile.PodRanges(), p.Profile.ServiceRanges()
		for _, pod := range pods {
			for _, service := range services {
				a, okA := pod.Prefix()
				b, okB := service.Prefix()
				if okA && okB && a.Masked().Overlaps(b.Masked()) {
					tell(p, pod, analyzer.Error, "the range of pods %s overlaps that of Services, %s; AKS refuses the cluster", rangeName(pod), rangeName(service))
				}
			}
		}
		around := surroundings(p)
		for _, s := range pods {
			checkAround(p, s, "pods", around)
		}
		for _, s := range services {
			checkAround(p, s, "Services", around)
		}
		checkNetwork(p, around)
	},
}

// neighbour is a range that is taken around the cluster.
type neighbour struct {
	prefix netip.Prefix
	what   string
	own    bool // of the cluster's own network
}

// surroundings are the ranges of the virtual network and of what it is joined
// to.
func surroundings(p *analyzer.Pass) []neighbour {
	var all []neighbour
	if p.Subnets != nil {
		for _, prefix := range p.Subnets.Spaces {
			all = append(all, neighbour{prefix, "the virtual network", true})
		}
	}
	for _, list := range []struct {
		texts []string
		what  string
	}{{p.Params.Peers, "a peered network"}, {p.Params.OnPremises, "the network on premises"}} {
		for _, text := range list.texts {
			if prefix, err := netip.ParsePrefix(text); err == nil {
				all = append(all, neighbour{prefix.Masked(), list.what, false})
			}
		}
	}
	return all
}

// checkAround reports the first range around that one of the cluster overlaps,
// of each kind.
func checkAround(p *analyzer.Pass, s aks.Setting, what string, around []neighbour) {
	prefix, ok := s.Prefix()
	told := map[string]bool{}
	for _, n := range around {
		if !ok || told[n.what] || !n.prefix.Overlaps(prefix.Masked()) {
			continue
		}
		told[n.what] = true
		tell(p, s, analyzer.Error, "the range of %s %s overlaps `%s` of %s; pods do not reach these addresses outside of the cluster", what, rangeName(s), n.prefix, n.what)
	}
}

// checkNetwork compares the virtual network with what it is joined to.
func checkNetwork(p *analyzer.Pass, around []neighbour) {
	subnets := poolsWith(p.Profile, "vnetSubnetID")
	if len(subnets) == 0 {
		return
	}
	for _, own := range around {
		for _, other := range around {
			if own.own && !other.own && own.prefix.Overlaps(other.prefix) {
				tell(p, subnets[0], analyzer.Error, "`%s` of the virtual network overlaps `%s` of %s; nodes do not reach these addresses", own.prefix, other.prefix, other.what)
				return
			}
		}
	}
}
