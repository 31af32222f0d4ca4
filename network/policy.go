package network

import (
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// Direction is the way that traffic goes, as seen from the pods that a policy
// is about.
type Direction uint8

// The directions.
const (
	Ingress Direction = iota
	Egress
)

// String is the word of the API: Ingress.
func (d Direction) String() string { return [...]string{"Ingress", "Egress"}[d] }

// Reverse is the other direction.
func (d Direction) Reverse() Direction { return 1 - d }

// Engine is the family of kinds that a policy belongs to.
type Engine uint8

// The engines.
const (
	// Kubernetes is NetworkPolicy, of networking.k8s.io or extensions.
	Kubernetes Engine = iota
	// Cilium is CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy.
	Cilium
	// Calico is NetworkPolicy and GlobalNetworkPolicy of projectcalico.org.
	Calico
	// Admin is AdminNetworkPolicy, BaselineAdminNetworkPolicy and
	// ClusterNetworkPolicy.
	Admin
)

// Tier says when a policy is asked. What an earlier tier decides is final.
type Tier uint8

// The tiers, in the order in which they are asked.
const (
	// AdminTier is AdminNetworkPolicy, and ClusterNetworkPolicy of tier Admin.
	AdminTier Tier = iota
	// PodTier is NetworkPolicy, and the policies of Cilium and Calico.
	PodTier
	// BaselineTier is BaselineAdminNetworkPolicy, and ClusterNetworkPolicy of
	// tier Baseline. It is asked only where no policy of PodTier isolates.
	BaselineTier
)

// Action is what a rule does with what it matches.
type Action uint8

// The actions. Pass leaves the decision to the next tier.
const (
	Allow Action = iota
	Deny
	Pass
)

// String is the name of the action: Allow.
func (a Action) String() string { return [...]string{"Allow", "Deny", "Pass"}[a] }

// Policy is an object of any engine that decides about traffic, read into one
// form. Paths are those of its object.
type Policy struct {
	Member *inventory.Member
	Engine Engine
	Tier   Tier
	// Order is the place among the ordered policies of its tier, lowest first:
	// the priority of a ClusterNetworkPolicy, the order of a Calico policy.
	Order float64
	// Refused says why the API server refuses the object, "" where it does
	// not. A refused policy takes no part in anything.
	Refused string
	// Vague says that part of the policy is not modelled, or not told by the
	// input, so that what it decides is unknown.
	Vague bool
	// Ingress and Egress are what it says of each direction.
	Ingress, Egress Side

	subject *selection
	index   int
}

// Side is what a policy says of one direction.
type Side struct {
	// Isolates says whether it denies the pods that it selects everything in
	// this direction that no rule allows: No for the ordered tiers, and where
	// the policy does not speak of the direction.
	Isolates inventory.Truth
	// Rules are those that take part. The rules of a direction that
	// policyTypes leaves out do not.
	Rules []*Rule
	// Path is the list of rules ("spec.ingress").
	Path manifest.Path
}

// Side gives what the policy says of a direction.
func (p *Policy) Side(d Direction) *Side {
	if d == Ingress {
		return &p.Ingress
	}
	return &p.Egress
}

// Name is the policy's name.
func (p *Policy) Name() string { return p.Member.Object.Name }

// Namespace is the one that the policy lives in, "" for cluster-wide ones.
func (p *Policy) Namespace() string { return p.Member.Namespace }

// Rule is one item of a policy's ingress or egress.
type Rule struct {
	Policy    *Policy
	Direction Direction
	Action    Action
	// Index is its place in the list that holds it, and Path leads there.
	Index int
	Path  manifest.Path
	// AnyPeer says that it matches every other end. Peers are those that it
	// names otherwise.
	AnyPeer bool
	Peers   []*Peer
	// AnyPort says that it matches all ports of all protocols. Ports are those
	// that it names otherwise.
	AnyPort bool
	Ports   []*Port
	// Doubt says that it is not known whether the rule holds what it matches:
	// it asks for more than the model knows (HTTP paths, authentication).
	Doubt bool

	// set and maybe are the ports that are numbers, names the others.
	set, maybe PortSet
	names      []*Port
}

// Peer is one item of a rule's from or to. It matches pods, or addresses, or
// neither where it is about something else.
type Peer struct {
	// Index is its place in the list that holds it, and Path leads there.
	Index int
	Path  manifest.Path
	// Pods says that it selects pods; Model.Peers tells which.
	Pods bool
	// Addresses are those that it matches outside the cluster; Block says that
	// it gives a block of addresses, and not an entity.
	Addresses AddressSet
	Block     bool
	// Hosts says whether it matches the nodes, and pods on their network.
	Hosts inventory.Truth
	// Doubt says that what it matches is not known in full.
	Doubt bool

	pods *selection
	// anyPod says whether it matches all pods by their addresses.
	anyPod inventory.Truth
	// doubtful are the addresses that it may match.
	doubtful AddressSet
}

// Port is one item of a rule's ports.
type Port struct {
	Index int
	Path  manifest.Path
	// Set are the ports, where they are numbers.
	Set PortSet
	// Name is a port's name, to be resolved on the pods of the destination;
	// "" where the port is a number. Protocol is the one that goes with it.
	Name     string
	Protocol Protocol
	// AnyProtocol says that the name may be of any protocol.
	AnyProtocol bool
	// Doubt says that the input does not tell the port; Set is then all that
	// it may be.
	Doubt bool
}
