package analyzer

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/manifest"
)

// Suppression is a comment or an annotation that asks for silence:
//
//	type: NodePort # akslint: ignore[SVC001] reached through the VPN
//
// at the end of a line, or alone on the line above; with ignore-object at the
// head of a document and ignore-file at the head of a file; and for rendered
// manifests the annotation akslint.dev/ignore: "SVC001 reason".
type Suppression struct {
	// Document holds the suppression, at Span.
	Document *manifest.Document
	Span     manifest.Span
	// Rules are the IDs of the rules that it silences.
	Rules []string
	// Problem says why it silences nothing, "" where all is well.
	Problem string
	// Unused are those of Rules that ran and had nothing to silence.
	Unused []string

	file   bool             // silences the whole file
	object *manifest.Object // silences this object
	whole  bool             // silences all objects of Document
	line   int              // silences this line
	used   map[string]bool
}

// IgnoreAnnotation is the annotation that suppresses findings on its object.
const IgnoreAnnotation = "akslint.dev/ignore"

var (
	directive = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^#+\s*akslint:\s*(.*)$`) })
	ignore    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(ignore|ignore-object|ignore-file)\[([^\]]*)\]\s*(.*)$`)
	})
)

// suppressions reads those of one file. lookup turns an id or a name into the
// id of a rule.
func suppressions(f *manifest.File, lookup func(string) (id string, ok bool)) []*Suppression {
	var out []*Suppression
	for i, d := range f.Documents {
		for span := range d.Comments() {
			m := directive().FindStringSubmatch(strings.TrimSpace(f.Source.Text()[span.Start:span.End]))
			if m == nil {
				continue
			}
			s := &Suppression{Document: d, Span: span, used: map[string]bool{}}
			s.read(m[1], i == 0, lookup)
			out = append(out, s)
		}
		for _, o := range d.Objects {
			at := manifest.At("metadata", "annotations", IgnoreAnnotation)
			if span, ok := o.ValueSpan(at); ok {
				s := &Suppression{Document: d, Span: span, object: o, used: map[string]bool{}}
				ids, _, _ := strings.Cut(strings.TrimSpace(o.Find(at).Text()), " ")
				s.name(ids, lookup)
				out = append(out, s)
			}
		}
	}
	return out
}

// read reads what stands behind "akslint:".
func (s *Suppression) read(text string, firstDocument bool, lookup func(string) (string, bool)) {
	m := ignore().FindStringSubmatch(text)
	if m == nil {
		s.Problem = "it is not of the form `akslint: ignore[RULE] reason`"
		return
	}
	src := s.Document.Source
	switch m[1] {
	case "ignore":
		s.line = silencedLine(src, s.Span)
	case "ignore-object":
		s.whole = true
		if !s.atHead() {
			s.Problem = "`ignore-object` stands at the head of a document, before its first key"
		}
	case "ignore-file":
		s.file = true
		if !firstDocument || !s.atHead() {
			s.Problem = "`ignore-file` stands at the head of a file, before its first key"
		}
	}
	s.name(m[2], lookup)
}

// name reads the rules.
func (s *Suppression) name(list string, lookup func(string) (string, bool)) {
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		id, ok := lookup(word)
		if !ok {
			s.Problem = "there is no rule `" + word + "`"
			continue
		}
		s.Rules = append(s.Rules, id)
	}
	if len(s.Rules) == 0 && s.Problem == "" {
		s.Problem = "it names no rule, and silencing all of them would hide what nobody has seen yet"
	}
}

// atHead reports whether nothing but comments and a separator stands before
// the suppression in its document.
func (s *Suppression) atHead() bool {
	root := s.Document.Root().Span()
	return !s.Document.Root().Exists() || root.Empty() || s.Span.Start < root.Start
}

// silencedLine is the line that a comment speaks of: its own, or where it
// stands alone the next that is neither blank nor a comment.
func silencedLine(src *manifest.Source, span manifest.Span) int {
	line := src.Position(span.Start).Line
	if strings.TrimSpace(src.Text()[src.LineStart(line):span.Start]) != "" {
		return line
	}
	for line++; line <= src.LineCount(); line++ {
		if text := strings.TrimSpace(src.Line(line)); text != "" && text[0] != '#' {
			break
		}
	}
	return line
}

// covers reports whether the suppression speaks of a finding.
func (s *Suppression) covers(f *Finding) bool {
	if s.Problem != "" || !slices.Contains(s.Rules, f.Rule.ID) {
		return false
	}
	switch {
	case s.file:
		return true
	case s.whole:
		return f.Document == s.Document
	case s.object != nil:
		return f.Object == s.object
	}
	return f.Source().Position(f.Span.Start).Line == s.line
}

// suppress drops the findings of one file that its suppressions silence, and
// returns what is left.
func suppress(findings []Finding, list []*Suppression) (left []Finding, dropped int) {
	if len(list) == 0 {
		return findings, 0
	}
	left = findings[:0]
	for i := range findings {
		silenced := false
		for _, s := range list {
			if s.covers(&findings[i]) {
				s.used[findings[i].Rule.ID], silenced = true, true
			}
		}
		if silenced {
			dropped++
		} else {
			left = append(left, findings[i])
		}
	}
	return left, dropped
}

// review runs the rules on suppressions, once it is known which were used.
func (r *runner) review(list []*Suppression, out *outcome) {
	for _, s := range list {
		if s.Problem == "" {
			for _, id := range s.Rules {
				if skipped := r.opt.Skip != nil && r.opt.Skip(s.Document.Source.Name, id); !s.used[id] && r.ran[id] && !skipped {
					s.Unused = append(s.Unused, id)
				}
			}
		}
		for _, rule := range r.suppressions {
			findings := r.call(rule, r.pass(Pass{Document: s.Document, Suppression: s}), out)
			for i := range findings {
				findings[i].Span = s.Span
				r.finish(&findings[i], rule, s.Document, nil, "")
			}
			out.findings = append(out.findings, findings...)
		}
	}
}
