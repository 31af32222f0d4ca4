package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP011: Pods that talk to their own node are closed off from it by Cilium.
//
// With Cilium, a pod whose outgoing traffic is restricted does not reach its
// node, and no `ipBlock` opens that: only a CiliumNetworkPolicy with
// `toEntities: [host, remote-node]` does. Agents that are addressed by
// `status.hostIP` (telemetry, tracing, logs) then get nothing.
//
// LocalDNS answers on the node as well, at 169.254.10.10 and 169.254.10.11.
// Where a node pool requires it, pods need an egress rule to 169.254.10.0/24,
// or they cannot resolve names.
var NP011 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP011", Name: "node-not-reached", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Needs: []analyzer.Input{analyzer.ClusterInput},
		Reads: []string{"spec.policyTypes", "spec.podSelector", "spec.egress"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations",
			"https://learn.microsoft.com/azure/aks/localdns-custom",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, true) || p.View.Scope.Open || !engineIs(p, aks.CiliumEngine) {
			return
		}
		var hosts, names []*inventory.Workload
		var env manifest.Path
		pool, local := localDNSPool(p.Profile)
		for _, w := range firstHeld(p, policy) {
			if at, uses := usesHostIP(w); uses && !opensTo(p.View, w, nil) {
				hosts, env = append(hosts, w), at
			}
			if local && (w.Spec.DNSPolicy == "" || w.Spec.DNSPolicy == corev1.DNSClusterFirst) && !opensTo(p.View, w, isLocalDNS) {
				names = append(names, w)
			}
		}
		if len(hosts) > 0 {
			f := analyzer.Finding{At: egressPlace(policy), KeyOnly: true,
				Message: fmt.Sprintf("the pods of %s talk to their node (`status.hostIP`), and with Cilium no NetworkPolicy but one that allows everything lets them reach it", workloadName(hosts[0])+andOthers(len(hosts)-1)),
				Help:    "add a CiliumNetworkPolicy with `toEntities: [host, remote-node]` for these pods"}
			f.Related = []analyzer.Related{{Object: hosts[len(hosts)-1].Member.Object, At: env, Message: "the address of the node"}}
			p.Report(f)
		}
		if len(names) > 0 {
			p.Report(analyzer.Finding{At: egressPlace(policy), KeyOnly: true,
				Message: fmt.Sprintf("%s uses LocalDNS, and no egress rule lets the pods of %s reach it at `169.254.10.0/24`, so they cannot resolve names", pool.Label(), workloadName(names[0])+andOthers(len(names)-1)),
				Help:    "allow UDP and TCP port 53 to the `ipBlock` `169.254.10.0/24`",
				Related: []analyzer.Related{{Object: p.Profile.Object, At: pool.Get("localDNSProfile.mode").Path(), Message: "where LocalDNS is required"}}})
		}
	},
}

// localDNSPool is a pool on which LocalDNS is surely on: with Cilium, AKS does
// not turn it on by itself.
func localDNSPool(profile *aks.Profile) (aks.Pool, bool) {
	for _, pool := range profile.Pools() {
		if pool.Get("localDNSProfile.mode").Is("Required") {
			return pool, true
		}
	}
	return aks.Pool{}, false
}

// usesHostIP finds where a workload asks for the address of its node.
func usesHostIP(w *inventory.Workload) (at manifest.Path, uses bool) {
	for i := range w.Spec.Containers {
		for j, e := range w.Spec.Containers[i].Env {
			if e.ValueFrom != nil && e.ValueFrom.FieldRef != nil && e.ValueFrom.FieldRef.FieldPath == "status.hostIP" {
				return w.ContainersPath().Index(i).Key("env").Index(j), true
			}
		}
	}
	return at, false
}

// isLocalDNS reports whether a range holds the addresses of LocalDNS.
func isLocalDNS(block *networkingv1.IPBlock) bool {
	cidr, ok := sloppyCIDR(block.CIDR)
	return !ok || cidr.Overlaps(localDNS) && cidr.Bits() > 0
}

// opensTo reports whether some policy of a workload lets it out to everything,
// or to a range.
func opensTo(v *inventory.View, w *inventory.Workload, is func(*networkingv1.IPBlock) bool) bool {
	for _, m := range v.Selecting(networkPolicyKind, w) {
		policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, true) || w.MatchesSelector(&policy.Spec.PodSelector) == inventory.No {
			continue
		}
		for _, r := range policyRules(policy) {
			if r.Egress && (!r.known(m) || len(r.Peers) == 0 || is != nil && slices.ContainsFunc(r.Peers, func(peer networkingv1.NetworkPolicyPeer) bool { return peer.IPBlock != nil && is(peer.IPBlock) })) {
				return true
			}
		}
	}
	return false
}
