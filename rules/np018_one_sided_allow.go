package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/network"
)

// NP018: A connection is allowed at one end and closed at the other.
//
// A connection needs both ends: the egress policies of the caller, and the
// ingress policies of the callee, as soon as policies hold them. Where one end
// names the other and opens the port, and the policies of the other end do not,
// it is never made. The finding is on the peer that allows it; the policies of
// the closed end are related places.
//
// A rule may list several ports for several ends: where each end admits one of
// them, nothing is said.
//
// Only peers that name pods by their labels count, or a namespace all of whose
// pods are closed, and only where policies of the input hold the other end. On a
// cluster without a policy engine nothing is closed (NP002).
var NP018 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP018", Name: "one-sided-allow", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Reads: []string{"spec.podSelector", "spec.policyTypes"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
		},
	},
	Check: func(p *analyzer.Pass) {
		if p.View.Scope.Open || unenforced(p) {
			return
		}
		n := p.Network()
		policy, ok := n.Policy(p.View.Member)
		if !ok || policy.Refused != "" || policy.Vague {
			return
		}
		for _, d := range []network.Direction{network.Ingress, network.Egress} {
			for _, rule := range policy.Side(d).Rules {
				for _, peer := range rule.Peers {
					first, closed := closedEnds(n, rule, peer)
					if closed == 0 {
						continue
					}
					byLabels := p.Object.Find(peer.Path.Key("podSelector")).Len() > 0
					if named, _ := n.Named(peer); byLabels || closed == named {
						p.Report(oneSided(first, closed))
					}
				}
			}
		}
	},
}

// closedEnds counts the workloads that a peer of a rule names in vain, and gives
// the first connection that is never made.
func closedEnds(n network.Network, rule *network.Rule, peer *network.Peer) (first network.OneSided, closed int) {
	named, _ := n.Named(peer)
	for c := range n.OneSided(rule, peer) {
		if shared(n, c, named) {
			continue
		}
		if closed == 0 {
			first = c
		}
		closed += c.Count
	}
	return first, closed
}

// shared reports whether a rule has ports for several ends, of which its peer
// names some, and the closed one admits those that are meant for it.
func shared(n network.Network, c network.OneSided, named int) bool {
	several := len(c.Rule.Peers) > 1 || named > 1
	return several && !n.RulePorts(c.Rule, c.To).Equal(c.Ports)
}

// oneSided speaks of the connections of one peer that are closed at the other
// end, the first of n workloads for all.
func oneSided(c network.OneSided, n int) analyzer.Finding {
	closed, far := c.Closed, c.Rule.Direction.Reverse()
	direction, hold, do := strings.ToLower(far.String()), "holds", "does"
	if len(c.By) > 1 {
		hold, do = "hold", "do"
	}
	f := analyzer.Finding{At: c.Peer.Path, Help: fmt.Sprintf("allow it in an %s rule of %s as well, or remove it here", direction, policyNames(c.By))}
	f.Message = fmt.Sprintf("this lets %s connect to %s on %s, but %s %s the %s of %s and %s not, so the connection is never made",
		workloadName(c.From), workloadName(c.To), portSetText(c.Ports), policyNames(c.By), hold, direction, workloadName(closed), do)
	if n > 1 {
		f.Message += fmt.Sprintf("; so it is with%s", andOthers(n - 1)[len(" and"):])
	}
	for _, by := range c.By {
		at := by.Side(far).Path
		if !by.Member.Object.Find(at).Exists() {
			at = policySubjectField
		}
		f.Related = append(f.Related, analyzer.Related{Object: by.Member.Object, At: at, Message: fmt.Sprintf("policy `%s` holds the other end", by.Name())})
	}
	f.Related = append(f.Related, analyzer.Related{Object: closed.Member.Object, At: nameField, Message: "the closed end"})
	return f
}

// policyNames names policies in a sentence.
func policyNames(policies []*network.Policy) string {
	var names []string
	for _, policy := range policies {
		names = append(names, "`"+policy.Name()+"`")
	}
	if len(names) == 1 {
		return "policy " + names[0]
	}
	return "policies " + listed(names)
}

// portSetText names ports in a sentence.
func portSetText(ports network.PortSet) string {
	if ports.All() {
		return "all ports"
	}
	var words []string
	for _, r := range ports.Ranges() {
		if r.Lo == r.Hi {
			words = append(words, fmt.Sprintf("%s port `%d`", r.Protocol, r.Lo))
		} else {
			words = append(words, fmt.Sprintf("%s ports `%d` to `%d`", r.Protocol, r.Lo, r.Hi))
		}
	}
	if len(words) > maxListed {
		return fmt.Sprintf("%s and %d other ranges", words[0], len(words)-1)
	}
	return listed(words)
}
