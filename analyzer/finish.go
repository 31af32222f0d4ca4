package analyzer

import (
	"cmp"
	"slices"

	"github.com/akslint/akslint/manifest"
)

// finish fills what the engine knows about a finding: its rule and severity,
// its place and those of its related findings, and the edits of its fixes.
func (r *runner) finish(f *Finding, rule *Rule, d *manifest.Document, o *manifest.Object, namespace string) {
	f.Rule, f.Severity, f.Document = &rule.Meta, rule.Severity, d
	if f.Lower != nil {
		f.Severity = *f.Lower
	}
	if s, ok := r.opt.Severity[rule.ID]; ok {
		f.Severity = s
	}
	if o == nil {
		f.Object, f.At = d.Around(f.Span)
		if views := r.inv.Views(f.Object); len(views) > 0 {
			f.Namespace = views[0].Member.Namespace
		}
	} else {
		f.Object, f.Namespace = o, namespace
		f.Span = place(o, f.At, f.KeyOnly)
	}
	f.Related, f.Fixes = slices.Clone(f.Related), slices.Clone(f.Fixes) // a rule may give the same ones again
	if f.Applied != nil {
		f.stand(o)
	}
	for i := range f.Related {
		rel := &f.Related[i]
		if rel.Object != nil {
			at := rel.Object.Origin(rel.Object.Locate(rel.At))
			rel.Source, rel.Span = at.Document.Source, at.Span
		} else if rel.Source == nil {
			rel.Source = d.Source
		}
		rel.At = manifest.Path{} // nobody reads it again, and a large run has many
	}
	for i := range f.Fixes {
		if len(f.Fixes[i].Edits) == 0 && f.Applied == nil {
			f.Fixes[i].resolve(o)
		}
		f.Fixes[i].Changes = nil // nor these
	}
	f.Fixes = slices.DeleteFunc(f.Fixes, func(fix Fix) bool { return len(fix.Edits) == 0 })
}

// place turns a path into the span of a finding.
func place(o *manifest.Object, at manifest.Path, key bool) manifest.Span {
	if span, ok := o.KeySpan(at); ok && key {
		return span
	}
	return o.Locate(at)
}

// resolve turns the changes of a fix into edits. A fix that cannot be made as
// an exact edit, or that would touch a placeholder, has none.
func (fix *Fix) resolve(own *manifest.Object) {
	if fix.Object == nil {
		fix.Object = own
	}
	o := fix.Object.Written() // of a patched object, what the text has
	if o == nil || o.Source().Recoded || len(fix.Changes) == 0 {
		return
	}
	for _, c := range fix.Changes {
		if o.Unknown(c.Path) {
			return
		}
	}
	edits, err := o.Edits(fix.Changes)
	if err != nil {
		return
	}
	fix.Source, fix.Edits = o.Source(), edits
}

// sortFindings orders findings by file, place and rule.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		if order := cmp.Or(
			cmp.Compare(a.Source().Name, b.Source().Name),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.Rule.ID, b.Rule.ID),
		); order != 0 {
			return order
		}
		return cmp.Or(
			cmp.Compare(a.At.String(), b.At.String()),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Profile, b.Profile),
		)
	})
}

// summarise counts what the files hold.
func summarise(files []*manifest.File) Summary {
	var s Summary
	for _, f := range files {
		if f.Template {
			s.Templates++
			continue
		}
		seen := false
		for _, d := range f.Documents {
			s.Objects += len(d.Objects)
			seen = seen || len(d.Objects) > 0 || len(d.Problems) > 0
			for _, o := range d.Objects {
				s.Placeholders += o.Placeholders
			}
		}
		if seen {
			s.Files++
		}
	}
	return s
}

// count counts findings by severity and by the fixes that they offer.
func (s *Summary) count(findings []Finding) {
	for i := range findings {
		switch findings[i].Severity {
		case Error:
			s.Errors++
		case Warning:
			s.Warnings++
		case Info:
			s.Infos++
		}
		switch fixes := findings[i].Fixes; {
		case slices.ContainsFunc(fixes, func(f Fix) bool { return f.Safety == Safe }):
			s.Fixable++
		case len(fixes) > 0:
			s.Unsafe++
		}
	}
}
