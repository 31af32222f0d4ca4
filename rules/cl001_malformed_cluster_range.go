package rules

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL001: An address range of the cluster is malformed or of a size that AKS refuses.
//
// A range is written as its first address and the length of its prefix. Ranges
// of Services must be smaller than a /12 (IPv6: a /108 at most), and a cluster
// with two IP families has one range of each kind for each family, in their
// order. AKS refuses a cluster that breaks this. Ranges that may reach the API
// server may be single addresses too.
var CL001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL001", Name: "malformed-cluster-range", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://learn.microsoft.com/azure/aks/configure-dual-stack",
			"https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, what := range []string{"pod", "service"} {
			list := p.Profile.Get("networkProfile." + what + "Cidrs")
			texts, _ := list.Texts()
			for _, item := range list.Items() {
				checkRange(p, item, what)
			}
			if one := p.Profile.Get("networkProfile." + what + "Cidr"); !slices.Contains(texts, one.Text()) {
				checkRange(p, one, what)
			}
			checkFamilies(p, list)
		}
		for _, item := range p.Profile.Get("apiServerAccessProfile.authorizedIPRanges").Items() {
			if _, err := netip.ParseAddr(item.Text()); err != nil && !serviceTag().MatchString(item.Text()) {
				checkRange(p, item, "authorized")
			}
		}
	},
}

// serviceTag is how a service tag stands among address ranges.
var serviceTag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.]*$`) })

// checkRange judges one range.
func checkRange(p *analyzer.Pass, s aks.Setting, what string) {
	if !s.Known() {
		return
	}
	prefix, ok := s.Prefix()
	switch {
	case !ok:
		tell(p, s, analyzer.Error, "`%s` is no address range such as 10.1.0.0/16; AKS refuses the cluster", s.Text())
	case prefix != prefix.Masked():
		tell(p, s, analyzer.Error, "`%s` has bits behind its prefix, and as a range it is `%s`; AKS refuses the cluster", s.Text(), prefix.Masked())
	case what != "service":
	case prefix.Addr().Is4() && prefix.Bits() <= maxServiceBits:
		tell(p, s, analyzer.Error, "the range of Services `%s` is not smaller than a /%d; AKS refuses the cluster", s.Text(), maxServiceBits)
	case prefix.Addr().Is6() && prefix.Bits() < maxServiceBits6:
		tell(p, s, analyzer.Error, "the range of Services `%s` is larger than a /%d; AKS refuses the cluster", s.Text(), maxServiceBits6)
	}
}

// The bounds of ranges of Services.
// Source: https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
const (
	maxServiceBits  = 12
	maxServiceBits6 = 108
)

// checkFamilies compares a list of ranges with the IP families of the cluster.
func checkFamilies(p *analyzer.Pass, list aks.Setting) {
	families, all := p.Profile.Get("networkProfile.ipFamilies").Texts()
	if !all || len(families) == 0 || !list.Known() || list.Len() == 0 {
		return
	}
	if list.Len() != len(families) {
		tell(p, list, analyzer.Error, "`%s` has %d ranges for %d IP families (%s); AKS refuses the cluster",
			leaf(list), list.Len(), len(families), strings.Join(families, ", "))
		return
	}
	for i, item := range list.Items() {
		prefix, ok := item.Prefix()
		if ok && prefix.Addr().Is6() != strings.EqualFold(families[i], "IPv6") {
			tell(p, item, analyzer.Error, "`%s` stands where `ipFamilies` has `%s`; AKS refuses the cluster", item.Text(), families[i])
		}
	}
}
