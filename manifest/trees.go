package manifest

import (
	"sync"
	"sync/atomic"
	"unsafe"
	"weak"
)

// This file decides how long trees live. The trees of a large input need half
// as much memory again as its texts, and a rule looks at one document after the
// other. So the trees of the first documents stay (keptTrees), and one beyond is
// made, dropped, and made again from the text where somebody asks for it: a Node
// keeps the tree that it belongs to, and such a Document keeps none but in its
// turn (Hold).

// shelf is where a document has its tree, with others of the same text.
type shelf struct {
	vague bool  // some scalar may be a placeholder
	own   *tree // what cannot be made again from the text
	kept  *tree // what could, and stays

	mu   sync.Mutex
	last weak.Pointer[tree] // while the collector leaves it
}

// tree is the tree of the document, nil where it could not be read.
func (d *Document) tree() *tree {
	switch t := d.held.Load(); {
	case t != nil:
		return t
	case d.shelf == nil:
		return nil
	case d.shelf.own != nil:
		return d.shelf.own
	case d.shelf.kept != nil:
		return d.shelf.kept
	}
	d.shelf.mu.Lock()
	defer d.shelf.mu.Unlock()
	t := d.shelf.last.Value()
	if t == nil {
		t, _ = feed(d.Source, d.Span) // which has gone well before
		t.vague = d.shelf.vague
		d.shelf.last = weak.Make(t)
	}
	return t
}

// Hold keeps the tree of a document that will be asked for many times, until
// Release.
func (d *Document) Hold() { d.held.Store(d.tree()) }

// Release ends what Hold began. Nodes at hand stay valid.
func (d *Document) Release() { d.held.Store(nil) }

// took notes the tree that was just read. Of a tree that is not whole, or whose
// text goes away, there is no other.
func (d *Document) took(t *tree) {
	d.Release()
	d.shelf = &shelf{vague: t.vague}
	if t.trimmed {
		d.shelf.own = t
	} else {
		d.shelf.kept = t
	}
}

// keptTrees is how many bytes the nodes may have of all the trees that stay:
// enough for some thousands of manifests.
const keptTrees = 16 << 20

// shelve has the tree that was just read stay as long as there is room: room
// counts the bytes of all that were offered to, and without it none stays.
func (d *Document) shelve(room *atomic.Int64) {
	if d.shelf == nil || d.shelf.kept == nil {
		return
	}
	t := d.shelf.kept
	if size := int64(len(t.nodes)) * int64(unsafe.Sizeof(node{})); room == nil || room.Add(size) > keptTrees {
		d.shelf.last, d.shelf.kept = weak.Make(t), nil
	}
}
