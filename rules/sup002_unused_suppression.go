package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// SUP002: A suppression has nothing to silence.
//
// What it once excused is gone, or moved to another line. Left in place it
// would silence the next mistake there. Only rules that ran are judged: with
// `--select` the others may still have something to silence.
//
// # Fix
//
// Removes the comment, where none of its rules is in use. An annotation is left
// to a person.
var SUP002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SUP002", Name: "unused-suppression", Severity: analyzer.Warning, Subject: analyzer.Suppressions, Fixable: true, Since: "0.1.0",
		References: []string{"https://github.com/akslint/akslint/blob/main/docs/suppressing.md"},
	},
	Check: func(p *analyzer.Pass) {
		s := p.Suppression
		if len(s.Unused) == 0 {
			return
		}
		f := analyzer.Finding{Message: fmt.Sprintf("%s finds nothing here, so this suppression is out of use", "`"+strings.Join(s.Unused, "`, `")+"`")}
		text := s.Document.Source.Text()
		if text[s.Span.Start] == '#' && !s.Document.Source.Recoded && !slices.ContainsFunc(s.Rules, func(id string) bool { return !slices.Contains(s.Unused, id) }) {
			f.Fixes = []analyzer.Fix{{
				Title: "remove the suppression", Safety: analyzer.Safe, Source: s.Document.Source,
				Edits: []manifest.Edit{{Span: withBlanks(text, s.Span)}},
			}}
		}
		p.Report(f)
	},
}

// withBlanks widens the span of a comment by the blanks before it, and by its
// line where nothing else stands on it.
func withBlanks(text string, s manifest.Span) manifest.Span {
	for s.Start > 0 && (text[s.Start-1] == ' ' || text[s.Start-1] == '\t') {
		s.Start--
	}
	if s.Start > 0 && text[s.Start-1] != '\n' {
		return s
	}
	rest := text[s.End:]
	if strings.HasPrefix(rest, "\r\n") {
		s.End += 2
	} else if strings.HasPrefix(rest, "\n") {
		s.End++
	}
	return s
}
