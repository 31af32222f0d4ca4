package manifest

import (
	"cmp"
	"errors"
	"slices"
)

// pending is an edit that is not yet in its place among the others.
type pending struct {
	start, end int
	text       string
	rank       int32 // the node that asked for it: at the same place, inner ones come first
	lines      bool  // it takes whole lines away
}

// replace asks for an edit.
func (e *editor) replace(start, end int, text string, rank int32) {
	e.edits = append(e.edits, pending{start: start, end: end, text: text, rank: rank})
}

// commentsIn are the texts of the comments between two places.
func (e *editor) commentsIn(from, to int) []string {
	var out []string
	e.tree.comments(Span{from, to}, func(s Span) bool {
		out = append(out, e.text[s.Start:s.End])
		return true
	})
	return out
}

// finish sorts and joins the edits, refuses those that overlap, and keeps the
// end of the file as it was.
func (e *editor) finish() ([]Edit, error) {
	e.climb()
	slices.SortStableFunc(e.edits, func(a, b pending) int {
		inserts := func(p pending) int { return min(p.end-p.start, 1) }
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(inserts(a), inserts(b)), cmp.Compare(b.rank, a.rank))
	})
	var out []Edit
	for _, p := range e.edits {
		edit := Edit{Span{p.start, p.end}, p.text}
		if len(out) == 0 || out[len(out)-1].Span.End < p.start {
			out = append(out, edit)
			continue
		}
		last := &out[len(out)-1]
		if last.Span.End > p.start && (last.Text != "" || p.text != "") {
			return nil, errConflict
		}
		last.Text += p.text
		last.Span.End = max(last.Span.End, p.end)
	}
	return e.keepEnd(out)
}

// climb moves what is added behind a line up to the line before where that
// line is taken away.
func (e *editor) climb() {
	for i := range e.edits {
		p := &e.edits[i]
		for moved := p.start == p.end; moved; {
			moved = false
			for _, gone := range e.edits {
				if !gone.lines || p.start <= gone.start || p.start > gone.end || p.start == gone.end && p.start < len(e.whole) {
					continue
				}
				p.start = gone.start - breakBefore(e.text[:gone.start])
				p.end = p.start
				moved = p.start < gone.start
			}
		}
	}
}

// keepEnd lets a source end with a line break if and only if it did.
func (e *editor) keepEnd(edits []Edit) ([]Edit, error) {
	if len(edits) == 0 {
		return nil, nil
	}
	last := &edits[len(edits)-1]
	if last.Span.End < len(e.whole) || breakBefore(e.whole) > 0 {
		return edits, nil
	}
	if n := breakBefore(last.Text); n > 0 {
		last.Text = last.Text[:len(last.Text)-n]
		return edits, nil
	}
	if n := breakBefore(e.whole[:last.Span.Start]); last.Text == "" && n > 0 {
		if e.openScalar(last.Span.Start) {
			return nil, errors.New("the text block before the end of the file would lose its line break")
		}
		last.Span.Start -= n
		if len(edits) > 1 && edits[len(edits)-2].Span.End == last.Span.Start {
			before := &edits[len(edits)-2]
			before.Span.End = last.Span.End
			return edits[:len(edits)-1], nil
		}
	}
	return edits, nil
}
