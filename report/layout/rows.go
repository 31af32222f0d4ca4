package layout

// rounds is how often heights are improved.
const rounds = 16

// pull is a neighbour of an item: where the item's top has to be for the arc
// between them to be level, relative to the neighbour's top.
type pull struct {
	other  int
	offset float64
	weight float64
}

// rows gives the items their heights: as near to their neighbours as the order
// in the layer and the gaps allow. It returns the height of it all.
func (s *stage) rows() float64 {
	pulls := make([][]pull, len(s.items))
	s.steps(func(a, b int, aDY, bDY float64) {
		weight := 1.0
		if s.items[a].pass && s.items[b].pass { // long arcs are to be straight
			weight = 6
		} else if s.items[a].pass || s.items[b].pass {
			weight = 2
		}
		pulls[a] = append(pulls[a], pull{b, bDY - aDY, weight})
		pulls[b] = append(pulls[b], pull{a, aDY - bDY, weight})
	})
	for _, layer := range s.layers { // to begin with, packed
		y := 0.0
		for k, i := range layer {
			if k > 0 {
				y += s.gap(layer[k-1], i)
			}
			s.items[i].y = y
			y += s.items[i].h
		}
	}
	for round := range rounds {
		for k := range s.layers {
			l := k
			if round%2 == 1 {
				l = len(s.layers) - 1 - k
			}
			s.settle(s.layers[l], pulls)
		}
	}
	top, bottom := 0.0, 0.0
	for _, layer := range s.layers {
		if len(layer) > 0 {
			top = min(top, s.items[layer[0]].y)
		}
	}
	for _, layer := range s.layers {
		for _, i := range layer {
			s.items[i].y -= top
			bottom = max(bottom, s.items[i].y+s.items[i].h)
		}
	}
	return bottom
}

// gap is the least distance between two items of a layer.
func (s *stage) gap(a, b int) float64 {
	switch x, y := s.items[a], s.items[b]; {
	case x.box || y.box:
		return boxGap
	case x.pass && y.pass, x.gate > 0 && y.gate > 0:
		return linkGap / 2
	}
	return nodeGap
}

// settle moves the items of a layer to where the sum of the squares of their
// distances from where they are pulled is least, in their order and with their
// gaps: isotonic regression, by pooling neighbours that are in each other's
// way.
func (s *stage) settle(layer []int, pulls [][]pull) {
	type pool struct {
		sum, weight float64 // of where its first item wants to be
		count       int
	}
	var pools []pool
	offset := make([]float64, len(layer)) // of each item, were they packed
	for k, i := range layer {
		if k > 0 {
			offset[k] = offset[k-1] + s.items[layer[k-1]].h + s.gap(layer[k-1], i)
		}
		want, weight := s.items[i].y*0.05, 0.05 // what nothing pulls stays
		for _, p := range pulls[i] {
			want += p.weight * (s.items[p.other].y + p.offset)
			weight += p.weight
		}
		pools = append(pools, pool{want - weight*offset[k], weight, 1})
		for n := len(pools); n > 1 && pools[n-2].sum/pools[n-2].weight > pools[n-1].sum/pools[n-1].weight; n-- {
			last := pools[n-1]
			pools = pools[:n-1]
			pools[n-2].sum += last.sum
			pools[n-2].weight += last.weight
			pools[n-2].count += last.count
		}
	}
	k := 0
	for _, p := range pools {
		for range p.count {
			s.items[layer[k]].y = p.sum/p.weight + offset[k]
			k++
		}
	}
}
