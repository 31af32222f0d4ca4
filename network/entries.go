package network

import (
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// EntryKind is the way in which traffic enters.
type EntryKind uint8

// The ways in.
const (
	// LoadBalancer is a Service of type LoadBalancer.
	LoadBalancer EntryKind = iota
	// NodePort is a Service of type NodePort.
	NodePort
	// IngressRoute is an Ingress.
	IngressRoute
	// GatewayRoute is a route of the Gateway API, with its Gateway.
	GatewayRoute
	// HostPort is a workload with a host port, or on the host's network.
	HostPort
	// ExternalIP is a Service with external IPs.
	ExternalIP
)

// String is how people call the way in: "load balancer".
func (k EntryKind) String() string {
	return [...]string{"load balancer", "node port", "Ingress", "Gateway", "host port", "external IP"}[k]
}

// Reach is how far away an entry is open to.
type Reach uint8

// How far.
const (
	// VNet is the virtual network of the cluster, and what is peered with it.
	VNet Reach = iota
	// Public is the internet.
	Public
	// ReachUnknown is either: the input does not tell.
	ReachUnknown
)

// String is the word for it: internet.
func (r Reach) String() string { return [...]string{"virtual network", "internet", "unknown"}[r] }

// Entry is one way into the cluster from outside.
type Entry struct {
	Kind EntryKind
	// Member is the object that makes it: a Service, an Ingress, a route, a
	// workload. Path is what makes it there. Gateway is a route's Gateway.
	Member  *inventory.Member
	Path    manifest.Path
	Gateway *inventory.Member
	Reach   Reach
	// Sources are the addresses that it is narrowed to; empty where it is open
	// to all of Reach. Hosts are the host names that it answers to.
	Sources AddressSet
	Hosts   []string
	Targets []Target
	// Reason says what the entry's answers rest on, where something is not
	// told by the input: a sentence without a final stop, or "".
	Reason string
}

// Target is a workload that an entry leads to.
type Target struct {
	Workload *inventory.Workload
	// Group is the workload's in the Map.
	Group int
	// Service is the Service between the entry and the workload, nil for none.
	Service *inventory.Member
	// Protocol and Port are what a client connects to, Ports where that
	// arrives at the pod.
	Protocol Protocol
	Port     int
	Ports    PortSet
	// Reached says whether it gets there: the policies of the workload admit
	// it, or do not, or it depends, on what Reason says.
	Reached inventory.Truth
	Reason  string
	// Decision is that of the workload's policies.
	Decision Decision
}

func (m *Model) entries(view inventory.View, on *Map) []Entry { return nil }
