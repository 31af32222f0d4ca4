package manifest

import (
	"slices"
	"sync"
)

// slab is room for the nodes of many trees, one behind the other: how many a
// document has shows only behind its last one.
type slab struct {
	nodes  []node
	buffer []byte // and for a scalar on its way into a tree
}

// slabSize is the number of nodes in a slab, and slabRest how many must be left
// for another tree: few have more, and what nobody writes to takes no memory.
const (
	slabSize = 32 << 10
	slabRest = slabSize / 4
)

// slabs holds those in which nobody builds: one for each worker at most. A
// sync.Pool would lose them, and what is left in them, at each collection.
var slabs struct {
	sync.Mutex
	idle []*slab
}

// takeSlab takes one with room for another tree.
func takeSlab() *slab {
	slabs.Lock()
	defer slabs.Unlock()
	s := new(slab)
	if last := len(slabs.idle) - 1; last >= 0 {
		s, slabs.idle = slabs.idle[last], slabs.idle[:last]
	}
	if cap(s.nodes)-len(s.nodes) < slabRest {
		s.nodes = make([]node, 0, slabSize)
	}
	return s
}

func (s *slab) giveBack() {
	slabs.Lock()
	defer slabs.Unlock()
	slabs.idle = append(slabs.idle, s)
}

// newRoomyTree makes an empty tree with room for many nodes, until it settles.
func newRoomyTree(src *Source, document Span) *tree {
	s := takeSlab()
	return &tree{source: src, document: document, slab: s, nodes: append(s.nodes[len(s.nodes):], node{})}
}

// settle leaves the rest of the slab to the next tree. One that has outgrown it
// moves to room of its size.
func (t *tree) settle() {
	s := t.slab
	if s == nil {
		return
	}
	switch used := len(s.nodes); {
	case t.forgotten:
		t.nodes = nil
	case cap(t.nodes) == cap(s.nodes)-used:
		s.nodes = s.nodes[:used+len(t.nodes)]
		t.nodes = slices.Clip(t.nodes)
	default:
		t.nodes = slices.Clone(t.nodes)
	}
	t.slab = nil
	s.giveBack()
}

// drop gives back the room of a tree that nobody needs.
func (t *tree) drop() {
	t.forgotten = true
	t.settle()
}
