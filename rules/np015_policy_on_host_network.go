package rules

import (
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// NP015: A network policy selects pods on the host's network.
//
// A pod with `hostNetwork: true` has the address of its node. No policy engine
// on AKS applies NetworkPolicies to it: its traffic is that of the node, and
// stays as open as the node's. Peers cannot name it by its labels either.
//
// Where a policy selects other pods as well, as a default deny does, this is
// advice.
var NP015 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP015", Name: "policy-on-host-network", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.podSelector"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || p.Object.Unknown(policySubjectField) || undecoded(p.Object, policySubjectField) {
			return
		}
		matched, _ := selectedPods(p.View, p.View.Member.Namespace, &policy.Spec.PodSelector)
		var beyond []*inventory.Workload
		for _, w := range matched {
			at := w.SpecPath().Key("hostNetwork")
			if !policyCanHold(w) && !w.Member.Patched(at) {
				beyond = append(beyond, w)
			}
		}
		if len(beyond) == 0 {
			return
		}
		f := analyzer.Finding{At: policySubjectField, KeyOnly: true,
			Message: fmt.Sprintf("this selects %s, which is on the host's network; no policy holds the traffic of its pods", workloadName(beyond[0])+andOthers(len(beyond)-1))}
		if len(beyond) > 1 {
			f.Message = fmt.Sprintf("this selects %s, which are on the host's network; no policy holds the traffic of their pods", workloadName(beyond[0])+andOthers(len(beyond)-1))
		}
		if len(beyond) < len(matched) || selectsAll(&policy.Spec.PodSelector) {
			f.Lower = analyzer.At(analyzer.Info)
		}
		for _, w := range beyond {
			f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: w.SpecPath().Key("hostNetwork"), Message: fmt.Sprintf("%s shares the network of its node", workloadName(w))})
		}
		p.Report(f)
	},
}
