package manifest

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"strings"
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
		if s.Start >= from && s.End <= to { // that of a text block before from may come too
			out = append(out, e.text[s.Start:s.End])
		}
		return true
	})
	return out
}

// finish sorts and joins the edits, refuses those that overlap, and keeps the
// end of the file as it was.
func (e *editor) finish() ([]Edit, error) {
	e.climb()
	e.closeScalar()
	slices.SortStableFunc(e.edits, func(a, b pending) int {
		inserts := func(p pending) int { return min(p.end-p.start, 1) }
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(inserts(a), inserts(b)), cmp.Compare(b.rank, a.rank))
	})
	var out []Edit
	for i, p := range e.edits {
		if i == 0 || out[len(out)-1].Span.End < p.start {
			out = append(out, Edit{Span{p.start, p.end}, p.text})
			continue
		}
		last := &out[len(out)-1]
		// What is only taken away may be taken away twice.
		if last.Span.End > p.start && (e.edits[i-1].text != "" || p.text != "") {
			return nil, errConflict
		}
		last.Text += p.text
		last.Span.End = max(last.Span.End, p.end)
	}
	for i := range out {
		e.keepApart(&out[i])
	}
	out = e.keepEnd(out)
	if !e.blocksKept(out) {
		return nil, errors.New("an edit would change the text block before it")
	}
	return out, nil
}

// keepApart puts a blank between an edit and a comment that follows without
// one, as "x"# and {# have it: behind other text it would be none.
func (e *editor) keepApart(edit *Edit) {
	before := edit.Text
	if before == "" {
		before = e.whole[:edit.Span.Start]
	}
	if n := len(before); e.byteAt(edit.Span.End) == '#' && n > 0 && !isBlank(before[n-1]) && !isBreak(before[n-1]) {
		edit.Text += " "
	}
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

// closeScalar keeps a line break out of the value of a block scalar that ended
// with the file, without one, where lines are added behind it.
func (e *editor) closeScalar() {
	n := e.openScalar()
	if !n.Exists() {
		return
	}
	s := n.Span()
	added := func(p pending) bool { return p.start == len(e.whole) && p.text != "" }
	gone := func(p pending) bool { return p.start < s.End && p.end > s.Start }
	if !slices.ContainsFunc(e.edits, added) || slices.ContainsFunc(e.edits, gone) {
		return
	}
	from, to := s.Start+1, s.Start+1
	if e.chomping(n) == '+' {
		from += strings.IndexByte(e.text[from:], '+')
		to = from + 1
	}
	e.replace(from, to, "-", n.id)
}

// openScalar is the block scalar with which the source ends, if one more line
// break would become part of it.
func (e *editor) openScalar() Node {
	if len(e.text) < len(e.whole) || breakBefore(e.whole) > 0 {
		return Node{}
	}
	n := Node{e.tree, e.last}
	x := n.at()
	if x.style != Literal && x.style != Folded || n.value() == "" || e.chomping(n) == '-' || strings.TrimSpace(e.whole[x.end:]) != "" {
		return Node{}
	}
	return n
}

// keepEnd lets a source end with a line break if and only if it did.
func (e *editor) keepEnd(edits []Edit) []Edit {
	if len(edits) == 0 {
		return nil
	}
	last := &edits[len(edits)-1]
	if last.Span.End < len(e.whole) || breakBefore(e.whole) > 0 {
		return edits
	}
	for {
		for n := breakBefore(last.Text); n > 0; n = breakBefore(last.Text) {
			last.Text = last.Text[:len(last.Text)-n]
		}
		n := breakBefore(e.whole[:last.Span.Start])
		if last.Text != "" || n == 0 {
			return edits
		}
		last.Span.Start -= n // of the line before, or of a blank one
		if i := len(edits) - 2; i >= 0 && edits[i].Span.End >= last.Span.Start {
			edits[i].Span.End = last.Span.End
			edits, last = edits[:i+1], &edits[i]
		}
	}
}

// blocksKept reports whether block scalars that no edit touches stay what they
// are: those that an edit overlaps in part, and the last one before each edit. A
// line that ends one that stands further in front stays.
func (e *editor) blocksKept(edits []Edit) bool {
	for _, edit := range edits {
		i := sort.Search(len(e.blocks), func(i int) bool { return e.block(i).Span().Start >= edit.Span.End })
		for i--; i >= 0; i-- {
			if !e.blockKept(e.block(i), edits) {
				return false
			}
			if e.block(i).Span().End <= edit.Span.Start {
				break
			}
		}
	}
	return true
}

func (e *editor) block(i int) Node { return Node{e.tree, e.blocks[i]} }

// blockKept reports whether a block scalar stays what it is. What ends it is the
// next line that is neither blank nor indented like it; where that line goes, a
// comment behind it can become text, and blank lines can be added to what "+"
// keeps.
func (e *editor) blockKept(n Node, edits []Edit) bool {
	x := n.at()
	var behind []Edit
	for _, edit := range edits {
		s := edit.Span
		switch {
		case s.Start >= int(x.end):
			behind = append(behind, edit)
		case s.End > int(x.start) && (s.Start <= int(x.start) || edit.Text == "-"): // it goes, or is closed
			return true
		case s.End > int(x.end):
			return false
		}
	}
	if len(behind) == 0 {
		return true
	}
	was, is, err := e.around(int(x.end), behind)
	if err != nil {
		return false
	}
	blanks, next := blankLines(is)
	before, _ := blankLines(was)
	if n.value() == "" { // the first break ends the header
		blanks, before = max(blanks, 1), max(before, 1)
	}
	switch e.chomping(n) {
	case 0:
		blanks, before = min(blanks, 1), min(before, 1)
	case '-':
		blanks = before
	}
	indent := len(next) - len(strings.TrimLeft(next, " "))
	return blanks == before && !(strings.HasPrefix(next[indent:], "#") && indent >= e.blockIndent(n))
}

// around is the text from a place to the line that follows some edits behind it,
// as it was and with them.
func (e *editor) around(from int, edits []Edit) (was, is string, err error) {
	_, next := blankLines(e.whole[edits[len(edits)-1].Span.End:])
	to := endOfLine(e.whole, len(e.whole)-len(next))
	moved := make([]Edit, len(edits))
	for i, edit := range edits {
		moved[i] = Edit{Span{edit.Span.Start - from, edit.Span.End - from}, edit.Text}
	}
	is, err = Apply(e.whole[from:to], moved)
	return e.whole[from:to], is, err
}

// blankLines counts the line breaks from the end of a line to the next line
// that is not blank, and returns the text from there on.
func blankLines(text string) (count int, rest string) {
	for {
		end := strings.IndexAny(text, "\r\n")
		if end < 0 || count > 0 && !onlyBlanks(text[:end]) {
			return count, text
		}
		text = text[end+breakLen(text[end:]):]
		count++
	}
}

// blockIndent is the least indentation that a line needs to belong to a block
// scalar, as far as that is known.
func (e *editor) blockIndent(n Node) int {
	s := n.Span()
	header, lines, _ := strings.Cut(e.text[s.Start:s.End], "\n")
	if strings.ContainsAny(header[:min(len(header), 3)], "123456789") {
		return 1
	}
	for line := range strings.Lines(lines) {
		if text := strings.TrimLeft(line, " "); strings.Trim(text, "\r\n") != "" {
			return len(line) - len(text)
		}
	}
	return 1
}
