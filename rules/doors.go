package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file has the words of the rules that follow traffic from outside to the
// pods: through which Service it comes, at which port it arrives, and from
// which address.

// door is a way from outside to the pods of a workload.
type door struct {
	// What names it: "the load balancer of Service `web`".
	What string
	// From says where the pods see its traffic come from.
	From string
	// Member makes it, at At.
	Member *inventory.Member
	At     manifest.Path
	// Service is the Service on the way, Port its port, and Target where the
	// traffic arrives at the pods.
	Service  *inventory.Member
	Port     int32
	Target   int32
	Protocol network.Protocol
	// Ends are where the traffic may come from as the pods see it. None are
	// known where a controller runs in a namespace that the input does not tell.
	Ends []network.End
}

// doorsTo are the ways from outside to a workload.
func doorsTo(v *inventory.View, w *inventory.Workload) (doors []door) {
	for _, m := range v.Selecting("Service", w) {
		svc, ok := serviceOf(m)
		if !ok || governs(m, w) != inventory.Yes || m.Patched(manifest.At("spec", "ports")) {
			continue
		}
		var ports []door
		for _, port := range svc.Spec.Ports {
			target, known := targetOf(w, port)
			protocol, valid := network.ParseProtocol(string(port.Protocol))
			if known && valid {
				ports = append(ports, door{Service: m, Port: port.Port, Target: target, Protocol: protocol})
			}
		}
		doors = append(doors, nodeDoors(m, svc, ports)...)
		doors = append(doors, ingressDoors(v, m, svc, ports)...)
		doors = append(doors, routeDoors(v, m, ports)...)
	}
	return doors
}

// targetOf is where the traffic of a Service's port arrives at a workload.
func targetOf(w *inventory.Workload, port corev1.ServicePort) (number int32, known bool) {
	switch target := port.TargetPort; {
	case target == (intstr.IntOrString{}):
		return port.Port, true
	case target.Type == intstr.Int:
		return target.IntVal, true
	}
	if w.Member.Patched(w.SpecPath().Key("containers")) {
		return 0, false
	}
	for _, own := range w.Ports() {
		if own.Name == port.TargetPort.StrVal && own.Protocol == cmp.Or(port.Protocol, corev1.ProtocolTCP) {
			return own.Number, true
		}
	}
	return 0, false
}

// nodeDoors are the ways that lead over the nodes: load balancers and node
// ports. Pods see the client's address, or that of a node.
func nodeDoors(m *inventory.Member, svc *corev1.Service, ports []door) (doors []door) {
	what := ""
	switch typeOf(svc) {
	case corev1.ServiceTypeLoadBalancer:
		what = fmt.Sprintf("the load balancer of Service `%s`", m.Object.Name)
	case corev1.ServiceTypeNodePort:
		what = fmt.Sprintf("the node port of Service `%s`", m.Object.Name)
	default:
		return nil
	}
	for _, d := range ports {
		d.What, d.From, d.Member, d.At = what, "outside the cluster", m, manifest.At("spec", "type")
		d.Ends = []network.End{{Addresses: network.AllAddresses()}}
		doors = append(doors, d)
	}
	return doors
}

// ingressDoors are the Ingresses that send requests to a Service.
func ingressDoors(v *inventory.View, m *inventory.Member, svc *corev1.Service, ports []door) (doors []door) {
	for _, kind := range inventory.IngressKinds {
		for _, ing := range v.Senders(kind, m) {
			in := ownIngress(&inventory.View{Scope: v.Scope, Member: ing})
			from, ends := controllerPlace(in.Class)
			if in.Class.Unknown {
				continue
			}
			for _, b := range in.Backends() {
				if b.Service != m.Object.Name {
					continue
				}
				for i, d := range ports {
					if svc.Spec.Ports[i].Port == b.PortNumber || b.PortName != "" && svc.Spec.Ports[i].Name == b.PortName {
						d.What, d.From, d.Member, d.At, d.Ends = fmt.Sprintf("Ingress `%s`", ing.Object.Name), from, ing, b.ServiceAt, ends
						doors = append(doors, d)
					}
				}
			}
		}
	}
	return doors
}

// controllerPlace is where an ingress controller sends requests from; no ends
// are known where it may run in any namespace.
func controllerPlace(class ingressClass) (from string, ends []network.End) {
	switch {
	case class.is(agic, agc):
		return "the subnet of " + class.Controller.Name, []network.End{{Addresses: network.AllAddresses()}}
	case class.is(appRouting):
		return "namespace `app-routing-system`", podsOf("app-routing-system")
	}
	return "the pods of the ingress controller", nil
}

