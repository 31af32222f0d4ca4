package rules

import (
	"fmt"
	"net/netip"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP010: An `ipBlock` is meant for pods or nodes, and the cluster's Cilium never matches them with one.
//
// Cilium knows pods and nodes by identity, not by address. An `ipBlock` matches
// only what is outside the cluster, whatever its range: one with the range of
// the pods, the nodes or the Services matches nothing, and `0.0.0.0/0` is the
// world without the cluster. Policies that were written for Azure Network
// Policy Manager or Calico stop admitting traffic after a migration.
//
// Where a range is wider than those of the cluster, and may be meant for
// machines of the virtual network as well, it is advice. An egress policy whose
// only peers are all addresses also closes its pods to every Service of the
// cluster, name resolution included.
//
// # Fix
//
// Pods are selected by `podSelector` and `namespaceSelector`; nodes only by a
// CiliumNetworkPolicy with `toEntities` or `fromEntities`. For the range of the
// pods, the fix writes `namespaceSelector: {}`.
var NP010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP010", Name: "ip-block-never-matches", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Needs: []analyzer.Input{analyzer.ClusterInput},
		Uses:  []analyzer.Input{analyzer.SubnetsInput},
		Reads: []string{"spec.policyTypes"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations",
			"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !engineIs(p, aks.CiliumEngine) {
			return
		}
		ranges := clusterRanges(p)
		for _, place := range ipBlocks(p.View.Member, policy) {
			cidr, ok := sloppyCIDR(place.Block.CIDR)
			if !ok || cidr.Bits() == 0 || p.Object.Unknown(place.At.Key("except")) {
				continue
			}
			i := slices.IndexFunc(ranges, func(r clusterRange) bool { return r.prefix.Overlaps(cidr) && !excepted(place.Block, r.prefix) })
			if i >= 0 {
				p.Report(ranges[i].finding(place, cidr))
			}
		}
		checkWorldAlone(p, policy)
	},
}

// clusterRange is a range of addresses that belongs to the cluster.
type clusterRange struct {
	prefix netip.Prefix
	// what has its addresses: "pods".
	what    string
	related analyzer.Related
}

// clusterRanges are the ranges of the pods, Services and nodes of a cluster, as
// far as they are known.
func clusterRanges(p *analyzer.Pass) (all []clusterRange) {
	add := func(settings []aks.Setting, what string) {
		for _, s := range settings {
			if prefix, ok := s.Prefix(); ok {
				all = append(all, clusterRange{prefix.Masked(), what, analyzer.Related{Object: p.Profile.Object, At: s.Path(), Message: "the range of the " + what}})
			}
		}
	}
	add(p.Profile.PodRanges(), "pods")
	add(p.Profile.ServiceRanges(), "Services")
	for _, pool := range p.Profile.Pools() {
		for _, of := range [][2]string{{"vnetSubnetID", "nodes"}, {"podSubnetID", "pods"}} {
			id, what := pool.Get(of[0]), of[1]
			subnet, ok := p.Subnets.Lookup(id.Text())
			for _, prefix := range subnet.Prefixes {
				if ok {
					all = append(all, clusterRange{prefix.Masked(), what, analyzer.Related{Object: p.Profile.Object, At: id.Path(), Message: "the subnet of the " + what}})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b clusterRange) int { return len(a.what) - len(b.what) }) // pods first
	return all
}

// excepted reports whether a range is left out of an ipBlock.
func excepted(block *networkingv1.IPBlock, prefix netip.Prefix) bool {
	return slices.ContainsFunc(block.Except, func(text string) bool {
		except, ok := sloppyCIDR(text)
		return ok && except.Bits() <= prefix.Bits() && except.Contains(prefix.Addr())
	})
}

func (r clusterRange) finding(place ipBlockPlace, cidr netip.Prefix) analyzer.Finding {
	f := analyzer.Finding{At: place.At.Key("cidr"), Related: []analyzer.Related{r.related},
		Message: fmt.Sprintf("`%s` is in the range of the cluster's %s (`%s`), which Cilium never matches by address, so this peer matches nothing", place.Block.CIDR, r.what, r.prefix),
		Help:    "select pods by their labels, and nodes by `toEntities` or `fromEntities` of a CiliumNetworkPolicy"}
	if cidr.Bits() < r.prefix.Bits() {
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` includes the cluster's %s (`%s`), which Cilium never matches by address; it means only what is outside the cluster", place.Block.CIDR, r.what, r.prefix)
	}
	if r.what == "pods" && cidr == r.prefix && len(place.Block.Except) == 0 {
		at := place.At.Parent()
		f.Fixes = []analyzer.Fix{{Title: "select all pods by `namespaceSelector: {}`", Safety: analyzer.Unsafe, Changes: []manifest.Change{
			{Op: manifest.Remove, Path: place.At}, {Op: manifest.Add, Path: at.Key("namespaceSelector"), Value: "{}", Raw: true}}}}
	}
	return f
}

// checkWorldAlone looks for pods that may go to all addresses and nowhere else.
func checkWorldAlone(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	if !holds(policy, true) || !worldAlone(policy) {
		return
	}
	subjects, _ := policySubjects(p.View, p.View.Member, policy)
	for _, w := range subjects {
		for _, m := range p.View.Selecting(networkPolicyKind, w) {
			if other, ok := m.Object.Typed.(*networkingv1.NetworkPolicy); ok && holds(other, true) && len(other.Spec.Egress) > 0 && !worldAlone(other) && w.MatchesSelector(&other.Spec.PodSelector) != inventory.No {
				return // another policy lets them into the cluster
			}
		}
		if otherEngines(p.Network(), w) {
			return
		}
	}
	r := policyRule{Egress: true, At: egressField.Index(0)}
	at := egressField.Index(len(policy.Spec.Egress)).Key("to").Index(0).Key("namespaceSelector")
	p.Report(analyzer.Finding{At: r.PeersAt().Index(0).Keys("ipBlock", "cidr"),
		Message: fmt.Sprintf("with Cilium, `%s` is everything outside the cluster; these pods reach no Service of the cluster, and cannot resolve names", policy.Spec.Egress[0].To[0].IPBlock.CIDR),
		Help:    "add a rule with a `namespaceSelector` for what the pods need inside the cluster",
		Fixes: []analyzer.Fix{{Title: "append a rule for all pods of the cluster", Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Add, Path: at, Value: "{}", Raw: true}}}}})
}

// worldAlone reports whether all egress peers of a policy are all addresses.
func worldAlone(policy *networkingv1.NetworkPolicy) bool {
	for _, r := range policy.Spec.Egress {
		if len(r.To) == 0 || slices.ContainsFunc(r.To, func(peer networkingv1.NetworkPolicyPeer) bool {
			return peer.IPBlock == nil || !everyAddress(peer.IPBlock.CIDR)
		}) {
			return false
		}
	}
	return len(policy.Spec.Egress) > 0
}
