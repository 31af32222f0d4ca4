package network

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// policyKinds are the kinds of policy that can isolate a workload, each with
// the way to tell whether an object of it does.
var policyKinds = []struct {
	kind    string
	cluster bool // lives in no namespace
	selects func(*inventory.Member, *inventory.Workload) inventory.Truth
}{
	{"NetworkPolicy.networking.k8s.io", false, selectedByNetworkPolicy},
	{"NetworkPolicy.extensions", false, selectedByOldNetworkPolicy},
	{"CiliumNetworkPolicy.cilium.io", false, selectedByCilium},
	{"CiliumClusterwideNetworkPolicy.cilium.io", true, selectedByCilium},
	{"NetworkPolicy.projectcalico.org", false, selectedByCalico},
	{"NetworkPolicy.crd.projectcalico.org", false, selectedByCalico},
	{"GlobalNetworkPolicy.projectcalico.org", true, selectedByCalico},
	{"GlobalNetworkPolicy.crd.projectcalico.org", true, selectedByCalico},
	{"AdminNetworkPolicy.policy.networking.k8s.io", true, selectedByTier},
	{"BaselineAdminNetworkPolicy.policy.networking.k8s.io", true, selectedByTier},
	{"ClusterNetworkPolicy.policy.networking.k8s.io", true, selectedByTier},
}

// IsolatedForIngress reports whether a policy of any engine holds a workload's
// incoming traffic.
func IsolatedForIngress(v inventory.View, w *inventory.Workload) inventory.Truth {
	answer := inventory.No
	ns := w.Member.Namespace
	for _, k := range policyKinds {
		for _, m := range candidates(v, k.kind, k.cluster, w) {
			switch k.selects(m, w) {
			case inventory.Yes:
				return inventory.Yes
			case inventory.Unknown:
				answer = inventory.Unknown
			}
		}
		if k.cluster {
			continue
		}
		for _, other := range v.Alike(ns) {
			for _, m := range v.Objects(k.kind, other) {
				if k.selects(m, w) != inventory.No {
					answer = inventory.Unknown
				}
			}
		}
	}
	return answer
}

// candidates lists the policies of a kind that may select a workload.
func candidates(v inventory.View, kind string, cluster bool, w *inventory.Workload) []*inventory.Member {
	switch {
	case cluster:
		return v.Objects(kind, "")
	case kind == "NetworkPolicy.networking.k8s.io":
		return v.Selecting(kind, w)
	}
	return v.Objects(kind, w.Member.Namespace)
}

// HasPolicy reports whether a namespace has a policy of any engine of its own.
func HasPolicy(v inventory.View, namespace string) bool {
	for _, k := range policyKinds {
		if !k.cluster && v.Has(k.kind, namespace) {
			return true
		}
	}
	return false
}

// known reports whether the fields of a policy's spec are what the text shows:
// no patch changes them, and no placeholder stands for them or for an item.
func known(m *inventory.Member, fields ...string) bool {
	for _, field := range fields {
		at := manifest.At("spec", field)
		if m.Patched(at) || m.Object.Unknown(at) {
			return false
		}
		for _, item := range m.Object.Find(at).Items() {
			if manifest.IsPlaceholder(item.Text()) {
				return false
			}
		}
	}
	return true
}

// lists reports whether a field of a policy's spec is a list with anything in
// it.
func lists(m *inventory.Member, field string) bool {
	return m.Object.Find(manifest.At("spec", field)).Len() > 0
}

// names reports whether a list in a policy's spec has a word.
func names(m *inventory.Member, field, word string) bool {
	for _, item := range m.Object.Find(manifest.At("spec", field)).Items() {
		if item.Text() == word {
			return true
		}
	}
	return false
}

// selectedByNetworkPolicy reads a NetworkPolicy: without policyTypes it always
// isolates for ingress (k8s.io/api networking/v1 NetworkPolicySpec).
func selectedByNetworkPolicy(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
	switch {
	case !ok || !known(m, "podSelector", "policyTypes"):
		return inventory.Unknown
	case lists(m, "policyTypes") && !names(m, "policyTypes", "Ingress"):
		return inventory.No
	}
	return w.MatchesSelector(&policy.Spec.PodSelector)
}

// selectedByOldNetworkPolicy reads a policy of a removed API version, which
// API002 speaks of: it was meant to isolate.
func selectedByOldNetworkPolicy(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	switch {
	case !known(m, "podSelector", "policyTypes"):
		return inventory.Unknown
	case lists(m, "policyTypes") && !names(m, "policyTypes", "Ingress"):
		return inventory.No
	}
	return w.MatchesSelector(labelSelector(m.Object, manifest.At("spec", "podSelector")))
}

