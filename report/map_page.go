package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// pager makes the page of one scene.
type pager struct {
	s      *scene
	out    pageScope
	spaces map[*space]int
	facts  map[any]int // by the link, use or target that they are about
	doors  map[*door]int
	// kinds, files, notes and holds find what is shared; heldBy are the holds
	// of groups, by direction.
	kinds, files map[string]int
	notes        map[note]int
	holds        map[string]int
	heldBy       [2][]int
}

func newPageScope(s *scene) pageScope {
	p := &pager{s: s, spaces: map[*space]int{}, facts: map[any]int{}, doors: map[*door]int{}, kinds: map[string]int{}, files: map[string]int{}, notes: map[note]int{}, holds: map[string]int{}}
	p.out = pageScope{Name: s.m.Scope.Name, Open: s.m.Scope.Open, Public: []int{}, Denied: []int{}, Facts: []pageFact{}, Doors: []pageDoor{}, Workloads: []pageWorkload{},
		Spaces: []string{}, Kinds: []string{}, Files: []string{}, Notes: []pageNote{}, Holds: []pageHold{}}
	for i, sp := range s.spaces {
		p.spaces[sp] = i
		p.out.Spaces = append(p.out.Spaces, name(sp.name))
	}
	p.numbers()
	p.holdGroups()
	for _, d := range s.doors {
		p.door(d)
	}
	for _, a := range s.actors {
		p.out.Workloads = append(p.out.Workloads, p.workload(a))
	}
	for _, a := range s.actors {
		for _, l := range a.in {
			if l.from.kind == oneWorkload {
				w := &p.out.Workloads[l.from.actors[0].index]
				w.Reaches = append(w.Reaches, p.link(l))
			}
		}
	}
	for _, u := range s.uses {
		if !u.denied.Empty() {
			p.out.Denied = append(p.out.Denied, p.use(u))
		}
	}
	for _, pic := range picturesOf(s) {
		p.out.Pictures = append(p.out.Pictures, p.picture(pic))
	}
	return p.out
}

// numbers are what the scene comes to.
func (p *pager) numbers() {
	t := p.s.tally()
	add := func(value, words string) { p.out.Numbers = append(p.out.Numbers, [2]string{value, words}) }
	ways := func(n int, rest string) {
		add(strconv.Itoa(n), strings.TrimPrefix(count(n, "way in ", "ways in ")+rest, strconv.Itoa(n)+" "))
	}
	if n := p.s.m.Unenforced; n > 0 {
		add("none", "of "+count(n, "policy", "policies")+" enforced; the cluster has no engine for network policies")
	}
	ways(t.publicReached, "from the internet, up to a workload")
	if t.publicBlocks > 0 {
		ways(t.publicBlocks, "from the internet, blocked by policies")
	}
	if t.unclear > 0 {
		ways(t.unclear, "from outside; the input does not tell whether from the internet")
	}
	add(of(t.openIn, t.workloads), "workloads open to anything in the cluster")
	add(of(t.openOut, t.workloads), "workloads free to reach anything")
	if t.denied > 0 {
		add(of(t.denied, len(p.s.uses)), "calls in the manifests denied by policies")
	}
}

// share is the place of something in a list that has each thing once.
func share[K comparable, V any](known map[K]int, key K, list *[]V, make func() V) int {
	i, ok := known[key]
	if !ok {
		v := make()
		i = len(*list)
		known[key] = i
		*list = append(*list, v)
	}
	return i
}

func (p *pager) fact(key any, make func() pageFact) int {
	return share(p.facts, key, &p.out.Facts, make)
}

func (p *pager) say(f fact, to int) pageFact {
	return pageFact{Kind: pageStrokeKind(f.kind), Text: brief(f.text), Notes: p.noteAll(f.notes), To: to}
}

// pageStrokeKind is a kind of line as the page has it: what nearly all are is
// left out.
func pageStrokeKind(k strokeKind) strokeKind {
	if k == strokeAllow {
		return ""
	}
	return k
}

