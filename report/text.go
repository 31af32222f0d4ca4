package report

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// Bounds of what one finding may take in a format for people. What they cut
// off is told by the formats for programs.
const (
	maxText      = 1000 // characters of a message or another text
	maxName      = 253  // characters of a name, as many as Kubernetes allows
	maxRelated   = 5    // related places
	defaultWidth = 160  // columns where the width of the terminal is unknown
	minSnippet   = 40   // columns of a source line, however narrow the terminal
)

// Text writes findings for people: what is wrong, the line it is about with
// the place marked, what to do; and a summary at the end.
func Text(w io.Writer, r *analyzer.Result, opt Options) error {
	p := newPrinter(opt)
	for i := range r.Findings {
		p.finding(&r.Findings[i])
		p.line()
	}
	if !opt.Quiet {
		p.summary(&r.Summary)
	}
	return p.flush(w)
}

// printer collects a report for people.
type printer struct {
	palette
	buf bytes.Buffer
	opt Options
}

func newPrinter(opt Options) *printer {
	return &printer{palette: newPalette(opt.Color), opt: opt}
}

func (p *printer) flush(w io.Writer) error {
	_, err := w.Write(p.buf.Bytes())
	return err
}

// line adds one line. The parts must be inert, and the first must be ours or
// have passed through lead.
func (p *printer) line(parts ...string) {
	for _, part := range parts {
		p.buf.WriteString(part)
	}
	p.buf.WriteByte('\n')
}

// finding adds the block of lines that one finding takes.
func (p *printer) finding(f *analyzer.Finding) {
	at := f.Source().Position(f.Span.Start)
	margin := strings.Repeat(" ", len(strconv.Itoa(at.Line))+1)
	p.line(p.ruleID(f, p.opt.Links), " ", p.severity[f.Severity].Sprint(f.Severity.String()), ": ", brief(f.Message), p.mark(f))
	p.line(margin, p.frame.Sprint("-->"), " ", location(f.Source(), at), p.whereabouts(f))
	p.snippet(f, at.Line, margin)
	p.notes(f, margin)
}

// brief makes a text of any length fit to stand in a line.
func brief(s string) string { return Inert(clip(s, maxText)) }

// location is a place in the form that terminals and editors know:
// file:line:column.
func location(src *manifest.Source, at manifest.Pos) string {
	return Inert(src.Name) + ":" + at.String()
}

// whereabouts says which object a finding is about, and which file of a chart
// the text was rendered from.
func (p *printer) whereabouts(f *analyzer.Finding) string {
	said := ""
	if f.Object != nil {
		said += " in " + objectName(f)
	}
	if origin := f.Document.Origin; origin != "" {
		said += " (from " + brief(origin) + ")"
	}
	if said == "" {
		return ""
	}
	return p.faint.Sprint(said)
}

// objectName is what people call the object of a finding: "Service shop/web".
func objectName(f *analyzer.Finding) string {
	full := f.Object.Name
	if full == "" && f.Object.GenerateName != "" {
		full = f.Object.GenerateName + "*"
	}
	if full == "" {
		return name(f.Object.Kind)
	}
	if f.Namespace != "" {
		full = f.Namespace + "/" + full
	}
	return name(f.Object.Kind) + " " + name(full)
}

// name makes a name of any length fit to stand in a line.
func name(s string) string { return Inert(clip(s, maxName)) }

// mark tells at a glance whether a finding can be fixed, and how safely.
func (p *printer) mark(f *analyzer.Finding) string {
	best := ""
	for _, fix := range f.Fixes {
		switch {
		case len(fix.Edits) == 0:
		case fix.Safety == analyzer.Safe:
			return " " + p.good.Sprint("[*]")
		default:
			best = " " + p.faint.Sprint("[*unsafe]")
		}
	}
	return best
}

// notes adds what there is to say besides the message.
func (p *printer) notes(f *analyzer.Finding, margin string) {
	note := func(label, s string) {
		p.line(margin, " ", p.frame.Sprint("="), " ", p.strong.Sprint(label), " ", s)
	}
	if f.Help != "" {
		note("help:", brief(f.Help))
	}
	for i := range f.Fixes {
		note("help:", brief(f.Fixes[i].Title)+howToApply(&f.Fixes[i]))
	}
	if f.Profile != "" && f.Rule.Subject != analyzer.Clusters { // these lie in it
		note("note:", "on cluster `"+name(f.Profile)+"`")
	}
	for i, related := range f.Related {
		if i == maxRelated {
			note("see: ", "and "+count(len(f.Related)-i, "more place", "more places"))
			break
		}
		place := location(related.Source, related.Source.Position(related.Span.Start))
		if related.Message != "" {
			place += ": " + brief(related.Message)
		}
		note("see: ", place)
	}
}

// howToApply names the flags that apply a fix, nothing where it has no edits.
func howToApply(fix *analyzer.Fix) string {
	switch {
	case len(fix.Edits) == 0:
		return ""
	case fix.Safety == analyzer.Safe:
		return " (fixable with --fix)"
	}
	return " (fixable with --fix --unsafe-fixes)"
}
