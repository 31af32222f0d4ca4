package network

import (
	"net/netip"
	"slices"
	"sync"
)

// AddressRange is a run of IP addresses of one family, both ends included.
type AddressRange struct{ Lo, Hi netip.Addr }

// String writes the range as "10.0.0.0-10.0.255.255".
func (r AddressRange) String() string { return r.Lo.String() + "-" + r.Hi.String() }

// AddressSet is a set of IP addresses; those of IPv4 and of IPv6 are kept
// apart. The zero AddressSet is empty. An AddressSet is a value.
type AddressSet struct {
	// ranges are sorted and apart, those of IPv4 first.
	ranges []AddressRange
}

var (
	allIPv4 = prefixRange(netip.MustParsePrefix("0.0.0.0/0"))
	allIPv6 = prefixRange(netip.MustParsePrefix("::/0"))
)

var everyAddress = AddressSet{[]AddressRange{allIPv4, allIPv6}}

// AllAddresses are all addresses of both families.
func AllAddresses() AddressSet { return everyAddress }

// Addresses are those of some prefixes, whose host bits do not count.
func Addresses(prefixes ...netip.Prefix) AddressSet {
	var s AddressSet
	for _, p := range prefixes {
		if p.IsValid() {
			s = s.Union(AddressSet{[]AddressRange{prefixRange(p)}})
		}
	}
	return s
}

func prefixRange(p netip.Prefix) AddressRange {
	lo := p.Masked().Addr()
	hi := lo.AsSlice()
	for bit := p.Bits(); bit < len(hi)*8; bit++ {
		hi[bit/8] |= 0x80 >> (bit % 8)
	}
	end, _ := netip.AddrFromSlice(hi)
	return AddressRange{lo, end}
}

// notInternet are the addresses that no one on the internet has: those of
// private networks, of carriers, links and loopbacks, and the address of
// Azure's platform (aks.md 4.2; RFC 1918, 6598, 3927, 4193, 4291).
var notInternet = []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
	"172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8"}

// Internet are the addresses of the public internet.
func Internet() AddressSet { return internet() }

var internet = sync.OnceValue(func() AddressSet {
	s := AllAddresses()
	for _, text := range notInternet {
		s = s.Minus(Addresses(netip.MustParsePrefix(text)))
	}
	return s
})

// Empty reports whether there is no address in the set.
func (s AddressSet) Empty() bool { return len(s.ranges) == 0 }

// Ranges lists the set's runs of addresses, sorted, those of IPv4 first.
func (s AddressSet) Ranges() []AddressRange { return s.ranges }

// Equal reports whether two sets have the same addresses.
func (s AddressSet) Equal(t AddressSet) bool { return slices.Equal(s.ranges, t.ranges) }

// Covers reports whether the set has all addresses of another.
func (s AddressSet) Covers(t AddressSet) bool { return t.Minus(s).Empty() }

// Overlaps reports whether two sets have an address in common.
func (s AddressSet) Overlaps(t AddressSet) bool { return !s.Intersect(t).Empty() }

// Has reports whether an address is in the set.
func (s AddressSet) Has(a netip.Addr) bool {
	i, found := slices.BinarySearchFunc(s.ranges, a, func(r AddressRange, a netip.Addr) int {
		switch {
		case r.Hi.Less(a):
			return -1
		case a.Less(r.Lo):
			return 1
		}
		return 0
	})
	return found && i < len(s.ranges)
}

// Union is the set of the addresses of either set.
func (s AddressSet) Union(t AddressSet) AddressSet {
	switch {
	case t.Empty():
		return s
	case s.Empty():
		return t
	}
	all := slices.Concat(s.ranges, t.ranges)
	slices.SortFunc(all, func(a, b AddressRange) int { return a.Lo.Compare(b.Lo) })
	out := all[:1]
	for _, r := range all[1:] {
		last := &out[len(out)-1]
		if r.Lo.Compare(last.Hi) <= 0 || r.Lo == last.Hi.Next() {
			if last.Hi.Less(r.Hi) {
				last.Hi = r.Hi
			}
			continue
		}
		out = append(out, r)
	}
	return AddressSet{out}
}

// Intersect is the set of the addresses that both sets have.
func (s AddressSet) Intersect(t AddressSet) AddressSet {
	var out []AddressRange
	for i, j := 0, 0; i < len(s.ranges) && j < len(t.ranges); {
		a, b := s.ranges[i], t.ranges[j]
		lo, hi := a.Lo, a.Hi
		if lo.Less(b.Lo) {
			lo = b.Lo
		}
		if b.Hi.Less(hi) {
			hi = b.Hi
		}
		if lo.Compare(hi) <= 0 {
			out = append(out, AddressRange{lo, hi})
		}
		if a.Hi.Less(b.Hi) {
			i++
		} else {
			j++
		}
	}
	return AddressSet{out}
}

// Minus is the set without the addresses of another.
func (s AddressSet) Minus(t AddressSet) AddressSet {
	if s.Empty() || t.Empty() {
		return s
	}
	var out []AddressRange
	for _, a := range s.ranges {
		rest, whole := a.Lo, false
		for _, b := range t.ranges {
			if b.Hi.Less(rest) {
				continue
			}
			if a.Hi.Less(b.Lo) {
				break
			}
			if rest.Less(b.Lo) {
				out = append(out, AddressRange{rest, b.Lo.Prev()})
			}
			if whole = a.Hi.Compare(b.Hi) <= 0; whole {
				break
			}
			rest = b.Hi.Next()
		}
		if !whole {
			out = append(out, AddressRange{rest, a.Hi})
		}
	}
	return AddressSet{out}
}
