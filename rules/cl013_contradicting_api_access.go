package rules

import (
	"regexp"
	"strings"
	"sync"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL013: Settings of the access to the API server contradict each other.
//
// A private cluster has no public address that ranges could be authorized for,
// unless the API server lies in the virtual network. Ranges are limited in
// number, only one of them may be a service tag, and nodes with public addresses
// must come from a prefix, or they would lock themselves out. A private cluster
// without a DNS zone needs its public name. A subnet for the API server has at
// least a /28. AKS refuses these.
var CL013 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL013", Name: "contradicting-api-access", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Uses: usesSubnets, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges",
			"https://learn.microsoft.com/azure/aks/private-clusters",
			"https://learn.microsoft.com/azure/aks/api-server-vnet-integration",
		},
	},
	Check: func(p *analyzer.Pass) {
		checkAuthorizedRanges(p)
		checkPrivateZone(p)
		if s := p.Profile.Get("apiServerAccessProfile.subnetId"); s.Known() {
			subnet, ok := p.Subnets.Lookup(s.Text())
			for _, prefix := range subnet.Prefixes {
				if ok && prefix.Addr().Is4() && prefix.Bits() > minAPIServerBits {
					tell(p, s, analyzer.Error, "the subnet %s is smaller than a /%d, which the API server needs; AKS refuses the cluster", subnetName(subnet), minAPIServerBits)
				}
			}
		}
	},
}

// minAPIServerBits is the prefix of the smallest subnet for the API server.
// Source: https://learn.microsoft.com/azure/aks/api-server-vnet-integration
const minAPIServerBits = 28

func checkAuthorizedRanges(p *analyzer.Pass) {
	private := p.Profile.Get("apiServerAccessProfile.enablePrivateCluster")
	inside := p.Profile.Get("apiServerAccessProfile.enableVnetIntegration")
	ranges := p.Profile.Get("apiServerAccessProfile.authorizedIPRanges")
	if !ranges.Known() || ranges.Len() == 0 {
		return
	}
	if private.True() && inside.False() {
		tell(p, ranges, analyzer.Error, "`authorizedIPRanges` has ranges in a private cluster, whose API server has no public address to authorize them for; AKS refuses the cluster")
	}
	most := aks.MaxAuthorizedRanges
	if inside.True() {
		most = aks.MaxAuthorizedRangesVNet
	}
	if n := ranges.Len(); n > most && !inside.Unknown() {
		tell(p, ranges, analyzer.Error, "`authorizedIPRanges` has %d ranges, and may have %d; AKS refuses the cluster", n, most)
	}
	tags := 0
	for _, item := range ranges.Items() {
		if serviceTag().MatchString(item.Text()) {
			if tags++; tags == 2 {
				tell(p, item, analyzer.Error, "`%s` is a second service tag; `authorizedIPRanges` takes one, and AKS refuses the cluster", item.Text())
			}
		}
	}
	for _, pool := range p.Profile.Pools() {
		if s := pool.Get("enableNodePublicIP"); s.True() && pool.Get("nodePublicIPPrefixID").Absent() {
			tell(p, s, analyzer.Error, "%s gives nodes public addresses without a prefix, and `authorizedIPRanges` does not hold them; nodes do not reach the API server", pool.Label())
		}
	}
}

// privateZone is the id of a DNS zone that a private cluster may have.
var privateZone = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(/subscriptions/[^/]+/resourceGroups/[^/]+)?/providers/Microsoft\.Network/privateDnsZones/([^/]+)$`)
})

func checkPrivateZone(p *analyzer.Pass) {
	zone := p.Profile.Get("apiServerAccessProfile.privateDNSZone")
	public := p.Profile.Get("apiServerAccessProfile.enablePrivateClusterPublicFQDN")
	switch {
	case !zone.Known() || zone.Is("system"):
		return
	case zone.Is("none"):
		if public.Is("false") {
			tell(p, public, analyzer.Error, "`enablePrivateClusterPublicFQDN` is `false` and `privateDNSZone` is `none`; the API server would have no name, and AKS refuses the cluster")
		}
		return
	}
	m := privateZone().FindStringSubmatch(zone.Text())
	switch {
	case m == nil:
		tell(p, zone, analyzer.Error, "`privateDNSZone` is `%s`, which is neither `system`, `none` nor the id of a private DNS zone; AKS refuses the cluster", zone.Text())
	case !strings.HasSuffix(strings.ToLower(m[2]), ".azmk8s.io"):
		tell(p, zone, analyzer.Error, "the private DNS zone `%s` does not end with `.azmk8s.io`; AKS takes `privatelink.<region>.azmk8s.io` or one below it, and refuses the cluster", m[2])
	}
}
