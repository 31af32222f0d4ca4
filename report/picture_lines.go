package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report/layout"
)

// What the lines of a picture are drawn for.

// stroke is a line of a picture, with what there is to say about it.
type stroke struct {
	kind     strokeKind
	from, to int // marks
	public   bool
	inner    bool // it leads from an entry to a workload
	count    int  // links that it stands for, in a closed picture
	links    []*link
	uses     []*use
	ways     []way
	outside  *network.AddressEdge
	points   []layout.Point // its way, once that is laid out
}

// onlyAllowed reports whether nothing shows that the line is used.
func (s *stroke) onlyAllowed() bool { return len(s.ways)+len(s.uses) == 0 }

// entries draws the ways in.
func (p *picture) entries(s *scene, only *space) {
	outside := map[network.Reach]mark{
		network.Public:       {kind: markInternet, label: "Internet"},
		network.VNet:         {kind: markVNet, label: "Virtual network"},
		network.ReachUnknown: {kind: markElsewhere, label: "Outside"},
	}
	for _, d := range s.doors {
		to, ok := p.mark(d, d.space)
		if !ok || only != nil && !touches(d, only) {
			continue
		}
		m := outside[d.entry.Reach]
		from := p.add(special(m.kind), m, layout.NoBox, true)
		public := d.entry.Reach == network.Public
		one := stroke{kind: doorState(d), from: from, to: to, public: public}
		for i := range d.entry.Targets {
			one.ways = append(one.ways, way{d, &d.entry.Targets[i]})
		}
		if len(one.ways) == 0 {
			one.ways = []way{{door: d}}
		}
		p.stroke(one)
	}
	for _, sp := range s.spaces {
		if _, shown := p.at[sp]; !shown {
			continue
		}
		for _, a := range sp.actors {
			for _, w := range a.doors {
				p.way(a, w)
			}
		}
	}
}

// way draws how an entry leads to a workload.
func (p *picture) way(a *actor, w way) {
	from, ok := p.mark(w.door, w.door.space)
	to, ok2 := p.mark(a, a.space)
	if ok && ok2 && from != to {
		p.stroke(stroke{kind: reached(w.target.Reached), from: from, to: to, public: w.door.entry.Reach == network.Public, inner: true, ways: []way{w}})
	}
}

// touches reports whether an entry lies in a namespace or leads there.
func touches(d *door, sp *space) bool {
	return d.space == sp || slices.ContainsFunc(d.entry.Targets, func(t network.Target) bool { return t.Workload.Member.Namespace == sp.name })
}

// doorState is what becomes of traffic at an entry: the best of its targets.
func doorState(d *door) strokeKind {
	best := strokeBlocked
	for i := range d.entry.Targets {
		switch k := reached(d.entry.Targets[i].Reached); {
		case k == strokeOpen:
			return k
		case k == strokeUnsure:
			best = k
		}
	}
	if len(d.entry.Targets) == 0 {
		return strokeUnsure
	}
	return best
}

func reached(t inventory.Truth) strokeKind {
	switch t {
	case inventory.Yes:
		return strokeOpen
	case inventory.No:
		return strokeBlocked
	}
	return strokeUnsure
}

// link draws what policies allow.
func (p *picture) link(s *scene, l *link, only *space) {
	if s.plain(l) || only != nil && l.to.space != only && l.from.space != only {
		return
	}
	to, ok := p.mark(l.to, l.to.space)
	if !ok {
		return
	}
	from := 0
	switch l.from.kind {
	case oneWorkload:
		from, ok = p.mark(l.from.actors[0], l.from.space)
	case allWhichSend:
		from = p.add(special("any"), mark{kind: markAny, label: "any workload"}, layout.NoBox, true)
	default:
		from, ok = p.pill(l)
	}
	if ok && from != to {
		p.stroke(stroke{kind: linkKind(l), from: from, to: to, links: []*link{l}})
	}
}

// pill is the mark for several workloads of a namespace.
func (p *picture) pill(l *link) (i int, ok bool) {
	at, ok := p.at[l.from.space]
	if !ok || at >= 0 {
		return at, ok
	}
	label := "all of " + l.from.space.name
	key := "all " + l.from.space.name
	if l.from.kind == someOfSpace {
		var ids strings.Builder
		for _, a := range l.from.actors {
			fmt.Fprintf(&ids, "%d ", a.index)
		}
		label = fmt.Sprintf("%d of %s", len(l.from.actors), l.from.space.name)
		key = "some " + ids.String()
	}
	return p.add(special(key), mark{kind: markAll, space: l.from.space, label: label}, -1-at, false), true
}

// call draws what manifests show to be called.
func (p *picture) call(u *use, only *space) {
	if only != nil && u.to.space != only && u.from.space != only {
		return
	}
	from, ok := p.mark(u.from, u.from.space)
	to, ok2 := p.mark(u.to, u.to.space)
	if !ok || !ok2 || from == to {
		return
	}
	kind := strokeCall
	switch {
	case !u.denied.Empty():
		kind = strokeDenied
	case !u.unsure.Empty():
		kind = strokeUnsure
	}
	p.stroke(stroke{kind: kind, from: from, to: to, uses: []*use{u}})
}

// leaving draws the addresses outside that held workloads may reach.
func (p *picture) leaving(s *scene) {
	for i := range p.marks { // grows, with marks that are no workloads
		a := p.marks[i].actor
		if a == nil || s.isolation(a, network.Egress).Truth == inventory.No {
			continue
		}
		for _, e := range s.outside[a.group] {
			if e.Direction != network.Egress {
				continue
			}
			kind := strokeAllow
			if e.Ports.Empty() {
				kind = strokeUnsure
			}
			words := addressWords(e.Addresses)
			to := p.add(special("out "+words), mark{kind: markAddresses, label: words}, layout.NoBox, false)
			p.stroke(stroke{kind: kind, from: i, to: to, outside: e})
		}
	}
}

// strength orders kinds of strokes: where several join the same marks, the
// strongest is drawn.
var strength = map[strokeKind]int{strokeAllow: 0, strokeUnsure: 1, strokeCall: 2, strokeBlocked: 3, strokeOpen: 4, strokeDenied: 5}

// stroke adds a line, or what it says to a line that is there.
func (p *picture) stroke(one stroke) {
	key := [2]int{one.from, one.to}
	i, ok := p.at[key]
	if !ok {
		p.at[key] = len(p.strokes)
		one.count = 1
		p.strokes = append(p.strokes, one)
		return
	}
	old := &p.strokes[i]
	if strength[one.kind] > strength[old.kind] {
		old.kind = one.kind
	}
	old.public = old.public || one.public
	old.count++
	old.links = append(old.links, one.links...)
	old.uses = append(old.uses, one.uses...)
	old.ways = append(old.ways, one.ways...)
}
