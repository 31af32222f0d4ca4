package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// NP009: A selector of a network policy matches nothing.
//
// A policy whose `podSelector` matches no pod protects nothing, and no engine
// on AKS reports it: the pods that were meant stay open. That is a warning, and
// advice where the pods may come from something that the input does not show. A
// peer that matches no pod admits nobody, which is advice.
//
// Only namespaces whose workloads are in the input are judged, and namespaces
// that AKS manages are not. Where a `namespaceSelector` wants labels, it is
// compared with the Namespaces of the input, and only if one of them has a
// label of that key: others may exist.
//
// The label `name` is nothing that Kubernetes sets. Where a selector wants it of
// a Namespace of the input that does not have it, the peer matches nothing.
//
// # Fix
//
// Replaces `name` by `kubernetes.io/metadata.name`, which every namespace has.
// Where a workload is missed by a single label, the fix writes its value; that
// is unsafe.
var NP009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP009", Name: "policy-selects-nothing", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.podSelector"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name",
			"https://docs.kubelinter.io/#/generated/checks?id=dangling-networkpolicy",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return
		}
		checkSubject(p, policy)
		n := p.Network()
		for _, r := range policyRules(policy) {
			if matchesAll(n, p.View.Member, r) || !holds(policy, r.Egress) || !r.known(p.View.Member) {
				continue
			}
			for i := range r.Peers {
				at := r.PeersAt().Index(i)
				if i > 0 && separate(r.Peers[i-1], r.Peers[i]) { // NP004
					continue
				}
				if !p.Object.Unknown(at) && !undecoded(p.Object, at) {
					checkPeerSelectors(p, r, &r.Peers[i], at)
				}
			}
		}
	},
}

// matchesAll reports whether each selecting peer of a rule surely matches some
// pod of the input, as nearly all do. One that may match is no proof: every
// namespace that the input does not declare may have any label.
func matchesAll(n network.Network, m *inventory.Member, r policyRule) bool {
	policy, ok := n.Policy(m)
	if !ok {
		return false
	}
	direction := network.Ingress
	if r.Egress {
		direction = network.Egress
	}
	for _, rule := range policy.Side(direction).Rules {
		if !rule.Path.Equal(r.At) {
			continue
		}
		return !slices.ContainsFunc(rule.Peers, func(peer *network.Peer) bool {
			sure, _ := n.Named(peer)
			return peer.Pods && sure == 0
		})
	}
	return false
}

// matchesNone reports whether a selector surely matches no workload of a
// namespace of the input that is the team's own.
func matchesNone(v *inventory.View, namespace string, s *metav1.LabelSelector) bool {
	if !v.HasWorkloads(namespace) || aks.ManagedNamespace(namespace) || toCome(namespace) {
		return false
	}
	matched, sure := selectedPods(v, namespace, s)
	return len(matched) == 0 && sure
}

func checkSubject(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	ns, s := p.View.Member.Namespace, &policy.Spec.PodSelector
	if p.Object.Unknown(policySubjectField) || undecoded(p.Object, policySubjectField) || !matchesNone(p.View, ns, s) {
		return
	}
	if p.View.PodsElsewhere(ns) {
		p.Report(analyzer.Finding{At: policySubjectField, KeyOnly: true, Lower: analyzer.At(analyzer.Info),
			Message: fmt.Sprintf("`%s` matches no workload of namespace `%s` in the input; unless something else makes such pods, this policy holds no traffic", labelText(s), ns)})
		return
	}
	f := analyzer.Finding{At: policySubjectField, KeyOnly: true,
		Message: fmt.Sprintf("`%s` matches no workload of namespace `%s`, so this policy holds no traffic", labelText(s), ns)}
	elsewhere := p.View.SelectedElsewhere(ns, s.MatchLabels)
	miss, near := p.View.NearMiss(ns, s.MatchLabels)
	switch {
	case len(s.MatchExpressions) > 0:
	case len(elsewhere) > 0:
		f.Message += fmt.Sprintf("; pods with these labels are in %s, which it cannot select", namespacesCalled(elsewhere))
	case near:
		w := miss.Workload
		f.At, f.KeyOnly = policySubjectField.Keys("matchLabels", miss.Key), false
		f.Related = []analyzer.Related{{Object: w.Member.Object, At: w.LabelsPath().Key(miss.Key), Message: "the labels of " + workloadName(w)}}
		if miss.Present {
			f.Message = fmt.Sprintf("the policy wants `%s: %s`, and the pods of %s have `%s`, so it holds no traffic", miss.Key, miss.Want, workloadName(w), miss.Got)
			f.Fixes = []analyzer.Fix{unsafeSet(f.At, miss.Got, false)}
		} else {
			f.Message = fmt.Sprintf("the policy wants `%s: %s`, which the pods of %s lack, so it holds no traffic", miss.Key, miss.Want, workloadName(w))
		}
	}
	p.Report(f)
}

