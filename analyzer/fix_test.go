package analyzer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// set is a fix that writes a value.
func set(safety analyzer.Safety, value string, at ...string) analyzer.Fix {
	return analyzer.Fix{Title: value, Safety: safety, Changes: []manifest.Change{{Op: manifest.Set, Path: manifest.At(at...), Value: value}}}
}

// rename is a fix that gives a key another name.
func rename(key string, at ...string) analyzer.Fix {
	return analyzer.Fix{Title: key, Changes: []manifest.Change{{Op: manifest.Rename, Path: manifest.At(at...), Value: key}}}
}

// fixer is a rule that offers fixes for data.a, where they are not in place.
func fixer(id string, fixes ...analyzer.Fix) analyzer.Rule {
	return rule(id, func(p *analyzer.Pass) {
		p.Report(analyzer.Finding{At: manifest.At("data", "a"), Message: id, Fixes: fixes})
	})
}

func TestApplyFixes(t *testing.T) {
	const safe, unsafe = analyzer.Safe, analyzer.Unsafe
	edit := func(from, to int, text string) analyzer.Fix {
		return analyzer.Fix{Title: text, Edits: []manifest.Edit{{Span: manifest.Span{Start: from, End: to}, Text: text}}}
	}
	tests := []struct {
		name   string
		rules  []analyzer.Rule
		data   string
		unsafe bool
		want   string // the data afterwards, "" for no change
		count  int
	}{
		{"a safe fix", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "a"))}, "{a: x}", false, "{a: b}", 1},
		{"an unsafe fix", []analyzer.Rule{fixer("T001", set(unsafe, "b", "data", "a"))}, "{a: x}", false, "", 0},
		{"an unsafe fix that is wanted", []analyzer.Rule{fixer("T001", set(unsafe, "b", "data", "a"))}, "{a: x}", true, "{a: b}", 1},
		{"a safe fix behind an unsafe one", []analyzer.Rule{fixer("T001", set(unsafe, "u", "data", "a"), set(safe, "s", "data", "a"))}, "{a: x}", false, "{a: s}", 1},
		{"the first, where all are wanted", []analyzer.Rule{fixer("T001", set(unsafe, "u", "data", "a"), set(safe, "s", "data", "a"))}, "{a: x}", true, "{a: u}", 1},
		{"fixes side by side", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "a")), fixer("T002", set(safe, "dark", "data", "c"))}, "{a: x, c: old}", false, "{a: b, c: dark}", 2},
		{"the second on the same bytes waits", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "a")), fixer("T002", set(safe, "dark", "data", "a"))}, "{a: x}", false, "{a: b}", 1},
		{"all of a fix waits", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "a")), fixer("T002", analyzer.Fix{Changes: append(set(safe, "dark", "data", "c").Changes, set(safe, "e", "data", "a").Changes...)})}, "{a: x, c: old}", false, "{a: b, c: old}", 1},
		{"a fix that changes nothing", []analyzer.Rule{fixer("T001", set(safe, "x", "data", "a"))}, "{a: x}", false, "", 0},
		{"a placeholder is never written over", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "p"))}, `{a: x, p: "${P}"}`, true, "", 0},
		{"nor is anything in one", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "p", "q"))}, `{a: x, p: "${P}"}`, true, "", 0},
		{"nor a fix that touches one among others", []analyzer.Rule{fixer("T001", analyzer.Fix{Changes: append(set(safe, "b", "data", "a").Changes, set(safe, "b", "data", "p").Changes...)})}, `{a: x, p: "${P}"}`, true, "", 0},
		{"what is absent cannot be set", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "absent"))}, "{a: x}", true, "", 0},
		{"a shared value", []analyzer.Rule{fixer("T001", set(safe, "b", "data", "a"))}, "{a: &x y, c: *x}", true, "", 0},
		{"a fix that breaks the text, beside one that does not", []analyzer.Rule{fixer("T001", edit(0, 10, "\t[")), fixer("T002", set(safe, "b", "data", "a"))}, "{a: x}", false, "{a: b}", 1},
		{"a fix that makes a key twice", []analyzer.Rule{fixer("T001", edit(0, 0, "kind: Service\n"))}, "{a: x}", false, "", 0},
		{"two fixes that make a key twice together", []analyzer.Rule{fixer("T001", rename("b", "data", "a")), fixer("T002", rename("b", "data", "c"))}, "{a: x, c: y}", false, "{b: x, c: y}", 1},
		{"a fix that makes a template", []analyzer.Rule{fixer("T001", edit(0, 0, "{{ if }}\n"))}, "{a: x}", false, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := parse("-- a.yaml --\n" + config("web", tt.data))
			result, faults := run(files, analyzer.Options{Rules: tt.rules})
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			for i := range result.Findings { // a rule that makes edits itself says of what
				for j := range result.Findings[i].Fixes {
					result.Findings[i].Fixes[j].Source = files[0].Source
				}
			}
			fixed := analyzer.ApplyFixes(result.Findings, tt.unsafe)
			got, count := "", 0
			if len(fixed) > 0 {
				_, data, _ := strings.Cut(fixed[0].Text, "\ndata: ")
				got, count = strings.TrimSpace(data), fixed[0].Count
			}
			if got != tt.want || count != tt.count {
				t.Errorf("got %q by %d fixes, want %q by %d", got, count, tt.want, tt.count)
			}
		})
	}
}

