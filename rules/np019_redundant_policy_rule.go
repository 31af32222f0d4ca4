package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/network"
)

// NP019: A rule of a network policy, or all of it, admits nothing that others do not.
//
// Policies add up. A rule whose traffic other rules admit already, for all pods
// that its policy selects, changes nothing, and who removes it to close
// something is wrong. A whole policy is redundant where also every pod that it
// isolates is isolated by another one. A default deny never is.
//
// Of two rules that admit the same, the later one is reported.
var NP019 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP019", Name: "redundant-policy-rule", Severity: analyzer.Info, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.podSelector", "spec.policyTypes", "spec.ingress", "spec.egress"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
		},
	},
	Check: func(p *analyzer.Pass) {
		n := p.Network()
		policy, ok := n.Policy(p.View.Member)
		if !ok || policy.Refused != "" || policy.Vague || len(n.Selected(policy).Sure) == 0 {
			return
		}
		if by, ok := n.RedundantPolicy(policy); ok {
			f := analyzer.Finding{At: nameField,
				Message: fmt.Sprintf("%s admit%s all that this policy does, and hold%s all pods that it holds, so it changes nothing", policyNames(by), plural(by), plural(by))}
			for _, other := range by {
				f.Related = append(f.Related, analyzer.Related{Object: other.Member.Object, At: nameField, Message: "admits the same"})
			}
			p.Report(f)
			return
		}
		for _, r := range slices.Concat(policy.Ingress.Rules, policy.Egress.Rules) {
			by, ok := n.Redundant(r)
			if !ok {
				continue
			}
			f := analyzer.Finding{At: r.Path, Message: fmt.Sprintf("all that this rule admits is admitted already by %s, so it changes nothing", ruleNames(policy, by))}
			for _, other := range by {
				f.Related = append(f.Related, analyzer.Related{Object: other.Policy.Member.Object, At: other.Path, Message: "admits it already"})
			}
			p.Report(f)
		}
	},
}

// plural is the ending of a verb about some policies.
func plural(policies []*network.Policy) string {
	if len(policies) == 1 {
		return "s"
	}
	return ""
}

// ruleNames names the rules that admit what one does: those of its own policy
// by place, the others by policy.
func ruleNames(own *network.Policy, rules []*network.Rule) string {
	var words []string
	for _, r := range rules {
		word := fmt.Sprintf("policy `%s`", r.Policy.Name())
		if r.Policy == own {
			word = fmt.Sprintf("`%s`", r.Path.String()[len("spec."):])
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return listed(words)
}
