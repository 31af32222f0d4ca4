package network

import (
	"slices"

	"github.com/akslint/akslint/inventory"
)

// plan is the model by classes and profiles, for questions about many pairs.
type plan struct {
	*classes
	verdicts *verdicts
	side     [2]*profiles
}

func newPlan(m *Model) *plan {
	p := &plan{classes: newClasses(m), verdicts: newVerdicts()}
	p.side[Ingress] = newProfiles(m, p.classes, p.verdicts).fill(Ingress)
	p.side[Egress] = newProfiles(m, p.classes, p.verdicts).fill(Egress)
	return p
}

// OneSided lists what the rules of a policy admit by name in vain: workloads at
// the other end that other policies isolate, and that admit, on some of the
// rule's ports, none of the workloads that the policy selects. There is one for
// each rule, peer and such workload. A peer that selects all pods names none.
func (n Network) OneSided(p *Policy) (out []OneSided) {
	if p.Refused != "" || p.Vague || len(p.subject.sure) == 0 || len(p.subject.maybe) > 0 {
		return nil
	}
	for _, d := range []Direction{Ingress, Egress} {
		if p.Side(d).Isolates != inventory.Yes {
			continue
		}
		for _, rule := range p.Side(d).Rules {
			if rule.Action != Allow || rule.Doubt {
				continue
			}
			for _, peer := range rule.Peers {
				if peer.Pods && !peer.pods.everything {
					out = append(out, n.inVain(rule, peer)...)
				}
			}
		}
	}
	return out
}

// inVain lists the workloads of a peer that admit nothing of what a rule does.
func (n Network) inVain(rule *Rule, peer *Peer) (out []OneSided) {
	subjects := rule.Policy.subject.sure
	far := rule.Direction.Reverse()
	admits := map[*profile]PortSet{}
	for _, id := range peer.pods.sure {
		if !n.view.Sees(n.model.all[id].Member) || len(subjects) == 1 && subjects[0] == id {
			continue
		}
		q := n.model.plan().side[far].of[n.model.plan().of[id]]
		by := isolation(n.seen(id), far)
		if by.Truth != inventory.Yes {
			continue
		}
		admitted, ok := admits[q]
		if !ok {
			admitted = n.admitted(q, id, subjects)
			admits[q] = admitted
		}
		x := OneSided{Rule: rule, Peer: peer, Closed: n.model.all[id].Workload, By: by.By}
		x.From, x.To = n.model.all[subjects[0]].Workload, x.Closed
		if rule.Direction == Ingress {
			x.From, x.To = x.To, x.From
		}
		if x.Ports = n.unanswered(rule, x.To, admitted); !x.Ports.Empty() {
			out = append(out, x)
		}
	}
	return out
}

// admitted are the ports on which a pod of a profile may admit any of some
// others.
func (n Network) admitted(q *profile, id int32, others []int32) (ports PortSet) {
	plan, own := n.model.plan(), n.model.all[id]
	seen := n.seen(id)
	for _, other := range others {
		if !n.view.Sees(n.model.all[other].Member) {
			continue
		}
		var v verdict
		if len(seen) != len(n.model.holds[id]) { // of variants, the profile knows all
			v = n.model.decide(own, seen, q.direction, end{pod: n.model.all[other], id: other})
		} else {
			v = plan.verdicts.list[q.verdictFor(plan.of[other])]
		}
		if ports = ports.Union(v.sure).Union(v.maybe); ports.All() {
			break
		}
	}
	return ports
}

// verdictFor is the number of the verdict for a class.
func (q *profile) verdictFor(class int32) int32 {
	i, found := slices.BinarySearchFunc(q.exceptions, class, func(e exception, class int32) int { return int(e.class - class) })
	if found {
		return q.exceptions[i].verdict
	}
	return q.base
}

// unanswered are those ports of a rule of which the other end admits none: for
// each of its items, all or nothing.
func (n Network) unanswered(rule *Rule, to *inventory.Workload, admitted PortSet) (ports PortSet) {
	if rule.AnyPort {
		if admitted.Empty() {
			return everyPort
		}
		return PortSet{}
	}
	for _, port := range rule.Ports {
		set := port.Set
		if port.Doubt {
			continue
		}
		if port.Name != "" {
			var maybe PortSet
			if set, maybe = n.Resolve(port, to); !maybe.Empty() {
				continue
			}
		}
		if !set.Overlaps(admitted) {
			ports = ports.Union(set)
		}
	}
	return ports
}
