package rules

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file has the words of the rules about name resolution: which egress
// rules lead to the DNS service of the cluster.

// The DNS service of the cluster, as AKS runs it.
const (
	dnsNamespace = "kube-system"
	dnsLabel     = "k8s-app"
	dnsPods      = "kube-dns"
	dnsPort      = 53
)

// defaultDNSAddress is the cluster IP of the DNS service where the profile does
// not say another, and localDNS what LocalDNS listens on.
var (
	defaultDNSAddress = netip.AddrFrom4([4]byte{10, 0, 0, 10})
	localDNS          = netip.PrefixFrom(netip.AddrFrom4([4]byte{169, 254, 10, 0}), 24)
)

// route says whether something leads to a place, by UDP and by TCP.
type route struct{ udp, tcp inventory.Truth }

// or is what two routes offer together.
func (r route) or(s route) route { return route{either(r.udp, s.udp), either(r.tcp, s.tcp)} }

// either reports whether one of two things holds.
func either(a, b inventory.Truth) inventory.Truth {
	if a == inventory.Yes || b == inventory.Yes {
		return inventory.Yes
	}
	return max(a, b)
}

// dnsService is the DNS service of a cluster, as far as its profile tells.
type dnsService struct {
	addr netip.Addr
	// byIdentity says that the engine of the cluster is Cilium, which never
	// matches pods by address.
	byIdentity bool
}

// dnsOf reads the profile.
func dnsOf(p *analyzer.Pass) dnsService {
	d := dnsService{addr: defaultDNSAddress, byIdentity: engineIs(p, aks.CiliumEngine)}
	if p.Profile != nil {
		if addr, err := netip.ParseAddr(p.Profile.Get("networkProfile.dnsServiceIP").Text()); err == nil {
			d.addr = addr
		}
	}
	return d
}

// ofPolicy tells whether the egress rules of a policy lead to DNS.
func (d dnsService) ofPolicy(m *inventory.Member, policy *networkingv1.NetworkPolicy) (all route) {
	if m.Patched(egressField) || m.Object.Unknown(egressField) || undecoded(m.Object, egressField) {
		return route{inventory.Unknown, inventory.Unknown}
	}
	for _, r := range policyRules(policy) {
		if r.Egress {
			all = all.or(d.ofRule(m, r))
		}
	}
	return all
}

// ofPolicies tells whether some policies together lead to DNS; leads has what is
// known of them.
func (d dnsService) ofPolicies(policies []*inventory.Member, leads map[*inventory.Member]route) (all route) {
	for _, m := range policies {
		to, known := leads[m]
		if policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy); ok && !known {
			to = d.ofPolicy(m, policy)
			leads[m] = to
		}
		all = all.or(to)
	}
	return all
}

// ofRule tells whether an egress rule leads to DNS.
func (d dnsService) ofRule(m *inventory.Member, r policyRule) route {
	if !r.known(m) {
		return route{inventory.Unknown, inventory.Unknown}
	}
	ports := dnsPorts(r.Ports)
	aimed := len(r.Ports) > 0 && ports != route{} // it names the port, so it means a name server
	peers := yesIf(len(r.Peers) == 0)
	for _, peer := range r.Peers {
		peers = either(peers, d.isPeer(m, peer, aimed))
	}
	return route{both(peers, ports.udp), both(peers, ports.tcp)}
}

// dnsPorts tells whether the ports of a rule include 53.
func dnsPorts(ports []networkingv1.NetworkPolicyPort) (all route) {
	if len(ports) == 0 {
		return route{inventory.Yes, inventory.Yes}
	}
	for _, port := range ports {
		protocol := corev1.ProtocolTCP
		var is inventory.Truth
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		switch {
		case port.Port == nil:
			is = inventory.Yes
		case port.Port.Type == intstr.String: // the names that the pods of the DNS service give their ports
			is = yesIf(port.Port.StrVal == "dns" && protocol == corev1.ProtocolUDP || port.Port.StrVal == "dns-tcp" && protocol == corev1.ProtocolTCP)
			if manifest.IsPlaceholder(port.Port.StrVal) {
				is = inventory.Unknown
			}
		case port.EndPort != nil:
			is = yesIf(port.Port.IntVal <= dnsPort && *port.EndPort >= dnsPort)
		default:
			is = yesIf(port.Port.IntVal == dnsPort)
		}
		switch protocol {
		case corev1.ProtocolUDP:
			all.udp = either(all.udp, is)
		case corev1.ProtocolTCP:
			all.tcp = either(all.tcp, is)
		}
	}
	return all
}

