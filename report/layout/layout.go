// Package layout places a drawing: nodes in layers from left to right, some of
// them inside of boxes, and a way for each link that goes around what it does
// not join. It knows shapes, and not what they stand for. The same graph gives
// the same drawing.
//
// A box is laid out by itself first, with a gate on its border for each node
// that has links beyond it; then the boxes are laid out like nodes, and the
// links between them go from gate to gate. The method is that of Sugiyama,
// Tagawa and Toda (1981), with heights by isotonic regression.
package layout

// Graph is what is to be drawn. Place fills the fields that say so.
type Graph struct {
	Nodes []Node
	Boxes []Box
	Links []Link
	// Width and Height are those of the drawing; Place fills them.
	Width, Height float64
}

// Node is a rectangle that links join. Sizes and places are in pixels, and the
// origin is at the top left.
type Node struct {
	W, H float64
	// Box is the index of the box that holds the node, or NoBox.
	Box int
	// First asks for the leftmost layer, where links allow it.
	First bool
	// X and Y are the top left corner; Place fills them.
	X, Y float64
}

// NoBox is the Box of a node that lies in none.
const NoBox = -1

// Box is a rectangle around nodes, with room for a title above them.
type Box struct {
	// MinW is the width that the title needs.
	MinW float64
	// X, Y, W and H are its rectangle; Place fills them.
	X, Y, W, H float64
}

// Link goes from one node to another, by index.
type Link struct {
	From, To int
	// Points are the way: Place fills them. Between two points of one height
	// the link is straight, and otherwise a curve that leaves and arrives
	// level.
	Points []Point
}

// Point is a place in the drawing.
type Point struct{ X, Y float64 }

// The measures of a drawing, in pixels.
const (
	margin    = 32 // around the drawing
	layerGap  = 64 // between layers, where links curve
	nodeGap   = 16 // between nodes of a layer
	linkGap   = 10 // between links that pass
	boxGap    = 30 // between boxes
	padX      = 22 // between the border of a box and what is in it
	padBottom = 20
	titleH    = 46 // height of a box's title
	boxAspect = 1.7
)

// Place lays a graph out.
func Place(g *Graph) {
	p := newPlan(g)
	outer := p.outerRanks()
	rooms := make([]*room, len(g.Boxes))
	for b := range g.Boxes {
		rooms[b] = p.furnish(b, outer)
	}
	p.arrange(rooms, outer)
}

// plan is a drawing in the making. Its units are what the outer drawing places:
// the boxes, and the nodes outside of boxes.
type plan struct {
	g       *Graph
	units   int
	unitOf  []int // of each node
	loose   []int // the node that a unit is, or -1 for a box
	members [][]int
	inner   [][]int // links within a box
	cross   []int   // links between units
}

func newPlan(g *Graph) *plan {
	p := &plan{g: g, units: len(g.Boxes), unitOf: make([]int, len(g.Nodes)), members: make([][]int, len(g.Boxes)), inner: make([][]int, len(g.Boxes))}
	for range g.Boxes {
		p.loose = append(p.loose, -1)
	}
	for i, n := range g.Nodes {
		if n.Box != NoBox {
			p.unitOf[i] = n.Box
			p.members[n.Box] = append(p.members[n.Box], i)
			continue
		}
		p.unitOf[i] = p.units
		p.loose = append(p.loose, i)
		p.units++
	}
	for i, l := range g.Links {
		from, to := p.unitOf[l.From], p.unitOf[l.To]
		switch {
		case l.From == l.To: // not drawn
		case from == to:
			p.inner[from] = append(p.inner[from], i)
		default:
			p.cross = append(p.cross, i)
		}
	}
	return p
}

// outerRanks decides which units stand left of which.
func (p *plan) outerRanks() []int {
	arcs := make([]arc, len(p.cross))
	for i, l := range p.cross {
		arcs[i] = arc{from: p.unitOf[p.g.Links[l].From], to: p.unitOf[p.g.Links[l].To]}
	}
	first := make([]bool, p.units)
	for u, n := range p.loose {
		first[u] = n >= 0 && p.g.Nodes[n].First
	}
	return ranks(p.units, arcs, first)
}

// room is the inside of a box.
type room struct {
	w, h float64
	// gates are where links leave a box for a node, by node: the height on the
	// left or the right border, and the way from there to the node.
	gates map[gate]passage
}

type gate struct {
	node int
	left bool
}

type passage struct {
	y    float64
	path []Point // from the border to the node, in the box's own measures
}

