package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
)

// exposures fills Exposures.
func (c *comparison) exposures() {
	old, now := ways(c.Old), ways(c.New)
	for _, key := range sortedKeys(now) {
		before, after := old[key], now[key]
		e := Exposure{Was: before, Is: after}
		switch {
		case before == nil || !before.arrives():
			if !after.arrives() {
				continue
			}
			e.Change = ExposureOpened
		case !after.arrives():
			e.Change = ExposureClosed
		default:
			wider := after.beyond(before) || after.surer(before)
			narrower := before.beyond(after) || before.surer(after)
			switch {
			case wider && narrower:
				e.Change = ExposureMoved
			case wider:
				e.Change = ExposureWidened
			case narrower:
				e.Change = ExposureNarrowed
			default:
				continue
			}
		}
		c.Exposures = append(c.Exposures, e)
	}
	for _, key := range sortedKeys(old) {
		if now[key] == nil && old[key].arrives() {
			c.Exposures = append(c.Exposures, Exposure{Change: ExposureClosed, Was: old[key]})
		}
	}
}

// ways are the ways in of a map, by what makes them the same in another.
func ways(m *Map) map[string]*Way {
	out := map[string]*Way{}
	if m == nil {
		return out
	}
	for i := range m.Entries {
		e := &m.Entries[i]
		id := e.Member.Identity()
		key := fmt.Sprintf("%s/%s %s.%s %d", e.Member.Namespace, e.Member.Object.Name, id.Kind, id.Group, e.Kind)
		for j := range e.Targets {
			t := &e.Targets[j]
			out[fmt.Sprintf("%s %s %s:%d %s", key, identity(t.Workload), t.Protocol, t.Port, t.Ports)] = &Way{Entry: e, Target: t}
		}
		if len(e.Targets) == 0 {
			out[key] = &Way{Entry: e}
		}
	}
	return out
}

// arrives reports whether what comes this way may get somewhere. An entry
// without a target in the input may lead to others.
func (w *Way) arrives() bool { return w.Target == nil || w.Target.Reached != inventory.No }

// surer reports whether what comes this way surely arrives, and it is not known
// of another way: policies admit some addresses only, say.
func (w *Way) surer(other *Way) bool {
	return w.Target != nil && other.Target != nil && w.Target.Reached == inventory.Yes && other.Target.Reached == inventory.Unknown
}

// beyond reports whether a way is open to more than another.
func (w *Way) beyond(other *Way) bool {
	rank := [...]int{VNet: 0, ReachUnknown: 1, Public: 2}
	a, b := w.Entry, other.Entry
	switch {
	case rank[a.Reach] != rank[b.Reach]:
		return rank[a.Reach] > rank[b.Reach]
	case b.Sources.Empty(): // it is open to all
		return false
	case a.Sources.Empty():
		return true
	}
	return !b.Sources.Covers(a.Sources)
}

// stretch is addresses and the ports that go with them.
type stretch struct {
	addresses AddressSet
	ports     PortSet
}

// addresses fills AddressesOpened and AddressesClosed.
func (c *comparison) addresses() {
	var per [2]map[int][2][]stretch // by group, by direction
	for s, m := range []*Map{c.Old, c.New} {
		per[s] = map[int][2][]stretch{}
		if m == nil {
			continue
		}
		for _, e := range m.Outside {
			for _, g := range e.Groups {
				both := per[s][g]
				both[e.Direction] = append(both[e.Direction], stretch{e.Addresses, e.Ports.Union(e.Maybe)})
				per[s][g] = both
			}
		}
	}
	for i, k := range c.kinds {
		if !k.both() {
			continue
		}
		old, now := per[was][k.groups[was]], per[is][k.groups[is]]
		for _, d := range []Direction{Ingress, Egress} {
			for _, s := range leftOver(now[d], old[d]) {
				c.AddressesOpened = append(c.AddressesOpened, AddressChange{c.workloads([]int{i}), d, s.addresses, s.ports})
			}
			for _, s := range leftOver(old[d], now[d]) {
				c.AddressesClosed = append(c.AddressesClosed, AddressChange{c.workloads([]int{i}), d, s.addresses, s.ports})
			}
		}
	}
	c.AddressesOpened, c.AddressesClosed = joinAddresses(c.AddressesOpened), joinAddresses(c.AddressesClosed)
}

// leftOver takes from some stretches what others have.
func leftOver(list, others []stretch) []stretch {
	for _, o := range others {
		var rest []stretch
		for _, s := range list {
			if outside := s.addresses.Minus(o.addresses); !outside.Empty() {
				rest = append(rest, stretch{outside, s.ports})
			}
			inside, ports := s.addresses.Intersect(o.addresses), s.ports.Minus(o.ports)
			if !inside.Empty() && !ports.Empty() {
				rest = append(rest, stretch{inside, ports})
			}
		}
		list = rest
	}
	return slices.DeleteFunc(slices.Clone(list), func(s stretch) bool { return s.ports.Empty() })
}

// joinAddresses makes one change of those that differ in the workloads only.
func joinAddresses(list []AddressChange) []AddressChange {
	at := map[string]int{}
	var out []AddressChange
	for _, a := range list {
		key := fmt.Sprint(a.Direction, a.Addresses, a.Ports)
		if i, ok := at[key]; ok {
			out[i].Workloads = append(out[i].Workloads, a.Workloads...)
			continue
		}
		at[key] = len(out)
		out = append(out, a)
	}
	for _, a := range out {
		slices.SortFunc(a.Workloads, func(x, y *inventory.Workload) int { return strings.Compare(identity(x), identity(y)) })
	}
	slices.SortStableFunc(out, func(a, b AddressChange) int {
		return cmp.Or(strings.Compare(identity(a.Workloads[0]), identity(b.Workloads[0])), int(a.Direction)-int(b.Direction))
	})
	return out
}
