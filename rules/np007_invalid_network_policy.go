package rules

import (
	"fmt"
	"net/netip"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// NP007: The API server refuses the network policy.
//
// A policy that is refused protects nothing: `kubectl apply` reports the error
// and goes on with the next object, and the pods stay as open as they were.
// Refused are peers without a selector or range, ranges together with
// selectors, ranges that are no CIDR block, exceptions that are not inside
// their range, port ranges without a numeric first port or with a last one
// below it, ports and protocols that do not exist, and label expressions with
// the wrong number of values.
//
// A range with host bits (`10.0.0.5/8`), leading zeros or an IPv4 address in
// the form of IPv6 is a warning: older API servers take it and mean the whole
// network, and Kubernetes 1.36 refuses it. Where the profile of the cluster
// says that it runs 1.36, it is an error.
//
// # Fix
//
// Writes the network of a range with host bits. That is unsafe: a single
// address may have been meant. A bare address is written as a range of one, a
// protocol in lower case in upper case, a port number without its quotes.
var NP007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP007", Name: "invalid-network-policy", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go",
			"https://github.com/kubernetes/enhancements/issues/4858",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return
		}
		checkPolicyTypes(p, policy.Spec.PolicyTypes)
		checkSelector(p, &policy.Spec.PodSelector, policySubjectField)
		for _, r := range policyRules(policy) {
			for i := range r.Peers {
				checkPeer(p, &r.Peers[i], r.PeersAt().Index(i))
			}
			for i := range r.Ports {
				checkPolicyPort(p, &r.Ports[i], r.PortsAt().Index(i))
			}
		}
	},
}

func checkPolicyTypes(p *analyzer.Pass, types []networkingv1.PolicyType) {
	if len(types) > 2 {
		p.Report(analyzer.Finding{At: policyTypesField, KeyOnly: true,
			Message: fmt.Sprintf("`policyTypes` has %d items; the API server takes at most two and refuses the policy", len(types))})
	}
	for i, word := range types {
		at := policyTypesField.Index(i)
		if word == networkingv1.PolicyTypeIngress || word == networkingv1.PolicyTypeEgress || undecoded(p.Object, at) {
			continue
		}
		f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%s` is no policy type; the API server takes `Ingress` and `Egress`, and refuses the policy", oneLine(string(word)))}
		if meant, ok := analyzer.Suggest(string(word), []string{"Ingress", "Egress"}); ok {
			f.Fixes = []analyzer.Fix{unsafeSet(at, meant, false)}
		}
		p.Report(f)
	}
}

func checkPeer(p *analyzer.Pass, peer *networkingv1.NetworkPolicyPeer, at manifest.Path) {
	n := p.Object.Find(at)
	if undecoded(p.Object, at) || p.Object.Unknown(at) {
		return
	}
	if n.Len() == 0 || peer.IPBlock == nil && peer.PodSelector == nil && peer.NamespaceSelector == nil && onlyNulls(n) {
		p.Report(analyzer.Finding{At: at, Message: "this peer is empty; the API server wants a selector or an `ipBlock`, and refuses the policy",
			Help: "`podSelector: {}` means all pods of the policy's namespace; leave the whole list out to admit everybody"})
		return
	}
	for _, s := range []struct {
		key      string
		selector *metav1.LabelSelector
	}{{"podSelector", peer.PodSelector}, {"namespaceSelector", peer.NamespaceSelector}} {
		if s.selector == nil {
			continue
		}
		checkSelector(p, s.selector, at.Key(s.key))
		if peer.IPBlock != nil {
			p.Report(analyzer.Finding{At: at.Key(s.key), KeyOnly: true, Help: "make two items of it: the items are alternatives",
				Message: fmt.Sprintf("this peer has an `ipBlock` and a `%s`; the API server takes one or the other, and refuses the policy", s.key)})
		}
	}
	if peer.IPBlock != nil {
		checkIPBlock(p, peer.IPBlock, at.Key("ipBlock"))
	}
}

// onlyNulls reports whether a mapping has no key with a value.
func onlyNulls(n manifest.Node) bool {
	for _, value := range n.Entries() {
		if value.Type() != manifest.Null {
			return false
		}
	}
	return true
}

func checkIPBlock(p *analyzer.Pass, block *networkingv1.IPBlock, at manifest.Path) {
	cidr, known := checkCIDR(p, block.CIDR, at.Key("cidr"))
	for i, text := range block.Except {
		place := at.Key("except").Index(i)
		except, ok := checkCIDR(p, text, place)
		if !ok || !known {
			continue
		}
		switch {
		case except.Addr().Is4() != cidr.Addr().Is4():
			p.Reportf(place, "`%s` is of another IP family than `%s`; the API server refuses the policy", text, block.CIDR)
		case except == cidr:
			p.Reportf(place, "`%s` is the whole range, so nothing is left of it; the API server refuses the policy", text)
		case except.Bits() <= cidr.Bits() || !cidr.Contains(except.Addr()):
			p.Reportf(place, "`%s` is not inside `%s`; the API server refuses the policy", text, block.CIDR)
		}
	}
}

// checkCIDR reads a range as an API server before 1.36 does. ok is false where
// no API server takes it, or it is filled in later.
func checkCIDR(p *analyzer.Pass, text string, at manifest.Path) (prefix netip.Prefix, ok bool) {
	if toCome(text) || p.Object.Unknown(at) || undecoded(p.Object, at) || p.View.Member.Patched(at) {
		return prefix, false
	}
	prefix, ok = sloppyCIDR(text)
	switch {
	case !ok:
		f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%s` is no CIDR block; the API server refuses the policy", oneLine(text))}
		if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
			f.Fixes = []analyzer.Fix{{Title: "write the address as a range", Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: netip.PrefixFrom(addr, addr.BitLen()).String()}}}}
		}
		p.Report(f)
	case prefix.String() != text && !sameNotation(prefix, text):
		f := analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning), Fixes: []analyzer.Fix{unsafeSet(at, prefix.String(), false)},
			Message: fmt.Sprintf("`%s` %s; Kubernetes 1.36 refuses the policy, and before it means `%s`", text, fault(text), prefix)}
		if versionAtLeast(p, strictCIDRs) {
			f.Lower = nil
			f.Message = fmt.Sprintf("`%s` %s; the API server of the cluster refuses the policy (the network is `%s`)", text, fault(text), prefix)
		}
		p.Report(f)
	}
	return prefix, ok
}

