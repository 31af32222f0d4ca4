package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// The commands that a summary advises.
const (
	fixCommand       = "`akslint lint --fix`"
	unsafeFixCommand = "`akslint lint --fix --unsafe-fixes`"
)

// maxRules is how many rule ids a note lists.
const maxRules = 5

// Summary writes what a run saw: notes on what was not looked at, and as its
// last line how many objects, files and findings there are, and how many of
// the findings a command can fix. Text ends with it.
func Summary(w io.Writer, r *analyzer.Result, opt Options) error {
	p := newPrinter(opt)
	p.summary(&r.Summary)
	return p.flush(w)
}

func (p *printer) summary(s *analyzer.Summary) {
	if s.Objects == 0 {
		p.note("no Kubernetes object was found")
	}
	if parts := leftAlone(s); len(parts) > 0 {
		p.note(strings.Join(parts, ", "))
	}
	for _, want := range wants(s.NotEvaluated) {
		p.note(want)
	}
	p.line(checked(s), ": ", strings.Join(p.verdict(s), ", "), fixable(s))
}

// checked says how much was looked at.
func checked(s *analyzer.Summary) string {
	return "Checked " + count(s.Objects, "object", "objects") + " in " + count(s.Files, "file", "files")
}

func (p *printer) note(s string) { p.line(p.strong.Sprint("note:"), " ", s) }

// leftAlone counts what was seen and passed over.
func leftAlone(s *analyzer.Summary) (parts []string) {
	add := func(n int, one, many, fate string) {
		if n > 0 {
			parts = append(parts, count(n, one, many)+" "+fate)
		}
	}
	add(s.Templates, "template", "templates", "skipped")
	add(s.Placeholders, "placeholder", "placeholders", "left alone")
	add(s.Suppressed, "finding", "findings", "suppressed")
	return parts
}

// verdict counts the findings by severity, the worst first.
func (p *printer) verdict(s *analyzer.Summary) (parts []string) {
	add := func(n int, severity analyzer.Severity, one, many string) {
		if n > 0 {
			parts = append(parts, p.severity[severity].Sprint(count(n, one, many)))
		}
	}
	add(s.Errors, analyzer.Error, "error", "errors")
	add(s.Warnings, analyzer.Warning, "warning", "warnings")
	add(s.Infos, analyzer.Info, "info", "infos")
	if len(parts) == 0 {
		parts = append(parts, p.good.Sprint("no findings"))
	}
	return parts
}

// fixable says how many findings can be fixed, and with which command.
func fixable(s *analyzer.Summary) string {
	switch {
	case s.Fixable > 0 && s.Unsafe > 0:
		return fmt.Sprintf("; %d fixable with %s, %d more with %s", s.Fixable, fixCommand, s.Unsafe, unsafeFixCommand)
	case s.Fixable > 0:
		return fmt.Sprintf("; %d fixable with %s", s.Fixable, fixCommand)
	case s.Unsafe > 0:
		return fmt.Sprintf("; %d fixable with %s", s.Unsafe, unsafeFixCommand)
	}
	return ""
}

// wants says of each thing that was missing which rules wait for it, in the
// order of the things.
func wants(missing []analyzer.NotEvaluated) (notes []string) {
	rules := map[string][]string{}
	for _, m := range missing {
		rules[m.Needs] = append(rules[m.Needs], name(m.Rule))
	}
	for _, needs := range slices.Sorted(maps.Keys(rules)) {
		ids := slices.Compact(slices.Sorted(slices.Values(rules[needs])))
		verb := " need "
		if len(ids) == 1 {
			verb = " needs "
		}
		notes = append(notes, count(len(ids), "rule", "rules")+verb+asFlag(needs)+": "+list(ids))
	}
	return notes
}

// asFlag is how to give what a rule needs: most needs are named as their flag.
func asFlag(needs string) string {
	if strings.Contains(needs, " ") {
		return brief(needs)
	}
	return "--" + brief(needs)
}

// list joins rule ids, the first few where there are many.
func list(ids []string) string {
	if len(ids) <= maxRules+1 { // "and 1 more" is no shorter than the id
		return strings.Join(ids, ", ")
	}
	return strings.Join(ids[:maxRules], ", ") + " and " + strconv.Itoa(len(ids)-maxRules) + " more"
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
