package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP006: Pods whose outgoing traffic is restricted cannot resolve names.
//
// Once a policy holds the outgoing traffic of a pod, name resolution is closed
// too unless a rule opens it: UDP and TCP port 53 to the pods `k8s-app: kube-dns`
// in `kube-system`. Without it every connection by name fails, and the policy
// looks as if it blocked what it allows. A port without `protocol` is TCP alone;
// most questions go by UDP. Where only TCP is missing, long answers fail, which
// is advice.
//
// All policies of a pod count together. The finding is on the first policy that
// holds the pods, with the pods as related places. Nothing is said of pods that
// use other name servers (`dnsPolicy: None` or `Default`), and where a rule
// may lead to DNS in a way that the input does not show.
//
// An `ipBlock` counts where it holds the address of the DNS service: `10.0.0.10`,
// unless the profile of the cluster says otherwise. On a cluster with Cilium
// none counts, since it never matches pods. On one without a policy engine
// nothing is closed (NP002).
//
// A rule that selects `kube-system` by the label `name` opens nothing, unless
// somebody has put that label there: neither Kubernetes nor AKS does.
//
// Pods that use workload identity also need TCP port 443 to Microsoft Entra ID.
//
// # Fix
//
// Appends the rule, or adds the protocol that is missing.
var NP006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP006", Name: "no-dns-egress", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Reads: []string{"spec.policyTypes", "spec.podSelector", "spec.egress"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-egress-traffic",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/workload-identity-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, true) || unenforced(p) {
			return
		}
		checkNameLabel(p, policy)
		if closed, missing, known := cutOff(p, policy); known {
			p.Report(dnsFinding(p, policy, closed, missing))
		}
		checkIdentity(p, policy)
	},
}

// cutOff finds the workloads that this policy is the first to hold and that no
// policy lets resolve names, and what is missing: of several, the most. Where
// the input has no pods of the namespace, the policies alone are judged.
func cutOff(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) (closed []*inventory.Workload, missing route, known bool) {
	ns := p.View.Member.Namespace
	if !p.View.HasWorkloads(ns) {
		answer := dnsOf(p).ofPolicy(p.View.Member, policy)
		for _, m := range p.View.Objects(networkPolicyKind, ns) {
			if other, ok := m.Object.Typed.(*networkingv1.NetworkPolicy); ok && m != p.View.Member && holds(other, true) {
				if to := dnsOf(p).ofPolicy(m, other); to != (route{}) {
					return nil, route{}, false // it may select the same pods
				}
			}
		}
		known = len(policy.Spec.Egress) > 0 && len(p.View.Alike(ns)) == 0 && !settled(answer)
		return nil, answer, known
	}
	missing = route{inventory.Yes, inventory.Yes}
	leads := map[*inventory.Member]route{} // most policies hold many of the workloads
	subjects, _ := policySubjects(p.View, p.View.Member, policy)
	for _, w := range subjects {
		if w.Spec.DNSPolicy == corev1.DNSNone || w.Spec.DNSPolicy == corev1.DNSDefault {
			continue
		}
		by, doubt := egressPolicies(p.View, w)
		if doubt || !firstOf(p, by, w) {
			continue
		}
		if answer := dnsOf(p).ofPolicies(by, leads); !settled(answer) {
			closed = append(closed, w)
			missing = route{min(missing.udp, answer.udp), min(missing.tcp, answer.tcp)}
		}
	}
	return closed, missing, len(closed) > 0
}

// settled reports whether a route is complete, or may be.
func settled(r route) bool {
	return r.udp == inventory.Unknown || r.tcp == inventory.Unknown || r.udp == inventory.Yes && r.tcp == inventory.Yes
}

func dnsFinding(p *analyzer.Pass, policy *networkingv1.NetworkPolicy, closed []*inventory.Workload, answer route) analyzer.Finding {
	f := analyzer.Finding{At: egressPlace(policy), KeyOnly: true, Fixes: []analyzer.Fix{dnsFix(dnsOf(p), p.View.Member, policy)}}
	who := "the selected pods"
	if len(closed) > 0 {
		who = "the pods of " + workloadName(closed[0]) + andOthers(len(closed)-1)
	}
	switch {
	case answer.tcp == inventory.Yes:
		f.Message = fmt.Sprintf("%s may ask DNS over TCP only, and a port without `protocol` is TCP; names are asked for over UDP, so they cannot be resolved", who)
	case answer.udp == inventory.Yes:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("%s may ask DNS over UDP only; answers that are too long for UDP come over TCP port 53, and fail", who)
	default:
		f.Message = fmt.Sprintf("no egress rule lets %s ask `kube-dns` in `kube-system` on port 53, so they cannot resolve any name", who)
	}
	if p.View.Scope.Open || len(closed) == 0 {
		f.Message += ", unless another policy lets them"
	}
	if p.View.Scope.Open {
		f.Lower = analyzer.At(analyzer.Info)
	}
	for _, w := range closed {
		f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: nameField, Message: workloadName(w) + " is held by this policy"})
	}
	return f
}