// checkPeerSelectors judges the selectors of one peer.
func checkPeerSelectors(p *analyzer.Pass, r policyRule, peer *networkingv1.NetworkPolicyPeer, at manifest.Path) {
	spaces := []string{p.View.Member.Namespace}
	if s := peer.NamespaceSelector; s != nil {
		place := at.Key("namespaceSelector")
		if nameLabelMissing(p, s) {
			key := place.Keys("matchLabels", "name")
			p.Report(analyzer.Finding{At: key, KeyOnly: true,
				Message: fmt.Sprintf("Namespace `%s` has no label `name`, so this peer matches nothing", s.MatchLabels["name"]),
				Related: namespaceRelated(p.View, s.MatchLabels["name"]),
				Fixes:   []analyzer.Fix{renameNameLabel(key, analyzer.Safe)}})
			return
		}
		if key, ok := noSuchNamespace(p.View, s); ok {
			p.Report(analyzer.Finding{At: place.Keys("matchLabels", key), Lower: analyzer.At(analyzer.Info),
				Message: fmt.Sprintf("no Namespace of the input has the labels `%s`, although others have a label `%s`; unless there is one elsewhere, this peer matches nothing", labelText(s), key)})
			return
		}
		spaces = namespacesOf(p.View, s)
	}
	if peer.PodSelector == nil || selectsAll(peer.PodSelector) || len(spaces) == 0 {
		return
	}
	for _, ns := range spaces {
		if !matchesNone(p.View, ns, peer.PodSelector) || p.View.PodsElsewhere(ns) {
			return
		}
	}
	word := "admits nobody"
	if r.Egress {
		word = "leads nowhere"
	}
	p.Report(analyzer.Finding{At: at.Key("podSelector"), KeyOnly: true, Lower: analyzer.At(analyzer.Info),
		Message: fmt.Sprintf("`%s` matches no workload of %s in the input, so this peer %s", labelText(peer.PodSelector), namespacesCalled(spaces), word)})
}

// namespaceLabels are the labels of a Namespace, those that kustomizations add
// included; declared is false where the input does not hold it.
func namespaceLabels(v *inventory.View, name string) (labels map[string]string, m *inventory.Member, declared bool) {
	m, declared = v.Lookup("Namespace", "", name)
	if !declared {
		return nil, nil, false
	}
	labels = map[string]string{corev1.LabelMetadataName: name}
	for key, value := range m.Object.Find(labelsField).Entries() {
		labels[key.Key()] = value.Text()
	}
	maps.Copy(labels, m.Labels)
	return labels, m, true
}

// labelsOpen reports whether a Namespace may have more labels than its text.
func labelsOpen(v *inventory.View, m *inventory.Member) bool {
	at := labelsField
	open := v.Scope.Open || m.Patched(at) || m.Object.Unknown(at)
	for key, value := range m.Object.Find(at).Entries() {
		open = open || toCome(key.Key()) || toCome(value.Text())
	}
	return open
}

// nameLabelMissing reports whether a selector wants the label `name` of a
// Namespace of the input that does not have it.
func nameLabelMissing(p *analyzer.Pass, s *metav1.LabelSelector) bool {
	want, ok := s.MatchLabels["name"]
	labels, m, declared := namespaceLabels(p.View, want)
	if !ok || !declared || labelsOpen(p.View, m) {
		return false
	}
	for _, other := range p.View.Objects("Namespace", "") {
		if other.Object.Find(manifest.At("metadata", "labels", "name")).Text() == want {
			return false // another one has it
		}
	}
	_, has := labels["name"]
	return !has
}

func namespaceRelated(v *inventory.View, name string) []analyzer.Related {
	_, m, _ := namespaceLabels(v, name)
	return []analyzer.Related{{Object: m.Object, At: nameField, Message: "the Namespace"}}
}

// noSuchNamespace reports whether some Namespaces of the input have a label of
// a selector's key, and none of them has the selector's labels; key is that of
// the label that none has.
func noSuchNamespace(v *inventory.View, s *metav1.LabelSelector) (key string, ok bool) {
	if len(s.MatchExpressions) > 0 {
		return "", false
	}
	used, given := map[string]bool{}, map[string]bool{}
	for _, m := range v.Objects("Namespace", "") {
		labels, _, _ := namespaceLabels(v, m.Object.Name)
		if labelsOpen(v, m) || labelsMatchAll(s.MatchLabels, labels) {
			return "", false
		}
		for name, value := range labels {
			used[name] = true
			given[name+"="+value] = true
		}
	}
	var missing []string
	for name, value := range s.MatchLabels {
		if name == corev1.LabelMetadataName || name == "name" || toCome(value) || !used[name] {
			return "", false // that of another namespace, or a key that the input does not use
		}
		if !given[name+"="+value] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return strings.Join(missing[:min(len(missing), 1)], ""), len(missing) > 0
}

func labelsMatchAll(want, labels map[string]string) bool {
	for key, value := range want {
		if got, ok := labels[key]; !ok || got != value {
			return false
		}
	}
	return true
}

// namespacesOf are the namespaces of the input that the labels of a selector
// surely mean, sorted; none where it is wider, or may mean one of which the
// input does not tell.
func namespacesOf(v *inventory.View, s *metav1.LabelSelector) (names []string) {
	if len(s.MatchLabels) == 0 || len(s.MatchExpressions) > 0 {
		return nil
	}
	for _, name := range v.Namespaces() {
		known := map[string]string{corev1.LabelMetadataName: name}
		if labels, m, declared := namespaceLabels(v, name); declared && !labelsOpen(v, m) {
			known = labels
			for key := range s.MatchLabels { // it has no others
				if _, ok := known[key]; !ok {
					known[key] = "\x00"
				}
			}
		}
		switch labelsMatch(s, known) {
		case inventory.Yes:
			names = append(names, name)
		case inventory.Unknown:
			return nil
		}
	}
	slices.Sort(names)
	return names
}
