package network

import (
	"slices"

	"github.com/akslint/akslint/inventory"
)

// Policy gives the policy that an object is; ok is false for other objects, and
// for patches.
func (n Network) Policy(m *inventory.Member) (p *Policy, ok bool) {
	p, ok = n.model.byMember[m]
	return p, ok
}

// Policies lists the policies of a namespace, those of the cluster for "".
func (n Network) Policies(namespace string) []*Policy {
	list := n.model.byNamespace[namespace]
	if !n.model.variants {
		return list
	}
	return unhidden(list, n.hidden)
}

func (n Network) hidden(p *Policy) bool { return !n.view.Sees(p.Member) }

// sees reports whether the view shows a pod.
func (n Network) sees(id int32) bool {
	return !n.model.variants || n.view.Sees(n.model.all[id].Member)
}

// seen are the policies that hold a workload as the view shows them.
func (n Network) seen(id int32) []holding {
	list := n.model.holds[id]
	if !n.model.variants {
		return list
	}
	return unhidden(list, func(h holding) bool { return n.hidden(h.Policy) })
}

// unhidden is a list without what is hidden: itself where all of it is seen.
func unhidden[T any](list []T, hidden func(T) bool) []T {
	first := slices.IndexFunc(list, hidden)
	if first < 0 {
		return list
	}
	out := slices.Clip(list[:first]) // few of many are seen where there are variants
	for _, item := range list[first+1:] {
		if !hidden(item) {
			out = append(out, item)
		}
	}
	return out
}

// at finds a workload's pod.
func (n Network) at(w *inventory.Workload) (x *pod, holds []holding, id int32) {
	id, ok := n.model.ids[w]
	if !ok { // a patch
		return &pod{Workload: w}, nil, -1
	}
	return n.model.all[id], n.seen(id), id
}

// matches lists the workloads of a selection. Rules ask for large ones again
// and again.
func (n Network) matches(s *selection) Matches {
	if n.model.variants {
		return n.shown(s)
	}
	s.once.Do(func() { s.matches = n.shown(s) })
	return s.matches
}

// shown lists those workloads of a selection that the view shows.
func (n Network) shown(s *selection) Matches {
	out := Matches{Beyond: s.beyond}
	for _, id := range s.sure {
		if w := n.model.all[id].Workload; n.view.Sees(w.Member) {
			out.Sure = append(out.Sure, w)
		}
	}
	for _, id := range s.maybe {
		if w := n.model.all[id].Workload; n.view.Sees(w.Member) {
			out.Maybe = append(out.Maybe, w)
		}
	}
	return out
}

// Selected lists the workloads that a policy is about.
func (n Network) Selected(p *Policy) Matches { return n.matches(p.subject) }

// Peers lists the workloads that a peer of a rule names.
func (n Network) Peers(p *Peer) Matches {
	if !p.Pods {
		return Matches{}
	}
	return n.matches(p.pods)
}

// Named counts the workloads that a peer of a rule names, and those that it may.
func (n Network) Named(p *Peer) (sure, maybe int) {
	if !p.Pods {
		return 0, 0
	}
	return n.count(p.pods.sure), n.count(p.pods.maybe)
}

// count counts those pods that the view shows.
func (n Network) count(ids []int32) (seen int) {
	if !n.model.variants {
		return len(ids)
	}
	for _, id := range ids {
		if n.sees(id) {
			seen++
		}
	}
	return seen
}

// Holding lists the policies that select a workload, and those that may, in the
// order in which they are asked.
func (n Network) Holding(w *inventory.Workload) (sure, maybe []*Policy) {
	_, holds, _ := n.at(w)
	for _, h := range holds {
		if h.truth == inventory.Yes {
			sure = append(sure, h.Policy)
		} else {
			maybe = append(maybe, h.Policy)
		}
	}
	return sure, maybe
}

// Isolation says which policies isolate a workload in a direction.
func (n Network) Isolation(w *inventory.Workload, d Direction) Isolation {
	_, holds, _ := n.at(w)
	return isolation(holds, d)
}

// Covered reports whether a policy of any engine and tier holds a workload's
// traffic in a direction: it isolates the workload, or is of an ordered tier and
// has rules. Unknown is also the answer where the only such policy is one that
// the API server refuses, or that has rules and yet leaves everything open.
func (n Network) Covered(w *inventory.Workload, d Direction) inventory.Truth {
	_, holds, id := n.at(w)
	answer := inventory.No
	for _, h := range holds {
		holds := h.Side(d).Isolates
		if len(h.Side(d).Rules) > 0 && holds == inventory.No {
			holds = inventory.Unknown
			if h.Tier != PodTier && !h.Vague {
				holds = inventory.Yes
			}
		}
		answer = either(answer, both(h.truth, holds))
	}
	for _, p := range n.model.broken[id] {
		if answer == inventory.No && !n.hidden(p) && p.speaks(d) {
			answer = inventory.Unknown
		}
	}
	return answer
}

// Reaches says what may go from one workload to another. Where both are the
// same, it speaks of two pods of it.
func (n Network) Reaches(from, to *inventory.Workload) Flow {
	f := Flow{Out: n.Decide(from, Egress, to), In: n.Decide(to, Ingress, from)}
	v := verdict{f.Out.Ports, f.Out.Maybe}.and(verdict{f.In.Ports, f.In.Maybe})
	f.Ports, f.Maybe = v.sure, v.maybe
	return f
}

// Decide says what the policies of a workload decide about one workload at the
// other end: about traffic to it from other (Ingress), or from it to other.
func (n Network) Decide(w *inventory.Workload, d Direction, other *inventory.Workload) Decision {
	x, holds, _ := n.at(w)
	y, _, id := n.at(other)
	return n.model.explain(x, holds, d, end{pod: y, id: id})
}

// Admits says what the policies of a workload decide about traffic with an end
// that is no workload of the input.
func (n Network) Admits(w *inventory.Workload, d Direction, other End) Decision {
	x, holds, _ := n.at(w)
	return n.model.explain(x, holds, d, end{outside: &other})
}

// Destinations lists the workloads whose ports a port of a rule names: those
// that its policy selects for Ingress, those of the rule's peers for Egress.
func (n Network) Destinations(r *Rule) Matches {
	if r.Direction == Ingress {
		return n.Selected(r.Policy)
	}
	var out Matches
	for _, p := range r.Peers {
		m := n.Peers(p)
		out.Sure, out.Maybe = append(out.Sure, m.Sure...), append(out.Maybe, m.Maybe...)
		out.Beyond = out.Beyond || m.Beyond
	}
	out.Beyond = out.Beyond || r.AnyPeer
	return out
}

// Resolve gives the numbers that a named port has on a workload, and those that
// it may have.
func (n Network) Resolve(p *Port, w *inventory.Workload) (sure, maybe PortSet) {
	x, _, _ := n.at(w)
	return x.resolve(p)
}

// Governed reports whether a namespace has a policy of any engine of its own.
func (n Network) Governed(namespace string) bool { return len(n.Policies(namespace)) > 0 }
