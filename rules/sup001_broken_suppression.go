package rules

import (
	"fmt"

	"github.com/akslint/akslint/analyzer"
)

// SUP001: A suppression silences nothing, because it is not understood.
//
// The team that wrote it believes that a finding is settled. A suppression
// names the rules that it silences, by id or by name, and gives a reason for
// the next reader:
//
//	type: NodePort # akslint: ignore[SVC001] reached through the VPN only
//
// A comment alone on a line speaks of the line below it. `ignore-object` at the
// head of a document and `ignore-file` at the head of a file speak of the
// whole. In rendered manifests, whose comments are lost, the annotation
// `akslint.dev/ignore: "SVC001 reached through the VPN only"` does the same for
// its object. A suppression that names no rule would hide findings that nobody
// has seen yet, and is refused.
var SUP001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SUP001", Name: "broken-suppression", Severity: analyzer.Warning, Subject: analyzer.Suppressions, Since: "0.1.0",
		References: []string{"https://github.com/akslint/akslint/blob/main/docs/suppressing.md"},
	},
	Check: func(p *analyzer.Pass) {
		if problem := p.Suppression.Problem; problem != "" {
			p.Report(analyzer.Finding{
				Message: fmt.Sprintf("this suppression silences nothing: %s", problem),
				Help:    "write `# akslint: ignore[RULE] reason`; `akslint rules` lists the rules",
			})
		}
	},
}
