package report

import (
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// TestCompare holds a comparison against every pair of workloads, asked one by
// one in both maps.
func TestCompare(t *testing.T) {
	before, after := mapFolder(t, "shop-before")[0], mapFolder(t, "shop")[0]
	for name, maps := range map[string][2]*network.Map{"change": {before, after}, "undo": {after, before}, "same": {after, after}} {
		t.Run(name, func(t *testing.T) {
			c := network.Compare(maps[0], maps[1])
			old, now := workloadsOf(maps[0]), workloadsOf(maps[1])
			for _, from := range union(old, now) {
				for _, to := range union(old, now) {
					if from == to {
						continue
					}
					was, wasMaybe := between(maps[0], old[from], old[to])
					is, isMaybe := between(maps[1], now[from], now[to])
					opened, closed := listed(c.Opened, from, to), listed(c.Closed, from, to)
					if want := is.Minus(was).Minus(wasMaybe); !opened.Equal(want) {
						t.Errorf("%s to %s: opened %q, want %q", from, to, opened, want)
					}
					if want := was.Minus(is).Minus(isMaybe); !closed.Equal(want) {
						t.Errorf("%s to %s: closed %q, want %q", from, to, closed, want)
					}
				}
			}
		})
	}
}

func workloadsOf(m *network.Map) map[string]*inventory.Workload {
	out := map[string]*inventory.Workload{}
	for _, g := range m.Groups {
		for _, w := range g.Workloads {
			out[csvName(w)] = w
		}
	}
	return out
}

func union(a, b map[string]*inventory.Workload) (names []string) {
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if a[name] == nil {
			names = append(names, name)
		}
	}
	return names
}

func between(m *network.Map, from, to *inventory.Workload) (ports, maybe network.PortSet) {
	if from == nil || to == nil {
		return ports, maybe
	}
	return m.Between(m.GroupOf(from), m.GroupOf(to))
}

// listed is what a list of connections says of a pair.
func listed(list []network.Connection, from, to string) (ports network.PortSet) {
	has := func(workloads []*inventory.Workload, name string) bool {
		for _, w := range workloads {
			if csvName(w) == name {
				return true
			}
		}
		return false
	}
	for _, c := range list {
		if has(c.From, from) && has(c.To, to) {
			ports = ports.Union(c.Ports)
		}
	}
	return ports
}
