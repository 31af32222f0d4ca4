package network

import "github.com/akslint/akslint/inventory"

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
// of To, itself excepted, on the ports.
type Edge struct {
	From []int
	To   int
	// Ports are surely admitted, Maybe are those of which it is not known.
	Ports, Maybe PortSet
}

// AddressEdge says which addresses may reach a group (Ingress), or may be
// reached from it (Egress), as far as policies go.
type AddressEdge struct {
	Group        int
	Direction    Direction
	Addresses    AddressSet
	Ports, Maybe PortSet
}

// Explain says why traffic goes, or does not go, from one group to another.
func (m *Map) Explain(from, to int) Flow {
	return m.net.Reaches(m.Groups[from].Workloads[0], m.Groups[to].Workloads[len(m.Groups[to].Workloads)-1])
}

// GroupOf is the index of a workload's group.
func (m *Map) GroupOf(w *inventory.Workload) int { return m.groupOf[w] }