// TestRounds holds that fixes that wait for each other are all made in the end.
func TestRounds(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("web", "{a: x}"))
	step := func(id, from, to string) analyzer.Rule {
		return rule(id, func(p *analyzer.Pass) {
			if p.Object.Find(manifest.At("data", "a")).Text() == from {
				p.Report(analyzer.Finding{At: manifest.At("data", "a"), Message: id, Fixes: []analyzer.Fix{set(analyzer.Safe, to, "data", "a")}})
			}
		})
	}
	rules := []analyzer.Rule{step("T001", "x", "next"), step("T002", "x", "never"), step("T003", "next", "last")}
	for range 3 {
		result, _ := run(files, analyzer.Options{Rules: rules})
		fixed := analyzer.ApplyFixes(result.Findings, false)
		if len(fixed) == 0 {
			break
		}
		files = parse("-- a.yaml --\n" + fixed[0].Text)
	}
	if text := files[0].Source.Text(); !strings.Contains(text, "{a: last}") {
		t.Errorf("after three rounds:\n%s", text)
	}
}

// TestFixableCounts holds what the summary says of fixes.
func TestFixableCounts(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("web", `{a: x, p: "${P}"}`))
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{
		fixer("T001", set(analyzer.Unsafe, "b", "data", "a"), set(analyzer.Safe, "c", "data", "a")),
		fixer("T002", set(analyzer.Unsafe, "b", "data", "a")),
		fixer("T003", set(analyzer.Safe, "b", "data", "p")),
		fixer("T004"),
	}})
	check(t, "summary", analyzer.Summary{Files: 1, Objects: 1, Warnings: 4, Fixable: 1, Unsafe: 1, Placeholders: 0}, result.Summary)
}

// TestRecoded holds that a UTF-16 file is offered no fix.
func TestRecoded(t *testing.T) {
	data := []byte{0xff, 0xfe}
	for _, r := range config("web", "{a: x}") {
		data = append(data, byte(r), 0)
	}
	files := []*manifest.File{manifest.Parse(manifest.NewSource("a.yaml", data), manifest.ParseOptions{})}
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{fixer("T001", set(analyzer.Safe, "b", "data", "a"))}})
	if len(result.Findings) != 1 || len(result.Findings[0].Fixes) != 0 {
		t.Errorf("findings: %+v", result.Findings)
	}
}

// BenchmarkApplyFixes tells whether the time grows with the number of fixes of
// one file, or faster.
func BenchmarkApplyFixes(b *testing.B) {
	for _, n := range []int{1000, 8000} {
		var text strings.Builder
		for i := range n {
			text.WriteString("---\n" + config(fmt.Sprintf("web-%d", i), "{a: x}"))
		}
		files := parse("-- a.yaml --\n" + text.String())
		result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{fixer("T001", set(analyzer.Safe, "b", "data", "a"))}})
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if fixed := analyzer.ApplyFixes(result.Findings, false); len(fixed) != 1 || fixed[0].Count != n {
					b.Fatalf("%d of %d are fixed", fixed[0].Count, n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/fix")
		})
	}
}
