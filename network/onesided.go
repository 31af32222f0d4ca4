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

// OneSided lists what a peer of a rule admits by name in vain: workloads at the
// other end that other policies isolate, and that admit, on some of the rule's
// ports, none of the workloads that its policy selects. Those that are closed
// alike are one OneSided. A peer that selects all pods names none.
func (n Network) OneSided(rule *Rule, peer *Peer) (out []OneSided) {
	p, far := rule.Policy, rule.Direction.Reverse()
	switch {
	case p.Refused != "" || p.Vague || len(p.subject.sure) == 0 || len(p.subject.maybe) > 0,
		p.Side(rule.Direction).Isolates != inventory.Yes || rule.Action != Allow || rule.Doubt,
		!peer.Pods || peer.pods.everything:
		return nil
	}
	plan, subjects := n.model.plan(), p.subject.sure
	at := map[alike]int{} // the place in out, -1 for those that are not closed
	for _, id := range peer.pods.sure {
		if !n.sees(id) || len(subjects) == 1 && subjects[0] == id {
			continue
		}
		key := alike{profile: plan.side[far].of[plan.of[id]]}
		if rule.Direction == Egress && len(rule.names) > 0 {
			key.ports = plan.side[far].ports[plan.of[id]]
		}
		i, known := at[key]
		if !known {
			i = -1
			if x, closed := n.closed(rule, id, key.profile); closed {
				i, x.Peer = len(out), peer
				out = append(out, x)
			}
			at[key] = i
		}
		if i >= 0 {
			out[i].Closed = append(out[i].Closed, n.model.all[id].Workload)
		}
	}
	return out
}

// alike is the same for pods that a rule finds closed in the same way: of one
// profile, and with the same named ports where these matter.
type alike struct {
	profile *profile
	ports   int32
}

// closed says what a rule admits in vain at a pod of a profile, if anything.
func (n Network) closed(rule *Rule, id int32, q *profile) (x OneSided, ok bool) {
	by, subjects := isolation(n.seen(id), q.direction), rule.Policy.subject.sure
	if by.Truth != inventory.Yes {
		return x, false
	}
	open := subjects[0]
	if open == id { // another is the better example
		open = subjects[1]
	}
	x = OneSided{Rule: rule, By: by.By, From: n.model.all[open].Workload, To: n.model.all[id].Workload}
	if rule.Direction == Ingress {
		x.From, x.To = x.To, x.From
	}
	x.Ports = n.unanswered(rule, x.To, n.admitted(q, id, subjects))
	return x, !x.Ports.Empty()
}

// admitted are the ports on which a pod of a profile may admit any of some
// others.
func (n Network) admitted(q *profile, id int32, others []int32) (ports PortSet) {
	plan, own := n.model.plan(), n.model.all[id]
	seen := n.seen(id)
	for _, other := range others {
		if !n.sees(other) {
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
		set, maybe := port.Set, PortSet{}
		if port.Name != "" {
			set, maybe = n.Resolve(port, to)
		}
		if port.Doubt || !maybe.Empty() || set.Overlaps(admitted) || n.elsewhere(rule, port, admitted) {
			continue
		}
		ports = ports.Union(set)
	}
	return ports
}

// elsewhere reports whether a named port of a rule for Ingress may have, on some
// workload that its policy selects, one of some numbers.
func (n Network) elsewhere(rule *Rule, port *Port, numbers PortSet) bool {
	return port.Name != "" && rule.Direction == Ingress && !numbers.Empty() && slices.ContainsFunc(rule.Policy.subject.sure, func(id int32) bool {
		sure, maybe := n.model.all[id].resolve(port)
		return !maybe.Empty() || sure.Overlaps(numbers)
	})
}
