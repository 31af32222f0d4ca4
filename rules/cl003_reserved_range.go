package rules

import (
	"net/netip"
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL003: An address range of the cluster is reserved by AKS, or is public.
//
// AKS keeps `169.254.0.0/16`, `172.30.0.0/16`, `172.31.0.0/16` and
// `192.0.2.0/24` to itself: ranges of pods, of Services and of the virtual
// network must keep clear of them, and a larger range such as `172.16.0.0/12`
// takes them in. With Azure CNI Overlay pods must have private addresses
// (RFC 1918 or RFC 6598), because replies to public ones leave the cluster.
//
// Only an info is given for `172.17.0.0/16`, the bridge of Docker on many
// machines.
var CL003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL003", Name: "reserved-range", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Uses: usesSubnets, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay",
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, s := range p.Profile.PodRanges() {
			prefix, ok := s.Prefix()
			if !ok {
				continue
			}
			checkReserved(p, s, prefix.Masked(), "the range of pods")
			overlay := p.Profile.NetworkPluginMode().Is("overlay")
			if overlay && prefix.Addr().Is4() && !slices.ContainsFunc(privateRanges, func(r netip.Prefix) bool { return inside(prefix, r) }) {
				tell(p, s, analyzer.Error, "the range of pods `%s` is not private (RFC 1918 or RFC 6598); Azure CNI Overlay does not support public addresses", s.Text())
			}
		}
		for _, s := range p.Profile.ServiceRanges() {
			if prefix, ok := s.Prefix(); ok {
				checkReserved(p, s, prefix.Masked(), "the range of Services")
			}
		}
		subnets := poolsWith(p.Profile, "vnetSubnetID")
		if p.Subnets == nil || len(subnets) == 0 {
			return
		}
		for _, prefix := range p.Subnets.Spaces {
			checkReserved(p, subnets[0], prefix, "the virtual network")
		}
	},
}

// privateRanges are those that pods may have.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
}

// checkReserved judges one range.
func checkReserved(p *analyzer.Pass, s aks.Setting, prefix netip.Prefix, what string) {
	for _, r := range aks.ReservedRanges(prefix) {
		if r.Forbidden {
			tell(p, s, analyzer.Error, "%s `%s` overlaps `%s`, %s; AKS refuses the cluster", what, prefix, r.Prefix, r.What)
			return
		}
		tell(p, s, analyzer.Info, "%s `%s` overlaps `%s`, %s; containers that run outside of Kubernetes do not reach these addresses", what, prefix, r.Prefix, r.What)
	}
}
