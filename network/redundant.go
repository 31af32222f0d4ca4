package network

import (
	"slices"

	"github.com/akslint/akslint/inventory"
)

// Redundant reports whether other rules admit all that a rule of a NetworkPolicy
// does, for all workloads that its policy selects, and which rules these are.
// What a selector means is compared by its text, since there may be pods that
// the input does not show. Of two rules that admit the same, the later is
// redundant.
func (n Network) Redundant(r *Rule) (by []*Rule, ok bool) { return n.redundant(r, false) }

// RedundantPolicy reports whether a NetworkPolicy could go without a change, and
// which policies make it so: all its rules are redundant, and others isolate all
// that it isolates. A policy without rules never is.
func (n Network) RedundantPolicy(p *Policy) (by []*Policy, ok bool) {
	if p.Engine != Kubernetes || p.Refused != "" || len(p.Ingress.Rules)+len(p.Egress.Rules) == 0 || len(p.subject.sure) == 0 {
		return nil, false
	}
	add := func(q *Policy) {
		if !slices.Contains(by, q) {
			by = append(by, q)
		}
	}
	for _, d := range []Direction{Ingress, Egress} {
		for _, rule := range p.Side(d).Rules {
			rules, ok := n.redundant(rule, true)
			if !ok {
				return nil, false
			}
			for _, q := range rules {
				add(q.Policy)
			}
		}
		if p.Side(d).Isolates == inventory.No {
			continue
		}
		for _, id := range slices.Concat(p.subject.sure, p.subject.maybe) {
			q := n.otherIsolating(id, d, p)
			if q == nil {
				return nil, false
			}
			add(q)
		}
	}
	return by, true
}

// otherIsolating finds another policy that surely isolates a pod.
func (n Network) otherIsolating(id int32, d Direction, p *Policy) *Policy {
	for _, h := range n.seen(id) {
		if h.Policy != p && both(h.truth, h.Side(d).Isolates) == inventory.Yes {
			return h.Policy
		}
	}
	return nil
}

func (n Network) redundant(r *Rule, byOthers bool) (by []*Rule, ok bool) {
	p := r.Policy
	if p.Engine != Kubernetes || p.Refused != "" || r.Doubt || len(p.subject.sure) == 0 {
		return nil, false
	}
	for _, port := range r.Ports {
		if port.Doubt {
			return nil, false
		}
	}
	asked := map[string]bool{} // lists of policies that hold pods
	for _, id := range slices.Concat(p.subject.sure, p.subject.maybe) {
		holds := n.seen(id)
		if key := holdsKey(holds); asked[key] {
			continue
		} else {
			asked[key] = true
		}
		rules, ok := coveredBy(r, others(r, holds, byOthers))
		if !ok {
			return nil, false
		}
		for _, q := range rules {
			if !slices.Contains(by, q) {
				by = append(by, q)
			}
		}
	}
	return by, true
}

func holdsKey(holds []holding) string {
	key := make([]byte, 0, 5*len(holds))
	for _, h := range holds {
		key = append(key, byte(h.index), byte(h.index>>8), byte(h.index>>16), byte(h.index>>24), byte(h.truth))
	}
	return string(key)
}

// others lists the rules beside r that count for a pod.
func others(r *Rule, holds []holding, byOthers bool) (out []*Rule) {
	for _, h := range holds {
		if h.truth != inventory.Yes || h.Engine != Kubernetes || byOthers && h.Policy == r.Policy {
			continue
		}
		for _, q := range h.Side(r.Direction).Rules {
			if q == r || q.Doubt || later(q, r) && mutual(q, r) {
				continue
			}
			out = append(out, q)
		}
	}
	return out
}

// later reports whether a rule comes after another.
func later(q, r *Rule) bool {
	if q.Policy == r.Policy {
		return q.Index > r.Index
	}
	return r.Policy.Member.Before(q.Policy.Member)
}

