package analyzer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// parse reads a text of files in the form of txtar.
func parse(text string) []*manifest.File {
	var files []*manifest.File
	for _, f := range txtar.Parse([]byte(text)).Files {
		files = append(files, manifest.Parse(manifest.NewSource(f.Name, f.Data), manifest.ParseOptions{}))
	}
	return files
}

// run runs rules over files.
func run(files []*manifest.File, opt analyzer.Options) (*analyzer.Result, []error) {
	return analyzer.Run(files, inventory.Build(files, inventory.Options{Namespace: "default"}), opt)
}

// rule makes a rule on ConfigMaps.
func rule(id string, check func(*analyzer.Pass)) analyzer.Rule {
	return analyzer.Rule{Meta: analyzer.Meta{ID: id, Severity: analyzer.Warning, Kinds: []string{"ConfigMap"}}, Check: check}
}

// says is a rule that reports the value of data.a where there is one.
func says(id string) analyzer.Rule {
	return rule(id, func(p *analyzer.Pass) {
		if n := p.Object.Find(manifest.At("data", "a")); n.Exists() {
			p.Reportf(manifest.At("data", "a"), "a is %s", n.Text())
		}
	})
}

// lines writes findings: "a.yaml:5:6 T001 warning a is b".
func lines(r *analyzer.Result) []string {
	var out []string
	for i := range r.Findings {
		f := &r.Findings[i]
		out = append(out, fmt.Sprintf("%s:%s %s %s %s", f.Source().Name, f.Source().Position(f.Span.Start), f.Rule.ID, f.Severity, f.Message))
	}
	return out
}

func check(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// texts are the texts of errors.
func texts(errs []error) []string {
	var out []string
	for _, err := range errs {
		out = append(out, err.Error())
	}
	return out
}

// config is a ConfigMap; data is flow YAML.
func config(name, data string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: %s\n", name, data)
}

// TestFaults holds that a rule that panics or fails is named, with what it
// looked at, and that the findings of the others are complete.
func TestFaults(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("one", "{a: b}") + "---\n" + config("two", "{a: c}"))
	result, faults := run(files, analyzer.Options{Rules: []analyzer.Rule{
		rule("T001", func(p *analyzer.Pass) {
			p.Reportf(manifest.At("data"), "before the panic")
			if p.Object.Name == "one" {
				var none []int
				_ = none[1]
			}
		}),
		rule("T002", func(p *analyzer.Pass) { p.Fail(errors.New("the policy does not evaluate")) }),
		says("T003"),
		{Meta: analyzer.Meta{ID: "T004", Subject: analyzer.Documents}, Check: func(p *analyzer.Pass) {
			if p.Document.Index == 1 {
				panic("no")
			}
		}},
	}})
	check(t, "findings", []string{"a.yaml:4:11 T003 warning a is b", "a.yaml:9:1 T001 warning before the panic", "a.yaml:9:11 T003 warning a is c"}, lines(result))
	check(t, "faults", []string{
		`rule T001 stopped on ConfigMap "one" in a.yaml: runtime error: index out of range [1] with length 0; this is a fault of akslint, please report it`,
		"T002: the policy does not evaluate",
		"rule T004 stopped on document 2 of a.yaml: no; this is a fault of akslint, please report it",
		"T002: the policy does not evaluate",
	}, texts(faults))
}

// TestOrder holds that findings come by file, place and rule, whatever the
// number of workers and the order of files and rules.
func TestOrder(t *testing.T) {
	var text strings.Builder
	for i := range 50 {
		fmt.Fprintf(&text, "-- %d.yaml --\n%s---\n%s", i, config("one", "{a: b}"), config("two", "{a: c}"))
	}
	files := parse(text.String())
	ids := []analyzer.Rule{says("T003"), says("T001"), says("T002")}
	first, _ := run(files, analyzer.Options{Rules: ids, Jobs: 1})
	want := lines(first)
	check(t, "the first", []string{"0.yaml:4:11 T001 warning a is b", "0.yaml:4:11 T002 warning a is b", "0.yaml:4:11 T003 warning a is b", "0.yaml:9:11 T001 warning a is c"}, want[:4])
	if want[6] != "1.yaml:4:11 T001 warning a is b" || want[12] != "10.yaml:4:11 T001 warning a is b" || len(want) != 300 {
		t.Errorf("not by file: %q of %d", want[12], len(want))
	}
	for _, jobs := range []int{0, 2, 16} {
		again, _ := run(files, analyzer.Options{Rules: ids, Jobs: jobs})
		check(t, fmt.Sprint(jobs, " jobs"), want, lines(again))
	}
	var named []string
	for _, m := range first.Rules {
		named = append(named, m.ID)
	}
	check(t, "rules", []string{"T001", "T002", "T003"}, named)
}

