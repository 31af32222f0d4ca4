package layout

import "math"

// stage lays out items that arcs join, in layers from left to right. Items
// that no arc joins stand in rows below.
type stage struct {
	items []item
	arcs  []arc
	// ranks are the layers of the items, nil where they are to be found.
	ranks []int

	layers [][]int // items by layer, from top to bottom
	left   []float64
	width  []float64 // of the layers
}

// item is a node, a box, a gate on the border, or the place of an arc in a
// layer that it passes.
type item struct {
	w, h  float64
	first bool
	box   bool
	pass  bool // an arc that passes
	gate  int  // as in arc
	x, y  float64
}

func (s *stage) add(it item) int {
	s.items = append(s.items, it)
	return len(s.items) - 1
}

// gate adds a gate of a node and the arc between them, once.
func (s *stage) gate(gates map[gate]int, node int, g gate) {
	if _, ok := gates[g]; ok {
		return
	}
	gates[g] = len(s.arcs)
	if g.left {
		s.arcs = append(s.arcs, arc{from: s.add(item{h: linkGap, gate: 1}), to: node, gate: 1})
	} else {
		s.arcs = append(s.arcs, arc{from: node, to: s.add(item{h: linkGap, gate: 2}), gate: 2})
	}
}

// run places the items and returns the size of it all.
func (s *stage) run() (w, h float64) {
	if s.ranks == nil {
		s.rank()
	}
	alone := s.alone()
	s.fill(alone)
	order(s)
	w = s.columns()
	h = s.rows()
	if len(alone) > 0 {
		w, h = s.flow(alone, w, h)
	}
	return w, h
}

// rank finds the layers. Gates of the left border come before everything, and
// those of the right border behind.
func (s *stage) rank() {
	inner := make([]arc, 0, len(s.arcs))
	for _, a := range s.arcs {
		if a.gate == 0 {
			inner = append(inner, a)
		}
	}
	first := make([]bool, len(s.items))
	shift, last := 0, 0
	for i, it := range s.items {
		first[i] = it.first
		if it.gate == 1 {
			shift = 1
		}
	}
	s.ranks = ranks(len(s.items), inner, first)
	for i, it := range s.items {
		if it.gate == 0 {
			s.ranks[i] += shift
			last = max(last, s.ranks[i])
		}
	}
	for i, it := range s.items {
		switch it.gate {
		case 1:
			s.ranks[i] = 0
		case 2:
			s.ranks[i] = last + 1
		}
	}
}

// alone lists the items that no arc joins.
func (s *stage) alone() []int {
	joined := make([]bool, len(s.items))
	for _, a := range s.arcs {
		joined[a.from], joined[a.to] = true, true
	}
	var out []int
	for i := range s.items {
		if !joined[i] {
			out = append(out, i)
		}
	}
	return out
}

// fill makes the layers, with a place for each arc in those that it passes.
func (s *stage) fill(alone []int) {
	skip := make([]bool, len(s.items))
	for _, i := range alone {
		skip[i] = true
	}
	depth := 0
	for i := range s.items {
		if !skip[i] {
			depth = max(depth, s.ranks[i]+1)
		}
	}
	s.layers = make([][]int, depth)
	for i := range s.items {
		if !skip[i] {
			s.layers[s.ranks[i]] = append(s.layers[s.ranks[i]], i)
		}
	}
	for i := range s.arcs {
		a := &s.arcs[i]
		from, to := s.ranks[a.from], s.ranks[a.to]
		if a.back = from > to; a.back {
			from, to = to, from
		}
		for layer := from + 1; layer < to; layer++ {
			k := s.add(item{h: linkGap, pass: true})
			a.chain = append(a.chain, k)
			s.layers[layer] = append(s.layers[layer], k)
		}
	}
}

// columns gives the layers their place from left to right.
func (s *stage) columns() (w float64) {
	s.left, s.width = make([]float64, len(s.layers)), make([]float64, len(s.layers))
	for l, layer := range s.layers {
		for _, i := range layer {
			s.width[l] = max(s.width[l], s.items[i].w)
		}
	}
	for l, layer := range s.layers {
		s.left[l] = w
		gap := float64(layerGap)
		switch {
		case s.width[l] == 0: // gates only: the border is near
			gap = layerGap / 3
		case l+1 < len(s.layers) && s.width[l+1] == 0:
			gap = layerGap / 3
		case l+1 < len(s.layers): // many links need more room to part
			gap += min(90, 1.8*float64(len(layer)+len(s.layers[l+1])))
		}
		for _, i := range layer {
			s.items[i].x = w + (s.width[l]-s.items[i].w)/2
		}
		w += s.width[l]
		if l+1 < len(s.layers) {
			w += gap
		}
	}
	return w
}

// flow places items in rows below what is there.
func (s *stage) flow(alone []int, w, h float64) (float64, float64) {
	area, widest := 0.0, 0.0
	for _, i := range alone {
		it := s.items[i]
		area += (it.w + nodeGap) * (it.h + nodeGap)
		widest = max(widest, it.w)
	}
	limit := max(w, widest, math.Sqrt(area*boxAspect))
	gap := float64(nodeGap)
	if s.items[alone[0]].box {
		gap = boxGap
	}
	x, y, row, right := 0.0, h, 0.0, w
	if h > 0 {
		y += boxGap
	}
	for _, i := range alone {
		it := &s.items[i]
		if x > 0 && x+it.w > limit+0.5 {
			x, y, row = 0, y+row+gap, 0
		}
		it.x, it.y = x, y
		right = max(right, x+it.w)
		x += it.w + gap
		row = max(row, it.h)
	}
	return right, y + row
}

// path is the way of an arc, from its source to its destination.
func (s *stage) path(i int) []Point {
	a := &s.arcs[i]
	from, to, fromDY, toDY := a.from, a.to, a.fromDY, a.toDY
	if a.back {
		from, to, fromDY, toDY = to, from, toDY, fromDY
	}
	source, target := s.items[from], s.items[to]
	y := source.y + joint(source, fromDY)
	l := s.ranks[from]
	points := []Point{{source.x + source.w, y}, {s.left[l] + s.width[l], y}}
	for _, k := range a.chain {
		l++
		y := s.items[k].y + s.items[k].h/2
		points = append(points, Point{s.left[l], y}, Point{s.left[l] + s.width[l], y})
	}
	y = target.y + joint(target, toDY)
	points = append(points, Point{s.left[s.ranks[to]], y}, Point{target.x, y})
	if a.back {
		reverse(points)
	}
	return points
}

// joint is where an arc joins an item, below its top.
func joint(it item, dy float64) float64 {
	if dy == 0 {
		return it.h / 2
	}
	return dy
}
