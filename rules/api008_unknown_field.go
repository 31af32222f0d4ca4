package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// API008: A field does not exist in the object's type.
//
// `kubectl apply` validates strictly and refuses the object. Where validation
// is off, or another client applies it, the API server drops the field without
// a word: a misspelt `loadBalancerSourceRange` leaves a load balancer open to
// the internet. Names of fields are compared with case.
//
// # Fix
//
// Where exactly one known field of the same mapping is near, the fix renames
// the key. It is unsafe, because the renamed field begins to act.
var API008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API008", Name: "unknown-field", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		References: []string{
			"https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
			"https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, problem := range p.Object.Problems {
			field := problem.Path.Last().Key
			if problem.Kind != manifest.UnknownField || strings.HasPrefix(field, "$") || // $patch and its like steer kustomize
				isBetaIngressField(p.Object, problem.Path) || isRemovedServiceField(p.Object, problem.Path) { // API001, API003
				continue
			}
			f := analyzer.Finding{At: problem.Path, KeyOnly: true, Message: fmt.Sprintf(
				"`%s` is no field of %s; kubectl refuses the object, and without validation the field is dropped", field, home(p.Object, problem.Path))}
			if near, ok := analyzer.Suggest(field, problem.Known); ok {
				f.Help = fmt.Sprintf("did you mean `%s`?", near)
				if !p.Object.Find(problem.Path.Parent().Key(near)).Exists() {
					f.Fixes = []analyzer.Fix{{
						Title: fmt.Sprintf("rename `%s` to `%s`", field, near), Safety: analyzer.Unsafe,
						Changes: []manifest.Change{{Op: manifest.Rename, Path: problem.Path, Value: near}},
					}}
				}
			}
			p.Report(f)
		}
	},
}

// home names the mapping that a path lies in, for a message.
func home(o *manifest.Object, at manifest.Path) string {
	if parent := at.Parent(); parent.Len() > 0 {
		return fmt.Sprintf("`%s` of %s", parent, withArticle(o.Kind))
	}
	return withArticle(o.Kind)
}

// withArticle puts "a" or "an" before a kind, as it is spoken.
func withArticle(kind string) string {
	if strings.IndexByte("AEIO", kind[0]) >= 0 || strings.HasPrefix(kind, "HTTP") {
		return "an " + kind
	}
	return "a " + kind
}
