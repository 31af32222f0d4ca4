package rules

import (
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// NP005: `policyTypes` of a network policy does not say what its rules say.
//
// A policy acts only in the directions that `policyTypes` lists. Rules of
// another direction are accepted and ignored: pods that seem to be held are
// open. Without `policyTypes`, a policy always holds incoming traffic, and
// outgoing traffic only if it has an egress rule. So one that was written for
// egress alone also closes its pods to all callers, and `egress: []`, which
// looks like a ban, bans nothing.
//
// A policy that lists `Egress` and has no egress rule closes its pods to the
// outside, name resolution included. As a default deny that is meant, so it is
// only advice.
//
// # Fix
//
// Adds the type that the rules need; where `policyTypes` is missing and an
// empty `egress` is there, it writes both types, which is unsafe.
var NP005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP005", Name: "policy-types-mismatch", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.policyTypes", "spec.ingress", "spec.egress"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource",
			"https://github.com/kubernetes/api/blob/v0.36.3/networking/v1/types.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		for _, at := range []manifest.Path{policyTypesField, ingressField, egressField} {
			if !ok || p.Object.Unknown(at) || undecoded(p.Object, at) {
				return
			}
		}
		types := policy.Spec.PolicyTypes
		if len(types) == 0 {
			checkNoPolicyTypes(p, policy)
			return
		}
		for i := range types {
			if manifest.IsPlaceholder(string(types[i])) {
				return
			}
		}
		for _, d := range []struct {
			word  networkingv1.PolicyType
			field manifest.Path
			rules int
		}{{networkingv1.PolicyTypeIngress, ingressField, len(policy.Spec.Ingress)}, {networkingv1.PolicyTypeEgress, egressField, len(policy.Spec.Egress)}} {
			if d.rules > 0 && !slices.Contains(types, d.word) {
				p.Report(rulesIgnored(types, string(d.word), d.field))
			}
		}
		if i := slices.Index(types, networkingv1.PolicyTypeEgress); i >= 0 && len(policy.Spec.Egress) == 0 {
			p.Report(analyzer.Finding{At: policyTypesField.Index(i), Lower: analyzer.At(analyzer.Info),
				Message: "`Egress` without an egress rule closes the selected pods to the outside, name resolution included, unless another policy lets them out"})
		}
	},
}

// rulesIgnored speaks of rules whose direction policyTypes does not list.
func rulesIgnored(types []networkingv1.PolicyType, word string, field manifest.Path) analyzer.Finding {
	consequence := " and this policy restricts no incoming connection"
	if word == "Egress" {
		consequence = " and this policy restricts no outgoing connection"
	}
	return analyzer.Finding{At: field, KeyOnly: true,
		Message: "`policyTypes` lacks `" + word + "`, so the rules of `" + field.Last().Key + "` are ignored" + consequence,
		Fixes: []analyzer.Fix{{Title: "add `" + word + "` to `policyTypes`",
			Changes: []manifest.Change{{Op: manifest.Add, Path: policyTypesField.Index(len(types)), Value: word}}}},
	}
}

// checkNoPolicyTypes speaks of what the defaults make of a policy.
func checkNoPolicyTypes(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	egress := p.Object.Find(egressField)
	f := analyzer.Finding{At: egressField, KeyOnly: true, Lower: analyzer.At(analyzer.Warning)}
	switch {
	case len(policy.Spec.Egress) > 0 && len(policy.Spec.Ingress) == 0 && !p.Object.Find(ingressField).Exists():
		f.Message = "without `policyTypes`, this policy also holds incoming traffic, and it has no ingress rule, so nothing can connect to the selected pods"
		f.Help = "write `policyTypes: [Egress]` to leave incoming traffic alone, or list both types"
	case egress.Kind() == manifest.Sequence && egress.Len() == 0:
		f.Message = "without `policyTypes`, `egress: []` closes nothing; the selected pods may connect to everywhere"
		f.Fixes = []analyzer.Fix{{Title: "write both types into `policyTypes`", Safety: analyzer.Unsafe, Changes: bothPolicyTypes()}}
	default:
		return
	}
	p.Report(f)
}

// bothPolicyTypes lists both types where policyTypes is missing or empty.
func bothPolicyTypes() []manifest.Change {
	return []manifest.Change{
		{Op: manifest.Add, Path: policyTypesField.Index(0), Value: "Ingress"},
		{Op: manifest.Add, Path: policyTypesField.Index(1), Value: "Egress"},
	}
}
