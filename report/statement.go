package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// The formats for build servers and code hosts show a finding as one place and
// one text, and take only so many. This file says what they have in common.

// statement is what there is to say about a finding in a line of sentences:
// the message, what to do, and where it holds. It is inert, but may begin
// with anything.
func statement(f *analyzer.Finding) string {
	said := []string{sentence(brief(f.Message))}
	switch {
	case f.Help != "":
		said = append(said, sentence(capital(brief(f.Help))))
	case len(f.Fixes) > 0:
		said = append(said, sentence(capital(brief(f.Fixes[0].Title))+howToApply(&f.Fixes[0])))
	}
	if f.Profile != "" && f.Rule.Subject != analyzer.Clusters {
		said = append(said, "This is so on cluster `"+name(f.Profile)+"`.")
	}
	if f.Document.Origin != "" {
		said = append(said, "The text comes from `"+brief(f.Document.Origin)+"`.")
	}
	return strings.Join(said, " ")
}

// sentence ends a text with a stop, unless it has an end.
func sentence(text string) string {
	for _, end := range []string{".", "!", "?", "…"} {
		if strings.HasSuffix(text, end) {
			return text
		}
	}
	return text + "."
}

// capital lets a text begin with a capital letter, if it begins with a word
// and not with the name of something.
func capital(text string) string {
	word, _, _ := strings.Cut(text, " ")
	for i := range len(word) {
		if c := word[i]; c < 'a' || c > 'z' {
			return text
		}
	}
	if word == "" {
		return text
	}
	return strings.ToUpper(word[:1]) + text[1:]
}

// firstLine is the part of a span that lies in its first line. Code hosts show
// a finding in a pull request only if each of its lines was changed there.
func firstLine(src *manifest.Source, span manifest.Span) (start, end manifest.Pos) {
	text := src.Text()[span.Start:span.End]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = strings.TrimRight(text[:i], " \t\r")
	}
	return src.Position(span.Start), src.Position(span.Start + len(text))
}

// worstFirst orders findings by severity, and leaves them as they are within
// one.
func worstFirst(findings []analyzer.Finding) []*analyzer.Finding {
	list := pointers(findings)
	slices.SortStableFunc(list, func(a, b *analyzer.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return list
}

// worst picks the most severe findings, as many as there is room for, and
// leaves them in their order.
func worst(findings []analyzer.Finding, room int) []*analyzer.Finding {
	if len(findings) <= room {
		return pointers(findings)
	}
	last := worstFirst(findings)[room-1].Severity // of which some may have to go
	for i := range findings {
		if findings[i].Severity > last {
			room--
		}
	}
	kept := make([]*analyzer.Finding, 0, room)
	for i := range findings {
		switch f := &findings[i]; {
		case f.Severity > last:
			kept = append(kept, f)
		case f.Severity == last && room > 0:
			kept = append(kept, f)
			room--
		}
	}
	return kept
}

func pointers(findings []analyzer.Finding) []*analyzer.Finding {
	list := make([]*analyzer.Finding, len(findings))
	for i := range findings {
		list[i] = &findings[i]
	}
	return list
}