// TestSubjects holds which objects and documents a rule is shown.
func TestSubjects(t *testing.T) {
	files := parse(`
-- a.yaml --
apiVersion: v1
kind: Service
metadata: {name: service}
---
# nothing
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ingress}
---
apiVersion: v1
kind: Pod
metadata: {name: pod}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: rollout}
spec: {template: {metadata: {}, spec: {containers: []}}}
---
apiVersion: v1
kind: Service
metadata: {name: broken
`)
	for want, meta := range map[string]analyzer.Meta{
		"service ingress pod rollout": {},
		"service":                     {Kinds: []string{"Service"}},
		"ingress service":             {Kinds: []string{"Ingress.networking.k8s.io", "Service"}},
		"pod rollout":                 {Kinds: []string{analyzer.KindWorkload}},
		"0 2 3 4 5":                   {Subject: analyzer.Documents},
	} {
		seen := map[string]bool{}
		var order []string
		meta.ID = "T001"
		_, faults := run(files, analyzer.Options{Jobs: 1, Rules: []analyzer.Rule{{Meta: meta, Check: func(p *analyzer.Pass) {
			name := fmt.Sprint(p.Document.Index)
			if p.Object != nil {
				name = p.Object.Name
				if p.View == nil || p.View.Member.Object != p.Object {
					t.Errorf("%s has no view", name)
				}
			}
			seen[name], order = true, append(order, name)
		}}}})
		for word := range strings.SplitSeq(want, " ") {
			if !seen[word] {
				t.Errorf("%v: not shown: %s", meta.Kinds, word)
			}
		}
		if n := len(strings.Fields(want)); n != len(order) || len(faults) > 0 {
			t.Errorf("%v: shown %q, want %s; %v", meta.Kinds, order, want, faults)
		}
	}
}

// TestSeverity holds where a finding's severity comes from.
func TestSeverity(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("one", "{a: b}"))
	low := rule("T001", func(p *analyzer.Pass) {
		p.Report(analyzer.Finding{At: manifest.At("data"), Message: "low", Lower: analyzer.At(analyzer.Info)})
	})
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{low, says("T002")}})
	check(t, "by the rule", []string{"a.yaml:4:1 T001 info low", "a.yaml:4:11 T002 warning a is b"}, lines(result))
	result, _ = run(files, analyzer.Options{Rules: []analyzer.Rule{low, says("T002")}, Severity: map[string]analyzer.Severity{"T001": analyzer.Error, "T002": analyzer.Info}})
	check(t, "by the options", []string{"a.yaml:4:1 T001 error low", "a.yaml:4:11 T002 info a is b"}, lines(result))
	check(t, "counts", analyzer.Summary{Files: 1, Objects: 1, Errors: 1, Infos: 1}, result.Summary)
	for _, word := range []string{"info", "warning", "error"} {
		if s, err := analyzer.ParseSeverity(word); err != nil || s.String() != word {
			t.Errorf("%s is read as %s: %v", word, s, err)
		}
	}
	if _, err := analyzer.ParseSeverity("high"); err == nil {
		t.Error("there is a severity high")
	}
}

// TestSkip holds that an override drops a rule's findings on a file.
func TestSkip(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("one", "{a: b}") + "-- b.yaml --\n" + config("two", "{a: b}"))
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{says("T001"), says("T002")}, Skip: func(file, id string) bool { return file == "a.yaml" && id == "T001" }})
	check(t, "findings", []string{"a.yaml:4:11 T002 warning a is b", "b.yaml:4:11 T001 warning a is b", "b.yaml:4:11 T002 warning a is b"}, lines(result))
}

// TestUnsettled holds that nothing is said that rests on a placeholder, on a value
// that does not decode, or on one that a patch changes.
func TestUnsettled(t *testing.T) {
	const tree = `
-- kustomization.yaml --
resources: [web.yaml]
patches: [{path: patch.yaml}]
-- web.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {known: a, patched: b, unknown: "${C}", wrong: 5}
-- patch.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {patched: c}
`
	tests := []struct {
		name  string
		at    []string
		reads []string
		whole bool
		want  []string
	}{
		{"known", []string{"data", "known"}, nil, false, []string{"patch.yaml", "web.yaml"}},
		{"a rule on the whole object sees no patch", []string{"data", "known"}, nil, true, []string{"web.yaml"}},
		{"patched", []string{"data", "patched"}, nil, false, []string{"patch.yaml"}},
		{"above what is patched", []string{"data"}, nil, true, nil},
		{"reads what is patched", []string{"data", "known"}, []string{"data.patched"}, true, nil},
		{"reads what is known", []string{"data", "known"}, []string{"metadata.labels", "data.other"}, true, []string{"web.yaml"}},
		{"a placeholder", []string{"data", "unknown"}, nil, true, nil},
		{"below a placeholder", []string{"data", "unknown", "deeper"}, nil, true, nil},
		{"not of its type", []string{"data", "wrong"}, nil, true, nil},
		{"reads what is not of its type", []string{"data", "known"}, []string{"data.wrong"}, true, nil},
		{"reads above it", []string{"metadata", "name"}, []string{"data"}, true, nil},
		{"the object itself", nil, nil, true, []string{"web.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rule("T001", func(p *analyzer.Pass) { p.Reportf(manifest.At(tt.at...), "found") })
			r.Reads, r.Whole = tt.reads, tt.whole
			result, _ := run(parse(tree), analyzer.Options{Rules: []analyzer.Rule{r}})
			var got []string
			for i := range result.Findings {
				got = append(got, result.Findings[i].Source().Name)
			}
			check(t, "found in", tt.want, got)
		})
	}
}

