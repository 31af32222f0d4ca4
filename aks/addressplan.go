package aks

import (
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// This file counts addresses. The formulas are those of
// https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning;
// the numbers in them are rows of data/limits.yaml, each with its source.

// Addresses is how many addresses a range has; MaxInt where they cannot be
// counted (IPv6).
func Addresses(prefix netip.Prefix) int {
	if bits := prefix.Addr().BitLen() - prefix.Bits(); bits < 62 {
		return 1 << bits
	}
	return math.MaxInt
}

// UsableAddresses is how many addresses of a subnet Azure gives to machines:
// all but the first four and the last.
func UsableAddresses(prefix netip.Prefix) int {
	return max(0, Addresses(prefix)-SubnetReserved)
}

// NodeBlocks is how many nodes a pod range has room for with Overlay and
// kubenet: each takes a /24. A range smaller than that has none.
func NodeBlocks(prefix netip.Prefix) int {
	if prefix.Bits() > NodeBlockBits || !prefix.Addr().Is4() {
		return 0
	}
	return 1 << (NodeBlockBits - prefix.Bits())
}

// Surge is how many nodes an upgrade adds to a pool: maxSurge as a number, or
// as a percentage of the nodes, rounded up; "" stands for the default. ok is
// false where the text is neither.
func Surge(maxSurge string, nodes int) (surge int, ok bool) {
	percent, isPercent := strings.CutSuffix(maxSurge, "%")
	switch {
	case maxSurge == "":
		return ceilDiv(nodes*DefaultSurgePercent, 100), true
	case !isPercent:
		surge, err := strconv.Atoi(maxSurge)
		return surge, err == nil && surge >= 0
	}
	n, err := strconv.Atoi(percent)
	return ceilDiv(nodes*n, 100), err == nil && n >= 0
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// NodeAddresses is how many addresses of the node subnet some nodes take: one
// each, and with pods in the node subnet one for each pod that a node may have,
// whether it runs or not.
func NodeAddresses(how Addressing, nodes, maxPods int) int {
	if how == NodeSubnet {
		return nodes + nodes*maxPods
	}
	return nodes
}

// PodAddresses is how many addresses of a pod subnet some nodes take, each with
// so many pods: with blocks as many /28 as maxPods and the node itself need,
// else a batch at a time, so that some stay free.
func PodAddresses(how Addressing, nodes, pods int) int {
	switch how {
	case PodBlocks:
		return nodes * PodBatch * ceilDiv(pods+1, PodBatch)
	case PodSubnet:
		return nodes * PodBatch * ceilDiv(pods+PodBatchFree, PodBatch)
	}
	return 0
}

// Scale is a number for the least, the present and the greatest size of
// something.
type Scale struct{ Min, Now, Max int }

// Plus adds two scales.
func (s Scale) Plus(other Scale) Scale {
	return Scale{s.Min + other.Min, s.Now + other.Now, s.Max + other.Max}
}

// Each is f of each size.
func (s Scale) Each(f func(int) int) Scale { return Scale{f(s.Min), f(s.Now), f(s.Max)} }

// machines are the settings of a pool of VirtualMachines that say how many it
// has of each size.
const machines = "virtualMachinesProfile.scale.manual"

// count is how many nodes a pool has now.
func (p Pool) count() (n int, ok bool) {
	sizes := p.Get(machines)
	if n, ok := p.Get("count").Int(); ok || sizes.Len() == 0 {
		return n, ok
	}
	for _, size := range sizes.Items() {
		of, counted := size.Get("count").Int()
		if !counted {
			return 0, false
		}
		n += of
	}
	return n, true
}

// Nodes is how many nodes a pool has: count, and with the autoscaler minCount
// to maxCount. ok is false where the profile does not tell.
func (p Pool) Nodes() (nodes Scale, ok bool) {
	count, counted := p.count()
	switch scaling := p.Get("enableAutoScaling"); {
	case scaling.Unknown():
		return Scale{}, false
	case scaling.True():
		least, okMin := p.Get("minCount").Int()
		most, okMax := p.Get("maxCount").Int()
		if !counted {
			count = least
		}
		return Scale{least, min(max(count, least), most), most}, okMin && okMax
	}
	return Scale{count, count, count}, counted
}

// NodesSetting is where a person would change the greatest number of nodes.
func (p Pool) NodesSetting() Setting {
	if p.Get("enableAutoScaling").True() {
		return p.Get("maxCount")
	}
	if s := p.Get("count"); !s.Absent() {
		return s
	}
	return p.Get(machines)
}

// Surge is how many nodes an upgrade adds to so many. ok is false where
// maxSurge is not known.
func (p Pool) Surge(nodes int) (surge int, ok bool) {
	s := p.Get("upgradeSettings.maxSurge")
	if s.Unknown() {
		return 0, false
	}
	return Surge(s.Text(), nodes)
}

// SurgedNodes is Nodes with those that an upgrade adds to each size.
func (p Pool) SurgedNodes() (nodes Scale, ok bool) {
	nodes, ok = p.Nodes()
	return nodes.Each(func(n int) int {
		surge, known := p.Surge(n)
		ok = ok && known
		return n + surge
	}), ok
}

// MaxPods is maxPods of a pool, or its default by how pods get addresses.
func (p *Profile) MaxPods(pool Pool) (pods int, ok bool) {
	if s := pool.Get("maxPods"); s.Known() {
		return s.Int()
	} else if s.Unknown() {
		return 0, false
	}
	switch how, ok := p.Addressing(pool); how {
	case Overlay:
		return OverlayMaxPods, ok
	case PodSubnet, PodBlocks:
		return PodSubnetMaxPods, ok
	case NodeSubnet:
		return NodeSubnetMaxPods, ok
	case Kubenet:
		return KubenetMaxPods, ok
	}
	return 0, false
}

// Demand is what the pools of a cluster take of one range.
type Demand struct {
	// Of is what the range is for.
	Of DemandOf
	// Subnet is the subnet, with its range; the zero Subnet for a pod range.
	Subnet Subnet
	// Range is a setting that names the subnet, or that gives the pod range.
	Range Setting
	// Size is how much the range has, Used how much is taken, with surge: of
	// addresses, or for PodRange of blocks of nodes.
	Size int
	Used Scale
	// Start is what the greatest number of nodes takes of a pod subnet before
	// any pod runs; elsewhere it is Used.Max.
	Start int
	// Pools are those that take part, Complete says that there is no other and
	// that all of them could be counted.
	Pools    []Pool
	Complete bool
}

// DemandOf is what a range is for.
type DemandOf string

// What ranges are for.
const (
	NodeRange DemandOf = "nodes"
	PodsRange DemandOf = "pods"
	PodRange  DemandOf = "node blocks"
)

// Demands counts what the pools take of the subnets whose range is known, and
// of the range of pods, in the order in which the profile names them.
func (p *Profile) Demands(subnets *Subnets) []Demand {
	d := demands{profile: p, subnets: subnets}
	for _, pool := range p.Pools() {
		d.addNodes(pool)
		d.addPods(pool)
	}
	return d.list
}

// demands collects what pools take.
type demands struct {
	profile *Profile
	subnets *Subnets
	list    []Demand
}

// take adds what a pool takes of a range.
func (d *demands) take(of DemandOf, subnet Subnet, at Setting, size int, pool Pool, used Scale, start int, ok bool) {
	for i := range d.list {
		if e := &d.list[i]; e.Of == of && e.Subnet.Name == subnet.Name && e.Subnet.ID == subnet.ID {
			e.Used, e.Start, e.Pools, e.Complete = e.Used.Plus(used), e.Start+start, append(e.Pools, pool), e.Complete && ok
			return
		}
	}
	d.list = append(d.list, Demand{
		Of: of, Subnet: subnet, Range: at, Size: size, Used: used, Start: start, Pools: []Pool{pool}, Complete: ok && d.profile.PoolsKnown(),
	})
}

// four reports whether a subnet has addresses of IPv4: those of IPv6 are not
// counted, since they do not run out.
func (s Subnet) four() bool {
	return slices.ContainsFunc(s.Prefixes, func(prefix netip.Prefix) bool { return prefix.Addr().Is4() })
}

// Size is how many addresses the ranges of a subnet give to machines, of IPv4.
func (s Subnet) Size() int {
	n := 0
	for _, prefix := range s.Prefixes {
		if prefix.Addr().Is4() {
			n += UsableAddresses(prefix)
		}
	}
	return n
}

// addNodes adds the nodes of a pool to their subnet and to the pod range.
func (d *demands) addNodes(pool Pool) {
	nodes, ok := pool.SurgedNodes()
	how, known := d.profile.Addressing(pool)
	if ranges := d.profile.PodRanges(); len(ranges) > 0 {
		if prefix, readable := ranges[0].Prefix(); readable && prefix.Addr().Is4() {
			d.take(PodRange, Subnet{}, ranges[0], NodeBlocks(prefix), pool, nodes, nodes.Max, ok)
		}
	}
	at := pool.Get("vnetSubnetID")
	subnet, found := d.subnets.Lookup(at.Text())
	if !found || !known || !subnet.four() {
		return
	}
	maxPods, counted := d.profile.MaxPods(pool)
	used := nodes.Each(func(n int) int { return NodeAddresses(how, n, maxPods) })
	d.take(NodeRange, subnet, at, subnet.Size(), pool, used, used.Max, ok && (counted || how != NodeSubnet))
}

// addPods adds the pods of a pool to their subnet.
func (d *demands) addPods(pool Pool) {
	at := pool.Get("podSubnetID")
	subnet, found := d.subnets.Lookup(at.Text())
	how, known := d.profile.Addressing(pool)
	if !found || !known || !subnet.four() {
		return
	}
	nodes, ok := pool.SurgedNodes()
	maxPods, counted := d.profile.MaxPods(pool)
	used := nodes.Each(func(n int) int { return PodAddresses(how, n, maxPods) })
	start := used.Max // blocks are taken at once
	if how == PodSubnet {
		start = nodes.Max * PodBatch
	}
	d.take(PodsRange, subnet, at, subnet.Size(), pool, used, start, ok && counted)
}