// mutual reports whether r also makes q redundant: it admits all that q does,
// for all that q is about.
func mutual(q, r *Rule) bool {
	_, covered := coveredBy(q, []*Rule{r})
	return covered && !slices.ContainsFunc(q.Policy.subject.sure, func(id int32) bool {
		return r.Policy.subject.has(id) != inventory.Yes
	})
}

// coveredBy reports whether some rules together admit all that r does, and which
// of them are needed for that.
func coveredBy(r *Rule, rules []*Rule) (by []*Rule, ok bool) {
	cover := func(admits func(*Rule) bool) bool {
		var set PortSet
		names := slices.Clone(r.names)
		for _, q := range rules {
			if !admits(q) {
				continue
			}
			with := set.Union(q.numbers())
			left := slices.DeleteFunc(slices.Clone(names), func(p *Port) bool { return q.admitsName(p) })
			if with.Equal(set) && len(left) == len(names) {
				continue
			}
			set, names = with, left
			if !slices.Contains(by, q) {
				by = append(by, q)
			}
			if set.Covers(r.numbers()) && len(names) == 0 {
				return true
			}
		}
		return false
	}
	if r.AnyPeer {
		return by, cover(func(q *Rule) bool { return q.AnyPeer })
	}
	for _, p := range r.Peers {
		if !cover(func(q *Rule) bool { return q.AnyPeer || slices.ContainsFunc(q.Peers, p.within) }) {
			return nil, false
		}
	}
	return by, len(r.Peers) > 0
}

// numbers are the ports of a rule that are numbers.
func (r *Rule) numbers() PortSet {
	if r.AnyPort {
		return everyPort
	}
	return r.set
}

// admitsName reports whether a rule admits a named port, whatever its number.
func (r *Rule) admitsName(p *Port) bool {
	if r.numbers().Covers(ProtocolPorts(p.Protocol)) {
		return true
	}
	return slices.ContainsFunc(r.names, func(q *Port) bool { return q.Name == p.Name && q.Protocol == p.Protocol })
}

// within reports whether another peer matches all that p does.
func (p *Peer) within(q *Peer) bool {
	switch {
	case p.Doubt:
		return false
	case p.Pods:
		return q.Pods && p.pods.implies(q.pods)
	}
	return p.Block && q.Block && q.Addresses.Covers(p.Addresses)
}

// implies reports whether all pods that a selector means are meant by another.
func (s *selection) implies(t *selection) bool {
	if s == t {
		return true
	}
	spaces := false
	switch {
	case t.within.all && s.within.all:
		spaces = s.within.spaces.implies(&t.within.spaces)
	case t.within.all:
		own := selector{requirements: []requirement{{key: metadataName, values: []string{s.within.name}}}}
		spaces = own.implies(&t.within.spaces)
	case s.within.all:
		spaces = slices.ContainsFunc(s.within.spaces.requirements, func(r requirement) bool {
			return r.key == metadataName && r.op == in && len(r.values) == 1 && r.values[0] == t.within.name
		})
	default:
		spaces = s.within.name == t.within.name
	}
	return spaces && s.pods.implies(&t.pods)
}

// implies reports whether what a selector matches is matched by another.
func (s *selector) implies(t *selector) bool {
	if s.doubt || t.doubt || s.rest != nil || t.rest != nil {
		return false
	}
	for _, want := range t.requirements {
		if !slices.ContainsFunc(s.requirements, func(r requirement) bool { return r.implies(want) }) {
			return false
		}
	}
	return true
}

func (r requirement) implies(want requirement) bool {
	if r.key != want.key {
		return false
	}
	subset := func(a, b []string) bool {
		return !slices.ContainsFunc(a, func(v string) bool { return !slices.Contains(b, v) })
	}
	switch want.op {
	case in:
		return r.op == in && subset(r.values, want.values)
	case notIn:
		return r.op == notIn && subset(want.values, r.values) || r.op == absent ||
			r.op == in && !slices.ContainsFunc(r.values, func(v string) bool { return slices.Contains(want.values, v) })
	case exists:
		return r.op == exists || r.op == in
	case absent:
		return r.op == absent
	}
	return false
}
