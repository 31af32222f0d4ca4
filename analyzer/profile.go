package analyzer

import (
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
)

// lacks reports whether a rule cannot run for want of an input, and notes the
// first that is missing.
func (r *runner) lacks(rule *Rule) bool {
	for _, input := range rule.Needs {
		if input == ClusterInput && len(r.opt.Profiles) == 0 || input == SubnetsInput && !r.knowsSubnets() {
			r.notEvaluated = append(r.notEvaluated, NotEvaluated{Rule: rule.ID, Needs: string(input)})
			return true
		}
	}
	return false
}

// knowsSubnets reports whether the subnets of any cluster are known.
func (r *runner) knowsSubnets() bool {
	return r.opt.Subnets != nil || slices.ContainsFunc(r.opt.Profiles, func(p *aks.Profile) bool { return p.SubnetsOr(nil) != nil })
}

// profileFile is a file with profiles, and what was found in it.
type profileFile struct {
	file *manifest.File
	outcome
}

// profileFiles are the files that hold the profiles of a run.
type profileFiles []*profileFile

// hold reports whether a file of manifests is one of them.
func (files profileFiles) hold(f *manifest.File) bool {
	return slices.ContainsFunc(files, func(p *profileFile) bool { return p.file.Source.Name == f.Source.Name })
}

// clusters runs the rules on clusters over all profiles, by file.
func (r *runner) clusters() profileFiles {
	var files profileFiles
	for _, p := range r.opt.Profiles {
		i := slices.IndexFunc(files, func(f *profileFile) bool { return f.file.Source.Name == p.File.Source.Name })
		if i < 0 {
			i = len(files)
			files = append(files, &profileFile{file: p.File})
		}
		out := &files[i].outcome
		for _, rule := range r.profiles {
			pass := r.pass(Pass{Document: p.Object.Document, Object: p.Object, Profile: p, Inventory: r.inv})
			for _, f := range r.call(rule, pass, out) {
				f.Profile = p.Name
				r.finish(&f, rule, p.Object.Document, p.Object, "")
				out.findings = append(out.findings, f)
			}
		}
	}
	return files
}

// distinguished joins what a rule finds on an object with several profiles: a
// finding that is the same with all of them stands once, without a name.
func distinguished(rule *Rule, lists [][]Finding, profiles []*aks.Profile) []Finding {
	var out []Finding
	for i, list := range lists {
		for _, f := range list {
			same := func(g Finding) bool { return rule.sameFinding(&f, &g) }
			everywhere := true
			for _, other := range lists {
				everywhere = everywhere && slices.ContainsFunc(other, same)
			}
			switch {
			case !everywhere:
				f.Profile = profiles[i].Name
				out = append(out, f)
			case i == 0:
				out = append(out, f)
			}
		}
	}
	return out
}

// sameFinding reports whether two findings of a rule say the same.
func (rule *Rule) sameFinding(f, g *Finding) bool {
	return f.At.Equal(g.At) && f.KeyOnly == g.KeyOnly && f.Message == g.Message && f.Help == g.Help &&
		rule.severity(f) == rule.severity(g) && slices.EqualFunc(f.Fixes, g.Fixes, Fix.same)
}
