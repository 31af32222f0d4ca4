package manifest

import (
	"sync"
	"weak"
)

// This file decides how long trees live. The trees of a large input need half
// as much memory again as its texts, and a rule looks at one document after the
// other. So a tree is made, dropped, and made again from the text where
// somebody asks for it: a Node keeps the tree that it belongs to, and a
// Document keeps none but in its turn (Hold).

// shelf is where a document has its tree, with others of the same text.
type shelf struct {
	vague bool  // some scalar may be a placeholder
	own   *tree // what cannot be made again from the text

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
	}
	d.shelf.mu.Lock()
	defer d.shelf.mu.Unlock()
	t := d.shelf.last.Value()
	if t == nil {
		t, _ = feed(d.Source, d.Span) // which has gone well before
		t.vague = d.shelf.vague
		t.settle()
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
	if t.trimmed || t.detached {
		d.shelf.own = t
	} else {
		d.shelf.last = weak.Make(t)
	}
}
