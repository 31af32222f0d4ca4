package manifest

import (
	"iter"
	"sort"
	"strings"
)

// Comments yields the spans of the comments inside a node, or of the whole
// document when the node is its root, in order: from "#" to the end of line.
func (n Node) Comments() iter.Seq[Span] {
	return func(yield func(Span) bool) {
		if n.tree == nil {
			return
		}
		within := n.Span()
		if n.id == 1 {
			within = n.tree.document
		}
		if n.tree.trimmed {
			for _, s := range n.tree.kept {
				if s.Start >= within.Start && s.End <= within.End && !yield(s) {
					return
				}
			}
			return
		}
		n.tree.comments(within, yield)
	}
}

// comments yields the comments of a span: what lies between scalars and begins
// with "#", for nothing else there has one.
func (t *tree) comments(within Span, yield func(Span) bool) {
	at := within.Start
	first := sort.Search(len(t.nodes), func(i int) bool { return int(t.nodes[i].start) >= at })
	for _, x := range t.nodes[max(first-1, 0):] {
		start, end := int(x.start), int(x.end)
		if start >= within.End {
			break
		}
		if x.kind != Scalar && x.kind != Alias {
			continue
		}
		if !t.gap(at, start, yield) {
			return
		}
		if x.style == Literal || x.style == Folded { // a comment may follow the indicator
			line := endOfLine(t.source.Text()[:end], start)
			if line < end && !t.gap(max(at, start), min(line, within.End), yield) {
				return
			}
		}
		at = max(at, end)
	}
	t.gap(at, within.End, yield)
}

// gap yields the comments of a span that holds no scalar, and reports whether
// more are wanted.
func (t *tree) gap(from, to int, yield func(Span) bool) bool {
	for from < to {
		hash := strings.IndexByte(t.source.Text()[from:to], '#')
		if hash < 0 {
			return true
		}
		start := from + hash
		from = endOfLine(t.source.Text()[:t.document.End], start)
		if !yield(Span{start, from}) {
			return false
		}
	}
	return true
}

// endOfLine is where the line that holds a byte of a text ends.
func endOfLine(text string, at int) int {
	if n := strings.IndexAny(text[at:], breaks); n >= 0 {
		return at + n
	}
	return len(text)
}
