package aks

import (
	"net/netip"
	"slices"
	"strings"
)

// networks are the virtual networks that a template or a plan makes.
type networks struct{ list []*virtualNetwork }

type virtualNetwork struct {
	name    string
	spaces  []netip.Prefix
	subnets []Subnet
}

// named finds or makes a network.
func (n *networks) named(name string) *virtualNetwork {
	i := slices.IndexFunc(n.list, func(v *virtualNetwork) bool { return strings.EqualFold(v.name, name) })
	if i < 0 {
		i = len(n.list)
		n.list = append(n.list, &virtualNetwork{name: name})
	}
	return n.list[i]
}

const (
	networkType = "Microsoft.Network/virtualNetworks"
	subnetType  = networkType + "/subnets"
)

// add reads a resource of a template that is a network or a subnet.
func (n *networks) add(resource Setting) {
	name := nameOr(resource.raw("name"))
	switch kind := resource.raw("type"); {
	case kind.Is(networkType):
		n.addNetwork(name, resource.raw("properties"))
		for _, child := range resources(resource.raw("resources")) {
			if kind := child.raw("type"); kind.Is("subnets", subnetType) {
				n.addSubnet(name, child.raw("name"), child.raw("properties"))
			}
		}
	case kind.Is(subnetType):
		network, subnet, _ := strings.Cut(name, "/")
		own := resource.raw("name")
		own.text, own.made = subnet, true
		n.addSubnet(network, own, resource.raw("properties"))
	}
}

// nameOr is a name, or what stands for one that is not known.
func nameOr(s Setting) string {
	if s.Known() {
		return s.Text()
	}
	return somewhere
}

// addNetwork adds a network of a template with its subnets.
func (n *networks) addNetwork(name string, properties Setting) {
	v := n.named(name)
	v.spaces = append(v.spaces, readPrefixes(properties.raw("addressSpace").raw("addressPrefixes"))...)
	for _, subnet := range properties.raw("subnets").Items() {
		n.addSubnet(name, subnet.raw("name"), subnet.raw("properties"))
	}
}

// addSubnet adds a subnet of a template whose name and range are known.
func (n *networks) addSubnet(network string, name, properties Setting) {
	prefixes := append(readPrefixes(properties.raw("addressPrefix")), readPrefixes(properties.raw("addressPrefixes"))...)
	if !name.Known() || name.Text() == "" || len(prefixes) == 0 {
		return
	}
	n.put(network, Subnet{Name: name.Text(), ID: "/providers/" + networkType + "/" + network + "/subnets/" + name.Text(), Prefixes: prefixes})
}

// put adds a subnet once: a template may tell of it in its network and as a
// resource of its own.
func (n *networks) put(network string, subnet Subnet) {
	v := n.named(network)
	if !slices.ContainsFunc(v.subnets, func(old Subnet) bool { return strings.EqualFold(old.ID, subnet.ID) }) {
		v.subnets = append(v.subnets, subnet)
	}
}

// readPrefixes reads an address range, or a list of them; what is no range is
// left out.
func readPrefixes(s Setting) []netip.Prefix {
	all := []Setting{s}
	if s.isList() {
		all = s.elements()
	}
	return Prefixes(all)
}

// around are the subnets as one cluster sees them: all that can be looked up,
// and the spaces of the networks that it lies in. nil says that there are none.
func (n *networks) around(p *Profile) *Subnets {
	out := &Subnets{}
	for _, v := range n.list {
		out.List = append(out.List, v.subnets...)
	}
	if len(out.List) == 0 {
		return nil
	}
	used := map[string]bool{}
	for _, pool := range p.Pools() {
		if subnet, ok := out.Lookup(pool.Get("vnetSubnetID").Text()); ok {
			used[subnet.ID] = true
		}
	}
	for _, v := range n.list {
		if !slices.ContainsFunc(v.subnets, func(own Subnet) bool { return used[own.ID] }) {
			continue
		}
		out.Spaces = append(out.Spaces, v.spaces...)
		for _, subnet := range v.subnets {
			if len(v.spaces) == 0 {
				out.Spaces = append(out.Spaces, subnet.Prefixes...)
			}
		}
	}
	return out
}
