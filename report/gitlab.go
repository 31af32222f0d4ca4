package report

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// The types below are the report of GitLab's Code Quality.
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// GitLab writes a Code Quality report, which GitLab shows in merge requests.
// It compares two reports by fingerprint, so that has no line numbers. The
// name of a check is not shown, so the description begins with it.
func GitLab(w io.Writer, r *analyzer.Result, opt Options) error {
	seen := map[string]int{}
	return writeJSON(w, each(r.Findings, func(f *analyzer.Finding) gitlabIssue {
		file := opt.place(f.Source().Name)
		mark := gitlabFingerprint(f, file, 0)
		if seen[mark]++; seen[mark] > 1 {
			mark = gitlabFingerprint(f, file, seen[mark])
		}
		start, end := firstLine(f.Source(), f.Span)
		return gitlabIssue{
			Description: f.Rule.ID + ": " + statement(f), CheckName: f.Rule.ID, Fingerprint: mark,
			Severity: [...]string{analyzer.Info: "info", analyzer.Warning: "major", analyzer.Error: "critical"}[f.Severity],
			Location: gitlabLocation{Path: file, Lines: gitlabLines{start.Line, end.Line}},
		}
	}))
}

// gitlabFingerprint tells a finding from all others. The message is part of it
// only where no path of an object says more, for a message may count things
// that lie elsewhere; again counts the findings of which all else is the same.
func gitlabFingerprint(f *analyzer.Finding, file string, again int) string {
	parts := []string{f.Rule.ID, file, fmt.Sprint(again)}
	if f.Object != nil {
		parts = append(parts, f.Object.Kind, f.Namespace, f.Object.Name)
	}
	if f.At.Len() > 0 {
		parts = append(parts, f.At.String())
	} else {
		parts = append(parts, "", f.Message)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return fmt.Sprintf("%x", sum[:16])
}
