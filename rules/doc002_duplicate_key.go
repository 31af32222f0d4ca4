package rules

import (
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// DOC002: A mapping has the same key twice.
//
// YAML forbids it. kubectl with validation refuses the object; tools without
// it keep the last value and drop the first without a word, so that what a
// person reads at the top of the file is not what runs in the cluster.
//
// Where `apiVersion` and `kind` are repeated, two objects have run together,
// most often because a separator is glued to the line before it (`- ALL---`).
// Only one of them would reach the cluster, so nothing else is said about the
// document.
var DOC002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "DOC002", Name: "duplicate-key", Severity: analyzer.Error, Subject: analyzer.Documents, Since: "0.1.0",
		References: []string{
			"https://yaml.org/spec/1.2.2/#3213-node-comparison",
			"https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, problem := range p.Document.Problems {
			if problem.Kind != manifest.DuplicateKey {
				continue
			}
			f := analyzer.Finding{
				Span: problem.Span, Message: problem.Message,
				Related: []analyzer.Related{{Span: problem.First, Message: "the first mention"}},
			}
			if !problem.Glued.Empty() {
				f.Message += "; a `---` is glued to the end of a line above it, so two documents are read as one"
				f.Help = "put the `---` on a line of its own"
				f.Related = append(f.Related, analyzer.Related{Span: problem.Glued, Message: "the glued separator"})
			}
			p.Report(f)
		}
	},
}
