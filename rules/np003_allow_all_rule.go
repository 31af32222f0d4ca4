package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP003: A rule of a network policy admits everybody.
//
// What a rule leaves out, it admits: without `from` (or with `from: []`) all
// sources, other namespaces, the virtual network and the internet included;
// without `ports` all ports. Policies add up, so one such rule undoes what
// every other policy of the pods restricts. `from: [{podSelector: {}}]` means
// the pods of the policy's own namespace, and no `ingress` at all means nobody.
//
// A rule for all sources that names its ports is advice, and a warning where
// one of them is the port of a database or of management. Two peers are as
// wide as no peer: `namespaceSelector: {}` is every pod of the cluster, and
// `0.0.0.0/0` without `except` every address. The latter is not said where a
// load balancer, a node port, an Ingress or a route leads to the pods, and is
// advice where the input does not have the pods.
var NP003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP003", Name: "allow-all-rule", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.policyTypes"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic",
			"https://github.com/kubernetes/api/blob/v0.36.3/networking/v1/types.go",
			"https://learn.microsoft.com/azure/aks/network-policy-best-practices",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return
		}
		for _, r := range policyRules(policy) {
			switch {
			case !holds(policy, r.Egress) || !r.known(p.View.Member): // NP005 speaks of rules without effect
			case len(r.Peers) == 0 && len(r.Ports) == 0:
				p.Report(admitsAll(p.Object, r))
			case len(r.Peers) == 0 && !r.Egress:
				admitsAnybody(p, r)
			case !r.Egress:
				checkWidePeers(p, policy, r)
			}
		}
	},
}

// admitsAll speaks of a rule that leaves out both peers and ports.
func admitsAll(o *manifest.Object, r policyRule) analyzer.Finding {
	f := analyzer.Finding{At: r.At, Help: "name the peers and the ports, or remove the rule: a direction without rules admits nothing"}
	reason := fmt.Sprintf("this rule has neither `%s` nor `ports`", r.PeersKey())
	if n := o.Find(r.PeersAt()); n.Kind() == manifest.Sequence {
		f.At, f.KeyOnly = r.PeersAt(), true
		reason = fmt.Sprintf("`%s: []` means everybody, not nobody, and there are no `ports`", r.PeersKey())
	}
	f.Message = reason + ", so everything that can route to these pods may connect to all of their ports"
	if r.Egress {
		f.Message = reason + ", so these pods may connect to everything, other namespaces, the virtual network and the internet included"
	}
	return f
}

// admitsAnybody speaks of an ingress rule that names ports and no sources.
func admitsAnybody(p *analyzer.Pass, r policyRule) {
	risky := false
	for i, port := range r.Ports {
		number, name, ok := riskyPolicyPort(port)
		if !ok {
			continue
		}
		risky = true
		p.Report(analyzer.Finding{At: r.PortsAt().Index(i).Key("port"), Help: "name the clients in `from`",
			Message: fmt.Sprintf("this rule has no `from`, so everything that can route to these pods may connect to port `%d`, the usual one of %s", number, name)})
	}
	if risky {
		return
	}
	f := analyzer.Finding{At: r.At, Lower: analyzer.At(analyzer.Info), Help: "name the clients in `from`, unless everybody is meant",
		Message: fmt.Sprintf("this rule has no `from`, so everything that can route to these pods may connect to %s", policyPortsText(r.Ports))}
	if p.Object.Find(r.PeersAt()).Kind() == manifest.Sequence {
		f.At, f.KeyOnly = r.PeersAt(), true
		f.Message = fmt.Sprintf("`from: []` means everybody, not nobody, so everything that can route to these pods may connect to %s", policyPortsText(r.Ports))
	}
	p.Report(f)
}

