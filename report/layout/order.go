package layout

import "slices"

// sweeps is how often each way the order of the layers is improved.
const sweeps = 12

// order sorts the items of each layer from top to bottom so that few arcs
// cross: each goes to the middle of its neighbours in the layer before, then
// in the layer behind, again and again, and the best order counts.
func order(s *stage) {
	g := neighbours(s)
	best, crossings := clone(s.layers), g.crossings(s.layers)
	for sweep := 0; sweep < sweeps && crossings > 0; sweep++ {
		if sweep%2 == 0 {
			for l := 1; l < len(s.layers); l++ {
				g.arrange(s.layers[l], s.layers[l-1], g.before)
			}
		} else {
			for l := len(s.layers) - 2; l >= 0; l-- {
				g.arrange(s.layers[l], s.layers[l+1], g.behind)
			}
		}
		if n := g.crossings(s.layers); n < crossings {
			best, crossings = clone(s.layers), n
		}
	}
	s.layers = best
}

func clone(layers [][]int) [][]int {
	out := make([][]int, len(layers))
	for i := range layers {
		out[i] = slices.Clone(layers[i])
	}
	return out
}

// weave is which items of neighbouring layers arcs join.
type weave struct {
	before, behind [][]int
	at             []float64 // place in the layer
	key            []float64 // where arrange wants it
}

func neighbours(s *stage) *weave {
	g := &weave{before: make([][]int, len(s.items)), behind: make([][]int, len(s.items)), at: make([]float64, len(s.items)), key: make([]float64, len(s.items))}
	s.steps(func(a, b int, _, _ float64) {
		g.behind[a] = append(g.behind[a], b)
		g.before[b] = append(g.before[b], a)
	})
	return g
}

// steps goes through all pairs of items that an arc joins in neighbouring
// layers, left first, and how far below their tops.
func (s *stage) steps(do func(a, b int, aDY, bDY float64)) {
	for _, arc := range s.arcs {
		from, to, fromDY, toDY := arc.from, arc.to, joint(s.items[arc.from], arc.fromDY), joint(s.items[arc.to], arc.toDY)
		if arc.back {
			from, to, fromDY, toDY = to, from, toDY, fromDY
		}
		for _, k := range arc.chain {
			do(from, k, fromDY, s.items[k].h/2)
			from, fromDY = k, s.items[k].h/2
		}
		do(from, to, fromDY, toDY)
	}
}

// arrange sorts a layer by the middle of each item's neighbours in a fixed
// one. Items without any keep their place.
func (g *weave) arrange(layer, fixed []int, near [][]int) {
	for i, v := range fixed {
		g.at[v] = float64(i)
	}
	key := g.key
	for i, v := range layer {
		key[v] = float64(i)
		if len(near[v]) > 0 {
			sum := 0.0
			for _, w := range near[v] {
				sum += g.at[w]
			}
			key[v] = sum / float64(len(near[v]))
		}
	}
	slices.SortStableFunc(layer, func(a, b int) int {
		switch {
		case key[a] < key[b]:
			return -1
		case key[a] > key[b]:
			return 1
		}
		return 0
	})
}

// crossings counts the pairs of arcs that cross between neighbouring layers.
func (g *weave) crossings(layers [][]int) int {
	n := 0
	for l := 1; l < len(layers); l++ {
		for i, v := range layers[l] {
			g.at[v] = float64(i)
		}
		tree := make([]int, len(layers[l])+1) // a Fenwick tree over places
		seen := 0
		for _, v := range layers[l-1] {
			for _, w := range g.behind[v] {
				n += seen
				for i := int(g.at[w]) + 1; i > 0; i -= i & -i {
					n -= tree[i]
				}
			}
			for _, w := range g.behind[v] {
				seen++
				for i := int(g.at[w]) + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
			}
		}
	}
	return n
}
