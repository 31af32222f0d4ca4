package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// maxAnnotations is how many annotations of a level GitHub shows for a step.
const maxAnnotations = 10

// GitHub writes workflow commands, which GitHub Actions shows as annotations
// of the changed lines: the worst findings, as many as it shows, and a line
// that counts the rest.
func GitHub(w io.Writer, r *analyzer.Result, opt Options) error {
	p := newPrinter(opt)
	words := [...]string{analyzer.Info: "notice", analyzer.Warning: "warning", analyzer.Error: "error"}
	var shown [len(words)]int
	more := 0
	for _, f := range worstFirst(r.Findings) {
		if shown[f.Severity] == maxAnnotations {
			more++
			continue
		}
		shown[f.Severity]++
		p.line("::", words[f.Severity], " ", githubProperties(f, opt), "::", githubData(githubMessage(f)))
	}
	if more > 0 {
		p.line("and ", count(more, "more finding", "more findings"), " without an annotation, for GitHub shows ",
			fmt.Sprint(maxAnnotations), " of each level; the text format lists them all")
	}
	return p.flush(w)
}

// githubProperties say where a finding is. The name of a file is inert too:
// one that is not as it should be loses its link.
func githubProperties(f *analyzer.Finding, opt Options) string {
	start, end := firstLine(f.Source(), f.Span)
	return fmt.Sprintf("file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,title=%s",
		githubProperty(Inert(opt.place(f.Source().Name))), start.Line, end.Line, start.Column, end.Column,
		githubProperty(name(f.Rule.ID)+" "+name(f.Rule.Name)))
}

// githubMessage names the place once more, for the log does not show it.
func githubMessage(f *analyzer.Finding) string {
	at := f.Source().Position(f.Span.Start)
	return location(f.Source(), at) + ": " + name(f.Rule.ID) + " " + statement(f)
}

// githubData escapes the text of a command. Inert text has no line ends.
func githubData(text string) string { return strings.ReplaceAll(text, "%", "%25") }

// githubProperty escapes the value of a property.
func githubProperty(text string) string { return githubEscapes.Replace(text) }

var githubEscapes = strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C")