// furnish lays out the inside of a box.
func (p *plan) furnish(b int, outer []int) *room {
	var s stage
	at := make(map[int]int, len(p.members[b])) // the item of a node
	for _, n := range p.members[b] {
		at[n] = s.add(item{w: p.g.Nodes[n].W, h: p.g.Nodes[n].H, first: p.g.Nodes[n].First})
	}
	for _, l := range p.inner[b] {
		s.arcs = append(s.arcs, arc{from: at[p.g.Links[l].From], to: at[p.g.Links[l].To], link: l})
	}
	gates := map[gate]int{} // the arc from a gate to its node
	for _, l := range p.cross {
		link := p.g.Links[l]
		forward := outer[p.unitOf[link.From]] < outer[p.unitOf[link.To]]
		if p.unitOf[link.From] == b {
			s.gate(gates, at[link.From], gate{link.From, !forward})
		}
		if p.unitOf[link.To] == b {
			s.gate(gates, at[link.To], gate{link.To, forward})
		}
	}
	w, h := s.run()
	r := &room{w: max(w+2*padX, p.g.Boxes[b].MinW), h: h + titleH + padBottom, gates: map[gate]passage{}}
	for _, n := range p.members[b] {
		p.g.Nodes[n].X, p.g.Nodes[n].Y = s.items[at[n]].x+padX, s.items[at[n]].y+titleH
	}
	shift := func(points []Point) []Point {
		for i := range points {
			points[i].X += padX
			points[i].Y += titleH
		}
		return points
	}
	for _, l := range p.inner[b] {
		p.g.Links[l].Points = nil
	}
	for i := range s.arcs {
		a := &s.arcs[i]
		if a.gate == 0 {
			p.g.Links[a.link].Points = shift(s.path(i))
		}
	}
	for g, i := range gates {
		path := shift(s.path(i))
		if g.left { // from the border inwards already
			path[0].X = 0
		} else {
			reverse(path)
			path[0].X = r.w
		}
		r.gates[g] = passage{y: path[0].Y, path: path}
	}
	return r
}

// arrange lays out boxes and loose nodes, and moves what is in the boxes to
// its place.
func (p *plan) arrange(rooms []*room, outer []int) {
	var s stage
	for u, n := range p.loose {
		switch {
		case n >= 0:
			s.add(item{w: p.g.Nodes[n].W, h: p.g.Nodes[n].H, first: p.g.Nodes[n].First})
		default:
			s.add(item{w: rooms[u].w, h: rooms[u].h, box: true})
		}
	}
	s.ranks = outer
	merged := map[[2]gate]int{} // links between the same two gates go one way
	way := make([]int, len(p.cross))
	for i, l := range p.cross {
		link := p.g.Links[l]
		from, to := p.unitOf[link.From], p.unitOf[link.To]
		forward := outer[from] < outer[to]
		ends := [2]gate{{link.From, !forward}, {link.To, forward}}
		k, ok := merged[ends]
		if !ok {
			k = len(s.arcs)
			merged[ends] = k
			s.arcs = append(s.arcs, arc{from: from, to: to, fromDY: p.height(rooms, from, ends[0]), toDY: p.height(rooms, to, ends[1])})
		}
		way[i] = k
	}
	w, h := s.run()
	p.g.Width, p.g.Height = w+2*margin, h+2*margin
	for u, n := range p.loose {
		x, y := s.items[u].x+margin, s.items[u].y+margin
		if n >= 0 {
			p.g.Nodes[n].X, p.g.Nodes[n].Y = x, y
			continue
		}
		p.g.Boxes[u].X, p.g.Boxes[u].Y, p.g.Boxes[u].W, p.g.Boxes[u].H = x, y, rooms[u].w, rooms[u].h
		for _, m := range p.members[u] {
			p.g.Nodes[m].X += x
			p.g.Nodes[m].Y += y
		}
		for _, l := range p.inner[u] {
			move(p.g.Links[l].Points, x, y)
		}
	}
	for i, l := range p.cross {
		path := s.path(way[i])
		move(path, margin, margin)
		link := &p.g.Links[l]
		from, to := p.unitOf[link.From], p.unitOf[link.To]
		forward := outer[from] < outer[to]
		head := p.inside(rooms, from, gate{link.From, !forward})
		reverse(head)
		tail := p.inside(rooms, to, gate{link.To, forward})
		link.Points = tidy(append(append(head, path...), tail...))
	}
	for _, inner := range p.inner {
		for _, l := range inner {
			p.g.Links[l].Points = tidy(p.g.Links[l].Points)
		}
	}
}

// height is that of a gate on its unit.
func (p *plan) height(rooms []*room, unit int, g gate) float64 {
	if n := p.loose[unit]; n >= 0 {
		return p.g.Nodes[n].H / 2
	}
	return rooms[unit].gates[g].y
}

// inside is the way from a gate to its node.
func (p *plan) inside(rooms []*room, unit int, g gate) []Point {
	if p.loose[unit] >= 0 {
		return nil
	}
	path := append([]Point(nil), rooms[unit].gates[g].path...)
	move(path, p.g.Boxes[unit].X, p.g.Boxes[unit].Y)
	return path
}

func move(points []Point, x, y float64) {
	for i := range points {
		points[i].X += x
		points[i].Y += y
	}
}

func reverse(points []Point) {
	for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
		points[i], points[j] = points[j], points[i]
	}
}

// tidy drops points that a straight line passes anyway.
func tidy(points []Point) []Point {
	var out []Point
	for _, p := range points {
		n := len(out)
		if n > 0 && out[n-1] == p {
			continue
		}
		if n > 1 && out[n-1].Y == p.Y && out[n-2].Y == p.Y {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}
