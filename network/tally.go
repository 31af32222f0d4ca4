package network

import (
	"encoding/binary"
	"slices"

	"github.com/akslint/akslint/inventory"
)

// tally collects, for one profile, which rules name which classes.
type tally struct {
	*profiles
	heads   []int32 // by class: its latest mention, from 1; 0 for none
	touched []int32
	notes   []note
	rules   []*Rule
	// known are the verdicts found, by the rules that name a class, and single
	// those where one rule does, sure or not.
	known  map[string]int32
	single []int32
	key    []byte
}

// note says that a rule names a class. A rule of -1 only says that the class is
// to be looked at.
type note struct {
	rule  int32
	truth inventory.Truth
	next  int32
}

// judge finds the base and the exceptions of a profile.
func (t *tally) judge(q *profile) {
	if len(q.holds) == 0 {
		q.base = t.verdicts.number(admitted)
		return
	}
	t.rules, t.notes, t.touched, t.known = t.rules[:0], t.notes[:0], t.touched[:0], map[string]int32{}
	for _, h := range q.holds {
		t.rules = append(t.rules, h.Side(q.direction).Rules...)
	}
	t.single = slices.Grow(t.single[:0], 2*len(t.rules))[:2*len(t.rules)]
	for i := range t.single {
		t.single[i] = -1
	}
	base := make(map[*Rule]inventory.Truth, len(t.rules))
	for i, rule := range t.rules {
		base[rule] = t.mention(q, int32(i), rule)
	}
	for _, class := range t.hosts {
		t.note(class, -1, 0)
	}
	unnamed := &pod{}
	q.base = t.verdicts.number(fold(q.holds, q.direction, func(r *Rule) matched { return t.matched(q, r, base[r], unnamed) }))
	if !slices.IsSorted(t.touched) {
		slices.Sort(t.touched)
	}
	q.exceptions = make([]exception, 0, len(t.touched))
	for _, class := range t.touched {
		if v := t.verdictOf(q, class, base); v != q.base {
			q.exceptions = append(q.exceptions, exception{class, v})
		}
		t.heads[class] = 0
	}
}

// mention notes which classes a rule names, and says how it matches those that
// it does not.
func (t *tally) mention(q *profile, i int32, rule *Rule) inventory.Truth {
	base := inventory.No
	if rule.AnyPeer {
		base = inventory.Yes
	}
	for _, peer := range rule.Peers {
		base = either(base, peer.anyPod)
		if peer.Pods && peer.pods.everything {
			base = inventory.Yes
		}
	}
	if base != inventory.Yes {
		for _, peer := range rule.Peers {
			if !peer.Pods {
				continue
			}
			lists := t.classesOf(peer.pods)
			for _, class := range lists[0] {
				t.note(class, i, inventory.Yes)
			}
			for _, class := range lists[1] {
				t.note(class, i, inventory.Unknown)
			}
		}
	}
	if q.direction == Egress && base != inventory.No {
		for _, port := range rule.names {
			for _, name := range []string{port.Name, ""} {
				for _, class := range t.namers[name] {
					t.note(class, -1, 0)
				}
			}
		}
	}
	return base
}

func (t *tally) note(class, rule int32, truth inventory.Truth) {
	if t.heads[class] == 0 {
		t.touched = append(t.touched, class)
	}
	t.notes = append(t.notes, note{rule, truth, t.heads[class]})
	t.heads[class] = int32(len(t.notes))
}

// matched says what a rule does to a class that it matches with a truth.
func (t *tally) matched(q *profile, r *Rule, truth inventory.Truth, other *pod) matched {
	m := matched{truth: truth}
	if truth != inventory.No {
		to := other
		if q.direction == Ingress {
			to = q.own
		}
		m.sure, m.maybe = portsOf(r, to, nil)
	}
	return m
}

// verdictOf finds the verdict for a class that is named. Classes that the same
// rules name, and that have the same named ports where these matter, have the
// same.
func (t *tally) verdictOf(q *profile, class int32, base map[*Rule]inventory.Truth) int32 {
	if t.isHost[class] {
		id := t.members[class][0]
		return t.verdicts.number(t.decide(q.own, q.holds, q.direction, end{pod: t.all[id], id: id}))
	}
	head := t.notes[t.heads[class]-1]
	single := head.next == 0 && head.rule >= 0 && !q.named
	if at := 2*head.rule + int32(head.truth) - 1; single {
		if t.single[at] < 0 {
			t.single[at] = t.judged(q, class, base)
		}
		return t.single[at]
	}
	key := t.key[:0]
	for at := t.heads[class]; at > 0; at = t.notes[at-1].next {
		if n := t.notes[at-1]; n.rule >= 0 {
			key = append(binary.AppendUvarint(key, uint64(n.rule)), byte(n.truth))
		}
	}
	if q.named {
		key = binary.AppendUvarint(key, uint64(t.ports[class]))
	}
	t.key = key
	v, ok := t.known[string(key)]
	if !ok {
		v = t.judged(q, class, base)
		t.known[string(key)] = v
	}
	return v
}

// judged asks the policies about a class that is named.
func (t *tally) judged(q *profile, class int32, base map[*Rule]inventory.Truth) int32 {
	named := make(map[*Rule]inventory.Truth)
	for at := t.heads[class]; at > 0; at = t.notes[at-1].next {
		if n := t.notes[at-1]; n.rule >= 0 {
			rule := t.rules[n.rule]
			named[rule] = either(named[rule], n.truth)
		}
	}
	other := t.all[t.members[class][0]]
	return t.verdicts.number(fold(q.holds, q.direction, func(r *Rule) matched {
		return t.matched(q, r, either(base[r], named[r]), other)
	}))
}
