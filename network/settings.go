package network

import "github.com/akslint/akslint/aks"

// SettingsFor is what the model takes from the clusters that the manifests are
// bound for: an ipBlock matches pods and nodes where the engines of all of them
// have it so, unless matches (not nil) says otherwise; and policies hold
// nothing where none of the clusters enforces them.
// Source: https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations
// and https://learn.microsoft.com/azure/aks/use-network-policies
func SettingsFor(clusters []*aks.Profile, subnets *aks.Subnets, matches *bool) Settings {
	s := Settings{IPBlockMatchesPods: len(clusters) > 0, Unenforced: len(clusters) > 0}
	for _, p := range clusters {
		engine, known := p.PolicyEngine()
		s.Unenforced = s.Unenforced && p.EnforcesNothing()
		s.IPBlockMatchesPods = s.IPBlockMatchesPods && known && (engine == aks.NPMEngine || engine == aks.CalicoEngine)
		s.PodCIDRs = append(s.PodCIDRs, aks.Prefixes(p.PodRanges())...)
		for _, pool := range p.Pools() {
			if subnet, ok := p.SubnetsOr(subnets).Lookup(pool.Get("vnetSubnetID").Text()); ok {
				s.NodeCIDRs = append(s.NodeCIDRs, subnet.Prefixes...)
			}
		}
	}
	if matches != nil {
		s.IPBlockMatchesPods = *matches
	}
	return s
}