func (p *pager) noteAll(notes []note) []int {
	var out []int
	for _, n := range notes {
		out = append(out, p.note(n))
	}
	return out
}

func (p *pager) note(n note) int {
	return share(p.notes, n, &p.out.Notes, func() pageNote { return pageNote{brief(n.text), brief(n.place)} })
}

// place is where the name of an object stands.
func (p *pager) place(m *inventory.Member) pagePlace {
	o := m.Object
	file, at := o.Source().Name, o.Source().Position(o.Locate(namePath).Start)
	return pagePlace{share(p.files, file, &p.out.Files, func() string { return brief(file) }), at.Line, at.Column}
}

// holdGroups notes how policies hold each group.
func (p *pager) holdGroups() {
	for _, g := range p.s.m.Groups {
		p.heldBy[network.Ingress] = append(p.heldBy[network.Ingress], p.hold(g.Ingress))
		p.heldBy[network.Egress] = append(p.heldBy[network.Egress], p.hold(g.Egress))
	}
}

func (p *pager) hold(i network.Isolation) int {
	h := pageHold{State: [...]string{inventory.No: "open", inventory.Yes: "held", inventory.Unknown: "unknown"}[i.Truth]}
	for _, policy := range capped(i.By, maxReasons) {
		h.By = append(h.By, p.note(note{policyWords(policy), policyPlace(policy)}))
	}
	if more := len(i.By) - maxReasons; more > 0 {
		h.By = append(h.By, p.note(note{text: "and " + count(more, "more policy", "more policies")}))
	}
	return share(p.holds, fmt.Sprint(h), &p.out.Holds, func() pageHold { return h })
}

func (p *pager) link(l *link) int {
	return p.fact(l, func() pageFact {
		f := pageFact{Kind: pageStrokeKind(linkKind(l)), On: bothPorts(l.ports, l.maybe), Notes: p.noteAll(p.s.grounded(l)), To: l.to.index}
		switch l.from.kind {
		case allWhichSend:
			f.Any = true
		case allOfSpace:
			f.FromSpace = new(p.spaces[l.from.space])
		default:
			for _, a := range l.from.actors {
				f.From = append(f.From, a.index)
			}
		}
		return f
	})
}

func (p *pager) use(u *use) int {
	return p.fact(u, func() pageFact { return p.say(p.s.useFact(u, nil), u.to.index) })
}

func (p *pager) way(w way) int {
	var key any = w.target
	if w.target == nil {
		key = w.door
	}
	return p.fact(key, func() pageFact {
		to := -1
		if w.target != nil {
			if a := p.s.actorOf[w.target.Workload]; a != nil {
				to = a.index
			}
		}
		return p.say(p.s.wayFact(w, nil), to)
	})
}

func (p *pager) workload(a *actor) pageWorkload {
	kind := name(a.w.Kind())
	w := pageWorkload{
		Name: name(a.name()), Kind: share(p.kinds, kind, &p.out.Kinds, func() string { return kind }), Space: p.spaces[a.space], Place: p.place(a.w.Member),
		Host: p.s.m.Groups[a.group].HostNetwork == inventory.Yes,
		In:   p.heldBy[network.Ingress][a.group], Out: p.heldBy[network.Egress][a.group],
	}
	if id := brief(a.id); id != p.out.Spaces[w.Space]+"/"+w.Name+"["+kind+"]" {
		w.ID = id
	}
	for _, way := range a.doors {
		w.Doors = append(w.Doors, p.way(way))
	}
	for _, l := range a.in {
		w.Reached = append(w.Reached, p.link(l))
	}
	for _, u := range a.uses {
		w.Calls = append(w.Calls, p.use(u))
	}
	for _, u := range a.users {
		w.Called = append(w.Called, p.use(u))
	}
	for _, e := range p.s.outside[a.group] {
		if p.s.isolation(a, e.Direction).Truth != inventory.No {
			w.Outside = append(w.Outside, p.fact(e, func() pageFact { return p.say(outsideFact(e), -1) }))
		}
	}
	return w
}
