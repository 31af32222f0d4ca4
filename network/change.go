package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
)

// Change is what differs between two maps of the same scope: what a reviewer
// of the manifests wants to know. All lists are in a fixed order.
type Change struct {
	// Old and New are the maps; nil where the scope is in one of them only.
	Old, New *Map
	// Added and Removed are the workloads that only the new or the old map has.
	Added, Removed []*inventory.Workload
	// Opened and Closed are connections between workloads that only the new or
	// the old map allows.
	Opened, Closed []Connection
	// Exposures are the ways in from outside that differ.
	Exposures []Exposure
	// Held are workloads which policies begin or cease to isolate.
	Held []Held
	// AddressesOpened and AddressesClosed are what workloads that both maps have
	// may exchange with addresses outside in only one of them.
	AddressesOpened, AddressesClosed []AddressChange
}

// Empty reports whether nothing differs.
func (c *Change) Empty() bool {
	return len(c.Added)+len(c.Removed)+len(c.Opened)+len(c.Closed)+len(c.Exposures)+len(c.Held)+len(c.AddressesOpened)+len(c.AddressesClosed) == 0
}

// Connection says that each workload of From may reach each of To, itself
// excepted, on ports on which it may not in the other map.
type Connection struct {
	From, To []*inventory.Workload
	// Ports are surely opened or closed, Maybe are those of which it is not
	// known in one of the maps.
	Ports, Maybe PortSet
	// Fresh says that a workload at an end is in one map only.
	Fresh bool
	// Old and New say why, for the first of each; the zero Flow where the map
	// does not have both.
	Old, New Flow
}

// ExposureChange is what happens to a way in.
type ExposureChange uint8

// What happens to it. Moved is open to another set of addresses that is
// neither wider nor narrower.
const (
	ExposureOpened ExposureChange = iota
	ExposureClosed
	ExposureWidened
	ExposureNarrowed
	ExposureMoved
)

// String is the word for it: opened.
func (c ExposureChange) String() string {
	return [...]string{"opened", "closed", "widened", "narrowed", "moved"}[c]
}

// Exposure is a way in that differs. Was and Is are the old and the new one,
// nil where there is none.
type Exposure struct {
	Change  ExposureChange
	Was, Is *Way
}

// Way is an entry with one of its targets; Target is nil for an entry without.
type Way struct {
	Entry  *Entry
	Target *Target
}

// Any is the new way, or the old one where there is no new one.
func (e Exposure) Any() *Way {
	if e.Is != nil {
		return e.Is
	}
	return e.Was
}

// Held is a change of a workload's isolation.
type Held struct {
	Workload  *inventory.Workload // of the new map
	Direction Direction
	Was, Is   Isolation
}

// AddressChange is what some workloads may exchange with addresses outside in
// one of the maps only.
type AddressChange struct {
	Workloads []*inventory.Workload
	Direction Direction
	Addresses AddressSet
	Ports     PortSet
}

// Compare finds what differs between two maps; either may be nil.
func Compare(before, after *Map) *Change {
	c := &comparison{Change: &Change{Old: before, New: after}}
	for side, m := range []*Map{before, after} {
		c.sides[side].read(m)
	}
	c.match()
	c.connections()
	c.exposures()
	c.holds()
	c.addresses()
	return c.Change
}

const was, is = 0, 1

// comparison is a Change in the making.
type comparison struct {
	*Change
	sides [2]side
	// kinds are the workloads by their group in both maps, -1 for none.
	kinds  []kind
	byPair map[[2]int]int
	// ofGroup are the kinds of each group of each map.
	ofGroup [2]map[int][]int
}

// kind is workloads that were alike and are alike.
type kind struct {
	groups    [2]int
	workloads []*inventory.Workload // of the new map, or else the old one
}

func (k kind) both() bool { return k.groups[was] >= 0 && k.groups[is] >= 0 }

// side is one of the maps.
type side struct {
	m      *Map
	byName map[string]*inventory.Workload
	flows  map[[2]int]Row
}

func (s *side) read(m *Map) {
	s.m, s.byName, s.flows = m, map[string]*inventory.Workload{}, map[[2]int]Row{}
	if m == nil {
		return
	}
	for _, g := range m.Groups {
		for _, w := range g.Workloads {
			s.byName[identity(w)] = w
		}
	}
	for from, rows := range m.Rows() {
		for _, row := range rows {
			s.flows[[2]int{from, row.To}] = row
		}
	}
}

func identity(w *inventory.Workload) string {
	id := w.Member.Identity()
	return id.Namespace + "/" + id.Name + "[" + id.Kind + "." + id.Group + "]"
}

