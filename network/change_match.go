package network

import (
	"cmp"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
)

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

func (c *comparison) workloads(kinds []int) (out []*inventory.Workload) {
	for _, k := range kinds {
		out = append(out, c.kinds[k].workloads...)
	}
	slices.SortFunc(out, func(a, b *inventory.Workload) int { return strings.Compare(identity(a), identity(b)) })
	return out
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
