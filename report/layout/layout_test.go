package layout

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// random is a graph with some boxes, nodes and links.
func random(r *rand.Rand, boxes, nodes, links int) *Graph {
	g := &Graph{}
	for range boxes {
		g.Boxes = append(g.Boxes, Box{MinW: float64(r.IntN(200))})
	}
	for range nodes {
		g.Nodes = append(g.Nodes, Node{W: 80 + float64(r.IntN(100)), H: 30 + float64(r.IntN(30)), Box: r.IntN(boxes+1) - 1, First: r.IntN(9) == 0})
	}
	for range links {
		g.Links = append(g.Links, Link{From: r.IntN(nodes), To: r.IntN(nodes)})
	}
	return g
}

type rect struct{ x, y, w, h float64 }

func (a rect) overlaps(b rect) bool {
	const eps = 0.01
	return a.x < b.x+b.w-eps && b.x < a.x+a.w-eps && a.y < b.y+b.h-eps && b.y < a.y+a.h-eps
}

func (a rect) holds(b rect) bool {
	const eps = 0.01
	return a.x <= b.x+eps && a.y <= b.y+eps && a.x+a.w >= b.x+b.w-eps && a.y+a.h >= b.y+b.h-eps
}

func (n Node) rect() rect { return rect{n.X, n.Y, n.W, n.H} }
func (b Box) rect() rect  { return rect{b.X, b.Y, b.W, b.H} }

// TestPlace holds what a reader takes for granted: nothing lies on anything
// else, nodes are in their boxes, all is in the drawing, and links begin and
// end at what they join.
func TestPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		g := random(r, r.IntN(6), 1+r.IntN(40), r.IntN(80))
		Place(g)
		check(t, g)
		if t.Failed() {
			t.Fatalf("%+v", g)
		}
	}
}

func check(t *testing.T, g *Graph) {
	t.Helper()
	whole := rect{0, 0, g.Width, g.Height}
	for i, n := range g.Nodes {
		if !whole.holds(n.rect()) || n.Box != NoBox && !g.Boxes[n.Box].rect().holds(n.rect()) {
			t.Errorf("node %d lies outside", i)
		}
		for k := range i {
			if n.rect().overlaps(g.Nodes[k].rect()) {
				t.Errorf("nodes %d and %d overlap", i, k)
			}
		}
		for k, b := range g.Boxes {
			if n.Box != k && n.rect().overlaps(b.rect()) {
				t.Errorf("node %d lies on box %d", i, k)
			}
		}
	}
	for i, b := range g.Boxes {
		if !whole.holds(b.rect()) {
			t.Errorf("box %d lies outside", i)
		}
		for k := range i {
			if b.rect().overlaps(g.Boxes[k].rect()) {
				t.Errorf("boxes %d and %d overlap", i, k)
			}
		}
	}
	for i, l := range g.Links {
		if l.From == l.To {
			continue
		}
		if len(l.Points) < 2 {
			t.Errorf("link %d is not drawn", i)
			continue
		}
		for end, node := range map[int]int{0: l.From, len(l.Points) - 1: l.To} {
			n, p := g.Nodes[node], l.Points[end]
			const eps = 0.01
			side := abs(p.X-n.X) < eps || abs(p.X-n.X-n.W) < eps
			if !side || p.Y < n.Y || p.Y > n.Y+n.H {
				t.Errorf("link %d ends at %v, not at node %d %v", i, p, node, n.rect())
			}
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// TestPlaceLeftToRight holds that traffic goes from left to right where there
// is no circle.
func TestPlaceLeftToRight(t *testing.T) {
	g := &Graph{Boxes: make([]Box, 2)}
	for box := range 2 {
		for range 3 {
			g.Nodes = append(g.Nodes, Node{W: 100, H: 40, Box: box})
		}
	}
	g.Nodes = append(g.Nodes, Node{W: 50, H: 50, Box: NoBox, First: true})
	for _, l := range [][2]int{{6, 0}, {0, 1}, {1, 2}, {0, 2}, {1, 3}, {3, 4}, {2, 5}, {6, 4}} {
		g.Links = append(g.Links, Link{From: l[0], To: l[1]})
	}
	Place(g)
	check(t, g)
	for _, l := range g.Links {
		if g.Nodes[l.From].X+g.Nodes[l.From].W > g.Nodes[l.To].X {
			t.Errorf("%d to %d goes to the left", l.From, l.To)
		}
	}
}

func TestPlaceSame(t *testing.T) {
	make := func() *Graph { return random(rand.New(rand.NewPCG(7, 7)), 4, 60, 120) }
	a, b := make(), make()
	Place(a)
	Place(b)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same graph gives two drawings")
	}
}

func TestPlaceNothing(t *testing.T) {
	g := &Graph{}
	Place(g)
	if g.Width != 2*margin || g.Height != 2*margin {
		t.Errorf("%v by %v", g.Width, g.Height)
	}
	g = &Graph{Boxes: make([]Box, 1)}
	Place(g)
	check(t, g)
}

// TestCrossings counts by looking at each pair.
func TestCrossings(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 100 {
		n := 2 + r.IntN(6)
		s := &stage{items: make([]item, 2*n), layers: [][]int{r.Perm(n), nil}}
		for _, i := range r.Perm(n) {
			s.layers[1] = append(s.layers[1], n+i)
		}
		for range r.IntN(12) {
			s.arcs = append(s.arcs, arc{from: r.IntN(n), to: n + r.IntN(n)})
		}
		place := map[int]int{}
		for _, layer := range s.layers {
			for i, v := range layer {
				place[v] = i
			}
		}
		want := 0
		for i, a := range s.arcs {
			for _, b := range s.arcs[:i] {
				if (place[a.from]-place[b.from])*(place[a.to]-place[b.to]) < 0 {
					want++
				}
			}
		}
		if got := neighbours(s).crossings(s.layers); got != want {
			t.Fatalf("%d crossings, want %d", got, want)
		}
	}
}

func BenchmarkPlace(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		Place(random(r, 20, 150, 400))
	}
}
