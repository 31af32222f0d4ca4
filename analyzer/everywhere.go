package analyzer

import (
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file joins what a rule says of an object in each scope that the object is
// applied in.

// everywhere runs one rule over the object of a pass, once for each scope that
// the object is applied in. What is not true of all of them is not said. A rule
// that judges objects by themselves sees the object with the patches of the scope
// laid over it, and where patches make the difference, it is said what is true of
// some.
func (r *runner) everywhere(rule *Rule, pass *Pass, views []inventory.View, p *aks.Profile, out *outcome) []Finding {
	if len(views) == 1 && !views[0].Member.HasPatches() {
		pass.Profile = p
		return r.once(rule, pass, &views[0], out)
	}
	var common []Finding
	var patches [][]Finding
	var patched []*manifest.Object
	var everyone []said
	written := pass.Object
	known, unpatched := false, false // whether some view has been asked, and one without patches
	pass.Profile = p
	for i := range views {
		view := &views[i]
		if view.Member.Fragment && rule.Whole {
			pass.Object = written
			return nil
		}
		if applied := r.applied(rule, view); applied != nil {
			if applied.Object == nil { // nor is it applied in this scope
				continue
			}
			view = &inventory.View{Scope: view.Scope, Member: applied}
		} else if known && len(common) == 0 && (!rule.Alone || unpatched || view.Member.HasPatches()) {
			continue
		} else {
			unpatched = unpatched || !view.Member.HasPatches()
		}
		pass.View, pass.Object = view, view.Member.Object
		findings := r.call(rule, pass, out)
		findings = slices.DeleteFunc(findings, func(f Finding) bool { return unsettled(rule, view, pass.Object, &f) })
		if pass.Object != written {
			r.settle(rule, pass, views[i].Member, findings, out)
			own, inPatches := apart(findings)
			patches, patched, findings = append(patches, inPatches), append(patched, pass.Object), own
		}
		if rule.Alone && len(views) > 1 {
			everyone = append(everyone, said{view.Scope, findings})
		}
		if !known {
			common, known = findings, true
		} else {
			common = agreed(rule, common, findings)
		}
	}
	pass.Object = written
	if patches == nil {
		return common
	}
	return slices.Concat(common, inSome(everyone, common), rule.patches(patches, patched))
}

// once runs one rule over an object as it is written, which in nearly all cases is
// all that there is to do.
func (r *runner) once(rule *Rule, pass *Pass, view *inventory.View, out *outcome) []Finding {
	if view.Member.Fragment && rule.Whole {
		return nil
	}
	pass.View = view
	findings := r.call(rule, pass, out)
	if len(findings) == 0 {
		return nil
	}
	return slices.DeleteFunc(findings, func(f Finding) bool { return unsettled(rule, view, pass.Object, &f) })
}

// applied is a member with its patches, nil for rules that do not see it so.
func (r *runner) applied(rule *Rule, view *inventory.View) *inventory.Member {
	if !rule.Alone {
		return nil
	}
	return view.Member.Applied()
}

// said is what a rule says of an object in a scope.
type said struct {
	scope    *inventory.Scope
	findings []Finding
}

// inSome is what is said in some scopes and not in all, each with the first
// scope where it is.
func inSome(everyone []said, common []Finding) []Finding {
	var out []Finding
	for _, s := range everyone {
		for _, f := range s.findings {
			if slices.ContainsFunc(common, f.samePlace) || slices.ContainsFunc(out, f.samePlace) {
				continue
			}
			if k := s.scope.Document; k != nil {
				at := k.Root().Get("resources").Span()
				f.Related = append(slices.Clip(f.Related), Related{Source: k.Source, Span: at, Message: "this kustomization applies it so, others do not"})
			}
			out = append(out, f)
		}
	}
	return out
}

// agreed is what two lists of findings on an object both say: of two findings
// on one place the milder, with the fixes that both offer.
func agreed(rule *Rule, a, b []Finding) []Finding {
	var out []Finding
	for _, f := range a {
		i := slices.IndexFunc(b, f.samePlace)
		if i < 0 {
			continue
		}
		g := b[i]
		if rule.severity(&g) < rule.severity(&f) {
			f, g = g, f
		}
		f.Fixes = slices.DeleteFunc(slices.Clone(f.Fixes), func(fix Fix) bool {
			return !slices.ContainsFunc(g.Fixes, fix.same)
		})
		out = append(out, f)
	}
	return out
}

// samePlace reports whether another finding on the object has the same place.
func (f *Finding) samePlace(g Finding) bool { return f.At.Equal(g.At) && f.KeyOnly == g.KeyOnly }

// severity is that of a finding as its rule gives it.
func (rule *Rule) severity(f *Finding) Severity {
	if f.Lower != nil {
		return *f.Lower
	}
	return rule.Severity
}

// same reports whether two fixes change the same.
func (fix Fix) same(other Fix) bool {
	return fix.Object == other.Object && slices.EqualFunc(fix.Changes, other.Changes, func(a, b manifest.Change) bool {
		return a.Op == b.Op && a.Value == b.Value && a.Raw == b.Raw && a.Path.Equal(b.Path)
	})
}