// podsOf are the pods of a namespace of which nothing else is known. On some
// engines an ipBlock matches them too.
func podsOf(namespace string) []network.End {
	return []network.End{{Namespace: namespace}, {Addresses: network.AllAddresses()}}
}

// routeDoors are the routes of the Gateway API that send requests to a Service.
func routeDoors(v *inventory.View, m *inventory.Member, ports []door) (doors []door) {
	for _, kind := range inventory.RouteKinds {
		for _, route := range v.Senders(kind, m) {
			for _, ref := range route.RouteBackends() {
				if !ref.Known || ref.Kind != "Service" || ref.Group != "" || ref.Namespace != m.Namespace || ref.Name != m.Object.Name {
					continue
				}
				from, ends, ok := gatewayPlace(v, route)
				if !ok {
					break
				}
				for _, d := range ports {
					if ref.Port == d.Port {
						d.What, d.From, d.Member, d.At, d.Ends = fmt.Sprintf("%s `%s`", route.Object.Kind, route.Object.Name), from, route, ref.At.Key("name"), ends
						doors = append(doors, d)
					}
				}
			}
		}
	}
	return doors
}

// gatewayPlace is where the Gateway of a route sends requests from.
func gatewayPlace(v *inventory.View, route *inventory.Member) (from string, ends []network.End, ok bool) {
	parents := route.Object.Find(manifest.At("spec", "parentRefs"))
	if parents.Len() != 1 {
		return "", nil, false
	}
	ref := inventory.ReadReference(parents.Item(0), manifest.At("spec", "parentRefs").Index(0), gatewayGroup, "Gateway", route.Namespace)
	gateway, found := v.Lookup(gatewayKind, ref.Namespace, ref.Name)
	if !found || !ref.Known {
		return "", nil, false
	}
	switch c := gatewayController(v, gateway); c.ID {
	case agc:
		return "the subnet of " + c.Name, []network.End{{Addresses: network.AllAddresses()}}, true
	case appRoutingIstio, istioAddOn:
		return fmt.Sprintf("the pods of Gateway `%s` in namespace `%s`", ref.Name, gateway.Namespace), podsOf(gateway.Namespace), true
	}
	return "", nil, false
}

// closed reports whether the policies of a workload surely drop what comes
// through a door.
func (d door) closed(n network.Network, w *inventory.Workload) bool {
	isolation := n.Isolation(w, network.Ingress)
	if isolation.Truth != inventory.Yes {
		return false
	}
	if len(d.Ends) == 0 {
		return !slices.ContainsFunc(isolation.By, func(policy *network.Policy) bool {
			return slices.ContainsFunc(policy.Ingress.Rules, func(r *network.Rule) bool {
				return rulePorts(n, r, w).Has(d.Protocol, int(d.Target)) && reachesBeyond(n, r)
			})
		})
	}
	for _, end := range append(d.Ends, network.End{Host: true}) {
		decision := n.Admits(w, network.Ingress, end)
		open := decision.Ports
		if !end.Host { // of a node, nothing but the pods that it runs is known
			open = open.Union(decision.Maybe)
		}
		if open.Has(d.Protocol, int(d.Target)) {
			return false
		}
	}
	return true
}

// rulePorts are the ports of a workload that an ingress rule may admit.
func rulePorts(n network.Network, r *network.Rule, w *inventory.Workload) (ports network.PortSet) {
	if r.AnyPort {
		return network.AllPorts()
	}
	for _, port := range r.Ports {
		ports = ports.Union(port.Set)
		if port.Name != "" {
			sure, maybe := n.Resolve(port, w)
			ports = ports.Union(sure).Union(maybe)
		}
	}
	return ports
}

// reachesBeyond reports whether a rule may admit an ingress controller, of which
// only the input's own pods are known.
func reachesBeyond(n network.Network, r *network.Rule) bool {
	if r.AnyPeer || r.Doubt {
		return true
	}
	return slices.ContainsFunc(r.Peers, func(peer *network.Peer) bool {
		matches := n.Peers(peer)
		return peer.Doubt || peer.Hosts != inventory.No || !peer.Addresses.Empty() || matches.Beyond || slices.ContainsFunc(slices.Concat(matches.Sure, matches.Maybe), mayBeController)
	})
}

// mayBeController reports whether a workload may be an ingress controller.
func mayBeController(w *inventory.Workload) bool {
	return slices.ContainsFunc(w.Spec.Containers, func(c corev1.Container) bool {
		return slices.ContainsFunc([]string{"ingress", "gateway", "proxy", "traefik", "nginx", "haproxy", "envoy", "kong", "contour", "ambassador"},
			func(word string) bool { return strings.Contains(c.Image+" "+w.Name(), word) })
	})
}
