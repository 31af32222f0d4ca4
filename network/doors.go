package network

import (
	"cmp"
	"iter"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// Door is a way from outside to a port of a workload's pods, as far as the input
// tells all of it. An Entry is the same seen from outside, with what is doubtful.
type Door struct {
	// Kind is LoadBalancer, NodePort, IngressRoute, GatewayRoute or MeshRoute.
	// Member makes it, at Path: a Service, an Ingress, a route.
	Kind   EntryKind
	Member *inventory.Member
	Path   manifest.Path
	// Service is the Service on the way, Port its port, and Target where the
	// traffic arrives at the pods.
	Service  *inventory.Member
	Port     int32
	Target   int32
	Protocol Protocol
	// Gateway is the Gateway of a route, and Controller the name of what serves
	// the route or the Ingress, "" where that is not known.
	Gateway    *inventory.Member
	Controller string
	// Ends are where the traffic may come from as the pods see it. None are
	// known where a controller runs in a namespace that the input does not tell.
	Ends []End
}

// Doors yields the ways from outside to a workload.
func (n Network) Doors(w *inventory.Workload) iter.Seq[Door] {
	return func(yield func(Door) bool) {
		for _, m := range n.view.Selecting("Service", w) {
			if !n.doorsThrough(m, w, yield) {
				return
			}
		}
	}
}

// doorsThrough yields the doors that lead through one Service.
func (n Network) doorsThrough(m *inventory.Member, w *inventory.Workload, yield func(Door) bool) bool {
	svc, ok := m.Service()
	if !ok || m.Governs(w) != inventory.Yes || m.Patched(servicePortsField) {
		return true
	}
	s := passage{m, svc, w}
	return s.fromNodes(yield) && s.fromIngresses(n.view, yield) && s.fromRoutes(n.view, yield) && s.fromMesh(n.view, yield)
}

var (
	servicePortsField = manifest.At("spec", "ports")
	serviceTypeField  = manifest.At("spec", "type")

	serviceSelectorField = manifest.At("spec", "selector")
)

// passage is a Service on the way to a workload.
type passage struct {
	service *inventory.Member
	spec    *corev1.Service
	to      *inventory.Workload
}

// through yields a door for each of some ports of the Service.
func (s passage) through(d Door, ports func(*corev1.ServicePort) bool, yield func(Door) bool) bool {
	for i := range s.spec.Spec.Ports {
		port := &s.spec.Spec.Ports[i]
		if !ports(port) {
			continue
		}
		target, known := TargetPort(s.to, *port)
		protocol, valid := ParseProtocol(string(port.Protocol))
		if !known || !valid {
			continue
		}
		d.Service, d.Port, d.Target, d.Protocol = s.service, port.Port, target, protocol
		if !yield(d) {
			return false
		}
	}
	return true
}

// TargetPort is where the traffic of a Service's port arrives at a workload.
func TargetPort(w *inventory.Workload, port corev1.ServicePort) (number int32, known bool) {
	switch target := port.TargetPort; {
	case target == (intstr.IntOrString{}):
		return port.Port, true
	case target.Type == intstr.Int:
		return target.IntVal, true
	}
	number, known = w.PortNamed(port.TargetPort.StrVal, cmp.Or(port.Protocol, corev1.ProtocolTCP))
	return number, known && !w.Member.Patched(w.ContainersPath())
}

// fromNodes yields the ways that lead over the nodes: load balancers and node
// ports. Pods see the client's address, or that of a node.
func (s passage) fromNodes(yield func(Door) bool) bool {
	d := Door{Kind: LoadBalancer, Member: s.service, Path: serviceTypeField, Ends: anyAddress}
	switch s.spec.Spec.Type {
	case corev1.ServiceTypeLoadBalancer:
	case corev1.ServiceTypeNodePort:
		d.Kind = NodePort
	default:
		return true
	}
	return s.through(d, func(*corev1.ServicePort) bool { return true }, yield)
}

// fromIngresses yields the Ingresses that send requests to the Service.
func (s passage) fromIngresses(v inventory.View, yield func(Door) bool) bool {
	for _, kind := range inventory.IngressKinds {
		for _, m := range v.Senders(kind, s.service) {
			class := ClassOf(inventory.View{Scope: v.Scope, Member: m})
			if class.Unknown {
				continue
			}
			d := Door{Kind: IngressRoute, Member: m, Controller: class.Controller.Name, Ends: controllerEnds(class)}
			for b := range m.Ingress().Backends() {
				if b.Service != s.service.Object.Name {
					continue
				}
				d.Path = b.ServiceAt
				if !s.through(d, func(p *corev1.ServicePort) bool {
					return p.Port == b.PortNumber || b.PortName != "" && p.Name == b.PortName
				}, yield) {
					return false
				}
			}
		}
	}
	return true
}

// fromRoutes yields the routes of the Gateway API that send requests to the
// Service.
func (s passage) fromRoutes(v inventory.View, yield func(Door) bool) bool {
	for _, kind := range inventory.RouteKinds {
		for _, m := range v.Senders(kind, s.service) {
			d, ok := behindGateway(v, m)
			if !ok {
				continue
			}
			for _, ref := range m.RouteBackends() {
				if !ref.Known || ref.Kind != "Service" || ref.Group != "" || ref.Namespace != s.service.Namespace || ref.Name != s.service.Object.Name {
					continue
				}
				d.Path = ref.At.Key("name")
				if !s.through(d, func(p *corev1.ServicePort) bool { return p.Port == ref.Port }, yield) {
					return false
				}
			}
		}
	}
	return true
}

// fromMesh yields the VirtualServices that the gateways of the Istio add-on serve
// for the Service.
func (s passage) fromMesh(v inventory.View, yield func(Door) bool) bool {
	for _, m := range v.Senders(inventory.VirtualServiceKind, s.service) {
		gateway, ok := meshGateway(v, m)
		if !ok {
			continue
		}
		d := Door{Kind: MeshRoute, Member: m, Gateway: gateway, Controller: "Istio add-on", Ends: meshPods}
		for _, ref := range m.Destinations() {
			if !ref.Known || ref.Namespace != s.service.Namespace || ref.Name != s.service.Object.Name {
				continue
			}
			d.Path = ref.At.Key("host")
			if !s.through(d, func(p *corev1.ServicePort) bool {
				return p.Port == ref.Port || ref.Port == 0 && len(s.spec.Spec.Ports) == 1
			}, yield) {
				return false
			}
		}
	}
	return true
}

// meshGateway is the Gateway of Istio that serves a VirtualService, beside the
// mesh itself; ok is false where there are several, or it is none of the Istio
// add-on, whose gateways AKS runs in aks-istio-ingress.
func meshGateway(v inventory.View, m *inventory.Member) (gateway *inventory.Member, ok bool) {
	at := manifest.At("spec", "gateways")
	var gateways []string
	for _, n := range m.Object.Find(at).Items() {
		if n.Text() != "mesh" {
			gateways = append(gateways, n.Text())
		}
	}
	if len(gateways) != 1 || m.Patched(at) {
		return nil, false
	}
	namespace, name, qualified := strings.Cut(gateways[0], "/")
	if !qualified {
		namespace, name = m.Namespace, namespace
	}
	gateway, found := v.Lookup("Gateway.networking.istio.io", namespace, name)
	if !found || gateway.Patched(meshSelectorField) {
		return nil, false
	}
	switch gateway.Object.Find(meshSelectorField).Text() {
	case "aks-istio-ingressgateway-external", "aks-istio-ingressgateway-internal":
		return gateway, true
	}
	return nil, false
}

var meshSelectorField = manifest.At("spec", "selector", "istio")

var (
	// anyAddress is outside the cluster, or a subnet of the virtual network.
	anyAddress = []End{{Addresses: AllAddresses()}}
	// appRoutingPods are the NGINX of the application routing add-on.
	appRoutingPods = podsOf("app-routing-system")
	// meshPods are the gateways of the Istio add-on.
	meshPods = podsOf("aks-istio-ingress")
)

// podsOf are the pods of a namespace of which nothing else is known. On some
// engines an ipBlock matches them too.
func podsOf(namespace string) []End {
	return []End{{Namespace: namespace}, {Addresses: AllAddresses()}}
}

// controllerEnds are where the controller of an Ingress sends requests from;
// none where it may run in any namespace.
func controllerEnds(class IngressClass) []End {
	switch {
	case class.Is(aks.AGIC, aks.AGC):
		return anyAddress
	case class.Is(aks.AppRouting):
		return appRoutingPods
	}
	return nil
}

// behindGateway is a door through a route's Gateway; ok is false where it is not
// known where that sends requests from.
func behindGateway(v inventory.View, route *inventory.Member) (d Door, ok bool) {
	at := manifest.At("spec", "parentRefs")
	parents := route.Object.Find(at)
	if parents.Len() != 1 {
		return d, false
	}
	ref := inventory.ReadReference(parents.Item(0), at.Index(0), gatewayGroup, "Gateway", route.Namespace)
	gateway, found := v.Lookup("Gateway."+gatewayGroup, ref.Namespace, ref.Name)
	if !found || !ref.Known {
		return d, false
	}
	c := GatewayController(v, gateway)
	d = Door{Kind: GatewayRoute, Member: route, Gateway: gateway, Controller: c.Name}
	switch c.ID {
	case aks.AGC:
		d.Ends = anyAddress
	case aks.AppRoutingIstio, aks.IstioAddOn:
		d.Ends = podsOf(gateway.Namespace)
	}
	return d, d.Ends != nil
}
