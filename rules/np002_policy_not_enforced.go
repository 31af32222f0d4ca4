package rules

import (
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP002: Nothing enforces the network policy.
//
// The API server takes network policies on every cluster. On a cluster without
// a policy engine they change nothing, and nothing says so: the pods are as
// open as without them. A cluster that brings its own network plugin
// (`networkPlugin: none`) may have an engine of its own, and is left alone.
//
// Two cases need no profile. Pods on virtual nodes (`nodeSelector: {type:
// virtual-kubelet}`) run in Azure Container Instances, where no policy
// reaches them; where a policy selects other pods as well, that is advice. And
// with the mutual TLS of Advanced Container Networking
// Services, a Namespace with the label `io.cilium/mtls-enabled: "true"` gets no
// enforcement of policies.
//
// # Fix
//
// Give the cluster an engine: `az aks update --network-dataplane cilium`.
var NP002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP002", Name: "policy-not-enforced", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind, ciliumPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/virtual-nodes",
			"https://learn.microsoft.com/azure/aks/container-network-security-concepts",
		},
	},
	Check: func(p *analyzer.Pass) {
		if own, labels := p.View.Member.Namespace, manifest.At("metadata", "labels", "io.cilium/mtls-enabled"); own != "" {
			if m, ok := p.View.Lookup("Namespace", "", own); ok && m.Object.Find(labels).Text() == "true" && !m.Patched(labels) {
				p.Report(analyzer.Finding{At: nameField,
					Message: fmt.Sprintf("namespace `%s` uses the mutual TLS of Cilium, and AKS enforces no policies there; this one changes nothing", own),
					Related: []analyzer.Related{{Object: m.Object, At: labels, Message: "the label that switches it on"}}})
				return
			}
		}
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return // NP012
		}
		if unenforced(p) {
			p.Report(analyzer.Finding{At: nameField, Related: []analyzer.Related{engineSetting(p)},
				Message: "the cluster has no engine for network policies, so nothing enforces this one, and its pods are as open as without it"})
			return
		}
		checkVirtualNodes(p, policy)
	},
}

// checkVirtualNodes looks for pods that run where no policy reaches.
func checkVirtualNodes(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	subjects, _ := policySubjects(p.View, p.View.Member, policy)
	var beyond []*inventory.Workload
	for _, w := range subjects {
		if sentToVirtualNode(w) && !w.Member.Patched(w.SpecPath().Key("nodeSelector")) {
			beyond = append(beyond, w)
		}
	}
	if len(beyond) == 0 {
		return
	}
	f := analyzer.Finding{At: policySubjectField, KeyOnly: true,
		Message: fmt.Sprintf("this selects %s, whose pods run on virtual nodes; no policy reaches them there", workloadName(beyond[0])+andOthers(len(beyond)-1))}
	if len(beyond) < len(subjects) { // a default deny holds the others
		f.Lower = analyzer.At(analyzer.Info)
	}
	for _, w := range beyond {
		f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: w.SpecPath().Key("nodeSelector"), Message: workloadName(w) + " asks for a virtual node"})
	}
	p.Report(f)
}
