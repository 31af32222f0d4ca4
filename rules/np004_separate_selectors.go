package rules

import (
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// NP004: Two selectors of a rule are alternatives, and may be meant as one peer.
//
// The items of `from` and `to` are alternatives. A `namespaceSelector` and a
// `podSelector` in one item mean those pods of those namespaces; in two items
// they mean all pods of those namespaces, and those pods of the policy's own
// namespace. One dash makes the difference, and the wider reading is the one
// that is written here.
//
// A `podSelector: {}` in an item of its own is not reported: it says plainly
// that all pods of the policy's own namespace are meant.
//
// # Fix
//
// Makes one item of the two, which is unsafe: what was admitted by one selector
// alone is admitted no longer.
var NP004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP004", Name: "separate-selectors", Severity: analyzer.Info, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return
		}
		for _, r := range policyRules(policy) {
			if !r.known(p.View.Member) {
				continue
			}
			for i := 1; i < len(r.Peers); i++ {
				if separate(r.Peers[i-1], r.Peers[i]) {
					p.Report(separateSelectors(p, r, i))
				}
			}
		}
	},
}

// separate reports whether two peers, one after the other, may be meant as one.
func separate(first, second networkingv1.NetworkPolicyPeer) bool {
	return first.NamespaceSelector != nil && first.PodSelector == nil && first.IPBlock == nil &&
		second.PodSelector != nil && second.NamespaceSelector == nil && second.IPBlock == nil && !selectsAll(second.PodSelector)
}

// separateSelectors says both readings of two peers, the second of which has
// index i.
func separateSelectors(p *analyzer.Pass, r policyRule, i int) analyzer.Finding {
	at := r.PeersAt().Index(i)
	namespaces, pods := r.Peers[i-1].NamespaceSelector, labelText(r.Peers[i].PodSelector)
	return analyzer.Finding{
		At: at.Key("podSelector"), KeyOnly: true,
		Message: fmt.Sprintf("these two items admit all pods of %s, and pods with `%s` of the policy's own namespace; in one item, they would admit only pods with `%s` of %s",
			namespacesText(namespaces), pods, pods, namespacesText(namespaces)),
		Help:    "if both selectors must match, remove the dash before `podSelector`",
		Related: []analyzer.Related{{Object: p.Object, At: r.PeersAt().Index(i - 1).Key("namespaceSelector"), Message: "the namespaces"}},
		Fixes: []analyzer.Fix{{Title: "make one item of the two, so that both selectors must match", Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Join, Path: at}}}},
	}
}

// namespacesText names the namespaces that a selector means.
func namespacesText(s *metav1.LabelSelector) string {
	if selectsAll(s) {
		return "all namespaces"
	}
	return fmt.Sprintf("namespaces with `%s`", labelText(s))
}
