package rules

import (
	"fmt"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// DOC001: The document cannot be read, or a value does not fit its field.
//
// kubectl and the API server refuse the object, so nothing of it reaches the
// cluster; with GitOps the sync stops there. The finding points at the place
// where reading ended, or at the value that Kubernetes cannot decode into the
// type of its field. The other documents of the file, and the other files, are
// still checked.
//
// A text that cannot be read is judged only when it was meant to be a manifest:
// it has `apiVersion:` and `kind:` at the start of a line (in JSON: both keys),
// or it comes from standard input. Templates are skipped.
//
// # Fix
//
// Puts a number or a boolean in quotes where Kubernetes wants a string: a label
// `version: 1.10`, an environment variable `value: 8080`. What else is wrong is
// for you to decide.
var DOC001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "DOC001", Name: "unreadable-document", Severity: analyzer.Error, Subject: analyzer.Documents, Fixable: true, Since: "0.1.0",
		References: []string{
			"https://yaml.org/spec/1.1/",
			"https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
		},
	},
	Check: func(p *analyzer.Pass) {
		reportUnreadable(p, nil, p.Document.Problems)
		for _, o := range p.Document.Objects {
			reportUnreadable(p, o, o.Problems)
			if o.Typed == nil {
				checkKind(p, o)
			}
		}
	},
}

// reportUnreadable speaks of what could not be read or decoded of an object, or
// of the document (nil).
func reportUnreadable(p *analyzer.Pass, o *manifest.Object, problems []manifest.Problem) {
	for _, problem := range problems {
		if problem.Kind != manifest.Unreadable && problem.Kind != manifest.WrongType {
			continue
		}
		f := analyzer.Finding{Span: problem.Span, Message: problem.Message}
		if text := problem.Unquoted; text != "" {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%q`", text), Safety: analyzer.Safe, Object: o,
				Changes: []manifest.Change{{Op: manifest.Set, Path: problem.Path, Value: text}}}}
		}
		p.Report(f)
	}
}

// checkKind speaks of a kind that Kubernetes does not have by an apiVersion of
// its own.
func checkKind(p *analyzer.Pass, o *manifest.Object) {
	kinds := manifest.KindsOf(o.APIVersion)
	if len(kinds) == 0 {
		return
	}
	at, meant := kindField, ""
	if near, ok := analyzer.Suggest(o.Kind, kinds); ok {
		meant = fmt.Sprintf("`%s` has no kind `%s`, but `%s`", o.APIVersion, o.Kind, near)
	} else if version := manifest.VersionOf(o.Kind); version != "" {
		at = apiVersionField
		meant = fmt.Sprintf("`%s` has no kind `%s`, which is of `%s`", o.APIVersion, o.Kind, version)
	}
	if meant != "" {
		p.Report(analyzer.Finding{Span: o.Locate(at), Message: meant + "; the API server knows no such object, and kubectl refuses it"})
	}
}
