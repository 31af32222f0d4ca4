package report

import (
	"math"

	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report/layout"
)

func (p *pager) door(d *door) {
	e := d.entry
	out := pageDoor{Name: name(objectOf(e.Member)), Kind: name(doorKind(e)), Space: p.spaces[d.space], Place: p.place(e.Member), Reach: e.Reach.String(), Note: brief(e.Reason), Facts: []int{}}
	if len(e.Hosts) > 0 {
		out.Hosts = brief(listWords(e.Hosts))
	}
	if !e.Sources.Empty() {
		out.From = brief(addressWords(e.Sources))
	}
	for i := range e.Targets {
		out.Facts = append(out.Facts, p.way(way{d, &e.Targets[i]}))
	}
	if len(e.Targets) == 0 {
		out.Facts = append(out.Facts, p.way(way{door: d}))
	}
	if e.Reach == network.Public {
		p.out.Public = append(p.out.Public, out.Facts...)
	}
	p.doors[d] = len(p.out.Doors)
	p.out.Doors = append(p.out.Doors, out)
}

// doorKind is what a door is called: "load balancer", "Ingress".
func doorKind(e *network.Entry) string { return e.Kind.String() }

func (p *pager) picture(pic *picture) pagePicture {
	out := pagePicture{Space: -1, W: int(pic.graph.Width), H: int(pic.graph.Height), Boxes: [][5]int{}, Marks: []pageMark{}, Strokes: []pageStroke{}}
	if pic.space != nil {
		out.Space = p.spaces[pic.space]
	}
	for i, sp := range pic.frames {
		b := pic.graph.Boxes[i]
		out.Boxes = append(out.Boxes, [5]int{p.spaces[sp], round(b.X), round(b.Y), round(b.W), round(b.H)})
	}
	for i, m := range pic.marks {
		n := pic.graph.Nodes[i]
		mark := pageMark{Kind: m.kind, At: [4]int{round(n.X), round(n.Y), round(n.W), round(n.H)}, Ref: -1}
		switch m.kind {
		case markWorkload:
			mark.Kind, mark.Ref = "", m.actor.index
		case markDoor:
			mark.Ref = p.doors[m.door]
		case markSpace:
			mark.Ref = p.spaces[m.space]
		default:
			mark.Label = name(m.label)
			if m.space != nil {
				mark.Ref = p.spaces[m.space]
			}
		}
		out.Marks = append(out.Marks, mark)
	}
	for i := range pic.strokes {
		out.Strokes = append(out.Strokes, p.stroke(pic, i))
	}
	return out
}

// maxStrokeFacts is how much one line says; a line between closed namespaces
// may stand for thousands of links.
const maxStrokeFacts = 25

func (p *pager) stroke(pic *picture, i int) pageStroke {
	one := &pic.strokes[i]
	out := pageStroke{Kind: pageStrokeKind(one.kind), From: one.from, To: one.to, Public: one.public, Points: pagePoints(one.points), Facts: []int{}}
	if one.count > 1 {
		out.Count = one.count
	}
	add := func(i int) {
		if len(out.Facts) < maxStrokeFacts {
			out.Facts = append(out.Facts, i)
		}
	}
	for _, w := range one.ways {
		add(p.way(w))
	}
	for _, u := range one.uses {
		add(p.use(u))
	}
	for _, l := range one.links {
		if len(out.Facts) == maxStrokeFacts {
			break
		}
		add(p.link(l))
	}
	if one.outside != nil {
		add(p.fact(one.outside, func() pageFact { return p.say(outsideFact(one.outside), -1) }))
	}
	return out
}

// pagePoints are the points of a line that matter: those in the middle of a
// level part are left out.
func pagePoints(points []layout.Point) []int {
	out := make([]int, 0, 2*len(points))
	for i, at := range points {
		y := round(at.Y)
		if i > 0 && i < len(points)-1 && y == round(points[i-1].Y) && y == round(points[i+1].Y) {
			continue
		}
		out = append(out, round(at.X), y)
	}
	return out
}

func round(x float64) int { return int(math.Round(x)) }
