package manifest

import "iter"

// Comments yields the spans of the document's comments in order, from "#" to
// the end of the line. A document that could not be read has none.
func (d *Document) Comments() iter.Seq[Span] {
	return func(yield func(Span) bool) {
		if d.Root.tree != nil {
			d.Root.tree.comments(d.Span, yield)
		}
	}
}

// Duplicates lists the keys that a mapping of the document has twice. Of
// documents that hold objects, Problems has them already.
func (d *Document) Duplicates() []Problem {
	if d.Root.tree == nil {
		return nil
	}
	return d.Root.tree.duplicates()
}
