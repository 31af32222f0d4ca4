package report

import (
	"bytes"
	"io"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// writeFindings puts findings, one by one, into the empty list at the end of a
// report: as a whole they would take their memory three times.
func writeFindings(w io.Writer, report []byte, findings []analyzer.Finding) error {
	const empty = "[]\n}\n"
	if len(findings) == 0 {
		_, err := w.Write(report)
		return err
	}
	p := pen{out: append(bytes.TrimSuffix(report, []byte(empty)), '['), to: w, depth: 2, pages: map[*analyzer.Meta]string{}}
	for i := range findings {
		p.next()
		p.finding(&findings[i])
		p.spill(page)
	}
	p.out = append(p.out, "\n  ]\n}\n"...)
	p.spill(0)
	return p.err
}

// finding writes a finding of the JSON format, field by field.
func (p *pen) finding(f *analyzer.Finding) {
	p.open('{')
	p.text("rule", f.Rule.ID)
	p.text("name", f.Rule.Name)
	p.text("severity", f.Severity.String())
	p.text("message", f.Message)
	p.text("help", f.Help)
	start, end := f.Source().Position(f.Span.Start), f.Source().Position(f.Span.End)
	p.text("file", f.Source().Name)
	p.number("line", start.Line)
	p.number("column", start.Column)
	p.number("endLine", end.Line)
	p.number("endColumn", end.Column)
	p.text("path", f.At.String())
	p.key("object")
	p.object(f)
	p.text("profile", f.Profile)
	listOf(p, "related", f.Related, p.related)
	listOf(p, "fixes", f.Fixes, p.fix)
	p.text("url", p.page(f.Rule))
	p.close('}')
}

// page is docsURL, once for each rule.
func (p *pen) page(rule *analyzer.Meta) string {
	url, known := p.pages[rule]
	if !known {
		url = docsURL(rule)
		p.pages[rule] = url
	}
	return url
}

func (p *pen) object(f *analyzer.Finding) {
	var o jsonObject
	if f.Object != nil {
		o = jsonObject{APIVersion: f.Object.APIVersion, Kind: f.Object.Kind, Namespace: f.Namespace, Name: f.Object.Name}
	}
	p.open('{')
	p.text("apiVersion", o.APIVersion)
	p.text("kind", o.Kind)
	p.text("namespace", o.Namespace)
	p.text("name", o.Name)
	p.close('}')
}

func (p *pen) related(r *analyzer.Related) {
	at := r.Source.Position(r.Span.Start)
	p.open('{')
	p.text("file", r.Source.Name)
	p.number("line", at.Line)
	p.number("column", at.Column)
	p.text("message", r.Message)
	p.close('}')
}

func (p *pen) fix(fix *analyzer.Fix) {
	p.open('{')
	p.text("title", fix.Title)
	p.text("safety", fix.Safety.String())
	listOf(p, "edits", fix.Edits, func(e *manifest.Edit) {
		start, end := fix.Source.Position(e.Span.Start), fix.Source.Position(e.Span.End)
		p.open('{')
		p.text("file", fix.Source.Name)
		p.number("startLine", start.Line)
		p.number("startColumn", start.Column)
		p.number("endLine", end.Line)
		p.number("endColumn", end.Column)
		p.text("text", e.Text)
		p.close('}')
	})
	p.close('}')
}