// strictCIDRs is the minor version of Kubernetes from which on the API server
// refuses host bits and leading zeros (StrictIPCIDRValidation).
const strictCIDRs = 36

// sameNotation reports whether a text is a range that differs from its usual
// notation only as IPv6 may be written.
func sameNotation(prefix netip.Prefix, text string) bool {
	strict, err := netip.ParsePrefix(text)
	return err == nil && strict == prefix
}

// fault says what is wrong with a range that old API servers take.
func fault(text string) string {
	strict, err := netip.ParsePrefix(text)
	switch {
	case err != nil && strings.Contains(text, ":"), err == nil && strict.Addr().Is4In6():
		return "is an IPv4 range in the form of IPv6"
	case err != nil:
		return "has leading zeros"
	}
	return "has host bits set"
}

// sloppyCIDR reads a range as Kubernetes before 1.36 does: with host bits,
// which are masked, leading zeros and IPv4 in the form of IPv6
// (k8s.io/utils/net ParseCIDRSloppy).
func sloppyCIDR(text string) (prefix netip.Prefix, ok bool) {
	address, bits, found := strings.Cut(text, "/")
	addr, ok := heldAddress{Text: address}.Parse()
	raw, err := netip.ParseAddr(address)
	if !found || !ok || addr.Zone() != "" {
		return prefix, false
	}
	length, err2 := netip.ParsePrefix("::/" + bits)
	n := length.Bits()
	if err == nil && raw.Is4In6() {
		n -= 96
	}
	if err2 != nil || n < 0 || n > addr.BitLen() {
		return prefix, false
	}
	return netip.PrefixFrom(addr, n).Masked(), true
}

