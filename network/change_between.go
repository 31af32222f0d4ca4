package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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

// explain says why something goes, or does not, in one of the maps.
func (c *comparison) explain(side int, d difference) Flow {
	from, to := c.kinds[d.from].groups[side], c.kinds[d.to].groups[side]
	if from < 0 || to < 0 {
		return Flow{}
	}
	return c.sides[side].m.Explain(from, to)
}
