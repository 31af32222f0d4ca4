package report

import (
	"io"

	"github.com/akslint/akslint/analyzer"
)

// Concise writes one line per finding and nothing else:
//
//	file:line:column: severity ID message
//
// It is the form that editors and scripts read.
func Concise(w io.Writer, r *analyzer.Result, opt Options) error {
	p := newPrinter(opt)
	for i := range r.Findings {
		f := &r.Findings[i]
		at := f.Source().Position(f.Span.Start)
		p.line(lead(location(f.Source(), at)), ": ", p.severity[f.Severity].Sprint(f.Severity.String()), " ",
			p.ruleID(f, opt.Links), " ", brief(f.Message))
	}
	return p.flush(w)
}
