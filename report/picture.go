package report

import (
	"fmt"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/report/layout"
)

// most is how many workloads and entries one picture shows. Above it,
// namespaces are shown closed, if there are several.
const most = 150

// mostOfSpace is how many workloads of one namespace a picture shows. The rest
// can be searched for.
const mostOfSpace = 400

// mostWays is how many lines get a way of their own through a picture. Where
// there are more, those that say only that something is allowed have none, and
// are shown when a mark at their end is pointed at.
const mostWays = 400

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

// draw draws a scene, or one namespace of it, and says where everything stands.
func draw(s *scene, only *space) *picture {
	p := sketch(s, only)
	p.place()
	return p
}

// sketch says what a picture of a scene shows, or of one namespace of it.
func sketch(s *scene, only *space) *picture {
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
	for _, sp := range s.spaces {
		if only != nil && sp != only {
			continue
		}
		for _, l := range sp.links {
			if only != nil || l.to.space == sp { // each once
				p.link(s, l, only)
			}
		}
	}
	for _, sp := range s.spaces {
		if only != nil && sp != only {
			continue
		}
		for _, u := range sp.uses {
			if only != nil || u.to.space == sp {
				p.call(u, only)
			}
		}
	}
	p.leaving(s)
	return p
}

// near are the namespaces that one has to do with, nil for all.
func (p *picture) near(s *scene, only *space) map[*space]bool {
	if only == nil {
		return nil
	}
	near := map[*space]bool{}
	for _, l := range only.links {
		if l.from.space != nil && !s.plain(l) {
			near[l.to.space], near[l.from.space] = true, true
		}
	}
	for _, d := range s.doors {
		if !touches(d, only) {
			continue
		}
		for i := range d.entry.Targets {
			if a := s.actorOf[d.entry.Targets[i].Workload]; a != nil && (a.space == only || d.space == only) {
				near[a.space], near[d.space] = true, true
			}
		}
	}
	for _, u := range only.uses {
		near[u.from.space], near[u.to.space] = true, true
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
	var ways []int // the strokes that get one
	for i := range p.strokes {
		if one := &p.strokes[i]; len(p.strokes) <= mostWays || !one.onlyAllowed() {
			ways = append(ways, i)
			p.graph.Links = append(p.graph.Links, layout.Link{From: one.from, To: one.to})
		}
	}
	layout.Place(&p.graph)
	for k, i := range ways {
		p.strokes[i].points = p.graph.Links[k].Points
	}
}
