package network

import (
	"iter"
	"slices"
	"sync"

	"github.com/akslint/akslint/inventory"
)

// plan is the model by classes and profiles, for questions about many pairs.
type plan struct {
	*classes
	verdicts *verdicts
	side     [2]*profiles
	named    sync.Map // what peers name, by namedKey: see namedAlike
}

func newPlan(m *Model) *plan {
	p := &plan{classes: newClasses(m), verdicts: newVerdicts()}
	p.side[Ingress] = newProfiles(m, p.classes, p.verdicts).fill(Ingress)
	p.side[Egress] = newProfiles(m, p.classes, p.verdicts).fill(Egress)
	return p
}

// OneSided yields what a peer of a rule admits by name in vain: workloads at the
// other end that other policies isolate, and that admit, on some of the rule's
// ports, none of the workloads that its policy selects. Those that are closed
// alike are one OneSided. A peer that selects all pods names none.
func (n Network) OneSided(rule *Rule, peer *Peer) iter.Seq[OneSided] {
	return func(yield func(OneSided) bool) {
		p := rule.Policy
		switch {
		case p.Refused != "" || p.Vague || len(p.subject.sure) == 0 || len(p.subject.maybe) > 0,
			p.Side(rule.Direction).Isolates != inventory.Yes || rule.Action != Allow || rule.Doubt,
			!peer.Pods || peer.pods.everything:
			return
		}
		for _, g := range n.namedAlike(rule, peer) {
			if x, closed := n.closed(rule, g.first, g.profile); closed {
				x.Peer, x.Count = peer, g.count
				if !yield(x) {
					return
				}
			}
		}
	}
}

// alike is the same for pods that a rule finds closed in the same way: of one
// profile, and with the same named ports where these matter.
type alike struct {
	profile *profile
	ports   int32
}

// namedPods are pods that a peer names and that are alike: the first, and their
// number.
type namedPods struct {
	alike
	first int32
	count int
}

// namedKey is what the answer of namedAlike depends on, where all views show the
// same and the peer names no only subject of the policy.
type namedKey struct {
	pods      *selection
	direction Direction
	ports     bool
}

// namedAlike are the pods that a peer of a rule names. Many peers name the same.
func (n Network) namedAlike(rule *Rule, peer *Peer) []namedPods {
	key := namedKey{peer.pods, rule.Direction, rule.Direction == Egress && len(rule.names) > 0}
	subjects := rule.Policy.subject.sure
	if n.model.variants || len(subjects) == 1 && peer.pods.has(subjects[0]) == inventory.Yes {
		return n.findNamed(key, subjects)
	}
	known := &n.model.plan().named
	if found, ok := known.Load(key); ok {
		groups, _ := found.([]namedPods)
		return groups
	}
	groups := n.findNamed(key, nil)
	known.Store(key, groups)
	return groups
}

// findNamed finds the pods that a peer names but for an only subject.
func (n Network) findNamed(by namedKey, subjects []int32) (groups []namedPods) {
	plan := n.model.plan()
	far := plan.side[by.direction.Reverse()]
	at := map[alike]int{}
	for class := range plan.selected(by.pods.sure) {
		first, count := n.shownOf(plan.members[class], subjects)
		if count == 0 {
			continue
		}
		key := alike{profile: far.of[class]}
		if by.ports {
			key.ports = far.ports[class]
		}
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key], groups = i, append(groups, namedPods{key, first, 0})
		}
		groups[i].count += count
	}
	return groups
}

// shownOf counts those pods of a class that the view shows, and gives the first.
// The only subject of a policy does not count: it is not cut off from itself.
func (n Network) shownOf(ids, subjects []int32) (first int32, count int) {
	for _, id := range ids {
		if !n.sees(id) || len(subjects) == 1 && subjects[0] == id {
			continue
		}
		if count++; count == 1 {
			first = id
		}
	}
	return first, count
}

// closed says what a rule admits in vain at a pod of a profile, if anything.
func (n Network) closed(rule *Rule, id int32, q *profile) (x OneSided, ok bool) {
	by, subjects := n.isolationOf(id, q), rule.Policy.subject.sure
	if by.Truth != inventory.Yes {
		return x, false
	}
	open := subjects[0]
	if open == id { // another is the better example
		open = subjects[1]
	}
	x = OneSided{Rule: rule, By: by.By, From: n.model.all[open].Workload, To: n.model.all[id].Workload, Closed: n.model.all[id].Workload}
	if rule.Direction == Ingress {
		x.From, x.To = x.To, x.From
	}
	x.Ports = n.unanswered(rule, x.To, n.admitted(q, id, subjects))
	return x, !x.Ports.Empty()
}

// isolationOf says which policies isolate a pod of a profile.
func (n Network) isolationOf(id int32, q *profile) Isolation {
	if seen := n.seen(id); len(seen) != len(n.model.holds[id]) { // of variants, the profile knows all
		return isolation(seen, q.direction)
	}
	return q.isolation
}

// admitted are the ports on which a pod of a profile may admit any of some
// others.
func (n Network) admitted(q *profile, id int32, others []int32) (ports PortSet) {
	plan, own := n.model.plan(), n.model.all[id]
	seen := n.seen(id)
	for class := range plan.selected(others) {
		other, count := n.shownOf(plan.members[class], nil)
		if count == 0 {
			continue
		}
		var v verdict
		if len(seen) != len(n.model.holds[id]) { // of variants, the profile knows all
			v = n.model.decide(own, seen, q.direction, end{pod: n.model.all[other], id: other})
		} else {
			v = plan.verdicts.list[q.verdictFor(class)]
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
