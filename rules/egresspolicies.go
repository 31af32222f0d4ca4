package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file tells which policies hold what pods send. A finding about pods that
// several policies hold is on the first of them.

// egressPolicies are the NetworkPolicies that hold the outgoing traffic of a
// workload; doubt says that another may.
func egressPolicies(v *inventory.View, w *inventory.Workload) (by []*inventory.Member, doubt bool) {
	for _, m := range v.Selecting(networkPolicyKind, w) {
		policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, true) {
			continue
		}
		switch w.MatchesSelector(&policy.Spec.PodSelector) {
		case inventory.Yes:
			by = append(by, m)
		case inventory.Unknown:
			doubt = true
		}
	}
	return by, doubt
}

// firstOf reports whether the pass's policy is the first of those that hold the
// outgoing traffic of a workload, and only policies of Kubernetes do.
func firstOf(p *analyzer.Pass, by []*inventory.Member, w *inventory.Workload) bool {
	return len(by) > 0 && by[0] == p.View.Member && !otherEngines(p.Network(), w)
}

// firstHeld are the workloads whose outgoing traffic a policy holds as the first
// of the input, and that only policies of Kubernetes hold.
func firstHeld(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) (first []*inventory.Workload) {
	subjects, _ := policySubjects(p.View, p.View.Member, policy)
	for _, w := range subjects {
		if by, _ := egressPolicies(p.View, w); firstOf(p, by, w) {
			first = append(first, w)
		}
	}
	return first
}

// otherEngines reports whether a policy that is no NetworkPolicy holds a
// workload, or may.
func otherEngines(n network.Network, w *inventory.Workload) bool {
	sure, maybe := n.Holding(w)
	return slices.ContainsFunc(slices.Concat(sure, maybe), func(policy *network.Policy) bool { return policy.Engine != network.Kubernetes })
}

// egressPlace is what a person would edit in a policy that lets nothing out.
func egressPlace(policy *networkingv1.NetworkPolicy) manifest.Path {
	if i := slices.Index(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress); i >= 0 && len(policy.Spec.Egress) == 0 {
		return policyTypesField.Index(i)
	}
	return egressField
}

// reachesHTTPS reports whether a policy of a workload lets it out to TCP port
// 443 of the internet, or may.
func reachesHTTPS(v *inventory.View, w *inventory.Workload) bool {
	for _, m := range v.Selecting(networkPolicyKind, w) {
		other, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || w.MatchesSelector(&other.Spec.PodSelector) == inventory.No {
			continue
		}
		for _, r := range policyRules(other) {
			if r.Egress && (!r.known(m) || admitsHTTPS(r)) {
				return true
			}
		}
	}
	return false
}

func admitsHTTPS(r policyRule) bool {
	open := len(r.Ports) == 0 || slices.ContainsFunc(r.Ports, func(port networkingv1.NetworkPolicyPort) bool {
		switch {
		case port.Protocol != nil && *port.Protocol != corev1.ProtocolTCP:
			return false
		case port.Port == nil || port.Port.Type == intstr.String:
			return true
		case port.EndPort != nil:
			return port.Port.IntVal <= 443 && *port.EndPort >= 443
		}
		return port.Port.IntVal == 443
	})
	return open && (len(r.Peers) == 0 || slices.ContainsFunc(r.Peers, func(peer networkingv1.NetworkPolicyPeer) bool {
		if peer.IPBlock == nil {
			return false
		}
		cidr, ok := sloppyCIDR(peer.IPBlock.CIDR)
		return !ok || publicRange(cidr) || cidr.Bits() < 8
	}))
}
