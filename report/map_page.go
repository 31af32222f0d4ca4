package report

import (
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// The types below are what the page of the html format knows, for map.js to
// show. Names are short, for there may be thousands of each. Indices point
// into the lists of the same scope; -1 stands for none.
type (
	pageData struct {
		Version string      `json:"version"`
		Scopes  []pageScope `json:"scopes"`
	}
	pageScope struct {
		Name      string         `json:"name"`
		Open      bool           `json:"open,omitempty"`
		Numbers   [][2]string    `json:"numbers"`
		Spaces    []string       `json:"spaces"`
		Workloads []pageWorkload `json:"workloads"`
		Doors     []pageDoor     `json:"doors"`
		Facts     []pageFact     `json:"facts"`
		// Public, Denied are the facts that matter most.
		Public   []int         `json:"public"`
		Denied   []int         `json:"denied"`
		Pictures []pagePicture `json:"pictures"`
	}
	pageWorkload struct {
		ID    string `json:"id"`
		Name  string `json:"n"`
		Kind  string `json:"k"`
		Space int    `json:"s"`
		Place string `json:"p"`
		Host  bool   `json:"h,omitempty"`
		// In and Out say how policies hold it.
		In  pageHold `json:"in"`
		Out pageHold `json:"out"`
		// Facts about it.
		Doors   []int `json:"fd,omitempty"`
		Reached []int `json:"fr,omitempty"`
		Reaches []int `json:"fo,omitempty"`
		Calls   []int `json:"fc,omitempty"`
		Called  []int `json:"fu,omitempty"`
		Outside []int `json:"fx,omitempty"`
	}
	pageHold struct {
		State string     `json:"t"` // open, held or unknown
		By    []pageNote `json:"by,omitempty"`
	}
	pageDoor struct {
		Name  string `json:"n"`
		Kind  string `json:"k"`
		Space int    `json:"s"`
		Place string `json:"p"`
		Reach string `json:"r"`
		Note  string `json:"o,omitempty"`
		Hosts string `json:"h,omitempty"`
		From  string `json:"f,omitempty"`
		Facts []int  `json:"fd"`
	}
	pageNote [2]string // text, place
	pageFact struct {
		Kind  strokeKind `json:"k"`
		Text  string     `json:"t"`
		Notes []pageNote `json:"n,omitempty"`
		// To is the workload that it is about. What may reach it are the
		// workloads From, all of namespace FromSpace, or any that nothing holds.
		To        int   `json:"to"`
		From      []int `json:"from,omitempty"`
		FromSpace int   `json:"fs"`
		Any       bool  `json:"any,omitempty"`
	}
	pagePicture struct {
		Space   int          `json:"s"`
		W       int          `json:"w"`
		H       int          `json:"h"`
		Boxes   [][5]int     `json:"boxes"` // namespace, x, y, w, h
		Marks   []pageMark   `json:"marks"`
		Strokes []pageStroke `json:"strokes"`
	}
	pageMark struct {
		Kind  markKind `json:"k"`
		Label string   `json:"l"`
		Below string   `json:"b,omitempty"`
		At    [4]int   `json:"at"`
		// Ref is the workload, the door or the namespace that it stands for.
		Ref int `json:"r"`
	}
	pageStroke struct {
		Kind   strokeKind `json:"k"`
		From   int        `json:"f"`
		To     int        `json:"t"`
		Public bool       `json:"p,omitempty"`
		Count  int        `json:"c,omitempty"`
		Path   string     `json:"d"`
		Facts  []int      `json:"x"`
	}
)

// pager makes the page of one scene.
type pager struct {
	s      *scene
	out    pageScope
	spaces map[*space]int
	facts  map[any]int // by the link, use or target that they are about
	doors  map[*door]int
}

func newPageScope(s *scene) pageScope {
	p := &pager{s: s, spaces: map[*space]int{}, facts: map[any]int{}, doors: map[*door]int{}}
	p.out = pageScope{Name: s.m.Scope.Name, Open: s.m.Scope.Open, Public: []int{}, Denied: []int{}, Facts: []pageFact{}, Doors: []pageDoor{}, Workloads: []pageWorkload{}, Spaces: []string{}}
	for i, sp := range s.spaces {
		p.spaces[sp] = i
		p.out.Spaces = append(p.out.Spaces, name(sp.name))
	}
	p.numbers()
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

func (p *pager) fact(key any, make func() pageFact) int {
	i, ok := p.facts[key]
	if !ok {
		f := make()
		i = len(p.out.Facts)
		p.facts[key] = i
		p.out.Facts = append(p.out.Facts, f)
	}
	return i
}

func (p *pager) say(f fact, to int) pageFact {
	return pageFact{Kind: f.kind, Text: brief(f.text), Notes: pageNotes(f.notes), To: to, FromSpace: -1}
}

func pageNotes(notes []note) []pageNote {
	var out []pageNote
	for _, n := range notes {
		out = append(out, pageNote{brief(n.text), brief(n.place)})
	}
	return out
}

func (p *pager) link(l *link) int {
	return p.fact(l, func() pageFact {
		f := p.say(p.s.linkFact(l, nil), l.to.index)
		switch l.from.kind {
		case allWhichSend:
			f.Any = true
		case allOfSpace:
			f.FromSpace = p.spaces[l.from.space]
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
	w := pageWorkload{
		ID: brief(a.id), Name: name(a.name()), Kind: name(a.w.Kind()), Space: p.spaces[a.space], Place: brief(memberPlace(a.w.Member)),
		Host: p.s.m.Groups[a.group].HostNetwork == inventory.Yes,
		In:   hold(p.s.isolation(a, network.Ingress)), Out: hold(p.s.isolation(a, network.Egress)),
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
