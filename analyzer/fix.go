package analyzer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// Fixed is a source as fixes leave it.
type Fixed struct {
	Source *manifest.Source
	// Text is the new text.
	Text string
	// Count is the number of findings whose fix is in it.
	Count int
}

// ApplyFixes applies the fixes of some findings, the first of each that is
// safe, or with unsafe the first at all. Fixes that touch the same bytes as
// one before them wait for the next round. A fix after which the text would not
// read any more is left out.
func ApplyFixes(findings []Finding, unsafe bool) []Fixed {
	plans := map[*manifest.Source]*plan{}
	var order []*manifest.Source
	for i := range findings {
		fix := findings[i].chosen(unsafe)
		if fix == nil {
			continue
		}
		p := plans[fix.Source]
		if p == nil {
			p = &plan{}
			plans[fix.Source] = p
			order = append(order, fix.Source)
		}
		p.add(fix.Edits)
	}
	slices.SortFunc(order, func(a, b *manifest.Source) int { return cmp.Compare(a.Name, b.Name) })
	var out []Fixed
	for _, src := range order {
		p := plans[src]
		text, ok := p.apply(src)
		if !ok {
			p = p.working(src)
			text, ok = p.apply(src)
		}
		if ok && text != src.Text() {
			out = append(out, Fixed{Source: src, Text: text, Count: len(p.fixes)})
		}
	}
	return out
}

// chosen is the fix of a finding that a run may apply.
func (f *Finding) chosen(unsafe bool) *Fix {
	for i := range f.Fixes {
		if unsafe || f.Fixes[i].Safety == Safe {
			return &f.Fixes[i]
		}
	}
	return nil
}

// plan collects fixes of one source that do not disturb each other.
type plan struct {
	fixes [][]manifest.Edit
	edits []manifest.Edit // all of them, sorted
}

// add takes the edits of a fix, all or none.
func (p *plan) add(edits []manifest.Edit) {
	for _, e := range edits {
		i, _ := slices.BinarySearchFunc(p.edits, e.Span.Start, func(taken manifest.Edit, at int) int { return cmp.Compare(taken.Span.End, at) })
		if i < len(p.edits) && p.edits[i].Span.Start <= e.Span.End && !(appends(p.edits[i]) && appends(e)) {
			return
		}
	}
	for _, e := range edits {
		i, _ := slices.BinarySearchFunc(p.edits, e.Span.Start+1, func(taken manifest.Edit, at int) int { return cmp.Compare(taken.Span.Start, at) })
		p.edits = slices.Insert(p.edits, i, e)
	}
	p.fixes = append(p.fixes, edits)
}

// appends reports whether an edit adds documents behind the last one: several
// such edits do not disturb each other.
func appends(e manifest.Edit) bool {
	return e.Span.Empty() && strings.HasPrefix(strings.TrimLeft(e.Text, "\r\n"), "---")
}

// apply makes the new text; ok is false where it cannot be read any more.
func (p *plan) apply(src *manifest.Source) (text string, ok bool) {
	text, err := manifest.Apply(src.Text(), p.edits)
	return text, err == nil && !breaks(src, text)
}

// working is the plan without the fixes that break the text, alone or with those
// before them: two may write the same key.
func (p *plan) working(src *manifest.Source) *plan {
	out := &plan{}
	for _, edits := range p.fixes {
		next := &plan{fixes: slices.Clone(out.fixes), edits: slices.Clone(out.edits)}
		next.add(edits)
		if _, ok := next.apply(src); ok {
			out = next
		}
	}
	return out
}

// breaks reports whether a new text has more documents that cannot be read
// than the old one.
func breaks(src *manifest.Source, text string) bool {
	unreadable := func(text string) (n int) {
		f := manifest.Parse(manifest.NewSource(src.Name, []byte(text)), manifest.ParseOptions{Manifest: true})
		for _, d := range f.Documents {
			for _, p := range d.Problems {
				if p.Kind == manifest.Unreadable || p.Kind == manifest.DuplicateKey {
					n++
				}
			}
		}
		if f.Template {
			n++
		}
		return n
	}
	return unreadable(text) > unreadable(src.Text())
}
