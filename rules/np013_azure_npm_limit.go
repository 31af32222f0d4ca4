package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP013: Azure Network Policy Manager does not do what the policy asks for.
//
// The engine has limits that only its logs tell of. IPv6 is not supported. With
// more than four `ipBlock` items in a policy, its updates can race, and its
// rules are flushed when it restarts. On Windows nodes it drops a whole policy
// that has a named port, SCTP, `NotIn` or `DoesNotExist`, or an `except`: the
// pods stay open. And traffic that comes through a load balancer or node port
// with `externalTrafficPolicy: Cluster` is not held at all.
//
// Support for it ended on Windows on 2026-09-30, and ends on Linux on
// 2028-09-30.
//
// # Fix
//
// Migrate the cluster to Azure CNI powered by Cilium. Until then, split the
// policy, or write it without what the engine lacks.
var NP013 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP013", Name: "azure-npm-limit", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Needs: []analyzer.Input{analyzer.ClusterInput},
		Reads: []string{"spec.podSelector", "spec.policyTypes"},
		References: []string{
			"https://github.com/Azure/azure-container-networking/blob/cbd7560/npm/pkg/controlplane/controllers/v2/networkPolicyController.go",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !engineIs(p, aks.NPMEngine) {
			return
		}
		blocks := ipBlocks(p.View.Member, policy)
		for _, place := range blocks {
			if cidr, ok := sloppyCIDR(place.Block.CIDR); ok && !cidr.Addr().Is4() {
				p.Reportf(place.At.Key("cidr"), "`%s` is a range of IPv6, which Azure Network Policy Manager does not support", place.Block.CIDR)
			}
		}
		if len(blocks) > maxNPMBlocks {
			p.Report(analyzer.Finding{At: blocks[maxNPMBlocks].At, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
				Message: fmt.Sprintf("this policy has %d `ipBlock` items; with more than %d, updates of Azure Network Policy Manager race, and its rules are flushed when it restarts", len(blocks), maxNPMBlocks),
				Help:    "split the policy"})
		}
		subjects, _ := policySubjects(p.View, p.View.Member, policy)
		if i := slices.IndexFunc(subjects, onWindows); i >= 0 {
			checkWindows(p, policy, subjects[i])
		}
		if holds(policy, false) {
			checkBypass(p, subjects)
		}
	},
}

// maxNPMBlocks is the number of ipBlock items that Azure recommends at most.
const maxNPMBlocks = 4

// checkWindows looks for what makes the engine drop a policy on Windows nodes.
func checkWindows(p *analyzer.Pass, policy *networkingv1.NetworkPolicy, w *inventory.Workload) {
	drop := func(at manifest.Path, what string) {
		p.Report(analyzer.Finding{At: at, Message: fmt.Sprintf("on the Windows nodes of %s, Azure Network Policy Manager drops the whole policy because of %s, and the pods stay open", workloadName(w), what),
			Related: []analyzer.Related{{Object: w.Member.Object, At: w.SpecPath().Key("nodeSelector"), Message: "pods for Windows nodes"}}})
	}
	selector := func(s *metav1.LabelSelector, at manifest.Path) {
		if s == nil {
			return
		}
		for i, e := range s.MatchExpressions {
			if e.Operator == metav1.LabelSelectorOpNotIn || e.Operator == metav1.LabelSelectorOpDoesNotExist {
				drop(at.Key("matchExpressions").Index(i).Key("operator"), fmt.Sprintf("`%s`", e.Operator))
			}
		}
	}
	selector(&policy.Spec.PodSelector, policySubjectField)
	for _, r := range policyRules(policy) {
		if !holds(policy, r.Egress) || !r.known(p.View.Member) {
			continue
		}
		for i, peer := range r.Peers {
			at := r.PeersAt().Index(i)
			selector(peer.PodSelector, at.Key("podSelector"))
			selector(peer.NamespaceSelector, at.Key("namespaceSelector"))
			if peer.IPBlock != nil && len(peer.IPBlock.Except) > 0 {
				drop(at.Keys("ipBlock", "except"), "`except`")
			}
		}
		for i, port := range r.Ports {
			at := r.PortsAt().Index(i)
			if port.Protocol != nil && *port.Protocol == corev1.ProtocolSCTP {
				drop(at.Key("protocol"), "SCTP")
			}
			if port.Port != nil && port.Port.Type == intstr.String && !toCome(port.Port.StrVal) {
				drop(at.Key("port"), fmt.Sprintf("the named port `%s`", port.Port.StrVal))
			}
		}
	}
}

// checkBypass looks for ways in that the engine does not hold.
func checkBypass(p *analyzer.Pass, subjects []*inventory.Workload) {
	var names []string
	f := analyzer.Finding{At: policySubjectField, KeyOnly: true, Lower: analyzer.At(analyzer.Warning)}
	for _, w := range subjects {
		for _, m := range p.View.Selecting("Service", w) {
			svc, ok := m.Service()
			if !ok || m.Governs(w) != inventory.Yes || svc.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal || m.Patched(trafficPolicyField) {
				continue
			}
			if kind := typeOf(svc); kind != corev1.ServiceTypeLoadBalancer && kind != corev1.ServiceTypeNodePort {
				continue
			}
			if name := "`" + m.Object.Name + "`"; !slices.Contains(names, name) {
				names = append(names, name)
				f.Related = append(f.Related, analyzer.Related{Object: m.Object, At: trafficPolicyField, Message: "a way in that no policy holds"})
			}
		}
	}
	if len(names) == 0 {
		return
	}
	what := "Service " + names[0]
	if n := len(names); n > maxListed {
		what = fmt.Sprintf("Service %s and %d others", names[0], n-1)
	} else if n > 1 {
		what = "Services " + listed(names)
	}
	f.Message = fmt.Sprintf("what comes through %s is not held by this policy: Azure Network Policy Manager lets traffic of load balancers and node ports with `externalTrafficPolicy: Cluster` through", what)
	f.Help = "set `externalTrafficPolicy: Local`, or limit the clients by `loadBalancerSourceRanges`"
	p.Report(f)
}
