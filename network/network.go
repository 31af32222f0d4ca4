// Package network is the exact network model: which policies hold which pods,
// who reaches whom on which ports, what enters from outside, and which rule
// decides. It knows policies and selectors, and no rule of the linter.
//
// A Model is one scope. It is built of
//
//	ports.go, addresses.go   sets of ports and addresses
//	selector.go, selection.go   which pods a selector means
//	policy.go   one form for the policies of all engines; a file for each reads them
//	tiers.go   how policies decide together
//	classes.go, map.go   pods that behave alike, and who reaches whom among them
//	entries.go   what lets traffic in from outside
//
// Whatever the input does not tell (a placeholder, a patch, the labels of a
// namespace that it does not declare) is unknown, and stays so: a Flow has the
// ports that are surely admitted, and those that may be.
package network

import (
	"net/netip"
	"sync"

	"github.com/akslint/akslint/inventory"
)

// Settings are what the model takes from outside the manifests.
type Settings struct {
	// IPBlockMatchesPods says that an ipBlock matches the addresses of pods and
	// nodes, as with Azure NPM and Calico. With Cilium it never does.
	IPBlockMatchesPods bool
	// PodCIDRs are the addresses of pods, where they are known.
	PodCIDRs []netip.Prefix
	// NodeCIDRs are the addresses of nodes, where they are known.
	NodeCIDRs []netip.Prefix
	// Unenforced says that the cluster has no engine for policies: they are
	// read, and hold nothing.
	Unenforced bool
}

// Models are the models of the scopes of a run, each built when it is first
// asked for. It is safe for concurrent use.
type Models struct {
	settings Settings
	mu       sync.Mutex
	built    map[*inventory.Scope]func() *Model
}

// NewModels makes the models of a run; none is built yet.
func NewModels(settings Settings) *Models {
	return &Models{settings: settings, built: map[*inventory.Scope]func() *Model{}}
}

// At gives the network as one object sees it: see Network.
func (ms *Models) At(v inventory.View) Network {
	ms.mu.Lock()
	build := ms.built[v.Scope]
	if build == nil {
		build = sync.OnceValue(func() *Model { return newModel(v.Scope, ms.settings, nil) })
		ms.built[v.Scope] = build
	}
	ms.mu.Unlock()
	return Network{model: build(), view: v}
}

// Network is the model of a scope as one of its objects sees it: of objects
// that several files define, the definitions nearest to that object count.
// It is a small value, safe for concurrent use. Lists are in the order of the
// input and are not to be changed.
type Network struct {
	model *Model
	view  inventory.View
}

// Matches are the workloads that a selector means.
type Matches struct {
	// Sure are those that it selects, Maybe those of which it is not known.
	Sure, Maybe []*inventory.Workload
	// Beyond says that it may select pods that the input does not show: of a
	// namespace outside the input, or one that holds more than the input.
	Beyond bool
}

// Isolation says whether policies isolate a workload in a direction: what no
// rule allows is denied.
type Isolation struct {
	Truth inventory.Truth
	// By are the policies that do, or of which it is not known.
	By []*Policy
}

// Flow is what may go from one end to another.
type Flow struct {
	// Ports are those that are surely admitted. Maybe are those of which it is
	// not known; none is in both.
	Ports, Maybe PortSet
	// Out is the decision at the source, In that at the destination; the zero
	// Decision for an end outside the cluster.
	Out, In Decision
}

// Decision is what the policies of one end decide about a flow.
type Decision struct {
	// Ports and Maybe are as in Flow, for this end alone.
	Ports, Maybe PortSet
	Isolation    Isolation
	// Allows are the rules that admit some of the ports, Denies those that deny
	// some, and Doubts those of which it is not known whether they match.
	Allows, Denies, Doubts []*Rule
}

// End is the other end of a connection, where it is no workload of the input.
// The zero End is anywhere: it is matched only by what matches everything.
type End struct {
	// Addresses are outside the cluster.
	Addresses AddressSet
	// Namespace is that of pods that the input does not show. Labels are the
	// pods' labels: nil where unknown. Ports are named ports that they declare.
	Namespace string
	Labels    map[string]string
	Named     map[string]PortSet
	// Host says that it is a node, or a pod on a node's network.
	Host bool
}

// OneSided is a connection that one end's policies admit by name, while the
// other end's do not.
type OneSided struct {
	// Rule and Peer allow it; the peer names those that are closed.
	Rule *Rule
	Peer *Peer
	// From and To are two workloads that it is about.
	From, To *inventory.Workload
	// Closed is that one of them whose policies do not admit the Ports, and By
	// these policies. Count is the number of workloads that are closed alike.
	Closed *inventory.Workload
	Count  int
	Ports  PortSet
	By     []*Policy
}
