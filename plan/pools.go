package plan

import (
	"fmt"
	"math"
	"sort"

	"github.com/akslint/akslint/aks"
)

// Pool is a node pool, and how far it can grow.
type Pool struct {
	Name string
	OS   string
	// Addressing is where its pods get their addresses from.
	Addressing aks.Addressing
	Nodes      aks.Scale
	// Surge is how many nodes an upgrade adds at the most.
	Surge   int
	MaxPods int
	// Holds is how many nodes it can have, the other pools being at their most,
	// before the first limit is hit, which First names.
	Holds int
	First string
}

// addPools counts the pools.
func (p *planner) addPools() {
	for _, pool := range p.Cluster.Pools() {
		nodes, ok := pool.Nodes()
		if !ok {
			p.note(pool.Label() + " is not in the plan, since its number of nodes is not known")
			continue
		}
		out := Pool{Name: pool.Name(), OS: "Linux", Nodes: nodes}
		if pool.Windows() {
			out.OS = "Windows"
		}
		out.Addressing, _ = p.Cluster.Addressing(pool)
		out.MaxPods, _ = p.Cluster.MaxPods(pool)
		out.Surge, _ = pool.Surge(nodes.Max)
		out.Holds, out.First = p.firstLimit(pool, nodes, out.MaxPods, out.Addressing)
		p.Pools = append(p.Pools, out)
	}
	if !p.Cluster.PoolsKnown() {
		p.note("the profile may not tell of all node pools, so more may be taken than the plan says")
	}
	p.noteOthers()
}

// grows reports whether pods find room outside of the pools.
func (p *planner) grows() bool {
	return p.Cluster.Get("nodeProvisioningProfile.mode").Is("Auto") || p.Cluster.Addon("aciConnectorLinux").True()
}

// noteOthers says what else there is in the cluster that is not counted.
func (p *planner) noteOthers() {
	if p.Cluster.Get("nodeProvisioningProfile.mode").Is("Auto") {
		p.note("node auto-provisioning adds nodes of its own, which are not in the plan")
	}
	if p.Cluster.Addon("aciConnectorLinux").True() {
		p.note("virtual nodes run pods outside of the node pools and in a subnet of their own, which is not in the plan")
	}
	if p.Cluster.NetworkPlugin().Is("none") {
		p.note("the network plugin is not one of AKS, so how many addresses pods take is not known")
	}
	if six, _ := p.Cluster.IPv6(); six {
		p.note("ranges of IPv6 are not counted, since they do not run out")
	}
}

// limit is something that bounds the number of nodes of a pool.
type limit struct {
	name string
	// room is what the other pools leave, takes what n nodes of this one need.
	room  int
	takes func(n int) int
}

// firstLimit is how many nodes a pool can have, and what is full then.
func (p *planner) firstLimit(pool aks.Pool, nodes aks.Scale, maxPods int, how aks.Addressing) (holds int, first string) {
	holds = math.MaxInt
	for _, l := range p.limits(pool, nodes, maxPods, how) {
		// takes grows with n, so the greatest n that fits is searched for.
		n := sort.Search(aks.MaxNodes+1, func(n int) bool { return l.takes(n+1) > l.room })
		if n < holds {
			holds, first = n, l.name
		}
	}
	return holds, first
}

// limits are all that bound the nodes of a pool.
func (p *planner) limits(pool aks.Pool, nodes aks.Scale, maxPods int, how aks.Addressing) []limit {
	surged := func(n int) int {
		surge, _ := pool.Surge(n)
		return n + surge
	}
	itself := func(n int) int { return n }
	others := 0
	for _, other := range p.Cluster.Pools() {
		if n, ok := other.Nodes(); ok {
			others += n.Max
		}
	}
	others -= nodes.Max
	list := []limit{
		{fmt.Sprintf("a node pool has %d nodes at most", aks.MaxNodesPerPool), aks.MaxNodesPerPool, itself},
		{fmt.Sprintf("a cluster has %d nodes at most", aks.MaxNodes), aks.MaxNodes - others, itself},
	}
	if engine, ok := p.Cluster.PolicyEngine(); ok && engine == aks.NPMEngine {
		list = append(list, limit{fmt.Sprintf("Azure Network Policy Manager serves %d nodes", aks.MaxNPMNodes), aks.MaxNPMNodes - others, itself})
	}
	if how == aks.Kubenet {
		list = append(list, limit{fmt.Sprintf("a cluster with kubenet has %d nodes at most", aks.MaxKubenetNodes), aks.MaxKubenetNodes - others, itself})
	}
	ports, _ := p.Cluster.LoadBalancerProfile("allocatedOutboundPorts").Int()
	for i := range p.Ranges {
		r := &p.Ranges[i]
		var takes func(n int) int
		switch {
		case r.of == aks.NodeRange && p.in(r, pool, "vnetSubnetID"):
			takes = func(n int) int { return aks.NodeAddresses(how, surged(n), maxPods) }
		case r.of == aks.PodsRange && p.in(r, pool, "podSubnetID"):
			takes = func(n int) int { return aks.PodAddresses(how, surged(n), maxPods) }
		case r.of == aks.PodRange:
			takes = surged
		case r.of == outboundPorts:
			takes = func(n int) int { return surged(n) * ports }
		default:
			continue
		}
		full := "the " + r.Name + " is full"
		if r.of == outboundPorts {
			full = "the outbound ports run out"
		}
		list = append(list, limit{full, r.Size - (r.Used.Max - takes(nodes.Max)), takes})
	}
	return list
}

// in reports whether a subnet of a pool is the one of a range.
func (p *planner) in(r *Range, pool aks.Pool, key string) bool {
	subnet, ok := p.subnets.Lookup(pool.Get(key).Text())
	return ok && subnet.Name == r.Subnet
}