// selectedByCilium reads a Cilium policy: it isolates for ingress the
// endpoints that it selects when it has ingress rules, or says so.
func selectedByCilium(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	spec := func(keys ...string) manifest.Node { return m.Object.Find(manifest.At("spec").Keys(keys...)) }
	switch {
	case m.Object.Find(manifest.At("specs")).Exists() || !known(m, "endpointSelector", "nodeSelector", "ingress", "ingressDeny", "enableDefaultDeny"):
		return inventory.Unknown
	case spec("nodeSelector").Exists(): // it speaks of nodes
		return inventory.No
	case !spec("endpointSelector").Exists() || spec("enableDefaultDeny", "ingress").Exists():
		return inventory.Unknown
	case !lists(m, "ingress") && !lists(m, "ingressDeny"):
		return inventory.No
	}
	return w.MatchesSelector(endpointSelector(m.Object))
}

// endpointSelector reads a selector of Cilium, whose keys may tell the source
// of a label (k8s:app). Labels that Cilium makes itself become placeholders.
func endpointSelector(o *manifest.Object) *metav1.LabelSelector {
	s := labelSelector(o, manifest.At("spec", "endpointSelector"))
	plain := func(key string) string {
		if source, rest, found := strings.Cut(key, ":"); found && (source == "k8s" || source == "any") {
			key = rest
		}
		if strings.Contains(key, ":") || strings.HasPrefix(key, "io.kubernetes.pod.") || strings.HasPrefix(key, "io.cilium.") {
			return "${" + key + "}"
		}
		return key
	}
	labels := map[string]string{}
	for key, value := range s.MatchLabels {
		labels[plain(key)] = value
	}
	s.MatchLabels = labels
	for i := range s.MatchExpressions {
		s.MatchExpressions[i].Key = plain(s.MatchExpressions[i].Key)
	}
	return s
}

// selectedByCalico reads a Calico policy. Of its selector language only the
// empty selector and all() are evaluated here.
func selectedByCalico(m *inventory.Member, _ *inventory.Workload) inventory.Truth {
	all := func(field string) bool {
		text := strings.TrimSpace(m.Object.Find(manifest.At("spec", field)).Text())
		return text == "" || text == "all()"
	}
	switch {
	case !known(m, "selector", "namespaceSelector", "serviceAccountSelector", "types", "ingress", "egress"):
		return inventory.Unknown
	case lists(m, "types") && !names(m, "types", "Ingress"):
		return inventory.No
	case !lists(m, "types") && lists(m, "egress") && !lists(m, "ingress"):
		return inventory.No
	case all("selector") && all("namespaceSelector") && all("serviceAccountSelector"):
		return inventory.Yes
	}
	return inventory.Unknown
}

// selectedByTier reads the cluster-wide policies of sig-network. Their
// subjects name namespaces by labels, of which the input shows only the name.
func selectedByTier(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	o, subject := m.Object, manifest.At("spec", "subject")
	switch {
	case !known(m, "subject", "ingress"):
		return inventory.Unknown
	case !lists(m, "ingress"):
		return inventory.No
	case o.Find(subject.Key("namespaces")).Exists():
		return namespaceMatches(o, subject.Key("namespaces"), w.Member.Namespace)
	case o.Find(subject.Key("pods")).Exists():
		pods := w.MatchesSelector(labelSelector(o, subject.Keys("pods", "podSelector")))
		namespace := namespaceMatches(o, subject.Keys("pods", "namespaceSelector"), w.Member.Namespace)
		if pods == inventory.No || namespace == inventory.No {
			return inventory.No
		}
		return max(pods, namespace)
	}
	return inventory.Unknown
}

// namespaceMatches reports whether a namespace is among those that a label
// selector means, as far as its name tells.
func namespaceMatches(o *manifest.Object, at manifest.Path, namespace string) inventory.Truth {
	s := labelSelector(o, at)
	answer := inventory.Yes
	if len(s.MatchExpressions) > 0 || manifest.IsPlaceholder(namespace) {
		answer = inventory.Unknown
	}
	for key, value := range s.MatchLabels {
		switch {
		case key != corev1.LabelMetadataName || manifest.IsPlaceholder(value) || manifest.IsPlaceholder(namespace):
			answer = inventory.Unknown
		case value != namespace:
			return inventory.No
		}
	}
	return answer
}

func labelSelector(o *manifest.Object, at manifest.Path) *metav1.LabelSelector {
	s := &metav1.LabelSelector{}
	o.DecodeAs(at, s)
	return s
}
