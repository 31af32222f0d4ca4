package manifest

import (
	"slices"
	"sort"
	"strings"
)

// This file leaves schemas out of texts. In many repositories most bytes are
// the schemas of CustomResourceDefinitions, which no rule reads. A text with
// schemas is read whole, so that no mistake in them is missed, and what stays
// of it is the rest: an abridged Source. Every place is a place in the rest;
// only its lines are counted as in the whole text.

// minAbridged and maxAbridged are the sizes in bytes between which leaving
// schemas out pays.
const (
	minAbridged = 16 << 10
	maxAbridged = 4 << 20
)

// gap is where lines of the whole text are missing in an abridged one.
type gap struct {
	at      int // the byte of the abridged text that follows them
	first   int // the first of them, counted from 1 in the whole text
	missing int // how many lines are missing up to here, these included
}

// abridged is a text while it is read.
type abridged struct {
	source *Source
	text   strings.Builder
	lines  int // how many lines of the whole text are done
	done   int // and how many bytes
}

// parseAbridged is Parse for a text with schemas; nothing of what it returns
// needs the bytes of src. It returns nil where the text has to stay whole:
// where it has no schemas, or something is said about it.
func parseAbridged(src *Source, opt ParseOptions) *File {
	if src.Recoded || !mayDefine(src.text) {
		return nil
	}
	opt.rest = &abridged{source: &Source{Name: src.Name, lines: new(lines), strict: opt.StrictYAML}}
	opt.rest.text.Grow(len(src.text) / 16) // mostly enough, and what nobody writes to takes no memory
	f := Parse(src, opt)
	opt.rest.add(src.text[opt.rest.done:])
	f.Source = opt.rest.source
	for _, d := range f.Documents {
		if d.Source != f.Source || len(d.Problems) > 0 {
			return nil
		}
	}
	if f.Template || f.Directed || len(f.Source.gaps) == 0 {
		return nil
	}
	return f
}

// take moves a document, which was read from the whole text, and its tree to the
// abridged one. schemas are the values that the tree does not hold any more.
func (a *abridged) take(d *Document, t *tree, schemas []Span) {
	whole := d.Source.text
	a.add(whole[a.done:d.Span.Start])
	start, cuts := a.text.Len(), schemas[:0]
	for _, s := range schemas {
		if s, ok := wholeLines(whole[:d.Span.End], s); ok {
			a.add(whole[a.done:s.Start])
			a.leaveOut(whole[s.Start:s.End])
			cuts = append(cuts, s)
		}
	}
	a.add(whole[a.done:d.Span.End])
	t.move(func(at int) int {
		to := start + at - d.Span.Start
		for _, s := range cuts {
			to -= max(min(at, s.End)-s.Start, 0)
		}
		return to
	})
	t.kept = slices.DeleteFunc(t.kept, Span.Empty) // what was left out
	for i, text := range t.texts {
		t.texts[i] = strings.Clone(text) // it may be part of the whole text
	}
	d.Source, d.Span = a.source, Span{start, a.text.Len()}
	t.source, t.document = d.Source, d.Span
}

// add takes the next text over.
func (a *abridged) add(text string) {
	a.text.WriteString(text)
	a.source.text = a.text.String()
	a.pass(text)
}

// leaveOut leaves out the next text, which is whole lines.
func (a *abridged) leaveOut(text string) {
	missing := strings.Count(text, "\n")
	if n := len(a.source.gaps); n > 0 {
		missing += a.source.gaps[n-1].missing
	}
	a.source.gaps = append(a.source.gaps, gap{at: a.text.Len(), first: 1 + a.lines, missing: missing})
	a.pass(text)
}

func (a *abridged) pass(text string) {
	a.lines += strings.Count(text, "\n")
	a.done += len(text)
}

// wholeLines are the lines that a value of a text has for itself; ok is false
// where it shares one with anything else, or the last one does not end.
func wholeLines(text string, value Span) (lines Span, ok bool) {
	start, end := strings.LastIndexByte(text[:value.Start], '\n')+1, value.End
	if value.Empty() || strings.TrimLeft(text[start:value.Start], " ") != "" {
		return Span{}, false
	}
	if text[end-1] == '\n' {
		return Span{start, end}, true
	}
	rest, _, ended := strings.Cut(text[end:], "\n")
	return Span{start, end + len(rest) + 1}, ended && strings.Trim(rest, " \r") == ""
}

// missingAt is how many lines are missing in front of a byte.
func (s *Source) missingAt(offset int) int {
	n := sort.Search(len(s.gaps), func(i int) bool { return s.gaps[i].at > offset })
	if n == 0 {
		return 0
	}
	return s.gaps[n-1].missing
}

// missingAbove is how many lines are missing above one that is counted in the
// whole text, and whether it is missing itself.
func (s *Source) missingAbove(line int) (count int, missing bool) {
	n := sort.Search(len(s.gaps), func(i int) bool { return s.gaps[i].first > line })
	if n == 0 {
		return 0, false
	}
	if n > 1 {
		count = s.gaps[n-2].missing
	}
	g := s.gaps[n-1]
	if line < g.first+g.missing-count {
		return count + line - g.first, true
	}
	return g.missing, false
}
