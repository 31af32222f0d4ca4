package network

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// The annotations that narrow who may connect to a load balancer of Azure
// (cloud-provider-azure pkg/consts).
const (
	allowedRanges = "service.beta.kubernetes.io/azure-allowed-ip-ranges"
	allowedTags   = "service.beta.kubernetes.io/azure-allowed-service-tags"
)

// service adds the entries that a Service makes: a load balancer, node ports,
// external IPs.
func (e *entrance) service(m *inventory.Member) {
	svc, ok := m.Object.Typed.(*corev1.Service)
	if !ok {
		return
	}
	entry := Entry{Member: m, Path: manifest.At("spec", "type")}
	switch svc.Spec.Type {
	case corev1.ServiceTypeLoadBalancer:
		entry.Kind = LoadBalancer
		e.loadBalancer(&entry, svc)
	case corev1.ServiceTypeNodePort:
		entry.Kind, entry.Reach = NodePort, VNet
		entry.Reason = "nodes with public addresses open the port to the internet as well"
	}
	if svc.Spec.Type == corev1.ServiceTypeLoadBalancer || svc.Spec.Type == corev1.ServiceTypeNodePort {
		e.list = append(e.list, e.filled(entry, svc))
	}
	if len(svc.Spec.ExternalIPs) > 0 {
		e.list = append(e.list, e.filled(Entry{Kind: ExternalIP, Member: m, Path: manifest.At("spec", "externalIPs"), Reach: ReachUnknown,
			Reason: "who routes the external IPs to the nodes is not told by the input"}, svc))
	}
}

// loadBalancer says how far a load balancer is open.
func (e *entrance) loadBalancer(entry *Entry, svc *corev1.Service) {
	view := inventory.View{Scope: e.view.Scope, Member: entry.Member}
	lb, azure := view.LoadBalancer()
	switch {
	case !azure:
		entry.Reach, entry.Reason = ReachUnknown, "`loadBalancerClass` names a controller that is not Azure's"
	case lb.Internal() == inventory.Yes:
		entry.Reach = VNet
	case lb.Internal() == inventory.No:
		entry.Reach = Public
	default:
		entry.Reach, entry.Reason = ReachUnknown, "whether the load balancer is internal is not told by the input"
	}
	ranges := append(strings.Split(svc.Annotations[allowedRanges], ","), svc.Spec.LoadBalancerSourceRanges...)
	for _, text := range ranges {
		if p, ok := parsePrefix(strings.TrimSpace(text)); ok {
			entry.Sources = entry.Sources.Union(Addresses(p))
		}
	}
	if tags := strings.TrimSpace(svc.Annotations[allowedTags]); tags != "" {
		entry.Reason = "it is narrowed to the service tags `" + tags + "` as well"
	}
}

// filled adds the targets of a Service to an entry.
func (e *entrance) filled(entry Entry, svc *corev1.Service) Entry {
	from := source{node: true, depends: "the client's address is hidden behind that of a node"}
	if svc.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal {
		from = source{addresses: entry.clients(), depends: "the policies admit only some of the addresses that clients may have"}
	}
	for _, port := range svc.Spec.Ports {
		targets, known := e.behind(entry.Member, svc, port, from)
		if entry.Kind == NodePort {
			for i := range targets {
				targets[i].Port = int(port.NodePort)
			}
		}
		entry.Targets = append(entry.Targets, targets...)
		if !known && entry.Reason == "" {
			entry.Reason = "the endpoints of the Service are not told by the input"
		}
	}
	return entry
}

// clients are the addresses that clients of an entry may have.
func (entry *Entry) clients() AddressSet {
	switch {
	case !entry.Sources.Empty():
		return entry.Sources
	case entry.Reach == Public:
		return Internet()
	}
	return AllAddresses()
}
