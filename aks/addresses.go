package aks

import "net/netip"

// addressRange is a range of addresses that is taken.
type addressRange struct {
	Prefix    string
	What      string
	Forbidden bool
	Fact
}

func (r *addressRange) prefix() netip.Prefix {
	prefix, _ := netip.ParsePrefix(r.Prefix) // the generator has read it
	return prefix
}

// PlatformAddress reports whether an address belongs to the Azure platform or
// to the node itself, and to what of it, as part of a sentence.
func PlatformAddress(addr netip.Addr) (what string, ok bool) {
	bits := -1
	for i := range platformAddresses {
		if prefix := platformAddresses[i].prefix(); prefix.Contains(addr.Unmap()) && prefix.Bits() > bits {
			what, bits = platformAddresses[i].What, prefix.Bits()
		}
	}
	return what, bits >= 0
}

// ReservedRange is an address range that the ranges of Services, of pods and
// of virtual networks must keep clear of.
type ReservedRange struct {
	Prefix netip.Prefix
	// What it is, as part of a sentence.
	What string
	// Forbidden says that AKS refuses a cluster that overlaps.
	Forbidden bool
	Fact
}

// ReservedRanges are those that a range overlaps.
func ReservedRanges(prefix netip.Prefix) []ReservedRange {
	var overlapped []ReservedRange
	for i := range reservedRanges {
		if row := &reservedRanges[i]; row.prefix().Overlaps(prefix) {
			overlapped = append(overlapped, ReservedRange{row.prefix(), row.What, row.Forbidden, row.Fact})
		}
	}
	return overlapped
}

// riskyPort is a TCP port that should not be open to the internet.
type riskyPort struct {
	Port int32
	Name string
	Fact
}

// RiskyPort reports whether a TCP port is that of a service that should not be
// open to the whole internet, and of which.
func RiskyPort(port int32) (name string, ok bool) {
	for i := range riskyPorts {
		if riskyPorts[i].Port == port {
			return riskyPorts[i].Name, true
		}
	}
	return "", false
}
