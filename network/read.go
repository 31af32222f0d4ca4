package network

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// kindReader is the engine of a kind of policy, and the way to read it.
type kindReader struct {
	engine Engine
	read   func(*reader)
}

// readers are the kinds of policy; the names of all end in NetworkPolicy.
var readers = map[string]kindReader{
	"NetworkPolicy.networking.k8s.io":                     {Kubernetes, (*reader).networkPolicy},
	"NetworkPolicy.extensions":                            {Kubernetes, (*reader).networkPolicy},
	"CiliumNetworkPolicy.cilium.io":                       {Cilium, (*reader).ciliumPolicy},
	"CiliumClusterwideNetworkPolicy.cilium.io":            {Cilium, (*reader).ciliumPolicy},
	"NetworkPolicy.projectcalico.org":                     {Calico, (*reader).calicoPolicy},
	"NetworkPolicy.crd.projectcalico.org":                 {Calico, (*reader).calicoPolicy},
	"GlobalNetworkPolicy.projectcalico.org":               {Calico, (*reader).calicoPolicy},
	"GlobalNetworkPolicy.crd.projectcalico.org":           {Calico, (*reader).calicoPolicy},
	"AdminNetworkPolicy.policy.networking.k8s.io":         {Admin, (*reader).adminPolicy},
	"BaselineAdminNetworkPolicy.policy.networking.k8s.io": {Admin, (*reader).adminPolicy},
	"ClusterNetworkPolicy.policy.networking.k8s.io":       {Admin, (*reader).adminPolicy},
}

// reader reads one policy.
type reader struct {
	*Policy
	object     *manifest.Object
	selections *selections
	settings   *Settings
	// asked are the names of ports that rules ask for.
	asked map[string]bool
}

// refuse notes why the API server refuses the policy; the first reason stays.
func (r *reader) refuse(format string, args ...any) {
	if r.Refused == "" {
		r.Refused = fmt.Sprintf(format, args...)
	}
}

// unsure reports whether a value is not what the text shows: it is a
// placeholder, or a patch changes it.
func (r *reader) unsure(at manifest.Path) bool {
	return r.Member.Patched(at) || r.object.Placeholders > 0 && r.object.Unknown(at)
}

// vague reports whether a node is a placeholder.
func vague(n manifest.Node) bool { return manifest.IsPlaceholder(n.Text()) }

// set reports whether a node is there and not null: what the API server takes
// for a value.
func set(n manifest.Node) bool {
	return n.Exists() && (n.Kind() != manifest.Scalar || n.Type() != manifest.Null)
}

// number reads a whole number.
func number(n manifest.Node) (int, bool) {
	if n.Type() != manifest.Int {
		return 0, false
	}
	value, err := n.Plain()
	if i, ok := value.(int64); ok && err == nil {
		return int(i), true
	}
	return 0, false
}

// subjectOf sets which pods the policy is about.
func (r *reader) subjectOf(w within, pods selector) {
	if pods.refused != "" {
		r.refuse("%s", pods.refused)
	}
	if w.spaces.refused != "" {
		r.refuse("%s", w.spaces.refused)
	}
	r.subject = r.selections.find(w, pods)
}

// unknownSelector stands for a selector that the input does not tell.
var unknownSelector = selector{doubt: true, key: "?"}

// selectorAt reads the label selector at a path of the object.
func (r *reader) selectorAt(at manifest.Path) selector {
	if r.unsure(at) {
		return unknownSelector
	}
	s := readSelector(r.object.Find(at))
	if s.refused != "" {
		r.refuse("%s", s.refused)
	}
	return s
}

// everywhere looks for pods in the namespaces that a selector means.
func everywhere(spaces selector) within { return within{all: true, spaces: spaces} }

// inside looks for pods in one namespace.
func inside(name string) within { return within{name: name} }

// rule adds an empty rule to a direction.
func (r *reader) rule(d Direction, action Action, at manifest.Path, index int) *Rule {
	rule := &Rule{Policy: r.Policy, Direction: d, Action: action, Index: index, Path: at}
	side := r.Side(d)
	side.Rules = append(side.Rules, rule)
	return rule
}

// wild adds a rule of which nothing is known but its action.
func (r *reader) wild(d Direction, action Action, at manifest.Path) {
	rule := r.rule(d, action, at, -1)
	rule.AnyPeer, rule.AnyPort, rule.Doubt = true, true, true
}