func checkPolicyPort(p *analyzer.Pass, port *networkingv1.NetworkPolicyPort, at manifest.Path) {
	if undecoded(p.Object, at) || p.Object.Unknown(at) {
		return
	}
	if port.Protocol != nil {
		checkPolicyProtocol(p, string(*port.Protocol), at.Key("protocol"))
	}
	numeric, known := port.Port != nil && port.Port.Type == intstr.Int, !p.Object.Unknown(at.Key("port")) && !undecoded(p.Object, at.Key("port"))
	if known && port.Port != nil {
		checkPortValue(p, *port.Port, at.Key("port"))
	}
	end := at.Key("endPort")
	if port.EndPort == nil || p.Object.Unknown(end) || undecoded(p.Object, end) || !known {
		return
	}
	switch {
	case port.Port == nil:
		p.Reportf(end, "`endPort: %d` stands without `port`; the API server refuses the policy", *port.EndPort)
	case !numeric:
		p.Reportf(end, "`endPort: %d` follows the named port `%s`; a range needs a number, and the API server refuses the policy", *port.EndPort, port.Port.StrVal)
	case *port.EndPort < port.Port.IntVal:
		p.Reportf(end, "`endPort: %d` is below `port: %d`; the API server refuses the policy", *port.EndPort, port.Port.IntVal)
	case *port.EndPort > 65535:
		p.Reportf(end, "`endPort: %d` is beyond 65535; the API server refuses the policy", *port.EndPort)
	}
}

func checkPolicyProtocol(p *analyzer.Pass, text string, at manifest.Path) {
	switch text {
	case "TCP", "UDP", "SCTP":
		return
	}
	if toCome(text) || p.Object.Unknown(at) {
		return
	}
	f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%s` is no protocol of a policy; the API server takes TCP, UDP and SCTP, and refuses the policy", oneLine(text))}
	switch upper := strings.ToUpper(text); upper {
	case "TCP", "UDP", "SCTP":
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", upper), Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: upper}}}}
	}
	p.Report(f)
}

// checkPortValue judges a port: a number, or a name as containers may give.
func checkPortValue(p *analyzer.Pass, port intstr.IntOrString, at manifest.Path) {
	switch {
	case port.Type == intstr.Int && (port.IntVal < 1 || port.IntVal > 65535):
		p.Reportf(at, "port `%d` is not between 1 and 65535; the API server refuses the policy", port.IntVal)
	case port.Type == intstr.Int || toCome(port.StrVal):
	case strings.Trim(port.StrVal, "0123456789") == "" && port.StrVal != "":
		p.Report(analyzer.Finding{At: at, Message: fmt.Sprintf("`%q` is a text, and a port name needs a letter; the API server refuses the policy", port.StrVal),
			Fixes: []analyzer.Fix{{Title: "write it as a number", Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: port.StrVal, Raw: true}}}}})
	case !portName(port.StrVal):
		p.Reportf(at, "`%s` is no port name: at most 15 lower-case letters, digits and single dashes inside; the API server refuses the policy", oneLine(port.StrVal))
	}
}

// portName reports whether a text may name a port (IANA service name).
func portName(text string) bool {
	if len(text) > 15 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Contains(text, "--") {
		return false
	}
	return strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") && text[0] != '-' && text[len(text)-1] != '-'
}

// checkSelector judges the expressions of a label selector.
func checkSelector(p *analyzer.Pass, s *metav1.LabelSelector, at manifest.Path) {
	at = at.Key("matchExpressions")
	for i, e := range s.MatchExpressions {
		place := at.Index(i)
		if undecoded(p.Object, place) || p.Object.Unknown(place) || p.Object.Unknown(place.Key("operator")) || p.Object.Unknown(place.Key("values")) {
			continue
		}
		switch e.Operator {
		case metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn:
			if len(e.Values) == 0 {
				p.Reportf(place.Key("operator"), "`%s` needs `values`; the API server refuses the policy", e.Operator)
			}
		case metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist:
			if len(e.Values) > 0 {
				p.Reportf(place.Key("values"), "`%s` takes no `values`; the API server refuses the policy", e.Operator)
			}
		default:
			p.Reportf(place.Key("operator"), "`%s` is no operator; the API server takes In, NotIn, Exists and DoesNotExist, and refuses the policy", oneLine(string(e.Operator)))
		}
	}
}
