package layout

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
