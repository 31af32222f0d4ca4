package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report/layout"
)

// most is how many workloads and entries one picture shows. Above it,
// namespaces are shown closed, if there are several.
const most = 150

// mostOfSpace is how many workloads of one namespace a picture shows. The rest
// can be searched for.
const mostOfSpace = 400

// picture is a drawing of a scene, or of one namespace and what it has to do
// with others. Marks and strokes say what is drawn; layout says where.
type picture struct {
	space   *space // nil for all
	marks   []mark
	frames  []*space // the namespaces that are shown open, by box
	strokes []stroke
	graph   layout.Graph

	at map[any]int // the mark of an actor, a door, a space, or a special one
}

// markKind is what a node of a picture stands for.
type markKind string

const (
	markInternet  markKind = "internet"
	markVNet      markKind = "vnet"
	markElsewhere markKind = "elsewhere" // internet or virtual network, it is not known
	markDoor      markKind = "door"
	markWorkload  markKind = "workload"
	markSpace     markKind = "space" // a closed namespace
	markAll       markKind = "all"   // all workloads of a namespace, as a source
	markAny       markKind = "any"   // any workload that no policy holds
	markAddresses markKind = "addresses"
)

// mark is a node of a picture.
type mark struct {
	kind  markKind
	actor *actor
	door  *door
	space *space
	label string
	below string // a second line, in small letters
	// open says of a workload that no policy holds what comes in.
	open bool
}

// strokeKind is what a line of a picture says.
type strokeKind string

const (
	strokeOpen    strokeKind = "open"    // comes in, and arrives
	strokeBlocked strokeKind = "blocked" // would come in, and is denied
	strokeUnsure  strokeKind = "unsure"
	strokeCall    strokeKind = "call" // is called, and may be
	strokeDenied  strokeKind = "denied"
	strokeAllow   strokeKind = "allow" // may be called; nothing shows that it is
)

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
}

// special are keys of marks that stand for no object of the input.
type special string

// picturesOf draws a scene: all of it, then each namespace by itself where
// there are several.
func picturesOf(s *scene) []*picture {
	pictures := []*picture{draw(s, nil)}
	if len(s.spaces) > 1 {
		for _, sp := range s.spaces {
			pictures = append(pictures, draw(s, sp))
		}
	}
	return pictures
}

// draw draws a scene, or one namespace of it.
func draw(s *scene, only *space) *picture {
	p := &picture{space: only, at: map[any]int{}}
	closed := len(s.actors)+len(s.doors) > most && len(s.spaces) > 1
	open := func(sp *space) bool { return sp == only || only == nil && !closed }
	near := p.near(s, only)
	for _, sp := range s.spaces {
		switch {
		case open(sp):
			p.frame(s, sp)
		case near == nil || near[sp]:
			p.add(sp, mark{kind: markSpace, space: sp, label: sp.name}, layout.NoBox, false)
		}
	}
	p.entries(s, only)
	for _, a := range s.actors {
		for _, l := range a.in {
			p.link(s, l, only)
		}
	}
	for _, u := range s.uses {
		p.call(u, only)
	}
	p.leaving(s)
	p.place()
	return p
}

// near are the namespaces that one has to do with, nil for all.
func (p *picture) near(s *scene, only *space) map[*space]bool {
	if only == nil {
		return nil
	}
	near := map[*space]bool{}
	for _, a := range s.actors {
		for _, l := range a.in {
			if l.from.space != nil && (a.space == only || l.from.space == only) && !s.plain(l) {
				near[a.space], near[l.from.space] = true, true
			}
		}
		for _, w := range a.doors {
			if a.space == only || w.door.space == only {
				near[a.space], near[w.door.space] = true, true
			}
		}
	}
	for _, u := range s.uses {
		if u.from.space == only || u.to.space == only {
			near[u.from.space], near[u.to.space] = true, true
		}
	}
	return near
}

// plain reports whether a link goes without saying, or is said once for all:
// it comes from anywhere to what nothing holds, or from a namespace to itself,
// or perhaps from a node.
func (s *scene) plain(l *link) bool {
	onHost := func(a *actor) bool { return s.m.Groups[a.group].HostNetwork == inventory.Yes }
	switch l.from.kind {
	case oneWorkload: // whether policies hold what nodes send depends on the engine, for all alike
		return l.ports.Empty() && onHost(l.from.actors[0])
	case allWhichSend:
		return s.open(l.to)
	case allOfSpace:
		return l.from.space == l.to.space && !l.ports.Empty() && l.from.space.mutual.Covers(l.ports)
	}
	return false
}

