package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words of the rules that ask the cluster's profile about the
// engine of network policies.

// engineIs reports whether the cluster is known to have an engine.
func engineIs(p *analyzer.Pass, engine aks.Engine) bool {
	if p.Profile == nil {
		return false
	}
	is, known := p.Profile.PolicyEngine()
	return known && is == engine
}

// unenforced reports whether the cluster is known to enforce no policies, so
// that none closes anything. NP002 says so.
func unenforced(p *analyzer.Pass) bool { return p.Profile != nil && p.Profile.EnforcesNothing() }

// versionAtLeast reports whether the cluster is known to run a version of
// Kubernetes, or a later one.
func versionAtLeast(p *analyzer.Pass, minor uint8) bool {
	if p.Profile == nil {
		return false
	}
	v, known := p.Profile.Version()
	return known && !v.Before(aks.Version{Major: 1, Minor: minor})
}

// versionBelow reports whether the cluster is known to run an older version.
func versionBelow(p *analyzer.Pass, minor uint8) bool {
	if p.Profile == nil {
		return false
	}
	_, known := p.Profile.Version()
	return known && !versionAtLeast(p, minor)
}

// engineSetting points at what the profile says of the engine.
func engineSetting(p *analyzer.Pass) analyzer.Related {
	return analyzer.Related{Object: p.Profile.Object, At: p.Profile.NetworkPolicy().Path(), Message: "the policy engine of the cluster"}
}

// ipBlockPlace is an ipBlock of a policy.
type ipBlockPlace struct {
	Egress bool
	Block  *networkingv1.IPBlock
	At     manifest.Path
}

// ipBlocks are the ranges of a policy's rules that take part.
func ipBlocks(m *inventory.Member, policy *networkingv1.NetworkPolicy) (all []ipBlockPlace) {
	for _, r := range policyRules(policy) {
		if !holds(policy, r.Egress) || !r.known(m) {
			continue
		}
		for i, peer := range r.Peers {
			if peer.IPBlock != nil {
				all = append(all, ipBlockPlace{r.Egress, peer.IPBlock, r.PeersAt().Index(i).Key("ipBlock")})
			}
		}
	}
	return all
}

// onWindows reports whether the pods of a workload are meant for Windows nodes.
func onWindows(w *inventory.Workload) bool {
	if w.Spec.OS != nil && w.Spec.OS.Name == corev1.Windows {
		return true
	}
	return nodeWants(w, func(key, value string) bool {
		return (key == corev1.LabelOSStable || key == "beta.kubernetes.io/os") && value == "windows"
	})
}

// sentToVirtualNode reports whether the pods of a workload are meant for a virtual
// node: its toleration alone lets them, and does not send them.
func sentToVirtualNode(w *inventory.Workload) bool {
	return strings.HasPrefix(w.Spec.NodeName, "virtual-node-") || nodeWants(w, func(key, value string) bool { return key == "type" && value == "virtual-kubelet" })
}

// nodeWants reports whether a workload asks for nodes with a label: as a node
// selector, or in every term of its affinity.
func nodeWants(w *inventory.Workload, is func(key, value string) bool) bool {
	for key, value := range w.Spec.NodeSelector {
		if is(key, value) {
			return true
		}
	}
	affinity := w.Spec.Affinity
	if affinity == nil || affinity.NodeAffinity == nil || affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution == nil {
		return false
	}
	terms := affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
	for _, term := range terms {
		if !slices.ContainsFunc(term.MatchExpressions, func(e corev1.NodeSelectorRequirement) bool {
			return e.Operator == corev1.NodeSelectorOpIn && len(e.Values) == 1 && is(e.Key, e.Values[0])
		}) {
			return false
		}
	}
	return len(terms) > 0
}
