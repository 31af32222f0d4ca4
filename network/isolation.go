// Package network is the exact network model: which workloads policies
// isolate, and who reaches whom. It knows policies and selectors, and no rule.
package network

import (
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
	for _, k := range policyKinds {
		ns := w.Member.Namespace
		if k.cluster {
			ns = ""
		}
		for _, m := range v.Objects(k.kind, ns) {
			switch k.selects(m, w) {
			case inventory.Yes:
				return inventory.Yes
			case inventory.Unknown:
				answer = inventory.Unknown
			}
		}
	}
	return answer
}

// HasPolicy reports whether a namespace has a policy of any engine of its own.
func HasPolicy(v inventory.View, namespace string) bool {
	for _, k := range policyKinds {
		if !k.cluster && len(v.Objects(k.kind, namespace)) > 0 {
			return true
		}
	}
	return false
}

// selectedByNetworkPolicy reads a NetworkPolicy: without policyTypes it always
// isolates for ingress (k8s.io/api networking/v1 NetworkPolicySpec).
func selectedByNetworkPolicy(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
	if !ok {
		return inventory.Unknown
	}
	if m.Patched(manifest.At("spec", "podSelector")) || m.Patched(manifest.At("spec", "policyTypes")) {
		return inventory.Unknown
	}
	ingress := len(policy.Spec.PolicyTypes) == 0
	for _, t := range policy.Spec.PolicyTypes {
		ingress = ingress || t == networkingv1.PolicyTypeIngress
	}
	if !ingress {
		return inventory.No
	}
	return w.MatchesSelector(&policy.Spec.PodSelector)
}

// selectedByOldNetworkPolicy reads a policy of a removed API version, which
// API002 speaks of: it was meant to isolate.
func selectedByOldNetworkPolicy(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	return w.MatchesSelector(labelSelector(m.Object, manifest.At("spec", "podSelector")))
}

// selectedByCilium reads a Cilium policy: it isolates for ingress the
// endpoints that it selects when it has ingress rules.
func selectedByCilium(m *inventory.Member, w *inventory.Workload) inventory.Truth {
	o := m.Object
	if o.Find(manifest.At("specs")).Exists() || !o.Find(manifest.At("spec", "endpointSelector")).Exists() {
		return inventory.Unknown
	}
	if !o.Find(manifest.At("spec", "ingress")).Exists() && !o.Find(manifest.At("spec", "ingressDeny")).Exists() {
		return inventory.No
	}
	if o.Find(manifest.At("spec", "enableDefaultDeny")).Exists() {
		return inventory.Unknown
	}
	s := labelSelector(o, manifest.At("spec", "endpointSelector"))
	for key := range s.MatchLabels { // k8s:, any:, io.kubernetes.pod.namespace and the like
		if !plainLabel(key) {
			return inventory.Unknown
		}
	}
	for _, e := range s.MatchExpressions {
		if !plainLabel(e.Key) {
			return inventory.Unknown
		}
	}
	return w.MatchesSelector(s)
}

// selectedByCalico reads a Calico policy. Of its selector language only the
// empty selector and all() are evaluated here.
func selectedByCalico(m *inventory.Member, _ *inventory.Workload) inventory.Truth {
	o := m.Object
	for _, key := range []string{"namespaceSelector", "serviceAccountSelector"} {
		if o.Find(manifest.At("spec", key)).Exists() {
			return inventory.Unknown
		}
	}
	if types := o.Find(manifest.At("spec", "types")); types.Exists() {
		ingress := false
		for _, t := range types.Items() {
			ingress = ingress || t.Text() == "Ingress"
		}
		if !ingress {
			return inventory.No
		}
	} else if o.Find(manifest.At("spec", "egress")).Exists() && !o.Find(manifest.At("spec", "ingress")).Exists() {
		return inventory.No
	}
	if s := o.Find(manifest.At("spec", "selector")).Text(); s == "" || s == "all()" {
		return inventory.Yes
	}
	return inventory.Unknown
}

// selectedByTier reads the cluster-wide policies of sig-network. Their
// subjects name namespaces by labels, which the input may not show.
func selectedByTier(m *inventory.Member, _ *inventory.Workload) inventory.Truth {
	if !m.Object.Find(manifest.At("spec", "ingress")).Exists() {
		return inventory.No
	}
	namespaces := m.Object.Find(manifest.At("spec", "subject", "namespaces"))
	if namespaces.Kind() == manifest.Mapping && namespaces.Len() == 0 {
		return inventory.Yes
	}
	return inventory.Unknown
}

func labelSelector(o *manifest.Object, at manifest.Path) *metav1.LabelSelector {
	s := &metav1.LabelSelector{}
	o.DecodeAs(at, s)
	return s
}

// plainLabel reports whether a Cilium selector key is a Kubernetes label.
func plainLabel(key string) bool {
	for i := range len(key) {
		if key[i] == ':' {
			return false
		}
	}
	return key != "io.kubernetes.pod.namespace"
}
