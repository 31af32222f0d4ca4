package aks

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// Subnet is a subnet of a virtual network.
type Subnet struct {
	// Name is its name, or however the map calls it; ID its resource id, ""
	// where it is not known.
	Name, ID string
	Prefixes []netip.Prefix
}

// Subnets are the address ranges of virtual networks, which no profile holds.
type Subnets struct {
	List []Subnet
	// Spaces are the address spaces of the virtual networks; where they are
	// not told, the ranges of the subnets.
	Spaces []netip.Prefix
}

// Lookup finds the subnet with a resource id: by id, by "network/subnet", or
// by the name with which the id ends. ok is false where no entry, or more than
// one, may be meant.
func (s *Subnets) Lookup(id string) (found Subnet, ok bool) {
	if s == nil || strings.Trim(id, "/") == "" {
		return Subnet{}, false
	}
	parts := strings.Split(id, "/")
	names := []string{id, parts[len(parts)-1]}
	if n := len(parts); n >= 3 {
		names = []string{id, parts[n-3] + "/" + parts[n-1], parts[n-1]}
	}
	for _, name := range names {
		var hits []Subnet
		for _, subnet := range s.List {
			// A longer id is of another network, whatever its end.
			other := subnet.ID != "" && strings.Count(id, "/") > 2 && !sameEnd(subnet.ID, id)
			if !other && (strings.EqualFold(subnet.Name, name) || strings.EqualFold(subnet.ID, name) || strings.EqualFold(subnet.short(), name)) {
				hits = append(hits, subnet)
			}
		}
		switch len(hits) {
		case 0:
			continue
		case 1:
			return hits[0], true
		}
		return Subnet{}, false
	}
	return Subnet{}, false
}

// short is "network/subnet" of the id, "" where it has none.
func (s Subnet) short() string {
	if parts := strings.Split(s.ID, "/"); len(parts) >= 3 {
		return parts[len(parts)-3] + "/" + parts[len(parts)-1]
	}
	return ""
}

// sameEnd reports whether two ids name the same subnet of a network of the same
// name: an id that a template computes has no subscription.
func sameEnd(a, b string) bool {
	x, y := strings.ToLower(a), strings.ToLower(b)
	const network = "/providers/microsoft.network/"
	i, j := strings.Index(x, network), strings.Index(y, network)
	if i > 0 && j > 0 {
		return x == y
	}
	return i >= 0 && j >= 0 && x[i:] == y[j:]
}

// ReadSubnets reads a map from names or ids to ranges ("10.0.0.0/22", or a list
// of them), or what "az network vnet show", "vnet list", "vnet subnet show" or
// "vnet subnet list" print.
func ReadSubnets(src *manifest.Source) (*Subnets, error) {
	_, d, err := readDocument(src)
	if err != nil {
		return nil, err
	}
	node := d.Root()
	if inner := node.Get("subnets"); inner.Kind() == manifest.Mapping { // a configuration
		node = inner
	}
	return SubnetsOf(node)
}

// SubnetsOf is ReadSubnets for a node.
func SubnetsOf(node manifest.Node) (*Subnets, error) {
	r := subnetReader{out: &Subnets{}}
	if list := node.Get("value"); list.Kind() == manifest.Sequence {
		node = list
	}
	switch {
	case node.Kind() == manifest.Sequence:
		for _, item := range node.Items() {
			r.resource(item)
		}
	case isNetworkResource(node):
		r.resource(node)
	case node.Kind() == manifest.Mapping:
		for key, value := range node.Entries() {
			subnet := Subnet{Name: key.Key(), Prefixes: r.prefixes(value)}
			if strings.HasPrefix(subnet.Name, "/") {
				subnet.ID = subnet.Name
			}
			r.out.List = append(r.out.List, subnet)
		}
	default:
		r.fail(node, "here a mapping of subnets to address ranges is wanted")
	}
	if len(r.out.List) == 0 && len(r.faults) == 0 {
		r.fail(node, "no subnet in it")
	}
	if len(r.out.Spaces) == 0 {
		for _, s := range r.out.List {
			r.out.Spaces = append(r.out.Spaces, s.Prefixes...)
		}
	}
	return r.out, errors.Join(r.faults...)
}

func isNetworkResource(n manifest.Node) bool {
	for _, key := range []string{"addressSpace", "addressPrefix", "addressPrefixes", "properties"} {
		if _, value := entry(n, key); value.Exists() && value.Type() != manifest.String || key == "addressPrefix" && value.Exists() {
			return true
		}
	}
	return false
}

type subnetReader struct {
	out    *Subnets
	faults []error
}

func (r *subnetReader) fail(n manifest.Node, format string, args ...any) {
	src := n.Source()
	r.faults = append(r.faults, fmt.Errorf("%s:%s: %s", src.Name, src.Position(n.Span().Start), fmt.Sprintf(format, args...)))
}

// resource reads a virtual network or a subnet, as az or the API print it.
func (r *subnetReader) resource(n manifest.Node) {
	get := func(key string) manifest.Node {
		_, value := entry(n, key)
		if !value.Exists() {
			_, properties := entry(n, "properties")
			_, value = entry(properties, key)
		}
		return value
	}
	if space := get("addressSpace"); space.Kind() == manifest.Mapping {
		_, prefixes := entry(space, "addressPrefixes")
		r.out.Spaces = append(r.out.Spaces, r.prefixes(prefixes)...)
		for _, item := range get("subnets").Items() {
			r.resource(item)
		}
		return
	}
	prefixes := get("addressPrefix")
	if prefixes.Kind() != manifest.Sequence && (prefixes.Text() == "" || prefixes.Type() == manifest.Null) {
		prefixes = get("addressPrefixes")
	}
	if !prefixes.Exists() {
		r.fail(n, "neither a virtual network nor a subnet: it has no addressSpace and no addressPrefix")
		return
	}
	r.out.List = append(r.out.List, Subnet{Name: get("name").Text(), ID: get("id").Text(), Prefixes: r.prefixes(prefixes)})
}

func (r *subnetReader) prefixes(n manifest.Node) []netip.Prefix {
	var all []netip.Prefix
	nodes := []manifest.Node{n}
	if n.Kind() == manifest.Sequence {
		nodes = nil
		for _, item := range n.Items() {
			nodes = append(nodes, item)
		}
	}
	for _, item := range nodes {
		prefix, err := netip.ParsePrefix(item.Text())
		if err != nil || prefix != prefix.Masked() {
			r.fail(item, "`%s` is no address range such as 10.0.0.0/22", item.Text())
			continue
		}
		all = append(all, prefix)
	}
	return all
}
