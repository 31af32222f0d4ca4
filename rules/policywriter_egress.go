package rules

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/inventory"
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

// aimedRule is an egress rule with a peer that names pods by their labels.
type aimedRule struct {
	order  int // of the rule in the scope, by namespace
	policy *inventory.Member
	peer   networkingv1.NetworkPolicyPeer
	wayOut
}

// waysOutTo are the egress rules that name a workload by its labels.
func waysOutTo(v *inventory.View, own *inventory.Workload) (ways []wayOut) {
	aimed := aimedRules(v.Scope)
	rules := slices.Clone(aimed[aim{namespace: own.Member.Namespace}])
	for key, value := range own.Labels {
		rules = append(rules, aimed[aim{own.Member.Namespace, key, value}]...)
	}
	rules = slices.DeleteFunc(rules, func(r aimedRule) bool { return !v.Sees(r.policy) || !namesWorkload(r.peer, r.policy.Namespace, own) })
	slices.SortFunc(rules, func(a, b aimedRule) int { return cmp.Compare(a.order, b.order) })
	for _, r := range slices.CompactFunc(rules, func(a, b aimedRule) bool { return a.order == b.order }) {
		if r.policy.Namespace != own.Member.Namespace {
			r.from.Namespace = r.policy.Namespace
		}
		ways = append(ways, r.wayOut)
	}
	return ways
}

// aim is the namespace that a peer names, and a label of pods there; none where
// it asks only for such as controllers set.
type aim struct{ namespace, key, value string }

type aimedRulesNote struct{}

// aimedRules lists the egress rules of a scope that name pods, by one of the
// labels.
func aimedRules(s *inventory.Scope) map[aim][]aimedRule {
	rules, _ := s.Remember(aimedRulesNote{}, func() any {
		policies := slices.DeleteFunc(slices.Clone(s.Members), func(m *inventory.Member) bool {
			_, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
			return !ok || m.Fragment || inventory.KindName(m.Object) != networkPolicyKind
		})
		slices.SortStableFunc(policies, func(a, b *inventory.Member) int { return cmp.Compare(a.Namespace, b.Namespace) })
		index, order := map[aim][]aimedRule{}, 0
		for _, m := range policies {
			policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
			if !ok || m.Patched(specField) || network.LabelsToCome(policy.Spec.PodSelector.MatchLabels) || len(policy.Spec.PodSelector.MatchExpressions) > 0 || !holdsEgress(policy) {
				continue
			}
			way := wayOut{from: network.Client{Labels: policy.Spec.PodSelector.MatchLabels}}
			for _, rule := range policy.Spec.Egress {
				order++
				way.ports = rule.Ports
				for _, peer := range rule.To {
					if peer.PodSelector != nil && len(peer.PodSelector.MatchLabels) > 0 {
						by := aimOf(peer, m.Namespace)
						index[by] = append(index[by], aimedRule{order, m, peer, way})
					}
				}
			}
		}
		return index
	}).(map[aim][]aimedRule)
	return rules
}

// aimOf is where a peer of a policy in a namespace aims.
func aimOf(peer networkingv1.NetworkPolicyPeer, ns string) aim {
	at := aim{namespace: namespaceOf(peer, ns)}
	for _, key := range slices.Sorted(maps.Keys(peer.PodSelector.MatchLabels)) {
		if !inventory.SetByControllers(key) {
			at.key, at.value = key, peer.PodSelector.MatchLabels[key]
			break
		}
	}
	return at
}

// namespaceOf is the one namespace that a peer of a policy in a namespace names,
// "" for several.
func namespaceOf(peer networkingv1.NetworkPolicyPeer, ns string) string {
	if peer.NamespaceSelector != nil {
		return peer.NamespaceSelector.MatchLabels[corev1.LabelMetadataName]
	}
	return ns
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
	return namespaceOf(peer, ns) == own.Member.Namespace
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
