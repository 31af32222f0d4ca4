package rules

import (
	"cmp"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file writes what egress policies prove: who lets pods out to a workload
// means the workload to let them in.

// wayOut is what an egress rule opens to a workload: whose pods, and the ports,
// all where there are none.
type wayOut struct {
	from  network.Client
	ports []networkingv1.NetworkPolicyPort
}

// waysOutTo are the egress rules that name a workload by its labels.
func waysOutTo(v *inventory.View, own *inventory.Workload) (ways []wayOut) {
	for _, ns := range v.Namespaces() {
		for _, m := range v.Objects(networkPolicyKind, ns) {
			policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
			subject := network.Client{}
			if ok {
				subject.Labels = policy.Spec.PodSelector.MatchLabels
			}
			if !ok || m.Patched(manifest.At("spec")) || network.LabelsToCome(subject.Labels) || len(policy.Spec.PodSelector.MatchExpressions) > 0 || !holdsEgress(policy) {
				continue
			}
			if ns != own.Member.Namespace {
				subject.Namespace = ns
			}
			for _, rule := range policy.Spec.Egress {
				if slices.ContainsFunc(rule.To, func(peer networkingv1.NetworkPolicyPeer) bool { return namesWorkload(peer, ns, own) }) {
					ways = append(ways, wayOut{subject, rule.Ports})
				}
			}
		}
	}
	return ways
}

// holdsEgress reports whether a policy is about egress.
func holdsEgress(policy *networkingv1.NetworkPolicy) bool {
	return slices.Contains(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress) || len(policy.Spec.PolicyTypes) == 0 && len(policy.Spec.Egress) > 0
}

// namesWorkload reports whether a peer of a policy in a namespace is surely a workload,
// by labels that are its own.
func namesWorkload(peer networkingv1.NetworkPolicyPeer, ns string, own *inventory.Workload) bool {
	if peer.PodSelector == nil || len(peer.PodSelector.MatchLabels) == 0 || own.MatchesSelector(peer.PodSelector) != inventory.Yes {
		return false
	}
	if peer.NamespaceSelector != nil {
		ns = peer.NamespaceSelector.MatchLabels[corev1.LabelMetadataName]
	}
	return ns == own.Member.Namespace
}

// within reports whether what is proven about a Service admits all of it.
func (way wayOut) within(s network.Proven) bool {
	fromNamespace := len(s.Clients) == 0 && way.from.Namespace == "" // as rule writes it
	if len(way.ports) == 0 || !s.Everybody && !fromNamespace && !slices.ContainsFunc(s.Clients, way.from.Same) {
		return false
	}
	for _, port := range way.ports {
		number := port.Port != nil && port.Port.Type == intstr.Int && port.EndPort == nil
		if !number || !slices.ContainsFunc(s.Ports, func(p network.ProvenPort) bool {
			return p.Number == port.Port.IntVal && p.Protocol.String() == string(protocolOf(port))
		}) {
			return false
		}
	}
	return true
}

// protocolOf is the protocol of a port of a policy.
func protocolOf(port networkingv1.NetworkPolicyPort) corev1.Protocol {
	if port.Protocol == nil {
		return corev1.ProtocolTCP
	}
	return cmp.Or(*port.Protocol, corev1.ProtocolTCP)
}

// entrance writes a rule of the policy for what an egress rule opens.
func (w *policyWriter) entrance(i int, way wayOut) {
	at := ingressField.Index(i)
	w.client(at.Key("from").Index(0), way.from)
	for j, port := range way.ports {
		at := at.Key("ports").Index(j)
		w.add(at.Key("protocol"), string(protocolOf(port)), false)
		if port.Port != nil {
			w.add(at.Key("port"), port.Port.String(), port.Port.Type == intstr.Int)
		}
		if port.EndPort != nil {
			w.add(at.Key("endPort"), strconv.Itoa(int(*port.EndPort)), true)
		}
	}
}
