package manifest

import (
	"iter"
	"sync/atomic"
)

// Document is one YAML document, or one JSON value, of a Source.
type Document struct {
	Source *Source
	// Index counts the documents of the source from 0, empty ones included.
	Index int
	// Span is the text of the document, without its separators.
	Span Span
	// Objects are the Kubernetes objects that the document holds: one, or the
	// items of a List; none where it is something else.
	Objects []*Object
	// Problems are those that belong to no object: what made the document
	// unreadable, and duplicate keys.
	Problems []Problem
	// Origin is the file that a renderer says the document comes from
	// (Helm's "# Source: chart/templates/x.yaml"), "" without such a line.
	Origin string
	// Glued says that two documents have run together, so that what was read
	// is none of them: no rule may judge its objects.
	Glued bool
	// Inline says that the document is a patch in the text of a kustomization,
	// and lies within the document that holds it.
	Inline bool

	held  atomic.Pointer[tree] // between Hold and Release
	shelf *shelf               // nil where the document could not be read

	ground atomic.Pointer[ground] // once the document is edited
}

// Root is the top node; the zero Node where the document is empty or could not
// be read.
func (d *Document) Root() Node {
	if t := d.tree(); t != nil {
		return t.root()
	}
	return Node{}
}

// Comments yields the spans of the document's comments in order, from "#" to
// the end of the line. A document that could not be read has none.
func (d *Document) Comments() iter.Seq[Span] { return d.Root().Comments() }

// Duplicates lists the keys that a mapping of the document has twice. Of
// documents that hold objects, Problems has them already.
func (d *Document) Duplicates() []Problem {
	if t := d.tree(); t != nil {
		return t.duplicates()
	}
	return nil
}

// Around returns the object of the document that covers a span, and the path
// to the span in it; nil where no object does.
func (d *Document) Around(s Span) (*Object, Path) {
	for _, o := range d.Objects {
		n := o.Node()
		if at := n.Span(); s.Start >= at.Start && s.End <= at.End {
			return o, n.pathTo(s.Start)
		}
	}
	return nil, Path{}
}