// dnsFix opens DNS: it adds the missing protocol to the one rule that has the
// other, or the namespace to the peer that lacks it, or appends a rule.
func dnsFix(d dnsService, m *inventory.Member, policy *networkingv1.NetworkPolicy) analyzer.Fix {
	add := func(at manifest.Path, protocol string) []manifest.Change {
		return []manifest.Change{{Op: manifest.Add, Path: at.Key("protocol"), Value: protocol}, {Op: manifest.Add, Path: at.Key("port"), Value: "53", Raw: true}}
	}
	for _, r := range policyRules(policy) {
		if !r.Egress {
			continue
		}
		switch to := d.ofRule(m, r); {
		case to == route{udp: inventory.Yes}:
			return analyzer.Fix{Title: "allow TCP port 53 as well", Changes: add(r.PortsAt().Index(len(r.Ports)), "TCP")}
		case to == route{tcp: inventory.Yes}:
			return analyzer.Fix{Title: "allow UDP port 53 as well", Changes: add(r.PortsAt().Index(len(r.Ports)), "UDP")}
		case dnsPorts(r.Ports) != route{inventory.Yes, inventory.Yes}:
			continue
		}
		for i, peer := range r.Peers {
			if peer.NamespaceSelector == nil && namesDNSPods(peer.PodSelector) {
				return analyzer.Fix{Title: "say which namespace the DNS pods are in", Changes: []manifest.Change{
					{Op: manifest.Add, Path: r.PeersAt().Index(i).Keys("namespaceSelector", "matchLabels", corev1.LabelMetadataName), Value: dnsNamespace}}}
			}
		}
	}
	at := egressField.Index(len(policy.Spec.Egress))
	to := at.Key("to").Index(0)
	changes := []manifest.Change{
		{Op: manifest.Add, Path: to.Keys("namespaceSelector", "matchLabels", corev1.LabelMetadataName), Value: dnsNamespace},
		{Op: manifest.Add, Path: to.Keys("podSelector", "matchLabels", dnsLabel), Value: dnsPods},
	}
	changes = append(changes, add(at.Key("ports").Index(0), "UDP")...)
	return analyzer.Fix{Title: "append a rule that allows DNS", Changes: append(changes, add(at.Key("ports").Index(1), "TCP")...)}
}

// checkNameLabel looks for rules to port 53 of kube-system that select it by a
// label which nobody sets.
func checkNameLabel(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	if _, declared := p.View.Lookup("Namespace", "", dnsNamespace); declared {
		return // NP009
	}
	for _, r := range policyRules(policy) {
		if !r.Egress || !r.known(p.View.Member) || dnsPorts(r.Ports) == (route{}) {
			continue
		}
		for i, peer := range r.Peers {
			if s := peer.NamespaceSelector; s == nil || s.MatchLabels["name"] != dnsNamespace {
				continue
			}
			at := r.PeersAt().Index(i).Keys("namespaceSelector", "matchLabels", "name")
			p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Info),
				Message: "neither Kubernetes nor AKS labels `kube-system` with `name`; unless somebody has, this rule does not open DNS",
				Fixes:   []analyzer.Fix{renameNameLabel(at, analyzer.Unsafe)}})
		}
	}
}

// renameNameLabel selects a namespace by the label that each has.
func renameNameLabel(at manifest.Path, safety analyzer.Safety) analyzer.Fix {
	return analyzer.Fix{Title: "select by `" + corev1.LabelMetadataName + "`, which every namespace has", Safety: safety,
		Changes: []manifest.Change{{Op: manifest.Rename, Path: at, Value: corev1.LabelMetadataName}}}
}

// checkIdentity looks for workloads that use workload identity and cannot get
// tokens.
func checkIdentity(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	var closed []*inventory.Workload
	if p.View.Scope.Open {
		return
	}
	subjects, _ := policySubjects(p.View, p.View.Member, policy)
	for _, w := range subjects {
		if w.Labels["azure.workload.identity/use"] != "true" || usesProxy(w) || reachesHTTPS(p.View, w) {
			continue
		}
		if by, _ := egressPolicies(p.View, w); firstOf(p, by, w) {
			closed = append(closed, w)
		}
	}
	if len(closed) == 0 {
		return
	}
	f := analyzer.Finding{At: egressPlace(policy), KeyOnly: true,
		Message: fmt.Sprintf("no egress rule lets the pods of %s reach Microsoft Entra ID on TCP port 443, so workload identity gets no token", workloadName(closed[0])+andOthers(len(closed)-1)),
		Help:    "allow TCP port 443 to the addresses of Microsoft Entra ID, or to `0.0.0.0/0` without the private ranges"}
	for _, w := range closed {
		f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: w.LabelsPath().Key("azure.workload.identity/use"), Message: workloadName(w) + " uses workload identity"})
	}
	p.Report(f)
}

// usesProxy reports whether a workload is told of an HTTP proxy.
func usesProxy(w *inventory.Workload) bool {
	return slices.ContainsFunc(w.Spec.Containers, func(c corev1.Container) bool {
		return len(c.EnvFrom) > 0 || slices.ContainsFunc(c.Env, func(e corev1.EnvVar) bool { return strings.EqualFold(e.Name, "https_proxy") })
	})
}
