package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about network policies share.

// networkPolicyKind is the policy of Kubernetes itself.
const networkPolicyKind = "NetworkPolicy.networking.k8s.io"

var (
	policySubjectField = manifest.At("spec", "podSelector")
	policyTypesField   = manifest.At("spec", "policyTypes")
	ingressField       = manifest.At("spec", "ingress")

	egressField = manifest.At("spec", "egress")
)

// policyRule is one ingress or egress rule of a NetworkPolicy.
type policyRule struct {
	Egress bool
	// At is the rule's place: spec.ingress[0].
	At    manifest.Path
	Peers []networkingv1.NetworkPolicyPeer
	Ports []networkingv1.NetworkPolicyPort
}

// PeersKey is the key of the rule's peers.
func (r policyRule) PeersKey() string {
	if r.Egress {
		return "to"
	}
	return "from"
}

// PeersAt is the place of the rule's peers.
func (r policyRule) PeersAt() manifest.Path { return r.At.Key(r.PeersKey()) }

// PortsAt is the place of the rule's ports.
func (r policyRule) PortsAt() manifest.Path { return r.At.Key("ports") }

// policyRules are the rules of a NetworkPolicy, ingress before egress, also
// those that its policyTypes leave without effect.
func policyRules(policy *networkingv1.NetworkPolicy) []policyRule {
	all := make([]policyRule, 0, len(policy.Spec.Ingress)+len(policy.Spec.Egress))
	for i, r := range policy.Spec.Ingress {
		all = append(all, policyRule{At: ingressField.Index(i), Peers: r.From, Ports: r.Ports})
	}
	for i, r := range policy.Spec.Egress {
		all = append(all, policyRule{Egress: true, At: egressField.Index(i), Peers: r.To, Ports: r.Ports})
	}
	return all
}

// holds reports whether a policy isolates its pods in a direction. Without
// policyTypes it does for ingress, and for egress when it has egress rules
// (k8s.io/api networking/v1 NetworkPolicySpec).
func holds(policy *networkingv1.NetworkPolicy, egress bool) bool {
	types := policy.Spec.PolicyTypes
	switch {
	case len(types) == 0:
		return !egress || len(policy.Spec.Egress) > 0
	case egress:
		return slices.Contains(types, networkingv1.PolicyTypeEgress)
	}
	return slices.Contains(types, networkingv1.PolicyTypeIngress)
}

// known reports whether the rule can be read as it stands: no placeholder
// or text of another type stands for it, its peers, its ports or one of them.
func (r policyRule) known(m *inventory.Member) bool {
	for _, at := range []manifest.Path{r.At, r.PeersAt(), r.PortsAt()} {
		if m.Object.Unknown(at) || undecoded(m.Object, at) || m.Patched(at) {
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

// selectedPods are the workloads of a namespace that a selector matches; sure is
// false where some may or may not.
func selectedPods(v *inventory.View, namespace string, s *metav1.LabelSelector) (matched []*inventory.Workload, sure bool) {
	all, sure := v.Select(namespace, s.MatchLabels)
	for _, w := range all {
		switch w.MatchesSelector(s) {
		case inventory.Yes:
			matched = append(matched, w)
		case inventory.Unknown:
			sure = false
		}
	}
	return matched, sure
}

// policySubjects are the workloads that a policy selects, without those on the
// host's network, which no policy can hold.
func policySubjects(v *inventory.View, m *inventory.Member, policy *networkingv1.NetworkPolicy) (subjects []*inventory.Workload, sure bool) {
	matched, sure := selectedPods(v, m.Namespace, &policy.Spec.PodSelector)
	if m.Patched(policySubjectField) || m.Object.Unknown(policySubjectField) || undecoded(m.Object, policySubjectField) {
		return nil, false
	}
	for _, w := range matched {
		if policyCanHold(w) {
			subjects = append(subjects, w)
		}
	}
	return subjects, sure
}

// selectsAll reports whether a selector is empty.
func selectsAll(s *metav1.LabelSelector) bool {
	return s != nil && len(s.MatchLabels)+len(s.MatchExpressions) == 0
}

// labelText writes a label selector as kubectl does: a=b,c in (d,e),!f.
func labelText(s *metav1.LabelSelector) string {
	var parts []string
	if len(s.MatchLabels) > 0 {
		parts = append(parts, selectorText(s.MatchLabels))
	}
	for _, e := range s.MatchExpressions {
		values := "(" + strings.Join(e.Values, ",") + ")"
		switch e.Operator {
		case metav1.LabelSelectorOpIn:
			parts = append(parts, e.Key+" in "+values)
		case metav1.LabelSelectorOpNotIn:
			parts = append(parts, e.Key+" notin "+values)
		case metav1.LabelSelectorOpDoesNotExist:
			parts = append(parts, "!"+e.Key)
		default:
			parts = append(parts, e.Key)
		}
	}
	if len(parts) == 0 {
		return "{}"
	}
	return strings.Join(parts, ",")
}

// workloadName names a workload in a message, by the beginning of its name
// where the API server makes up the rest.
func workloadName(w *inventory.Workload) string {
	switch o := w.Member.Object; {
	case w.Name() != "":
		return fmt.Sprintf("%s `%s`", w.Kind(), w.Name())
	case o.GenerateName != "":
		return fmt.Sprintf("%s `%s...`", w.Kind(), o.GenerateName)
	}
	return "a " + w.Kind() + " without a name"
}

// policyPortsText names the ports of a rule: "TCP port `80`", "TCP port `80` and
// UDP ports `53` to `60`".
func policyPortsText(ports []networkingv1.NetworkPolicyPort) string {
	if len(ports) == 0 {
		return "all ports"
	}
	var words []string
	for _, port := range ports {
		if word := policyPortText(port); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return listed(words)
}

func policyPortText(port networkingv1.NetworkPolicyPort) string {
	protocol := corev1.ProtocolTCP
	if port.Protocol != nil {
		protocol = *port.Protocol
	}
	switch {
	case port.Port == nil:
		return fmt.Sprintf("all %s ports", protocol)
	case port.EndPort != nil:
		return fmt.Sprintf("%s ports `%s` to `%d`", protocol, port.Port.String(), *port.EndPort)
	}
	return fmt.Sprintf("%s port `%s`", protocol, port.Port.String())
}

// everyAddress reports whether a range is that of all addresses of a family.
func everyAddress(cidr string) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Bits() == 0
}

// listed joins the parts of a list in a sentence: "a", "a and b", "a, b and c".
func listed(words []string) string {
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return strings.Join(words, "")
}

// namespacesCalled names namespaces in a sentence, the first few of them:
// "namespace `a`", "namespaces `a` and `b`", "namespaces `a`, `b` and 7 more".
func namespacesCalled(names []string) string {
	const most = 3
	if len(names) == 1 {
		return "namespace `" + names[0] + "`"
	}
	var words []string
	for _, name := range names[:min(len(names), most)] {
		words = append(words, "`"+name+"`")
	}
	if more := len(names) - most; more > 0 {
		words = append(words, fmt.Sprint(more, " more"))
	}
	return "namespaces " + listed(words)
}
