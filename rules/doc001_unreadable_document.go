package rules

import (
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
var DOC001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "DOC001", Name: "unreadable-document", Severity: analyzer.Error, Subject: analyzer.Documents, Since: "0.1.0",
		References: []string{
			"https://yaml.org/spec/1.1/",
			"https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
		},
	},
	Check: func(p *analyzer.Pass) {
		report := func(problems []manifest.Problem) {
			for _, problem := range problems {
				if problem.Kind == manifest.Unreadable || problem.Kind == manifest.WrongType {
					p.Report(analyzer.Finding{Span: problem.Span, Message: problem.Message})
				}
			}
		}
		report(p.Document.Problems)
		for _, o := range p.Document.Objects {
			report(o.Problems)
		}
	},
}
