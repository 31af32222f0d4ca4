package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP017: An egress rule lets pods reach the metadata endpoints of the node.
//
// On every AKS node, 169.254.169.254 is the Azure Instance Metadata Service:
// whoever can reach it over HTTP gets tokens of the node's managed identities.
// 168.63.129.16 is the Azure platform (WireServer). A rule that opens
// `0.0.0.0/0` for the sake of the internet opens both. Only rules that admit
// TCP port 80 matter.
//
// It is a warning where a range holds the metadata service, and advice where
// only the platform address is open, and for a rule without `to`, which says
// plainly that everything is meant. Nothing is said where the selected pods use
// the service: they carry the label of Pod Identity, or name its address.
//
// # Fix
//
// Adds both addresses to `except`. Pods that use workload identity do not need
// them.
var NP017 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP017", Name: "metadata-endpoint-open", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.policyTypes"},
		References: []string{
			"https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service",
			"https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16",
			"https://learn.microsoft.com/azure/aks/network-policy-best-practices",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, true) {
			return
		}
		for _, r := range policyRules(policy) {
			if !r.Egress || !opensAddresses(r) || !admitsHTTP(r.Ports) || !r.known(p.View.Member) {
				continue
			}
			if subjects, _ := policySubjects(p.View, p.View.Member, policy); slices.ContainsFunc(subjects, usesMetadata) {
				return
			}
			if len(r.Peers) == 0 {
				p.Report(analyzer.Finding{At: r.At, Lower: analyzer.At(analyzer.Info),
					Message: "this rule has no `to`, so the pods also reach the metadata service of their node at `169.254.169.254`, which hands out tokens of its identities",
					Help:    "for the internet, write `to` with an `ipBlock` of `0.0.0.0/0` and `except: [169.254.169.254/32, 168.63.129.16/32]`"})
			}
			for i, peer := range r.Peers {
				if peer.IPBlock != nil {
					checkMetadata(p, peer.IPBlock, r.PeersAt().Index(i).Key("ipBlock"))
				}
			}
		}
	},
}

// widestAimed is the shortest prefix of a range that is not taken for "the
// internet": 169.254.0.0/16 is opened by who means it.
const widestAimed = 8

// The endpoints of the node, as exceptions of a range.
var (
	metadataService = netip.MustParsePrefix("169.254.169.254/32")
	azurePlatform   = netip.MustParsePrefix("168.63.129.16/32")
)

func checkMetadata(p *analyzer.Pass, block *networkingv1.IPBlock, at manifest.Path) {
	cidr, ok := sloppyCIDR(block.CIDR)
	if !ok || cidr.Bits() > widestAimed || p.Object.Unknown(at.Key("except")) || p.View.Member.Patched(at) || slices.ContainsFunc(block.Except, toCome) {
		return
	}
	var open []netip.Prefix
	for _, endpoint := range []netip.Prefix{metadataService, azurePlatform} {
		if cidr.Contains(endpoint.Addr()) && !slices.ContainsFunc(block.Except, func(text string) bool {
			except, ok := sloppyCIDR(text)
			return ok && except.Contains(endpoint.Addr())
		}) {
			open = append(open, endpoint)
		}
	}
	if len(open) == 0 {
		return
	}
	f := analyzer.Finding{At: at.Key("cidr"),
		Message: fmt.Sprintf("`%s` includes `169.254.169.254`, where every pod on the node can get tokens of the node's identities", block.CIDR)}
	if open[0] == azurePlatform {
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` includes `168.63.129.16`, the Azure platform address of the node, which pods have no use for over HTTP", block.CIDR)
	}
	fix := analyzer.Fix{Title: "leave out the metadata endpoints"}
	for i, endpoint := range open {
		fix.Changes = append(fix.Changes, manifest.Change{Op: manifest.Add, Path: at.Key("except").Index(len(block.Except) + i), Value: endpoint.String()})
	}
	f.Fixes = []analyzer.Fix{fix}
	p.Report(f)
}

// opensAddresses reports whether a rule is about addresses, all or some.
func opensAddresses(r policyRule) bool {
	return len(r.Peers) == 0 || slices.ContainsFunc(r.Peers, func(peer networkingv1.NetworkPolicyPeer) bool { return peer.IPBlock != nil })
}

// admitsHTTP reports whether ports of a rule include TCP port 80.
func admitsHTTP(ports []networkingv1.NetworkPolicyPort) bool {
	return len(ports) == 0 || slices.ContainsFunc(ports, func(port networkingv1.NetworkPolicyPort) bool {
		switch {
		case port.Protocol != nil && *port.Protocol != corev1.ProtocolTCP:
			return false
		case port.Port == nil:
			return true
		case port.Port.Type == intstr.String: // a range of addresses has no names
			return false
		case port.EndPort != nil:
			return port.Port.IntVal <= 80 && *port.EndPort >= 80
		}
		return port.Port.IntVal == 80
	})
}

// usesMetadata reports whether a workload seems to need the metadata service.
func usesMetadata(w *inventory.Workload) bool {
	if _, ok := w.Labels["aadpodidbinding"]; ok {
		return true
	}
	return containersAsk(w.Spec.InitContainers) || containersAsk(w.Spec.Containers)
}

// containersAsk reports whether some containers name the metadata service.
func containersAsk(containers []corev1.Container) bool {
	named := func(text string) bool { return strings.Contains(text, "169.254.169.254") }
	for i := range containers {
		c := &containers[i]
		if slices.ContainsFunc(c.Command, named) || slices.ContainsFunc(c.Args, named) || slices.ContainsFunc(c.Env, func(e corev1.EnvVar) bool { return named(e.Value) }) {
			return true
		}
	}
	return false
}
