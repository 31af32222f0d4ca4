package layout

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
