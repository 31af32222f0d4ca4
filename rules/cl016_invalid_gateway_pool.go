package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL016: A pool of the static egress gateway cannot work.
//
// A pool of the mode `Gateway` carries traffic of pods out of the cluster with
// addresses of a public IP prefix: one for each node, so a prefix of /28 to /31
// bounds the nodes (/31, the default, has two). It runs Linux, does not scale by
// itself, and needs the feature to be on. The feature works neither with pod
// subnets nor with IPv6; without a pool it does nothing.
var CL016 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL016", Name: "invalid-gateway-pool", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/configure-static-egress-gateway"},
	},
	Check: func(p *analyzer.Pass) {
		enabled := p.Profile.Get("networkProfile.staticEgressGatewayProfile.enabled")
		pools := 0
		for _, pool := range p.Profile.Pools() {
			mode := pool.Get("mode")
			if mode.Is("Gateway") {
				checkGatewayPool(p, pool)
			}
			if mode.Is("Gateway") || mode.Unknown() {
				pools++
			}
			if mode.Is("Gateway") && enabled.False() {
				tell(p, mode, analyzer.Error, "%s is a gateway pool, and the static egress gateway is off; AKS refuses the pool", pool.Label())
			}
			if s := pool.Get("podSubnetID"); s.Known() && enabled.True() {
				tell(p, s, analyzer.Error, "%s has a pod subnet, which the static egress gateway does not work with", pool.Label())
			}
		}
		if enabled.True() && pools == 0 && p.Profile.PoolsKnown() {
			tell(p, enabled, analyzer.Warning, "the static egress gateway is on, and no pool has the mode `Gateway`; nothing leaves the cluster through it")
		}
		if six, _ := p.Profile.IPv6(); six && enabled.True() {
			tell(p, enabled, analyzer.Error, "the static egress gateway is on in a cluster with IPv6, which it does not support")
		}
	},
}

// The prefixes that a gateway pool may have, and the one that it has where none
// is given.
// Source: https://learn.microsoft.com/azure/aks/configure-static-egress-gateway
const (
	minGatewayBits     = 28
	maxGatewayBits     = 31
	defaultGatewayBits = 31
)

func checkGatewayPool(p *analyzer.Pass, pool aks.Pool) {
	if pool.Windows() {
		tell(p, pool.Get("osType"), analyzer.Error, "%s is a gateway pool and runs Windows; AKS refuses it", pool.Label())
	}
	if s := pool.Get("enableAutoScaling"); s.True() {
		tell(p, s, analyzer.Error, "%s is a gateway pool and scales by itself; its prefix has a fixed number of addresses, and AKS refuses it", pool.Label())
	}
	size := pool.Get("gatewayProfile.publicIPPrefixSize")
	bits, ok := size.Int()
	switch {
	case size.Unknown():
		return
	case size.Absent():
		bits = defaultGatewayBits
	case !ok || bits < minGatewayBits || bits > maxGatewayBits:
		tell(p, size, analyzer.Error, "`publicIPPrefixSize` is `%s`, and may be %d to %d; AKS refuses the pool", size.Text(), minGatewayBits, maxGatewayBits)
		return
	}
	if nodes, ok := pool.Nodes(); ok && nodes.Max > 1<<(32-bits) {
		tell(p, pool.NodesSetting(), analyzer.Error, "%s has %d nodes, and its prefix, a /%d, has addresses for %d; AKS refuses it", pool.Label(), nodes.Max, bits, 1<<(32-bits))
	}
}
