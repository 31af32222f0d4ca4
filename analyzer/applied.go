package analyzer

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file is about findings on objects with the patches of a kustomization
// laid over them: what stands in a patch is said there, and so is what a patch
// brings about in text that it does not hold.

// Applied is where a finding on such an object lies.
type Applied struct {
	// Object is the object as it is applied.
	Object *manifest.Object
	// Place is in the text of the object, or of a patch.
	Place manifest.Place
}

// abroad reports whether a finding lies in a patch.
func (a *Applied) abroad() bool {
	return a != nil && a.Place.Document != a.Object.Written().Document
}

// apart tells findings in the object's own text from those in patches.
func apart(findings []Finding) (own, patches []Finding) {
	for _, f := range findings {
		if f.Applied.abroad() {
			patches = append(patches, f)
		} else {
			own = append(own, f)
		}
	}
	return own, patches
}

// settle finds the places of findings on a patched object.
func (r *runner) settle(rule *Rule, pass *Pass, written *inventory.Member, findings []Finding, out *outcome) {
	var unpatched []Finding // what the rule says of the object as it is written, once that is asked
	asked := false
	for i := range findings {
		f := &findings[i]
		o := pass.Object
		f.Applied = &Applied{o, o.Origin(place(o, f.At, f.KeyOnly))}
		if f.Applied.abroad() {
			continue
		}
		cause, ok := causeOf(rule, o, f)
		if !ok {
			continue
		}
		if !asked {
			asked = true
			before := *pass
			before.findings = nil
			before.Object, before.View = o.Written(), &inventory.View{Scope: pass.View.Scope, Member: written.Unpatched()}
			unpatched = r.call(rule, &before, out)
		}
		if !slices.ContainsFunc(unpatched, f.samePlace) {
			f.Applied.Place = cause
		}
	}
}

// causeOf finds the patch that a finding in the text of the object may come
// from: one that touches what would be mended, or else what the rule reads.
func causeOf(rule *Rule, o *manifest.Object, f *Finding) (cause manifest.Place, ok bool) {
	for _, fix := range f.Fixes {
		for _, c := range fix.Changes {
			if at, ok := o.Touched(c.Path); ok {
				return at, true
			}
		}
	}
	if f.At.Len() > 0 {
		if at, ok := o.Touched(f.At); ok {
			return at, true
		}
	}
	for _, path := range rule.Reads {
		if at, ok := o.Touched(manifest.At(strings.Split(path, ".")...)); ok {
			return at, true
		}
	}
	return manifest.Place{}, false
}

// patches joins what lies in patches: it is said where it is true of the object
// in all scopes that have the patch.
func (rule *Rule) patches(lists [][]Finding, objects []*manifest.Object) []Finding {
	var joined []Finding
	for i, list := range lists {
		for _, f := range list {
			same := func(g Finding) bool { return g.Applied.Place == f.Applied.Place && g.At.Equal(f.At) }
			if slices.ContainsFunc(joined, same) {
				continue
			}
			holds := true
			for j, other := range lists {
				k := slices.IndexFunc(other, same)
				holds = holds && (k >= 0 || !objects[j].PatchedBy(f.Applied.Place.Document))
				if k >= 0 && j != i && rule.severity(&other[k]) < rule.severity(&f) {
					f = other[k]
				}
			}
			if holds {
				joined = append(joined, f)
			}
		}
	}
	return joined
}

// stand gives a finding on a patched object its place, and its fixes the edits
// of the text that holds the place.
func (f *Finding) stand(o *manifest.Object) {
	at := f.Applied.Place
	f.Document, f.Span = at.Document, at.Span
	for i := range f.Fixes {
		f.Fixes[i].Edits = nil
	}
	if !f.Applied.abroad() {
		for i := range f.Fixes {
			f.Fixes[i].resolveIn(o, f.Applied.Object)
		}
		return
	}
	f.Related = append(f.Related, Related{Object: o, At: manifest.At("metadata", "name"), Message: "the " + o.Kind + " that this patches"})
	if len(at.Document.Objects) != 1 { // operations of a JSON patch
		f.Fixes = nil
		return
	}
	f.Object = at.Document.Objects[0]
	for i := range f.Fixes {
		f.Fixes[i].resolveIn(f.Object, f.Applied.Object)
	}
}

// resolveIn is resolve for one of the texts that a patched object is made of, the
// object there. A change that would have to be made in another has no edits.
func (fix *Fix) resolveIn(own, whole *manifest.Object) {
	for _, c := range fix.Changes {
		switch c.Op {
		case manifest.Add:
			if _, touched := whole.Touched(c.Path); touched {
				if own == whole.Written() || own.Find(c.Path).Exists() {
					return
				}
			}
			for i := range c.Path.Len() {
				if c.Path.Step(i).IsIndex {
					return
				}
			}
		case manifest.Set, manifest.Remove, manifest.Rename:
			at := whole.Find(c.Path)
			if !at.Exists() || whole.Origin(at.Span()) != (manifest.Place{Document: own.Document, Span: own.Find(c.Path).Span()}) {
				return
			}
		default:
			return
		}
	}
	if fix.Object == nil || fix.Object == whole {
		fix.Object = own
		fix.resolve(own)
	}
}

// move takes the findings that lie in patches of other files out of those of
// their objects, by file.
func move(outcomes []outcome) map[*manifest.Source][]Finding {
	moved := map[*manifest.Source][]Finding{}
	for i := range outcomes {
		out := &outcomes[i]
		if !slices.ContainsFunc(out.findings, func(f Finding) bool { return f.Applied.abroad() }) {
			continue
		}
		out.findings = slices.DeleteFunc(out.findings, func(f Finding) bool {
			if f.Applied.abroad() {
				moved[f.Source()] = append(moved[f.Source()], f)
			}
			return f.Applied.abroad()
		})
	}
	return moved
}

// merge adds the findings that lie in the patches of a file to its others. A
// patch may say the same of several objects, and by itself: the most severe
// finding of a rule in one place stays.
func (out *outcome) merge(patches []Finding) {
	for _, f := range patches {
		i := slices.IndexFunc(out.findings, func(g Finding) bool {
			return g.Rule == f.Rule && g.Span == f.Span
		})
		switch {
		case i < 0:
			out.findings = append(out.findings, f)
		case out.findings[i].Severity < f.Severity:
			out.findings[i] = f
		}
	}
}