func (p *picture) add(key any, m mark, box int, first bool) int {
	if i, ok := p.at[key]; ok {
		return i
	}
	i := len(p.marks)
	p.at[key] = i
	p.marks = append(p.marks, m)
	w, h := m.size()
	p.graph.Nodes = append(p.graph.Nodes, layout.Node{W: w, H: h, Box: box, First: first})
	return i
}

// size is that of a mark, in pixels.
func (m mark) size() (w, h float64) {
	text := float64(min(width(m.label), maxLabel))
	switch m.kind {
	case markWorkload:
		return max(150, 54+7.4*text, 48+6.2*float64(width(m.below))), 54
	case markDoor:
		return max(124, 50+6.7*text), 40
	case markSpace:
		return max(190, 70+7.4*text), 62
	case markInternet, markVNet, markElsewhere:
		return 132, 64
	}
	return max(96, 44+6.4*text), 32
}

// maxLabel is how many columns of a name a picture shows.
const maxLabel = 28

// frame shows a namespace open.
func (p *picture) frame(s *scene, sp *space) {
	box := len(p.graph.Boxes)
	p.at[sp] = -1 - box // it has no mark
	p.frames = append(p.frames, sp)
	p.graph.Boxes = append(p.graph.Boxes, layout.Box{MinW: 90 + 8*float64(min(width(sp.name), 2*maxLabel))})
	for _, d := range sp.doors {
		p.add(d, mark{kind: markDoor, door: d, label: objectOf(d.entry.Member)}, box, true)
	}
	for i, a := range sp.actors {
		if i == mostOfSpace {
			p.add(special("more of "+sp.name), mark{kind: markAll, space: sp, label: fmt.Sprintf("%d more", len(sp.actors)-i)}, box, false)
			break
		}
		p.add(a, mark{kind: markWorkload, actor: a, label: a.name(), below: s.below(a), open: s.open(a)}, box, false)
	}
}

// below is the second line of a workload's mark.
func (s *scene) below(a *actor) string {
	if s.m.Groups[a.group].HostNetwork == inventory.Yes {
		return a.w.Kind() + ", host network"
	}
	return a.w.Kind()
}

// mark is where something of a namespace is drawn: by itself, or as the
// namespace. ok is false where it is not in the picture.
func (p *picture) mark(key any, sp *space) (i int, ok bool) {
	if i, ok = p.at[key]; ok && i >= 0 {
		return i, true
	}
	i, ok = p.at[sp]
	return i, ok && i >= 0
}

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
	for _, a := range s.actors {
		for _, w := range a.doors {
			from, ok := p.mark(w.door, w.door.space)
			to, ok2 := p.mark(a, a.space)
			if ok && ok2 && from != to {
				p.stroke(stroke{kind: reached(w.target.Reached), from: from, to: to, public: w.door.entry.Reach == network.Public, inner: true, ways: []way{w}})
			}
		}
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
	kind := strokeAllow
	if l.ports.Empty() {
		kind = strokeUnsure
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
		p.stroke(stroke{kind: kind, from: from, to: to, links: []*link{l}})
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
	for i := range s.m.Outside {
		e := &s.m.Outside[i]
		if e.Direction != network.Egress {
			continue
		}
		words := addressWords(e.Addresses)
		for _, a := range s.actors {
			from, ok := p.at[a]
			if !ok || !holdsGroup(e, a.group) || s.isolation(a, network.Egress).Truth == inventory.No {
				continue
			}
			kind := strokeAllow
			if e.Ports.Empty() {
				kind = strokeUnsure
			}
			to := p.add(special("out "+words), mark{kind: markAddresses, label: words}, layout.NoBox, false)
			p.stroke(stroke{kind: kind, from: from, to: to, outside: e})
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
		p.graph.Links = append(p.graph.Links, layout.Link{From: one.from, To: one.to})
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

// place gives marks of one kind in one namespace the same width, and lays the
// picture out.
func (p *picture) place() {
	type sort struct {
		kind markKind
		box  int
	}
	widest := map[sort]float64{}
	for i, m := range p.marks {
		k := sort{m.kind, p.graph.Nodes[i].Box}
		widest[k] = max(widest[k], p.graph.Nodes[i].W)
	}
	for i, m := range p.marks {
		p.graph.Nodes[i].W = widest[sort{m.kind, p.graph.Nodes[i].Box}]
	}
	layout.Place(&p.graph)
}
