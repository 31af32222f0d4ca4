package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD009: A workload's selector does not match the labels of its own pods.
//
// The API server refuses the object: a Deployment, StatefulSet, DaemonSet or
// ReplicaSet (and a Job with `manualSelector`) must select the pods that it
// makes. The selector cannot be changed once the object exists, so the label
// of the pod template is the one to mend.
//
// # Fix
//
// Gives the pod template the label that the selector asks for. It is unsafe,
// because Services and network policies select by the same labels.
var POD009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD009", Name: "selector-misses-own-pods", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload},
		Reads: []string{"spec.selector", "spec.template.metadata.labels"},
		References: []string{
			"https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",
		},
	},
	Check: func(p *analyzer.Pass) {
		w := p.View.Member.Workload
		if w.Selector == nil || w.MatchesSelector(w.Selector) != inventory.No || undecoded(p.Object, selectorField) {
			return
		}
		keys := make([]string, 0, len(w.Selector.MatchLabels))
		for key := range w.Selector.MatchLabels {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			want := w.Selector.MatchLabels[key]
			if w.Matches(map[string]string{key: want}) == inventory.No {
				reportMissedLabel(p, w, key, want)
			}
		}
		for i, e := range w.Selector.MatchExpressions {
			if w.MatchesExpression(e) == inventory.No {
				p.Reportf(manifest.At("spec", "selector", "matchExpressions").Index(i).Key("key"),
					"the pods of this %s do not match `%s %s` of its selector; the API server refuses the object", p.Object.Kind, e.Key, e.Operator)
			}
		}
	},
}

func reportMissedLabel(p *analyzer.Pass, w *inventory.Workload, key, want string) {
	label := w.LabelsPath().Key(key)
	f := analyzer.Finding{At: label}
	change := manifest.Change{Op: manifest.Set, Path: label, Value: want}
	if got, ok := w.Labels[key]; ok {
		f.Message = fmt.Sprintf("the pods have `%s: %s`, and the selector of this %s wants `%s`; the API server refuses the object", key, got, p.Object.Kind, want)
	} else {
		change.Op = manifest.Add
		f.Message = fmt.Sprintf("the pods lack the label `%s: %s` that the selector of this %s wants; the API server refuses the object", key, want, p.Object.Kind)
	}
	f.Related = []analyzer.Related{{Object: p.Object, At: manifest.At("spec", "selector", "matchLabels").Key(key), Message: "the selector"}}
	f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("give the pods `%s: %s`", key, want), Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
	p.Report(f)
}

// undecoded reports whether something at or below a path did not decode, so
// that the typed value lacks it. DOC001 speaks of that.
func undecoded(o *manifest.Object, at manifest.Path) bool {
	return slices.ContainsFunc(o.Problems, func(p manifest.Problem) bool { return p.Kind == manifest.WrongType && p.Path.HasPrefix(at) })
}
