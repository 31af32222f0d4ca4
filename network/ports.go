package network

import (
	"slices"
	"strconv"
	"strings"
)

// Protocol is a transport protocol that policies speak of. ICMP and others are
// outside every policy.
type Protocol uint8

// The protocols, in the order of the text form.
const (
	TCP Protocol = iota
	UDP
	SCTP
)

// protocols are the names by which manifests call the protocols.
var protocols = [...]string{TCP: "TCP", UDP: "UDP", SCTP: "SCTP"}

// String is the name of the protocol: TCP.
func (p Protocol) String() string { return protocols[p] }

// ParseProtocol reads the name of a protocol, TCP where it is empty.
func ParseProtocol(name string) (p Protocol, ok bool) {
	if name == "" {
		return TCP, true
	}
	i := slices.Index(protocols[:], name)
	return Protocol(max(i, 0)), i >= 0
}

// PortSet is a set of ports of all protocols. The zero PortSet is empty. A
// PortSet is a value: what is made of it leaves it alone.
type PortSet struct {
	// spans are sorted, apart from each other, and lie on one axis: the
	// protocol in the upper half of a number, the port in the lower.
	spans []portSpan
}

type portSpan struct{ lo, hi uint32 }

// maxPort is the highest port of a protocol; the lowest is 1.
const maxPort = 65535

var everyPort = PortSet{[]portSpan{protocolSpan(TCP), protocolSpan(UDP), protocolSpan(SCTP)}}

func protocolSpan(p Protocol) portSpan { return portSpan{uint32(p)<<16 + 1, uint32(p)<<16 + maxPort} }

// AllPorts are all ports of all protocols.
func AllPorts() PortSet { return everyPort }

// ProtocolPorts are all ports of a protocol.
func ProtocolPorts(p Protocol) PortSet { return PortSet{[]portSpan{protocolSpan(p)}} }

// Ports are those of a protocol from lo to hi, both included. What is beyond 1
// to 65535 is left out.
func Ports(p Protocol, lo, hi int) PortSet {
	lo, hi = max(lo, 1), min(hi, maxPort)
	if lo > hi {
		return PortSet{}
	}
	return PortSet{[]portSpan{{uint32(p)<<16 + uint32(lo), uint32(p)<<16 + uint32(hi)}}}
}

// Empty reports whether there is no port in the set.
func (s PortSet) Empty() bool { return len(s.spans) == 0 }

// All reports whether the set has all ports of all protocols.
func (s PortSet) All() bool { return slices.Equal(s.spans, everyPort.spans) }

// Equal reports whether two sets have the same ports.
func (s PortSet) Equal(t PortSet) bool { return slices.Equal(s.spans, t.spans) }

// Has reports whether a port is in the set.
func (s PortSet) Has(p Protocol, port int) bool {
	at := uint32(p)<<16 + uint32(port)
	return slices.ContainsFunc(s.spans, func(x portSpan) bool { return x.lo <= at && at <= x.hi })
}

// Covers reports whether the set has all ports of another.
func (s PortSet) Covers(t PortSet) bool { return t.Minus(s).Empty() }

// Overlaps reports whether two sets have a port in common.
func (s PortSet) Overlaps(t PortSet) bool { return !s.Intersect(t).Empty() }

// Union is the set of the ports of either set.
func (s PortSet) Union(t PortSet) PortSet {
	switch {
	case t.Empty() || len(s.spans) == 3 && s.All():
		return s
	case s.Empty():
		return t
	}
	out := make([]portSpan, 0, len(s.spans)+len(t.spans))
	a, b := s.spans, t.spans
	for len(a)+len(b) > 0 {
		var next portSpan
		if len(b) == 0 || len(a) > 0 && a[0].lo <= b[0].lo {
			next, a = a[0], a[1:]
		} else {
			next, b = b[0], b[1:]
		}
		if n := len(out); n > 0 && next.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, next.hi)
			continue
		}
		out = append(out, next)
	}
	return PortSet{out}
}

// Intersect is the set of the ports that both sets have.
func (s PortSet) Intersect(t PortSet) PortSet {
	var out []portSpan
	for i, j := 0, 0; i < len(s.spans) && j < len(t.spans); {
		a, b := s.spans[i], t.spans[j]
		if lo, hi := max(a.lo, b.lo), min(a.hi, b.hi); lo <= hi {
			out = append(out, portSpan{lo, hi})
		}
		if a.hi < b.hi {
			i++
		} else {
			j++
		}
	}
	return PortSet{out}
}

// Minus is the set without the ports of another.
func (s PortSet) Minus(t PortSet) PortSet {
	if s.Empty() || t.Empty() {
		return s
	}
	var out []portSpan
	j := 0
	for _, a := range s.spans {
		for j < len(t.spans) && t.spans[j].hi < a.lo {
			j++
		}
		lo := a.lo
		for k := j; k < len(t.spans) && t.spans[k].lo <= a.hi; k++ {
			if t.spans[k].lo > lo {
				out = append(out, portSpan{lo, t.spans[k].lo - 1})
			}
			lo = max(lo, t.spans[k].hi+1)
		}
		if lo <= a.hi {
			out = append(out, portSpan{lo, a.hi})
		}
	}
	return PortSet{out}
}

// PortRange is a run of ports of one protocol, both ends included.
type PortRange struct {
	Protocol Protocol
	Lo, Hi   int
}

// Ranges lists the set's runs of ports by protocol and number.
func (s PortSet) Ranges() []PortRange {
	out := make([]PortRange, len(s.spans))
	for i, x := range s.spans {
		out[i] = PortRange{Protocol(x.lo >> 16), int(x.lo & maxPort), int(x.hi & maxPort)}
	}
	return out
}

// String is the canonical form: "ALL", "TCP:80,8080-8090;UDP:53", or "" for
// the empty set.
func (s PortSet) String() string {
	if s.All() {
		return "ALL"
	}
	var b strings.Builder
	for i, r := range s.Ranges() {
		switch {
		case i == 0:
			b.WriteString(r.Protocol.String() + ":")
		case s.spans[i].lo>>16 != s.spans[i-1].lo>>16:
			b.WriteString(";" + r.Protocol.String() + ":")
		default:
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(r.Lo))
		if r.Hi > r.Lo {
			b.WriteString("-" + strconv.Itoa(r.Hi))
		}
	}
	return b.String()
}
