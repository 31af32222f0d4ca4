package analyzer

import (
	"cmp"
	"slices"

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
// one before them wait for the next round. A text that would not read any more
// is left as it is.
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
		text, err := manifest.Apply(src.Text, plans[src].edits)
		if err != nil || text == src.Text || breaks(src, text) {
			continue
		}
		out = append(out, Fixed{Source: src, Text: text, Count: plans[src].count})
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

// plan collects edits of one source that do not disturb each other.
type plan struct {
	edits []manifest.Edit
	count int
}

// add takes the edits of a fix, all or none.
func (p *plan) add(edits []manifest.Edit) {
	for _, e := range edits {
		for _, taken := range p.edits {
			if e.Span.Start <= taken.Span.End && taken.Span.Start <= e.Span.End {
				return
			}
		}
	}
	p.edits = append(p.edits, edits...)
	slices.SortFunc(p.edits, func(a, b manifest.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	p.count++
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
	return unreadable(text) > unreadable(src.Text)
}
