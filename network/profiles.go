package network

import (
	"encoding/binary"
	"slices"

	"github.com/akslint/akslint/inventory"
)

// profile is what one list of policies makes of one direction: a verdict for
// each class at the other end. Classes that share a profile share its answers.
type profile struct {
	direction Direction
	holds     []holding
	own       *pod    // one of those that it is about; their named ports are the same
	members   []int32 // the classes that it is about
	// base is the verdict for every class that is not among the exceptions.
	base       int32
	exceptions []exception // by class
	number     int32
	// named says that ports of the other end decide: the rules are for Egress,
	// and some have names.
	named bool
}

// exception is the verdict for a class, by number.
type exception struct{ class, verdict int32 }

// profiles makes the profiles of one direction.
type profiles struct {
	*Model
	*classes
	verdicts *verdicts
	hosts    []int32            // the classes on, or perhaps on, the network of their node
	isHost   []bool             // by class
	ports    []int32            // by class: a number for its named ports
	namers   map[string][]int32 // the classes with a named port
	lists    map[*selection][2][]int32
	list     []*profile
	of       []*profile // by class
}

func newProfiles(m *Model, c *classes, v *verdicts) *profiles {
	p := &profiles{Model: m, classes: c, verdicts: v, namers: map[string][]int32{}, lists: map[*selection][2][]int32{}, isHost: make([]bool, len(c.members)), ports: make([]int32, len(c.members))}
	signs := map[string]int32{"": 0}
	for class, ids := range c.members {
		x := m.all[ids[0]]
		if x.host != inventory.No {
			p.hosts, p.isHost[class] = append(p.hosts, int32(class)), true
		}
		sign, ok := signs[portSign(x)]
		if !ok {
			sign = int32(len(signs))
			signs[portSign(x)] = sign
		}
		p.ports[class] = sign
		for _, n := range x.named {
			if list := p.namers[n.name]; len(list) == 0 || list[len(list)-1] != int32(class) {
				p.namers[n.name] = append(list, int32(class))
			}
		}
	}
	return p
}

// portSign is the same for pods with the same named ports.
func portSign(x *pod) string {
	var key []byte
	for _, n := range x.named {
		key = append(binary.AppendUvarint(append(key, n.name...), uint64(n.number)), byte(n.protocol), 0)
	}
	return string(key)
}

// fill gives each class its profile of a direction.
func (p *profiles) fill(d Direction) *profiles {
	known := map[string]*profile{}
	p.of = make([]*profile, len(p.members))
	var key []byte
	for class, ids := range p.members {
		key = key[:0]
		var holds []holding
		named := false
		for _, h := range p.holds[ids[0]] {
			if h.speaks(d) {
				holds = append(holds, h)
				key = append(binary.AppendUvarint(key, uint64(h.index)), byte(h.truth))
				for _, rule := range h.Side(d).Rules {
					named = named || len(rule.names) > 0
				}
			}
		}
		own := p.all[ids[0]]
		if named && d == Ingress {
			key = append(append(key, 0xff), portSign(own)...)
		}
		q := known[string(key)]
		if q == nil {
			q = &profile{direction: d, holds: holds, own: own, number: int32(len(p.list)), named: named && d == Egress}
			known[string(key)] = q
			p.list = append(p.list, q)
		}
		q.members = append(q.members, int32(class))
		p.of[class] = q
	}
	t := &tally{profiles: p, heads: make([]int32, len(p.members))}
	for _, q := range p.list {
		t.judge(q)
	}
	return p
}

// classesOf lists the classes of a selection: the sure ones, and the others.
func (p *profiles) classesOf(s *selection) [2][]int32 {
	found, ok := p.lists[s]
	if !ok {
		found = [2][]int32{p.classes.selected(s.sure), p.classes.selected(s.maybe)}
		p.lists[s] = found
	}
	return found
}

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

// verdicts numbers verdicts, and remembers how they meet.
type verdicts struct {
	list   []verdict
	byText map[string]int32
	met    map[[2]int32]int32
}

func newVerdicts() *verdicts {
	v := &verdicts{byText: map[string]int32{}, met: map[[2]int32]int32{}}
	v.number(refused)
	v.number(admitted)
	return v
}

// The numbers of the verdicts that there always are.
const (
	nothing    int32 = 0
	everything int32 = 1
)

// number gives a verdict its number.
func (v *verdicts) number(x verdict) int32 {
	var key []byte
	for _, s := range x.sure.spans {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(s.lo)), uint64(s.hi))
	}
	key = append(key, 0)
	for _, s := range x.maybe.spans {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(s.lo)), uint64(s.hi))
	}
	n, ok := v.byText[string(key)]
	if !ok {
		n = int32(len(v.list))
		v.list = append(v.list, x)
		v.byText[string(key)] = n
	}
	return n
}

// meet is the verdict of both ends together.
func (v *verdicts) meet(a, b int32) int32 {
	switch {
	case a == nothing || b == nothing:
		return nothing
	case a == everything || a == b:
		return b
	case b == everything:
		return a
	}
	key := [2]int32{min(a, b), max(a, b)}
	n, ok := v.met[key]
	if !ok {
		n = v.number(v.list[a].and(v.list[b]))
		v.met[key] = n
	}
	return n
}

// and is what both of two verdicts admit.
func (x verdict) and(y verdict) verdict {
	sure := x.sure.Intersect(y.sure)
	may := x.sure.Union(x.maybe).Intersect(y.sure.Union(y.maybe))
	return verdict{sure, may.Minus(sure)}
}

// adds reports whether what one verdict admits is still told truly when that of
// another is laid over it.
func (v *verdicts) adds(over, under int32) bool {
	if under == nothing || under == over {
		return true
	}
	a, b := v.list[over], v.list[under]
	return a.sure.Covers(b.sure) && a.sure.Union(a.maybe).Covers(b.maybe)
}
