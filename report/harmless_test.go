package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/akslint/akslint/analyzer"
)

// commands are what our own writers may say to a build server. Nothing of a
// manifest gets into one unless it is escaped.
var commands = map[string]*regexp.Regexp{
	"github": regexp.MustCompile(`(?m)^::(error|warning|notice) file=[^,:\n]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[^,:\n]*::`),
	"azure":  regexp.MustCompile(`(?m)^##vso\[task\.logissue type=(error|warning);sourcepath=[^];\n]*;linenumber=\d+;columnnumber=\d+;code=[^];\n]*;\]`),
}

var escapes = regexp.MustCompile(`%(25|3A|2C|AZP25|3B|5D)`)

// checkHarmless holds that a report does nothing to who shows it, and that its
// readers can read it.
func checkHarmless(t *testing.T, format, report string, r *analyzer.Result) {
	t.Helper()
	if own := commands[format]; own != nil {
		for line := range strings.Lines(report) {
			if own.MatchString(line) && strings.Contains(escapes.ReplaceAllString(line, ""), "%") {
				t.Errorf("a %% is not escaped: %q", line)
			}
		}
		report = own.ReplaceAllString(report, "> ")
	}
	checkInert(t, report)
	switch format {
	case "sarif":
		checkSARIF(t, []byte(report), r)
	case "gitlab":
		checkGitLab(t, []byte(report), r)
	case "junit":
		checkJUnit(t, report, r)
	case "markdown":
		checkMarkdown(t, report, r)
	}
}

// decode reads a report back into its own types, and nothing else.
func decode[T any](t *testing.T, data []byte) T {
	t.Helper()
	var value T
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

var sarifLink = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\[(?:[^][\\]|\\.)*\]\(([^)]*)\)`)

// checkSARIF holds that each result has its rule, and that no message has
// links but our own.
func checkSARIF(t *testing.T, data []byte, r *analyzer.Result) {
	t.Helper()
	run := decode[sarifLog](t, data).Runs[0]
	if len(run.Results) != len(r.Findings) {
		t.Fatalf("%d results of %d findings", len(run.Results), len(r.Findings))
	}
	for i, result := range run.Results {
		if rule := run.Tool.Driver.Rules[result.RuleIndex].ID; rule != result.RuleID {
			t.Errorf("the rule of %s is %s", result.RuleID, rule)
		}
		links := sarifLink.FindAllStringSubmatch(result.Message.Text, -1)
		if len(links) != min(len(r.Findings[i].Related), maxRelated) {
			t.Errorf("%d links in %q", len(links), result.Message.Text)
		}
		for i, link := range links {
			if link[1] != string(rune('1'+i)) {
				t.Errorf("a link to %q in %q", link[1], result.Message.Text)
			}
		}
	}
}

func checkGitLab(t *testing.T, data []byte, r *analyzer.Result) {
	t.Helper()
	issues := decode[[]gitlabIssue](t, data)
	if len(issues) != len(r.Findings) {
		t.Errorf("%d issues of %d findings", len(issues), len(r.Findings))
	}
	seen := map[string]bool{}
	for _, issue := range issues {
		if seen[issue.Fingerprint] || issue.Location.Lines.Begin < 1 {
			t.Errorf("wrong issue: %+v", issue)
		}
		seen[issue.Fingerprint] = true
	}
}

// checkJUnit holds that a report is XML with as many tests as it says.
func checkJUnit(t *testing.T, report string, r *analyzer.Result) {
	t.Helper()
	var read junitReport
	if err := xml.Unmarshal([]byte(report), &read); err != nil {
		t.Fatal(err)
	}
	tests, bad := 0, 0
	for _, suite := range read.Suites {
		tests += len(suite.Cases)
		for _, c := range suite.Cases {
			if c.Failure != nil {
				bad++
			}
		}
	}
	if tests != max(1, len(r.Findings)) || tests != read.Tests || bad != read.Failures {
		t.Errorf("%d tests and %d failures; it says %d and %d of %d findings", tests, bad, read.Tests, read.Failures, len(r.Findings))
	}
	decoder := xml.NewDecoder(strings.NewReader(report))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		switch token.(type) {
		case xml.Comment, xml.Directive:
			t.Errorf("holds %v", token)
		}
	}
}

var (
	markdownRow  = regexp.MustCompile(`^\| (error|warning|info) \| \[[^|]*\]\(https://github\.com/akslint/akslint/blob/main/docs/rules/[^()|<>\s]*\.md\) \| <code>([^|]*)</code> \| ([^|]*) \|$`)
	reference    = regexp.MustCompile(`&#\d+;`)
	markdownTags = strings.NewReplacer("<code>", "", "</code>", "")
	markdownOwn  = regexp.MustCompile(`^(<!-- akslint -->|## akslint: [a-z0-9, ]+|\| Severity \| Rule \| Place \| Finding \||\|---\|---\|---\|---\||</?details>|<summary>\d+ more findings?</summary>|)$`)
)

// checkMarkdown holds that each finding is one row of a table, and that no
// text of a manifest means anything to Markdown or HTML.
func checkMarkdown(t *testing.T, report string, r *analyzer.Result) {
	t.Helper()
	rows := 0
	for line := range strings.Lines(report) {
		line = strings.TrimSuffix(line, "\n")
		if markdownOwn.MatchString(line) {
			continue
		}
		texts := []string{strings.TrimPrefix(line, "- ")}
		if m := markdownRow.FindStringSubmatch(line); m != nil {
			rows++
			texts = m[2:]
		}
		for _, text := range texts {
			if strings.Count(text, "<code>") != strings.Count(text, "</code>") {
				t.Errorf("code has no end: %q", line)
			}
			text = reference.ReplaceAllString(markdownTags.Replace(text), "")
			if strings.ContainsAny(text, "\\`*_~[]!<>&|:@#$") || strings.Contains(text, "www.") {
				t.Errorf("means something to Markdown: %q", line)
			}
		}
	}
	if rows != len(r.Findings) {
		t.Errorf("%d rows of %d findings", rows, len(r.Findings))
	}
}