// unmodelled notes that the policy may do anything to what it selects.
func (r *reader) unmodelled() {
	r.Vague = true
	for _, d := range []Direction{Ingress, Egress} {
		side := r.Side(d)
		if side.Isolates == inventory.No {
			side.Isolates = inventory.Unknown
		}
		at := side.Path
		if at.Len() == 0 {
			at = manifest.At("spec")
		}
		r.wild(d, Allow, at)
		r.wild(d, Deny, at)
	}
}

// podsPeer makes a peer that selects pods.
func (r *reader) podsPeer(w within, pods selector, at manifest.Path, index int) *Peer {
	if pods.refused != "" {
		r.refuse("%s", pods.refused)
	}
	if w.spaces.refused != "" {
		r.refuse("%s", w.spaces.refused)
	}
	return &Peer{Index: index, Path: at, Pods: true, pods: r.selections.find(w, pods)}
}

// block makes a peer of a block of addresses, and of what is excepted of it.
func (r *reader) block(cidr manifest.Node, except manifest.Node, at manifest.Path, index int) *Peer {
	p := &Peer{Index: index, Path: at, Block: true}
	whole, ok := parsePrefix(cidr.Text())
	switch {
	case vague(cidr):
		p.Doubt, p.doubtful = true, AllAddresses()
		return p
	case !ok:
		r.refuse("`%s` is no block of addresses", cidr.Text())
		return p
	}
	p.Addresses = Addresses(whole)
	p.Doubt = vague(except)
	for _, item := range except.Items() {
		part, ok := parsePrefix(item.Text())
		switch {
		case vague(item):
			p.Doubt = true
		case !ok:
			r.refuse("`%s` is no block of addresses", item.Text())
		case part.Bits() <= whole.Bits() || part.Addr().Is4() != whole.Addr().Is4() || !whole.Contains(part.Addr()):
			r.refuse("the exception `%s` is no part of `%s`", item.Text(), cidr.Text())
		default:
			p.Addresses = p.Addresses.Minus(Addresses(part))
		}
	}
	if p.Doubt {
		p.Addresses, p.doubtful = AddressSet{}, p.Addresses
	}
	r.place(p)
	return p
}

// place says whether a block matches the addresses of pods and nodes.
func (r *reader) place(p *Peer) {
	if !r.settings.IPBlockMatchesPods {
		return
	}
	p.anyPod = covers(p, r.settings.PodCIDRs)
	p.Hosts = covers(p, r.settings.NodeCIDRs)
}

// covers says whether a block matches addresses in some prefixes; where these
// are not known, only one of all addresses surely does.
func covers(p *Peer, prefixes []netip.Prefix) inventory.Truth {
	theirs := Addresses(prefixes...)
	known := !theirs.Empty()
	if !known {
		theirs = AddressSet{[]AddressRange{allIPv4}}
	}
	switch {
	case p.Addresses.Covers(theirs):
		return inventory.Yes
	case known && !p.Addresses.Overlaps(theirs) && !p.doubtful.Overlaps(theirs):
		return inventory.No
	case p.Addresses.Empty() && p.doubtful.Empty():
		return inventory.No
	}
	return inventory.Unknown
}

// parsePrefix reads a block of addresses as API servers did until 1.36: zeros
// may lead a number, and an IPv4 address may be written as IPv6.
func parsePrefix(text string) (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		address, bits, _ := strings.Cut(text, "/")
		parts := strings.Split(address, ".")
		for i, part := range parts {
			if n, err := strconv.ParseUint(part, 10, 8); err == nil {
				parts[i] = strconv.FormatUint(n, 10)
			}
		}
		if p, err = netip.ParsePrefix(strings.Join(parts, ".") + "/" + bits); err != nil {
			return p, false
		}
	}
	if a := p.Addr(); a.Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
	}
	return p, true
}

// portRange makes a port of numbers.
func portRange(p Protocol, lo, hi int, at manifest.Path, index int) *Port {
	return &Port{Index: index, Path: at, Protocol: p, Set: Ports(p, lo, hi)}
}

// named makes a port of a name.
func (r *reader) named(name string, p Protocol, anyProtocol bool, at manifest.Path, index int) *Port {
	r.asked[name] = true
	return &Port{Index: index, Path: at, Protocol: p, Name: name, AnyProtocol: anyProtocol}
}
