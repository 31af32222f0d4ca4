package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL008: The way of nodes to the internet is configured inconsistently.
//
// `outboundType` says what carries traffic out of the cluster, and the rest must
// fit: routes and NAT gateways of your own need a subnet of your own, the managed
// NAT gateway needs AKS to make it; timeouts, numbers of addresses and SNAT ports
// have bounds. A load balancer has 64,000 SNAT ports for each outbound address,
// so `allocatedOutboundPorts` times the nodes may not be more, at the greatest
// size of the pools.
//
// Outbound addresses of a load balancer that carries nothing out are an info.
var CL008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL008", Name: "inconsistent-outbound", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/egress-outboundtype",
			"https://learn.microsoft.com/azure/aks/configure-load-balancer-standard",
			"https://learn.microsoft.com/azure/aks/nat-gateway",
		},
	},
	Check: func(p *analyzer.Pass) {
		checkOutboundType(p)
		checkOutboundAddresses(p)
		checkOutboundPorts(p)
		idle := []aks.Setting{p.Profile.LoadBalancerProfile("idleTimeoutInMinutes"), p.Profile.Get("networkProfile.natGatewayProfile.idleTimeoutInMinutes")}
		for _, s := range idle {
			if n, ok := s.Int(); ok && (n < aks.MinOutboundIdleTimeout || n > aks.MaxOutboundIdleTimeout) {
				tell(p, s, analyzer.Error, "`idleTimeoutInMinutes` is `%d`, and may be %d to %d; AKS refuses the cluster", n, aks.MinOutboundIdleTimeout, aks.MaxOutboundIdleTimeout)
			}
		}
		count := p.Profile.Get("networkProfile.natGatewayProfile.managedOutboundIPProfile.count")
		if n, ok := count.Int(); ok && (n < 1 || n > aks.MaxNATGatewayIPs) {
			tell(p, count, analyzer.Error, "the NAT gateway is to have %d addresses, and may have 1 to %d; AKS refuses the cluster", n, aks.MaxNATGatewayIPs)
		}
	},
}

// checkOutboundType compares outboundType with the subnets and the kind of
// load balancer.
func checkOutboundType(p *analyzer.Pass) {
	kind := p.Profile.OutboundType()
	ownRoutes := kind.Is("userDefinedRouting", "userAssignedNATGateway")
	for _, pool := range p.Profile.Pools() {
		subnet := pool.Get("vnetSubnetID")
		if ownRoutes && subnet.Absent() && p.Profile.PoolsKnown() {
			tell(p, kind, analyzer.Error, "`outboundType` is `%s`, and %s has no `vnetSubnetID`; only a subnet of your own can have it, and AKS refuses the cluster", kind.Text(), pool.Label())
			break
		}
		if kind.Is("managedNATGateway") && subnet.Known() {
			tell(p, kind, analyzer.Error, "`outboundType` is `managedNATGateway`, and %s lies in a subnet of your own; AKS refuses the cluster, use `userAssignedNATGateway`", pool.Label())
			break
		}
	}
	if kind.Is("loadBalancer") {
		return
	}
	if s := p.Profile.LoadBalancerSKU(); s.Is("basic") {
		tell(p, kind, analyzer.Error, "`outboundType` is `%s` with the Basic load balancer; AKS refuses the cluster", kind.Text())
	}
	for _, pool := range p.Profile.Pools() {
		if s := pool.Get("type"); s.Is("AvailabilitySet") {
			tell(p, kind, analyzer.Error, "`outboundType` is `%s`, and %s is an availability set; AKS refuses the cluster", kind.Text(), pool.Label())
		}
	}
}

// outbound are the addresses that nodes have at the load balancer.
type outbound struct {
	managed, own, prefixes aks.Setting
}

func outboundOf(p *aks.Profile) outbound {
	return outbound{p.LoadBalancerProfile("managedOutboundIPs.count"), p.LoadBalancerProfile("outboundIPs.publicIPs"), p.LoadBalancerProfile("outboundIPPrefixes.publicIPPrefixes")}
}

// given are those that are there.
func (o outbound) given() []aks.Setting {
	var all []aks.Setting
	if n, ok := o.managed.Int(); ok && n > 0 {
		all = append(all, o.managed)
	}
	for _, list := range []aks.Setting{o.own, o.prefixes} {
		if list.Known() && list.Len() > 0 {
			all = append(all, list)
		}
	}
	return all
}

// count is how many addresses there are, one where none are asked for.
func (o outbound) count() (n int, ok bool) {
	switch n, managed := o.managed.Int(); {
	case o.managed.Unknown() || o.own.Unknown() || !o.prefixes.Absent() && (o.prefixes.Unknown() || o.prefixes.Len() > 0):
		return 0, false // a prefix does not tell its size here
	case o.own.Known() && o.own.Len() > 0:
		return o.own.Len(), true
	case managed && n > 0:
		return n, true
	}
	return 1, true
}

// checkOutboundAddresses looks for addresses of more than one kind, and for
// those that nothing uses.
func checkOutboundAddresses(p *analyzer.Pass) {
	given := outboundOf(p.Profile).given()
	if len(given) > 1 {
		tell(p, given[1], analyzer.Error, "`%s` stands beside `%s`; a load balancer takes its outbound addresses from one of them, and AKS refuses the cluster", leaf(given[1]), parentLeaf(given[0]))
	}
	if kind := p.Profile.OutboundType(); kind.Known() && !kind.Is("loadBalancer") && len(given) > 0 {
		tell(p, given[0], analyzer.Info, "the load balancer has outbound addresses, and `outboundType` is `%s`; nothing leaves the cluster through them", kind.Text())
	}
}

// parentLeaf names a count by what it counts.
func parentLeaf(s aks.Setting) string {
	if leaf(s) == "count" {
		return "managedOutboundIPs"
	}
	return leaf(s)
}

// checkOutboundPorts compares the SNAT ports of all nodes with those that there
// are.
func checkOutboundPorts(p *analyzer.Pass) {
	s := p.Profile.LoadBalancerProfile("allocatedOutboundPorts")
	ports, ok := s.Int()
	if !ok {
		return
	}
	if ports%8 != 0 || ports < 0 || ports > aks.MaxOutboundPorts {
		tell(p, s, analyzer.Error, "`allocatedOutboundPorts` is `%d`, and must be a multiple of 8 up to %d; AKS refuses the cluster", ports, aks.MaxOutboundPorts)
		return
	}
	addresses, counted := outboundOf(p.Profile).count()
	if !counted || ports == 0 || !p.Profile.OutboundType().Is("loadBalancer") {
		return
	}
	nodes := maxNodes(p.Profile)
	surged, _ := sum(p.Profile, aks.Pool.SurgedNodes)
	have := addresses * aks.MaxOutboundPorts
	switch {
	case ports*nodes > have:
		tell(p, s, analyzer.Error, "`allocatedOutboundPorts` is `%d`, and %d nodes take %d SNAT ports of %d (%d for each outbound address); the last nodes cannot be added",
			ports, nodes, ports*nodes, have, aks.MaxOutboundPorts)
	case ports*surged.Max > have:
		tell(p, s, analyzer.Warning, "`allocatedOutboundPorts` is `%d`, and with the nodes of an upgrade %d nodes take %d SNAT ports of %d; upgrades fail when the pools are at their greatest",
			ports, surged.Max, ports*surged.Max, have)
	}
}
