package network

import (
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

const gatewayGroup = "gateway.networking.k8s.io"

// routeKinds are the kinds that attach to a Gateway.
var routeKinds = []string{"HTTPRoute." + gatewayGroup, "GRPCRoute." + gatewayGroup, "TLSRoute." + gatewayGroup, "TCPRoute." + gatewayGroup, "UDPRoute." + gatewayGroup}

// unknownNamespace stands for that of a controller which the input does not
// tell.
const unknownNamespace = "${namespace of the controller}"

// ingress adds an Ingress: its controller connects to the pods of its backends.
func (e *entrance) ingress(m *inventory.Member) {
	spec := m.Object.Find(manifest.At("spec"))
	entry := Entry{Kind: IngressRoute, Member: m, Path: manifest.At("spec", "rules")}
	from := e.ingressController(&entry, m)
	e.backend(&entry, spec.Get("defaultBackend"), from)
	e.backend(&entry, spec.Get("backend"), from)
	for _, rule := range spec.Get("rules").Items() {
		entry.Hosts = append(entry.Hosts, hosts(rule.Get("host"))...)
		for _, path := range rule.Get("http").Get("paths").Items() {
			e.backend(&entry, path.Get("backend"), from)
		}
	}
	e.list = append(e.list, entry)
}

// hosts is the text of a host name, if any.
func hosts(n manifest.Node) []string {
	if n.Text() == "" {
		return nil
	}
	return []string{n.Text()}
}

// ingressController says who serves an Ingress, as its class tells: how far it
// is open, and where its connections come from.
func (e *entrance) ingressController(entry *Entry, m *inventory.Member) source {
	class := m.Object.Find(manifest.At("spec", "ingressClassName")).Text()
	controller, known := aks.LookupIngressClass(class)
	if old := m.Object.Find(manifest.At("metadata", "annotations", "kubernetes.io/ingress.class")).Text(); old != "" {
		controller, known = aks.LookupClassAnnotation(old)
	}
	if c, ok := e.view.Lookup("IngressClass.networking.k8s.io", "", class); ok {
		controller, known = aks.LookupIngressController(c.Object.Find(manifest.At("spec", "controller")).Text())
	}
	entry.Reach, entry.Reason = ReachUnknown, "how far it is open depends on the load balancer of its Ingress controller"
	from := source{namespace: unknownNamespace, depends: "it depends on the namespace of the Ingress controller"}
	if !known {
		return from
	}
	switch controller.ID {
	case "agic":
		entry.Reach, entry.Reason = Public, ""
		private := m.Object.Find(manifest.At("metadata", "annotations", "appgw.ingress.kubernetes.io/use-private-ip")).Text()
		if yes, err := strconv.ParseBool(private); err == nil && yes {
			entry.Reach = VNet
		}
		return e.gatewaySubnet()
	case "agc":
		entry.Reach, entry.Reason = Public, ""
		return e.gatewaySubnet()
	case "app-routing-nginx", "app-routing-nginx-custom":
		entry.Reach, entry.Reason = e.nginxReach(class)
		from.namespace, from.depends = "app-routing-system", "it depends on the labels of namespace `app-routing-system` and of the controller's pods"
	}
	return from
}

// gatewaySubnet is where Application Gateways connect from: their subnet.
func (e *entrance) gatewaySubnet() source {
	return source{addresses: AllAddresses().Minus(Internet()), depends: "it depends on the addresses of the gateway's subnet"}
}

// nginxReach says how far the NGINX of the application routing add-on is open.
func (e *entrance) nginxReach(class string) (Reach, string) {
	for _, m := range e.view.Objects("NginxIngressController.approuting.kubernetes.azure.com", "") {
		own := m.Object.Find(manifest.At("spec", "ingressClassName")).Text()
		if own != class {
			continue
		}
		lb, _ := inventory.View{Scope: e.view.Scope, Member: m}.LoadBalancer()
		return reachOf(lb)
	}
	return Public, "the add-on's load balancer is public unless the cluster is set otherwise"
}

func reachOf(lb inventory.LBIntent) (Reach, string) {
	switch lb.Internal() {
	case inventory.Yes:
		return VNet, ""
	case inventory.No:
		return Public, ""
	}
	return ReachUnknown, "whether the load balancer is internal is not told by the input"
}

// backend adds the targets of a backend of an Ingress, of any version.
func (e *entrance) backend(entry *Entry, n manifest.Node, from source) {
	name, port := n.Get("service").Get("name").Text(), n.Get("service").Get("port").Get("number").Text()
	if port == "" {
		port = n.Get("service").Get("port").Get("name").Text()
	}
	if old := n.Get("serviceName").Text(); old != "" {
		name, port = old, n.Get("servicePort").Text()
	}
	if name != "" {
		e.to(entry, entry.Member.Namespace, name, port, from)
	}
}

// to adds the targets of a port, by number or name, of a Service.
func (e *entrance) to(entry *Entry, namespace, name, port string, from source) {
	m, found := e.view.Lookup("Service", namespace, name)
	svc, ok := (*corev1.Service)(nil), false
	if found {
		svc, ok = m.Object.Typed.(*corev1.Service)
	}
	if !ok {
		if entry.Reason == "" {
			entry.Reason = "Service `" + name + "` is not in the input"
		}
		return
	}
	for _, p := range svc.Spec.Ports {
		if port != p.Name && port != strconv.Itoa(int(p.Port)) {
			continue
		}
		targets, _ := e.behind(m, svc, p, from)
		for _, t := range targets {
			if !slices.ContainsFunc(entry.Targets, func(u Target) bool {
				return u.Workload == t.Workload && u.Service == t.Service && u.Port == t.Port && u.Protocol == t.Protocol
			}) {
				entry.Targets = append(entry.Targets, t)
			}
		}
	}
}

// route adds a route of the Gateway API, once for each Gateway that it names.
func (e *entrance) route(m *inventory.Member) {
	spec := m.Object.Find(manifest.At("spec"))
	for i, parent := range spec.Get("parentRefs").Items() {
		if kind := parent.Get("kind").Text(); kind != "" && kind != "Gateway" {
			continue // within a mesh
		}
		namespace := m.Namespace
		if other := parent.Get("namespace").Text(); other != "" {
			namespace = other
		}
		entry := Entry{Kind: GatewayRoute, Member: m, Path: manifest.At("spec", "parentRefs").Index(i)}
		name := parent.Get("name").Text()
		gateway, found := e.view.Lookup("Gateway."+gatewayGroup, namespace, name)
		from := source{namespace: namespace, depends: "it depends on the labels of the Gateway's pods"}
		if found {
			entry.Gateway = gateway
			from = e.gateway(&entry, gateway, name)
		} else {
			entry.Reach, entry.Reason = ReachUnknown, "Gateway `"+name+"` is not in the input"
		}
		for _, host := range spec.Get("hostnames").Items() {
			entry.Hosts = append(entry.Hosts, hosts(host)...)
		}
		for _, rule := range spec.Get("rules").Items() {
			for _, backend := range rule.Get("backendRefs").Items() {
				e.routeBackend(&entry, backend, from)
			}
		}
		e.list = append(e.list, entry)
	}
}

func (e *entrance) routeBackend(entry *Entry, n manifest.Node, from source) {
	if kind := n.Get("kind").Text(); kind != "" && kind != "Service" || n.Get("group").Text() != "" {
		return
	}
	namespace := entry.Member.Namespace
	if other := n.Get("namespace").Text(); other != "" {
		namespace = other
	}
	e.to(entry, namespace, n.Get("name").Text(), n.Get("port").Text(), from)
}

// gateway says how far a Gateway is open, and where its connections come from:
// Istio's run as pods in the Gateway's namespace (Gateway API, automated
// deployment), Application Gateway for Containers in a subnet of its own.
func (e *entrance) gateway(entry *Entry, m *inventory.Member, name string) source {
	class := m.Object.Find(manifest.At("spec", "gatewayClassName")).Text()
	controller, _ := aks.LookupGatewayClass(class)
	if c, ok := e.view.Lookup("GatewayClass."+gatewayGroup, "", class); ok {
		if known, ok := aks.LookupIngressController(c.Object.Find(manifest.At("spec", "controllerName")).Text()); ok {
			controller = known
		}
	}
	if controller.ID == "agc" {
		entry.Reach = Public
		return e.gatewaySubnet()
	}
	lb, istio := inventory.View{Scope: e.view.Scope, Member: m}.LoadBalancer()
	if !istio {
		entry.Reach, entry.Reason = ReachUnknown, "how far it is open depends on the controller of class `"+class+"`"
		return source{namespace: unknownNamespace, depends: "it depends on the namespace of the Gateway's pods"}
	}
	entry.Reach, entry.Reason = reachOf(lb)
	return source{namespace: m.Namespace, labels: map[string]string{gatewayGroup + "/gateway-name": name},
		depends: "it depends on the labels of the Gateway's namespace"}
}
