package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// crowd is a result with a finding of each of some severities, in that order.
func crowd(severities ...analyzer.Severity) *analyzer.Result {
	d := document("crowd.yaml", serviceText)
	r := &analyzer.Result{}
	for i, severity := range severities {
		f := on(d, ruleSVC(), manifest.At("kind"), fmt.Sprint(severity, " ", i))
		f.Severity = severity
		r.Findings = append(r.Findings, f)
	}
	return r
}

func times(n int, s analyzer.Severity) []analyzer.Severity {
	return slices.Repeat([]analyzer.Severity{s}, n)
}

func TestWorst(t *testing.T) {
	r := crowd(analyzer.Info, analyzer.Warning, analyzer.Error, analyzer.Warning, analyzer.Info, analyzer.Error)
	tests := map[int]string{
		1: "error 2",
		2: "error 2, error 5",
		3: "warning 1, error 2, error 5",
		5: "info 0, warning 1, error 2, warning 3, error 5",
		6: "info 0, warning 1, error 2, warning 3, info 4, error 5",
		7: "info 0, warning 1, error 2, warning 3, info 4, error 5",
	}
	for room, want := range tests {
		var got []string
		for _, f := range worst(r.Findings, room) {
			got = append(got, f.Message)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("worst(%d) = %s, want %s", room, got, want)
		}
	}
}

// TestSARIFLimit holds that a report is never refused for its size, and that
// whoever reads it, and whoever runs the program, is told.
func TestSARIFLimit(t *testing.T) {
	r := crowd(append(times(maxResults, analyzer.Info), analyzer.Error, analyzer.Warning)...)
	var notices []string
	data := render(t, "sarif", r, Options{Notice: func(line string) { notices = append(notices, line) }})
	var log sarifLog
	if err := json.Unmarshal([]byte(data), &log); err != nil {
		t.Fatal(err)
	}
	results := log.Runs[0].Results
	if n := len(results); n != maxResults || results[0].Level != "note" || results[n-2].Level != "error" || results[n-1].Level != "warning" {
		t.Errorf("%d results, %s to %s", n, results[0].Level, results[n-1].Level)
	}
	said := log.Runs[0].Invocations[0].ExecutionNotifications
	if len(notices) != 1 || len(said) != 1 || said[0].Level != "warning" || !strings.Contains(said[0].Message.Text, notices[0]) {
		t.Errorf("notices: %q; in the report: %v", notices, said)
	}
	render(t, "sarif", r, Options{}) // nobody listens
}

func TestGitHubLimit(t *testing.T) {
	got := render(t, "github", crowd(slices.Concat(times(11, analyzer.Warning), times(3, analyzer.Info), times(12, analyzer.Error))...), Options{})
	lines := strings.Split(strings.TrimSpace(got), "\n")
	kinds := map[string]int{}
	for _, line := range lines {
		kind, _, _ := strings.Cut(line, " ")
		kinds[kind]++
	}
	if kinds["::error"] != 10 || kinds["::warning"] != 10 || kinds["::notice"] != 3 || !strings.HasPrefix(lines[0], "::error") {
		t.Errorf("annotations: %v", kinds)
	}
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "and 3 more findings ") {
		t.Errorf("last line: %s", last)
	}
}

func TestMarkdownLimit(t *testing.T) {
	r := crowd(times(3000, analyzer.Error)...)
	for i := range r.Findings {
		r.Findings[i].Message += strings.Repeat(" `a|b`", 100)
	}
	got := render(t, "markdown", r, Options{})
	if len(got) >= 1<<20 {
		t.Errorf("%d bytes", len(got))
	}
	rows := strings.Count(got, "\n| error |")
	if want := fmt.Sprintf("%d findings have no room", 3000-rows); !strings.Contains(got, want) || !strings.Contains(got, "<summary>2980 more findings</summary>") {
		t.Errorf("%d rows, and it does not say %q", rows, want)
	}
}

// TestFromRoot holds that code hosts get paths from the root of the
// repository, and people names as they gave them.
func TestFromRoot(t *testing.T) {
	r := serviceCase()
	paths := map[string][4]string{ // sarif, github, azure, gitlab
		"deploy/a b#1,é.yaml": {`"uri": "deploy/a%20b%231,%C3%A9.yaml",`, "file=deploy/a b#1%2Cé.yaml,", "sourcepath=deploy/a b#1,é.yaml;", `"path": "deploy/a b#1,é.yaml",`},
		"./x/../100%:a.yaml":  {`"uri": "100%25%3Aa.yaml",`, "file=100%25%3Aa.yaml,", "sourcepath=100%AZP25:a.yaml;", `"path": "100%:a.yaml",`},
		"/srv/a.yaml":         {`"uri": "file:///srv/a.yaml"` + "\n", "file=/srv/a.yaml,", "sourcepath=/srv/a.yaml;", `"path": "/srv/a.yaml",`},
		"C:/k8s/a.yaml":       {`"uri": "file:///C:/k8s/a.yaml"` + "\n", "file=C%3A/k8s/a.yaml,", "sourcepath=C:/k8s/a.yaml;", `"path": "C:/k8s/a.yaml",`},
	}
	for path, wants := range paths {
		opt := Options{FromRoot: func(name string) string {
			if name == "shop/service.yaml" {
				return path
			}
			return name
		}}
		for i, format := range []string{"sarif", "github", "azure", "gitlab"} {
			if got := render(t, format, r, opt); !strings.Contains(got, wants[i]) {
				t.Errorf("%s does not hold %s:\n%s", format, wants[i], got)
			}
		}
		for _, format := range []string{"text", "concise", "json", "junit", "markdown"} {
			if render(t, format, r, opt) != render(t, format, r, Options{}) {
				t.Errorf("%s asks for the root", format)
			}
		}
	}
}

// TestGitLabFingerprint holds that a finding is the same when lines come
// before it, and another when anything else differs.
func TestGitLabFingerprint(t *testing.T) {
	prints := func(r *analyzer.Result) (list []string) {
		for _, issue := range decode[[]gitlabIssue](t, []byte(render(t, "gitlab", r, Options{}))) {
			list = append(list, issue.Fingerprint)
		}
		return list
	}
	finding := func(text, message string) analyzer.Finding {
		return on(document("a.yaml", text), ruleSVC(), manifest.At("spec", "type"), message)
	}
	before := prints(&analyzer.Result{Findings: []analyzer.Finding{finding(serviceText, "m")}})
	after := prints(&analyzer.Result{Findings: []analyzer.Finding{
		finding("# one line more\n"+serviceText, "m"),
		finding("# one line more\n"+serviceText, "m"),
		finding(strings.Replace(serviceText, "name: web", "name: api", 1), "m"),
		finding(serviceText, "n"),
	}})
	if after[0] != before[0] {
		t.Errorf("fingerprint %s became %s", before[0], after[0])
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(after))); len(unique) != len(after) {
		t.Errorf("fingerprints are not unique: %v", after)
	}
}

func TestSemantic(t *testing.T) {
	tests := map[string]string{"v0.1.0": "0.1.0", "1.2.3-rc.1+x": "1.2.3-rc.1+x", "devel-0123": "0.0.0-devel-0123", "": "", "1.2": "0.0.0-1.2", "v1.2.3 x": ""}
	for version, want := range tests {
		if got := semantic(version); got != want {
			t.Errorf("semantic(%q) = %q, want %q", version, got, want)
		}
	}
}
