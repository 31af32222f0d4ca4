package network

import (
	"net/netip"
	"slices"
)

// outside says what each profile makes of the addresses outside the cluster.
func (p *profiles) outside() []AddressEdge {
	var out []AddressEdge
	for _, q := range p.list {
		groups := numbers(q.members)
		for _, part := range p.sweep(q) {
			out = append(out, AddressEdge{Groups: groups, Direction: q.direction, Addresses: part.addresses, Ports: part.sure, Maybe: part.maybe})
		}
	}
	return out
}

// addressed is a set of addresses that share a verdict.
type addressed struct {
	addresses AddressSet
	verdict
}

// sweep cuts all addresses at the ends of the blocks that the rules of a profile
// name, and of no others, and asks the policies about each part.
func (p *profiles) sweep(q *profile) []addressed {
	cuts := []netip.Addr{allIPv4.Lo, allIPv6.Lo}
	for _, h := range q.holds {
		for _, rule := range h.Side(q.direction).Rules {
			for _, peer := range rule.Peers {
				cuts = append(cuts, peer.Addresses.cuts()...)
				cuts = append(cuts, peer.doubtful.cuts()...)
			}
		}
	}
	slices.SortFunc(cuts, netip.Addr.Compare)
	cuts = slices.Compact(cuts)
	var parts []addressed
	index := map[int32]int{}
	for i, lo := range cuts {
		hi := allIPv6.Hi
		if lo.Is4() {
			hi = allIPv4.Hi
		}
		if i+1 < len(cuts) && cuts[i+1].Is4() == lo.Is4() {
			hi = cuts[i+1].Prev()
		}
		here := AddressSet{[]AddressRange{{lo, hi}}}
		v := p.verdicts.number(p.decide(q.own, q.holds, q.direction, end{outside: &End{Addresses: here}}))
		if v == nothing {
			continue
		}
		at, ok := index[v]
		if !ok {
			at = len(parts)
			index[v] = at
			parts = append(parts, addressed{verdict: p.verdicts.list[v]})
		}
		parts[at].addresses = parts[at].addresses.then(AddressRange{lo, hi})
	}
	return parts
}

// cuts are the addresses at which the set begins and behind which it ends.
func (s AddressSet) cuts() []netip.Addr {
	var out []netip.Addr
	for _, r := range s.ranges {
		out = append(out, r.Lo)
		if after := r.Hi.Next(); after.IsValid() {
			out = append(out, after)
		}
	}
	return out
}

// then is the set with a range that lies behind all others.
func (s AddressSet) then(r AddressRange) AddressSet {
	if n := len(s.ranges); n > 0 && s.ranges[n-1].Hi.Next() == r.Lo {
		s.ranges[n-1].Hi = r.Hi
		return s
	}
	return AddressSet{append(s.ranges, r)}
}
