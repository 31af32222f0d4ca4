package rules

import (
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL005: Overlay or dual-stack networking is combined with what it does not work with.
//
// Overlay is a mode of Azure CNI: it has no pod subnets, needs scale sets, and
// takes names of networks, subnets and resource groups of at most 63 characters.
// A cluster with IPv6 needs Overlay, and has neither Azure Network Policy Manager
// nor Calico, no virtual nodes, no static egress gateway and no Standard NAT
// gateway. AKS refuses these combinations or does not support them.
var CL005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL005", Name: "invalid-overlay-or-dual-stack", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/azure-cni-overlay",
			"https://learn.microsoft.com/azure/aks/configure-dual-stack",
		},
	},
	Check: func(p *analyzer.Pass) {
		if mode := p.Profile.NetworkPluginMode(); mode.Is("overlay") {
			checkOverlay(p, mode)
		}
		if six, _ := p.Profile.IPv6(); six {
			checkDualStack(p)
		}
	},
}

// maxOverlayName is how long names of networks may be with Overlay.
// Source: https://learn.microsoft.com/azure/aks/azure-cni-overlay
const maxOverlayName = 63

func checkOverlay(p *analyzer.Pass, mode aks.Setting) {
	if plugin := p.Profile.NetworkPlugin(); plugin.Known() && !plugin.Is("azure") {
		tell(p, mode, analyzer.Error, "`networkPluginMode` is `overlay` with the plugin `%s`; Overlay is a mode of `azure`, and AKS refuses the cluster", plugin.Text())
	}
	for _, pool := range p.Profile.Pools() {
		if s := pool.Get("podSubnetID"); s.Known() {
			tell(p, s, analyzer.Error, "%s has a pod subnet with Overlay, whose pods have a range of their own; AKS refuses the pool", pool.Label())
		}
		if s := pool.Get("type"); s.Is("AvailabilitySet") {
			tell(p, s, analyzer.Error, "%s is an availability set; Overlay needs scale sets, and AKS refuses the pool", pool.Label())
		}
		subnet := pool.Get("vnetSubnetID")
		for _, kind := range []struct{ key, what string }{{"resourcegroups", "resource group"}, {"virtualnetworks", "virtual network"}, {"subnets", "subnet"}} {
			if name := segment(subnet.Text(), kind.key); len(name) > maxOverlayName {
				tell(p, subnet, analyzer.Error, "the %s `%s` has a name of %d characters; Overlay takes at most %d", kind.what, name, len(name), maxOverlayName)
			}
		}
	}
}

// segment is what stands behind a word in a resource id.
func segment(id, key string) string {
	parts := strings.Split(id, "/")
	for i := 0; i+1 < len(parts); i++ {
		if strings.EqualFold(parts[i], key) {
			return parts[i+1]
		}
	}
	return ""
}

func checkDualStack(p *analyzer.Pass) {
	families := p.Profile.Get("networkProfile.ipFamilies")
	plugin, mode := p.Profile.NetworkPlugin(), p.Profile.NetworkPluginMode()
	switch {
	case plugin.Known() && !plugin.Is("azure"):
		tell(p, families, analyzer.Error, "`ipFamilies` has IPv6 with the plugin `%s`; IPv6 needs Azure CNI Overlay, and AKS refuses the cluster", plugin.Text())
	case plugin.Is("azure") && mode.Absent():
		tell(p, families, analyzer.Error, "`ipFamilies` has IPv6 without `networkPluginMode: overlay`; IPv6 needs Azure CNI Overlay, and AKS refuses the cluster")
	}
	if s := p.Profile.NetworkPolicy(); s.Is("azure", "calico") {
		tell(p, s, analyzer.Error, "`networkPolicy` is `%s` with IPv6, which on AKS only Cilium enforces policies for", s.Text())
	}
	if s := p.Profile.Addon("aciConnectorLinux"); s.True() {
		tell(p, s, analyzer.Error, "virtual nodes are on in a cluster with IPv6, which they do not support")
	}
	if s := p.Profile.Get("networkProfile.staticEgressGatewayProfile.enabled"); s.True() {
		tell(p, families, analyzer.Error, "`ipFamilies` has IPv6 with the static egress gateway, which does not support it")
	}
	nat := p.Profile.Get("networkProfile.natGatewayProfile.sku")
	if s := p.Profile.OutboundType(); s.Is("managedNATGateway") && (nat.Absent() || nat.Is("standard")) {
		tell(p, s, analyzer.Error, "`outboundType` is `%s` with IPv6, which the Standard NAT gateway does not carry", s.Text())
	}
}
