package analyzer

import (
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// unsettled reports whether a finding rests on something that is not known
// yet: a placeholder, a value that could not be decoded, or one that a
// kustomize patch changes.
func unsettled(rule *Rule, view *inventory.View, o *manifest.Object, f *Finding) bool {
	if o.Unknown(f.At) || misread(rule, o, f) {
		return true
	}
	if !view.Member.HasPatches() {
		return false
	}
	if f.At.Len() > 0 && view.Member.Patched(f.At) {
		return true
	}
	for _, path := range rule.Reads {
		if view.Member.Patched(manifest.At(strings.Split(path, ".")...)) {
			return true
		}
	}
	return false
}

// misread reports whether a value at a path, or at one that the rule reads, is
// not of its field's type: what the typed object has in its place is nothing
// that anybody wrote.
func misread(rule *Rule, o *manifest.Object, f *Finding) bool {
	at := f.At
	for _, problem := range o.Problems {
		if problem.Kind != manifest.WrongType {
			continue
		}
		if at.Len() > 0 && !f.AsWritten && (problem.Path.HasPrefix(at) || at.HasPrefix(problem.Path)) {
			return true
		}
		fields := withoutIndices(problem.Path)
		for _, path := range rule.Reads {
			if path == fields || strings.HasPrefix(path, fields+".") || strings.HasPrefix(fields, path+".") {
				return true
			}
		}
	}
	return false
}

// withoutIndices writes a path as Reads has it: "spec.ports.port".
func withoutIndices(p manifest.Path) string {
	var keys []string
	for i := range p.Len() {
		if step := p.Step(i); !step.IsIndex {
			keys = append(keys, step.Key)
		}
	}
	return strings.Join(keys, ".")
}