// isPeer tells whether a peer is the DNS service. Where the rule is aimed at
// port 53, a peer that may be another name server is unknown.
func (d dnsService) isPeer(m *inventory.Member, peer networkingv1.NetworkPolicyPeer, aimed bool) inventory.Truth {
	var is inventory.Truth
	switch {
	case peer.IPBlock != nil:
		return d.isBlock(peer.IPBlock, aimed)
	case peer.NamespaceSelector != nil:
		is = labelsMatch(peer.NamespaceSelector, map[string]string{corev1.LabelMetadataName: dnsNamespace})
	default:
		is = yesIf(m.Namespace == dnsNamespace)
	}
	if is == inventory.No && aimed && !namesDNSPods(peer.PodSelector) {
		return inventory.Unknown
	}
	if peer.PodSelector != nil {
		is = both(is, labelsMatch(peer.PodSelector, map[string]string{dnsLabel: dnsPods}))
	}
	return is
}

// namesDNSPods reports whether a selector asks for the label of the pods of the
// DNS service, so that no other name server is meant.
func namesDNSPods(s *metav1.LabelSelector) bool {
	return s != nil && s.MatchLabels[dnsLabel] == dnsPods
}

// labelsMatch tells whether a selector matches something of which only some
// labels are known.
func labelsMatch(s *metav1.LabelSelector, known map[string]string) inventory.Truth {
	answer := inventory.Yes
	judge := func(key string, match func(string) bool) {
		value, ok := known[key]
		switch {
		case !ok:
			answer = both(answer, inventory.Unknown)
		case !match(value):
			answer = inventory.No
		}
	}
	for key, want := range s.MatchLabels {
		judge(key, func(value string) bool { return value == want })
	}
	for _, e := range s.MatchExpressions {
		judge(e.Key, func(value string) bool {
			switch e.Operator {
			case metav1.LabelSelectorOpIn:
				return slices.Contains(e.Values, value)
			case metav1.LabelSelectorOpNotIn:
				return !slices.Contains(e.Values, value)
			}
			return e.Operator == metav1.LabelSelectorOpExists
		})
	}
	return answer
}

// aimedBits is the length from which on a range is that of a few machines.
const aimedBits = 25

// isBlock tells whether a range holds the address of the DNS service: its
// cluster IP, which nobody but the profile knows for sure, or that of LocalDNS.
func (d dnsService) isBlock(block *networkingv1.IPBlock, aimed bool) inventory.Truth {
	cidr, ok := sloppyCIDR(block.CIDR)
	if !ok {
		return inventory.Unknown
	}
	holds := func(addr netip.Addr) bool {
		return cidr.Contains(addr) && !slices.ContainsFunc(block.Except, func(text string) bool {
			except, ok := sloppyCIDR(text)
			return ok && except.Contains(addr)
		})
	}
	switch {
	case cidr.Bits() > 0 && cidr.Overlaps(localDNS), holds(d.addr) && !d.byIdentity:
		return inventory.Yes
	case d.byIdentity, publicRange(cidr):
		return inventory.No
	}
	return unknownIf(aimed || cidr.Bits() < aimedBits)
}

func unknownIf(b bool) inventory.Truth {
	if b {
		return inventory.Unknown
	}
	return inventory.No
}

// publicRange reports whether all addresses of a range are ones that nobody
// uses inside a virtual network.
func publicRange(cidr netip.Prefix) bool {
	return network.Internet().Covers(network.Addresses(cidr))
}