// TestViews holds that what is said of an object of a base is true in every
// overlay: of findings on one place the milder is kept, with common fixes only.
func TestViews(t *testing.T) {
	files := parse("-- base/kustomization.yaml --\nresources: [web.yaml]\n-- base/web.yaml --\n" + config("web", "{a: b, c: d}") + `
-- prod/kustomization.yaml --
namespace: prod
resources: [../base]
-- test/kustomization.yaml --
namespace: test
resources: [../base]
`)
	set := func(value string) analyzer.Fix {
		return analyzer.Fix{Title: value, Changes: []manifest.Change{{Op: manifest.Set, Path: manifest.At("data", "a"), Value: value}}}
	}
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{
		rule("T001", func(p *analyzer.Pass) {
			ns := p.View.Member.Namespace
			p.Reportf(manifest.At("data", "a"), "in both, of %s", ns)
			if ns == "test" {
				p.Reportf(manifest.At("data", "c"), "only in test")
			}
			p.Report(analyzer.Finding{At: manifest.At("data"), KeyOnly: ns == "prod", Message: "on other places"})
		}),
		rule("T002", func(p *analyzer.Pass) {
			f := analyzer.Finding{At: manifest.At("data", "a"), Message: "severe in prod"}
			if p.View.Member.Namespace == "test" {
				f.Message, f.Lower = "mild in test", analyzer.At(analyzer.Info)
			}
			p.Report(f)
		}),
		rule("T003", func(p *analyzer.Pass) {
			p.Report(analyzer.Finding{At: manifest.At("data", "a"), Message: "fixes", Fixes: []analyzer.Fix{set(p.View.Member.Namespace), set("any")}})
		}),
	}})
	check(t, "findings", []string{
		"base/web.yaml:4:11 T001 warning in both, of prod",
		"base/web.yaml:4:11 T002 info mild in test",
		"base/web.yaml:4:11 T003 warning fixes",
	}, lines(result))
	for i := range result.Findings {
		if f := &result.Findings[i]; f.Rule.ID == "T003" && (len(f.Fixes) != 1 || f.Fixes[0].Title != "any") {
			t.Errorf("fixes that are not common: %+v", f.Fixes)
		}
	}
}

// TestPlaces holds where a finding and what is related to it lie.
func TestPlaces(t *testing.T) {
	files := parse("-- a.yaml --\n" + config("web", "{a: b}") + "-- b.yaml --\nkey: [\n")
	other := files[0].Documents[0].Objects[0]
	result, _ := run(files, analyzer.Options{Rules: []analyzer.Rule{
		rule("T001", func(p *analyzer.Pass) {
			for _, f := range []analyzer.Finding{
				{At: manifest.At("data", "a"), Message: "value"},
				{At: manifest.At("data", "a"), KeyOnly: true, Message: "key"},
				{At: manifest.At("data", "absent"), Message: "absent"},
				{At: manifest.At("spec", "type"), Message: "far"},
				{Message: "object", Related: []analyzer.Related{{Object: other, At: manifest.At("kind"), Message: "see"}}},
			} {
				p.Report(f)
			}
		}),
	}})
	check(t, "findings", []string{
		"a.yaml:3:18 T001 warning object", "a.yaml:3:18 T001 warning far", "a.yaml:4:1 T001 warning absent", "a.yaml:4:8 T001 warning key", "a.yaml:4:11 T001 warning value",
	}, lines(result))
	if r := result.Findings[0].Related[0]; r.Source != files[0].Source || r.Source.Position(r.Span.Start).Line != 2 {
		t.Errorf("related: %+v", r)
	}
}

func TestParallel(t *testing.T) {
	for _, jobs := range []int{-1, 0, 1, 3, 100} {
		for _, n := range []int{0, 1, 7} {
			calls := make([]int, n)
			analyzer.Parallel(n, jobs, func(i int) { calls[i]++ })
			for i, c := range calls {
				if c != 1 {
					t.Errorf("Parallel(%d, %d) called %d %d times", n, jobs, i, c)
				}
			}
		}
	}
}
