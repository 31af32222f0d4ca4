package plan

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
)

// Range is an address range of the cluster, and how much of it is taken.
type Range struct {
	// Name is how people call it: "subnet `aks-nodes`", "pod range", "service
	// range", "outbound ports".
	Name string
	// Subnet is the subnet's own name, "" for other ranges.
	Subnet   string
	Prefixes []netip.Prefix
	// Unit is what Size and Used count: addresses, nodes, ports.
	Unit string
	Size int
	// Used is what is taken with the fewest, the present and the most nodes, of
	// them always those that an upgrade adds.
	Used aks.Scale
	// Complete is false where a pool could not be counted, so that Used is less
	// than it will be.
	Complete bool
	Formula  Formula

	of aks.DemandOf
}

// Free is what is left of the range at the most.
func (r *Range) Free() int { return r.Size - r.Used.Max }

// serviceRange and outboundPorts are ranges that pools know nothing of.
const (
	serviceRange  aks.DemandOf = "services"
	outboundPorts aks.DemandOf = "outbound ports"
)

// addRanges counts every range of the cluster.
func (p *planner) addRanges() {
	for _, d := range p.Cluster.Demands(p.subnets) {
		r := Range{Name: "pod range", Size: d.Size, Used: d.Used, Complete: d.Complete, Unit: "addresses", of: d.Of}
		switch d.Of {
		case aks.PodRange:
			r.Unit, r.Formula = "nodes", nodeBlockFormula
			r.Prefixes = aks.Prefixes([]aks.Setting{d.Range})
		default:
			r.Name, r.Subnet, r.Prefixes = fmt.Sprintf("subnet `%s`", d.Subnet.Name), d.Subnet.Name, d.Subnet.Prefixes
			r.Formula = p.subnetFormula(d)
		}
		p.Ranges = append(p.Ranges, r)
	}
	p.noteMissingSubnets()
	p.addFrontends()
	p.addServiceRange()
	p.addOutboundPorts()
}

func (p *planner) subnetFormula(d aks.Demand) Formula {
	how, _ := p.Cluster.Addressing(d.Pools[0])
	switch {
	case d.Of == aks.PodsRange && how == aks.PodBlocks:
		return podBlockFormula
	case d.Of == aks.PodsRange:
		return podBatchFormula
	case how == aks.NodeSubnet:
		return nodeSubnetFormula
	}
	return nodeFormula
}

// noteMissingSubnets says which subnets are not in the plan.
func (p *planner) noteMissingSubnets() {
	var missing []string
	own := false
	for _, pool := range p.Cluster.Pools() {
		for _, key := range []string{"vnetSubnetID", "podSubnetID"} {
			id := pool.Get(key)
			_, found := p.subnets.Lookup(id.Text())
			own = own || id.Absent() && key == "vnetSubnetID"
			if id.Known() && !found {
				name := id.Text()[strings.LastIndexByte(id.Text(), '/')+1:]
				missing = append(missing, "`"+name+"`")
			}
		}
	}
	switch {
	case len(missing) > 0:
		p.note(fmt.Sprintf("the range of subnet %s is not known, so it is not in the plan; give it with --subnets", joined(unique(missing))))
	case own:
		p.note("the nodes are in a virtual network that AKS made, whose subnet is no part of the profile")
	}
}

// addFrontends adds the addresses of internal load balancers, and of Private
// Link Services, to their subnets.
func (p *planner) addFrontends() {
	for _, f := range Frontends(p.Cluster, p.subnets, p.asked.balancers) {
		used := aks.Scale{Min: f.Addresses, Now: f.Addresses, Max: f.Addresses}
		i := slices.IndexFunc(p.Ranges, func(r Range) bool { return r.Subnet == f.Subnet.Name })
		if i < 0 {
			p.Ranges = append(p.Ranges, Range{
				Name: fmt.Sprintf("subnet `%s`", f.Subnet.Name), Subnet: f.Subnet.Name, Prefixes: f.Subnet.Prefixes, Unit: "addresses",
				Size: f.Subnet.Size(), Complete: true, Formula: nodeFormula,
			})
			i = len(p.Ranges) - 1
		}
		p.Ranges[i].Used = p.Ranges[i].Used.Plus(used)
	}
}

// addServiceRange counts the cluster IPs of Services of IPv4.
func (p *planner) addServiceRange() {
	prefixes := aks.Prefixes(p.Cluster.ServiceRanges())
	if len(prefixes) == 0 || !prefixes[0].Addr().Is4() {
		return
	}
	n := p.asked.services + 2
	p.Ranges = append(p.Ranges, Range{
		Name: "service range", Prefixes: prefixes[:1], Unit: "addresses", Size: aks.Addresses(prefixes[0]) - 2,
		Used: aks.Scale{Min: n, Now: n, Max: n}, Complete: true, Formula: serviceFormula, of: serviceRange,
	})
}

// addOutboundPorts counts SNAT ports, where each node has a fixed number.
func (p *planner) addOutboundPorts() {
	each, ok := p.Cluster.LoadBalancerProfile("allocatedOutboundPorts").Int()
	if !ok || each <= 0 || !p.Cluster.OutboundType().Is("loadBalancer") {
		return
	}
	ips := p.Cluster.LoadBalancerProfile("outboundIPs.publicIPs").Len()
	if ips == 0 {
		if !p.Cluster.LoadBalancerProfile("outboundIPPrefixes").Absent() {
			return // as many as the prefixes have, which no profile tells
		}
		if ips, ok = p.Cluster.LoadBalancerProfile("managedOutboundIPs.count").Int(); !ok {
			ips = 1
		}
	}
	used, complete := aks.Scale{}, p.Cluster.PoolsKnown()
	for _, pool := range p.Cluster.Pools() {
		nodes, known := pool.SurgedNodes()
		used, complete = used.Plus(nodes.Each(func(n int) int { return n * each })), complete && known
	}
	p.Ranges = append(p.Ranges, Range{
		Name: "outbound ports", Unit: "ports", Size: ips * aks.MaxOutboundPorts, Used: used, Complete: complete, Formula: portsFormula, of: outboundPorts,
	})
}
