package network

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

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
	// MeshRoute is a VirtualService of Istio, with its Gateway. Entries lists
	// none.
	MeshRoute
)

// String is how people call the way in: "load balancer".
func (k EntryKind) String() string {
	return [...]string{"load balancer", "node port", "Ingress", "Gateway", "host port", "external IP", "VirtualService"}[k]
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

// Entries lists what lets traffic in from outside, by kind, then in the order of
// the input.
func (n Network) Entries() []Entry {
	e := entrance{Network: n}
	for _, m := range n.view.Scope.Members {
		if m.Fragment || !n.view.Sees(m) {
			continue
		}
		switch kind := inventory.KindName(m.Object); {
		case m.Workload != nil:
			e.hostPorts(m)
		case kind == "Service":
			e.service(m)
		case kind == "Ingress.networking.k8s.io", kind == "Ingress.extensions":
			e.ingress(m)
		case slices.Contains(routeKinds, kind):
			e.route(m)
		}
	}
	slices.SortStableFunc(e.list, func(a, b Entry) int { return int(a.Kind) - int(b.Kind) })
	return e.list
}

// entrance collects entries.
type entrance struct {
	Network
	list []Entry
}

// source is where the traffic of an entry comes from, as a pod's policies see
// it.
type source struct {
	// addresses are the client's, where they are kept.
	addresses AddressSet
	// node says that it comes from a node: the load balancer or the node port
	// hides the client behind it.
	node bool
	// namespace and labels are those of a controller's pods; a namespace that
	// is not known is a placeholder.
	namespace string
	labels    map[string]string
	// depends says what a verdict that is not sure rests on.
	depends string
}

// arrive asks the policies of a workload about traffic of an entry on some
// ports, and fills in the target.
func (n Network) arrive(t *Target, from source) {
	x, holds, _ := n.at(t.Workload)
	ask := func(other End) verdict {
		if len(holds) == 0 {
			return admitted
		}
		return fold(holds, Ingress, func(r *Rule) matched { return n.model.match(r, x, end{outside: &other}) })
	}
	sure := ask(End{})
	other := End{Addresses: from.addresses, Namespace: from.namespace, Labels: from.labels}
	if from.node {
		other = End{Addresses: AllAddresses()}
	}
	t.Decision = n.model.explain(x, holds, Ingress, end{outside: &other})
	v := verdict{t.Decision.Ports, t.Decision.Maybe}
	if from.node { // no one knows which of the addresses a node has
		host := ask(End{Host: true})
		v = verdict{sure.sure, v.sure.Union(v.maybe).Union(host.sure).Union(host.maybe).Minus(sure.sure)}
	}
	switch {
	case t.Ports.Empty():
		t.Reached, t.Reason = inventory.Unknown, "the port is not told by the input"
	case v.sure.Covers(t.Ports):
		t.Reached = inventory.Yes
	case v.sure.Union(v.maybe).Overlaps(t.Ports):
		t.Reached, t.Reason = inventory.Unknown, from.depends
	}
	if t.Reached == inventory.Unknown && t.Decision.Isolation.Truth == inventory.Unknown {
		t.Reason = "whether a policy selects the workload is not told by the input"
	}
}

// hostPorts adds the entries of a workload: the ports that it opens on its
// nodes.
func (e *entrance) hostPorts(m *inventory.Member) {
	w := m.Workload
	x, _, _ := e.at(w)
	entry := Entry{Kind: HostPort, Member: m, Path: w.SpecPath().Key("hostNetwork"), Reach: VNet}
	if x.host == inventory.Yes {
		for _, p := range w.Ports() {
			protocol, _ := ParseProtocol(string(p.Protocol))
			entry.Targets = append(entry.Targets, Target{Workload: w, Protocol: protocol, Port: int(p.Number), Ports: Ports(protocol, int(p.Number), int(p.Number)), Reached: inventory.Yes})
		}
		entry.Reason = "the pods use the network of their nodes, so that no policy holds them"
		e.list = append(e.list, entry)
		return
	}
	for i := range w.Spec.Containers {
		for j, p := range w.Spec.Containers[i].Ports {
			if p.HostPort == 0 {
				continue
			}
			protocol, _ := ParseProtocol(string(p.Protocol))
			t := Target{Workload: w, Protocol: protocol, Port: int(p.HostPort), Ports: Ports(protocol, int(p.ContainerPort), int(p.ContainerPort))}
			e.arrive(&t, source{node: true, depends: "it depends on the address that the connection comes from"})
			if len(entry.Targets) == 0 {
				entry.Path = w.ContainersPath().Index(i).Key("ports").Index(j).Key("hostPort")
			}
			entry.Targets = append(entry.Targets, t)
		}
	}
	if len(entry.Targets) > 0 {
		e.list = append(e.list, entry)
	}
}

// behind lists the targets of a port of a Service; known is false where the
// input does not tell all of them.
func (e *entrance) behind(m *inventory.Member, svc *corev1.Service, port corev1.ServicePort, from source) (targets []Target, known bool) {
	if len(svc.Spec.Selector) == 0 || m.Patched(manifest.At("spec", "selector")) || m.Object.Unknown(manifest.At("spec", "selector")) {
		return nil, false
	}
	protocol, _ := ParseProtocol(string(port.Protocol))
	workloads, known := e.view.Select(m.Namespace, svc.Spec.Selector)
	for _, w := range workloads {
		t := Target{Workload: w, Service: m, Protocol: protocol, Port: int(port.Port), Ports: targetPorts(w, port, protocol)}
		e.arrive(&t, from)
		targets = append(targets, t)
	}
	return targets, known
}

// targetPorts are the ports of a pod that a port of a Service leads to: its
// target port by number or by name, or else the port itself.
func targetPorts(w *inventory.Workload, port corev1.ServicePort, protocol Protocol) (ports PortSet) {
	if name := port.TargetPort.StrVal; name != "" {
		for _, p := range w.Ports() {
			if own, ok := ParseProtocol(string(p.Protocol)); ok && own == protocol && p.Name == name {
				ports = ports.Union(Ports(protocol, int(p.Number), int(p.Number)))
			}
		}
		return ports
	}
	number := int(port.TargetPort.IntVal)
	if number == 0 {
		number = int(port.Port)
	}
	return Ports(protocol, number, number)
}
