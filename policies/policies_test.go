package policies

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// TestEmbedded compiles every policy in strict mode.
func TestEmbedded(t *testing.T) {
	rules, err := Load(embedded, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) == 0 {
		t.Error("there are no policies")
	}
}

func TestFormat(t *testing.T) {
	for _, p := range readAll(t) {
		text, err := fs.ReadFile(embedded, p.File)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.SourceWithOpts(p.File, text, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(formatted), string(text)); diff != "" {
			t.Errorf("%s is not as opa fmt writes it (-fmt +file):\n%s", p.File, diff)
		}
	}
}

// TestMetadataAsOPA reads METADATA a second time, as OPA does.
func TestMetadataAsOPA(t *testing.T) {
	for _, p := range readAll(t) {
		text, err := fs.ReadFile(embedded, p.File)
		if err != nil {
			t.Fatal(err)
		}
		module, err := ast.ParseModuleWithOpts(p.File, string(text), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		if len(module.Annotations) != 1 || module.Annotations[0].Scope != "package" {
			t.Fatalf("%s: METADATA is not that of the package alone", p.File)
		}
		a := module.Annotations[0]
		var references []string
		for _, r := range a.RelatedResources {
			references = append(references, r.Ref.String())
		}
		got := analyzer.Meta{ID: p.ID, Name: p.Name, Summary: p.Summary, Doc: p.Doc, References: p.References, Since: p.Since}
		want := analyzer.Meta{
			ID: fmt.Sprint(a.Custom["id"]), Name: fmt.Sprint(a.Custom["name"]), Since: fmt.Sprint(a.Custom["since"]),
			Summary: a.Title, Doc: strings.TrimSpace(a.Description), References: references,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-OPA +ours):\n%s", p.File, diff)
		}
	}
}

// TestAnyShape replaces every value of the fixtures, one after the other, by
// one of another shape: whatever a manifest looks like, no policy may break.
func TestAnyShape(t *testing.T) {
	for _, p := range readAll(t) {
		prog := newProgram(embedded, p.File, p.ID)
		for _, name := range []string{"bad.yaml", "good.yaml"} {
			for _, o := range fixture(t, p.ID, name) {
				for _, text := range mutants(t, o) {
					for _, mutant := range parse(t, text) {
						if _, err := p.judge(prog, &analyzer.Pass{Object: mutant, Params: &analyzer.Params{RequireInternal: true}}); err != nil {
							t.Fatalf("%v\n%s", err, text)
						}
					}
				}
			}
		}
	}
}

// mutants writes an object as JSON many times, a value of it replaced in each.
func mutants(t *testing.T, o *manifest.Object) []string {
	root, err := o.Node.Plain()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	add := func() {
		value, err := ast.InterfaceToValue(root)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, value.String())
	}
	odd := []any{nil, true, 7, -1.5, "", "x", []any{}, []any{nil, "x", []any{1}}, map[string]any{}, map[string]any{"x": nil}}
	var visit func(value any)
	visit = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			for key, old := range v {
				for _, v[key] = range odd {
					add()
				}
				v[key] = old
				visit(old)
			}
		case []any:
			for i, old := range v {
				for _, v[i] = range odd {
					add()
				}
				v[i] = old
				visit(old)
			}
		}
	}
	visit(root)
	return texts
}

func readAll(t testing.TB) []Policy {
	t.Helper()
	all, err := ReadAll(embedded)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func fixture(t testing.TB, id, name string) []*manifest.Object {
	t.Helper()
	text, err := fs.ReadFile(fixtures, id+"/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text))
}

// parse gives the objects of a text that are of a kind that policies look at.
func parse(t testing.TB, text string) []*manifest.Object {
	t.Helper()
	var objects []*manifest.Object
	for _, d := range manifest.Parse(manifest.NewSource("test.yaml", []byte(text)), manifest.ParseOptions{Manifest: true}).Documents {
		objects = append(objects, d.Objects...)
	}
	return objects
}