// riskyPolicyPort finds a risky port among those that an item of ports admits.
func riskyPolicyPort(port networkingv1.NetworkPolicyPort) (number int32, name string, ok bool) {
	if port.Protocol != nil && *port.Protocol != corev1.ProtocolTCP || port.Port == nil || port.Port.Type != intstr.Int {
		return 0, "", false
	}
	last := port.Port.IntVal
	if port.EndPort != nil {
		last = min(*port.EndPort, 65535)
	}
	for number = port.Port.IntVal; number <= last; number++ {
		if name, ok = aks.RiskyPort(number); ok {
			return number, name, true
		}
	}
	return 0, "", false
}

// checkWidePeers looks for peers of an ingress rule that are everybody.
func checkWidePeers(p *analyzer.Pass, policy *networkingv1.NetworkPolicy, r policyRule) {
	for i, peer := range r.Peers {
		at := r.PeersAt().Index(i)
		switch {
		case p.Object.Unknown(at) || undecoded(p.Object, at):
		case selectsAll(peer.NamespaceSelector) && peer.IPBlock == nil && (peer.PodSelector == nil || selectsAll(peer.PodSelector)):
			p.Report(analyzer.Finding{At: at.Key("namespaceSelector"), KeyOnly: true,
				Message: fmt.Sprintf("`namespaceSelector: {}` is every namespace, so every pod of the cluster may connect to %s of these pods", policyPortsText(r.Ports)),
				Help:    "name the namespaces by their label `kubernetes.io/metadata.name`, and the pods by a `podSelector` in the same item"})
		case peer.IPBlock != nil && len(peer.IPBlock.Except) == 0 && everyAddress(peer.IPBlock.CIDR):
			checkEveryAddress(p, policy, r, at.Keys("ipBlock", "cidr"))
		}
	}
}

// checkEveryAddress speaks of a range of all addresses for pods that nothing in
// the input leads clients to. Where the input has neither pods nor Services of
// the namespace, it is advice.
func checkEveryAddress(p *analyzer.Pass, policy *networkingv1.NetworkPolicy, r policyRule, at manifest.Path) {
	ns := p.View.Member.Namespace
	subjects, sure := policySubjects(p.View, p.View.Member, policy)
	if !sure || p.View.PodsElsewhere(ns) || slices.ContainsFunc(subjects, func(w *inventory.Workload) bool { return mayBeEntered(p.View, w) }) {
		return
	}
	f := analyzer.Finding{At: at, Help: "name the clients by `podSelector` and `namespaceSelector`, or narrow the range"}
	everyone := p.Object.Find(at).Text()
	switch {
	case len(subjects) > 0:
		f.Message = fmt.Sprintf("`%s` is every address, although no load balancer, Ingress or route of the input leads to %s; everything that can route to its pods may connect to %s", everyone, workloadName(subjects[0]), policyPortsText(r.Ports))
	case p.View.HasWorkloads(ns) || len(p.View.Objects("Service", ns)) > 0: // NP009 speaks of what is selected
		return
	default:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` is every address; unless clients outside the cluster are meant to come in, everything that can route to these pods may connect to %s of them", everyone, policyPortsText(r.Ports))
	}
	p.Report(f)
}

// mayBeEntered reports whether clients outside the cluster may reach a workload
// through anything that the input shows.
func mayBeEntered(v *inventory.View, w *inventory.Workload) bool {
	if slices.ContainsFunc(w.Spec.Containers, func(c corev1.Container) bool {
		return slices.ContainsFunc(c.Ports, func(port corev1.ContainerPort) bool { return port.HostPort > 0 })
	}) {
		return true
	}
	for _, m := range v.Selecting("Service", w) {
		svc, ok := m.Service()
		if !ok || m.Governs(w) == inventory.Unknown {
			return true
		}
		if m.Governs(w) == inventory.No {
			continue
		}
		if kind := typeOf(svc); kind != corev1.ServiceTypeClusterIP || len(svc.Spec.ExternalIPs) > 0 || v.SentTo(m) {
			return true
		}
	}
	return false
}
