package network

import (
	"iter"
	"slices"

	"github.com/akslint/akslint/inventory"
)

// Map is who reaches whom in a scope. A scope that defines objects several
// times is shown as it stands from the first file that holds such an object.
// All lists are in a fixed order.
type Map struct {
	Scope *inventory.Scope
	// Groups are the workloads that behave alike: the same policies hold them,
	// and the same rules name them. Edges speak of groups by index.
	Groups []Group
	// Edges are what may go between groups. Where no edge is, nothing goes.
	Edges []Edge
	// Outside is what may go between groups and addresses outside the cluster.
	Outside []AddressEdge
	// Entries are what lets traffic in from outside.
	Entries []Entry
	// Unenforced is how many policies of the scope hold nothing, since the
	// clusters have no engine for them.
	Unenforced int

	net     Network
	groupOf map[*inventory.Workload]int
}

// Group is a set of workloads that behave alike, by namespace and name. They
// may lie in several namespaces.
type Group struct {
	Workloads []*inventory.Workload
	// HostNetwork says that they use the network of their nodes, so that no
	// policy holds them.
	HostNetwork inventory.Truth
	// Ingress and Egress say which policies isolate them.
	Ingress, Egress Isolation
}

// Edge says that each workload of each group of From may reach each workload
// of each group of To, itself excepted, on the ports. Of several edges between
// the same groups, what is sure in one is sure, and the rest adds up.
type Edge struct {
	From, To []int
	// Ports are surely admitted, Maybe are those of which it is not known.
	Ports, Maybe PortSet
}

// AddressEdge says which addresses outside the cluster may reach some groups
// (Ingress), or may be reached from them (Egress), as far as policies go.
type AddressEdge struct {
	Groups       []int
	Direction    Direction
	Addresses    AddressSet
	Ports, Maybe PortSet
}

// Map draws who reaches whom in a scope.
func (ms *Models) Map(s *inventory.Scope) *Map {
	m := &Map{Scope: s, groupOf: map[*inventory.Workload]int{}}
	view, ok := s.Front()
	if !ok {
		return m
	}
	model := newModel(s, ms.settings, view.Sees)
	m.net = Network{model: model, view: view}
	if ms.settings.Unenforced {
		m.Unenforced = len(model.policies)
	}
	plan := model.plan()
	in, out := plan.side[Ingress], plan.side[Egress]
	for i, ids := range plan.members {
		first := model.all[ids[0]]
		g := Group{Workloads: model.workloads(ids), HostNetwork: first.host}
		g.Ingress, g.Egress = isolation(model.holds[ids[0]], Ingress), isolation(model.holds[ids[0]], Egress)
		for _, w := range g.Workloads {
			m.groupOf[w] = i
		}
		m.Groups = append(m.Groups, g)
	}
	m.Edges = newDrawing(in, out).edges()
	m.Outside = append(in.outside(), out.outside()...)
	m.Entries = m.net.Entries()
	for _, entry := range m.Entries {
		for i := range entry.Targets {
			entry.Targets[i].Group = m.groupOf[entry.Targets[i].Workload]
		}
	}
	return m
}

// Explain says why traffic goes, or does not go, from one group to another.
func (m *Map) Explain(from, to int) Flow {
	return m.net.Reaches(m.Groups[from].Workloads[0], m.Groups[to].Workloads[len(m.Groups[to].Workloads)-1])
}

// GroupOf is the index of a workload's group.
func (m *Map) GroupOf(w *inventory.Workload) int { return m.groupOf[w] }

// Between gives the ports that go from one group to another.
func (m *Map) Between(from, to int) (ports, maybe PortSet) {
	for _, e := range m.Edges {
		if holds(e.From, from) && holds(e.To, to) {
			ports, maybe = ports.Union(e.Ports), maybe.Union(e.Maybe)
		}
	}
	return ports, maybe.Minus(ports)
}

func holds(groups []int, group int) bool {
	_, found := slices.BinarySearch(groups, group)
	return found
}

// Row is what goes from one group to another, over all edges.
type Row struct {
	To           int
	Ports, Maybe PortSet
}

// Rows yields for each group what goes from it, by group. Pairs between which
// nothing goes are left out.
func (m *Map) Rows() iter.Seq2[int, []Row] {
	return func(yield func(int, []Row) bool) {
		from := make([][]*Edge, len(m.Groups))
		for i := range m.Edges {
			for _, group := range m.Edges[i].From {
				from[group] = append(from[group], &m.Edges[i])
			}
		}
		at := make([]int, len(m.Groups)) // by group: its row, from 1
		for group, edges := range from {
			var rows []Row
			for _, e := range edges {
				for _, to := range e.To {
					if at[to] == 0 {
						rows = append(rows, Row{To: to})
						at[to] = len(rows)
					}
					row := &rows[at[to]-1]
					row.Ports, row.Maybe = row.Ports.Union(e.Ports), row.Maybe.Union(e.Maybe)
				}
			}
			for i := range rows {
				at[rows[i].To] = 0
				rows[i].Maybe = rows[i].Maybe.Minus(rows[i].Ports)
			}
			slices.SortFunc(rows, func(a, b Row) int { return a.To - b.To })
			if !yield(group, rows) {
				return
			}
		}
	}
}
