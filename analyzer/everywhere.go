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
// the object is applied in. What is not true of all of them is not said.
func (r *runner) everywhere(rule *Rule, pass *Pass, views []inventory.View, p *aks.Profile, out *outcome) []Finding {
	var common []Finding
	for i := range views {
		view := &views[i]
		if view.Member.Fragment && rule.Whole {
			return nil
		}
		pass.View, pass.Profile = view, p
		findings := r.call(rule, pass, out)
		findings = slices.DeleteFunc(findings, func(f Finding) bool { return unsettled(rule, view, pass.Object, &f) })
		if i == 0 {
			common = findings
		} else {
			common = agreed(rule, common, findings)
		}
		if len(common) == 0 {
			return nil
		}
	}
	return common
}

// agreed is what two lists of findings on an object both say: of two findings
// on one place the milder, with the fixes that both offer.
func agreed(rule *Rule, a, b []Finding) []Finding {
	var out []Finding
	for _, f := range a {
		i := slices.IndexFunc(b, func(g Finding) bool { return f.At.Equal(g.At) && f.KeyOnly == g.KeyOnly })
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