// match finds the workloads of both maps, and sorts all by kind.
func (c *comparison) match() {
	c.byPair = map[[2]int]int{}
	c.ofGroup = [2]map[int][]int{{}, {}}
	add := func(w *inventory.Workload, groups [2]int) {
		i, ok := c.byPair[groups]
		if !ok {
			i = len(c.kinds)
			c.byPair[groups] = i
			c.kinds = append(c.kinds, kind{groups: groups})
			for side, g := range groups {
				c.ofGroup[side][g] = append(c.ofGroup[side][g], i)
			}
		}
		c.kinds[i].workloads = append(c.kinds[i].workloads, w)
	}
	for _, name := range sortedKeys(c.sides[is].byName) {
		w := c.sides[is].byName[name]
		groups := [2]int{-1, c.New.GroupOf(w)}
		if old := c.sides[was].byName[name]; old != nil {
			groups[was] = c.Old.GroupOf(old)
		} else {
			c.Added = append(c.Added, w)
		}
		add(w, groups)
	}
	for _, name := range sortedKeys(c.sides[was].byName) {
		if c.sides[is].byName[name] == nil {
			w := c.sides[was].byName[name]
			c.Removed = append(c.Removed, w)
			add(w, [2]int{c.Old.GroupOf(w), -1})
		}
	}
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// difference is ports between two kinds that only one map has.
type difference struct {
	from, to     int
	ports, maybe PortSet
}

// connections fills Opened and Closed.
func (c *comparison) connections() {
	c.Opened = c.joined(c.differences(is, was))
	c.Closed = c.joined(c.differences(was, is))
}

// differences finds what one map allows and the other does not.
func (c *comparison) differences(here, there int) (out []difference) {
	keys := make([][2]int, 0, len(c.sides[here].flows))
	for key := range c.sides[here].flows {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	for _, key := range keys {
		row := c.sides[here].flows[key]
		for _, from := range c.ofGroup[here][key[0]] {
			for _, to := range c.ofGroup[here][key[1]] {
				if from == to && len(c.kinds[from].workloads) == 1 {
					continue // a workload with itself
				}
				other := c.sides[there].flows[[2]int{c.kinds[from].groups[there], c.kinds[to].groups[there]}]
				d := difference{from: from, to: to, ports: row.Ports.Minus(other.Ports).Minus(other.Maybe)}
				d.maybe = row.Maybe.Minus(other.Ports).Minus(other.Maybe).Union(row.Ports.Intersect(other.Maybe))
				if !d.ports.Empty() || !d.maybe.Empty() {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// joined makes connections of differences: those with one destination and the
// same ports become one, and then those with the same sources.
func (c *comparison) joined(list []difference) []Connection {
	type bundle struct {
		from, to []int
		d        difference
		fresh    bool
	}
	join := func(in []bundle, key func(b bundle) string, merge func(into *bundle, b bundle)) (out []bundle) {
		at := map[string]int{}
		for _, b := range in {
			k := fmt.Sprint(key(b), b.d.ports, b.d.maybe, b.fresh)
			if i, ok := at[k]; ok {
				merge(&out[i], b)
				continue
			}
			at[k] = len(out)
			out = append(out, b)
		}
		return out
	}
	bundles := make([]bundle, len(list))
	for i, d := range list {
		bundles[i] = bundle{from: []int{d.from}, to: []int{d.to}, d: d, fresh: !c.kinds[d.from].both() || !c.kinds[d.to].both()}
	}
	bundles = join(bundles, func(b bundle) string { return fmt.Sprint(b.to) }, func(into *bundle, b bundle) { into.from = append(into.from, b.from...) })
	bundles = join(bundles, func(b bundle) string { return fmt.Sprint(b.from) }, func(into *bundle, b bundle) { into.to = append(into.to, b.to...) })
	out := make([]Connection, len(bundles))
	for i, b := range bundles {
		out[i] = Connection{From: c.workloads(b.from), To: c.workloads(b.to), Ports: b.d.ports, Maybe: b.d.maybe, Fresh: b.fresh}
		out[i].Old, out[i].New = c.explain(was, b.d), c.explain(is, b.d)
	}
	slices.SortStableFunc(out, func(a, b Connection) int {
		return cmp.Or(strings.Compare(identity(a.To[0]), identity(b.To[0])), strings.Compare(identity(a.From[0]), identity(b.From[0])))
	})
	return out
}

func (c *comparison) workloads(kinds []int) (out []*inventory.Workload) {
	for _, k := range kinds {
		out = append(out, c.kinds[k].workloads...)
	}
	slices.SortFunc(out, func(a, b *inventory.Workload) int { return strings.Compare(identity(a), identity(b)) })
	return out
}

// explain says why something goes, or does not, in one of the maps.
func (c *comparison) explain(side int, d difference) Flow {
	from, to := c.kinds[d.from].groups[side], c.kinds[d.to].groups[side]
	if from < 0 || to < 0 {
		return Flow{}
	}
	return c.sides[side].m.Explain(from, to)
}

// holds fills Held.
func (c *comparison) holds() {
	for _, k := range c.kinds {
		if !k.both() {
			continue
		}
		old, now := c.Old.Groups[k.groups[was]], c.New.Groups[k.groups[is]]
		for _, d := range []Direction{Ingress, Egress} {
			a, b := old.Ingress, now.Ingress
			if d == Egress {
				a, b = old.Egress, now.Egress
			}
			if a.Truth != b.Truth {
				for _, w := range k.workloads {
					c.Held = append(c.Held, Held{Workload: w, Direction: d, Was: a, Is: b})
				}
			}
		}
	}
	slices.SortStableFunc(c.Held, func(a, b Held) int {
		return cmp.Or(strings.Compare(identity(a.Workload), identity(b.Workload)), int(a.Direction)-int(b.Direction))
	})
}
