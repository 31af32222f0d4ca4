package policies

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/akslint/akslint/aks"
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

// TestSees holds that a policy which sees some annotations sees all that it
// names: what is out of sight is as good as absent.
func TestSees(t *testing.T) {
	named := regexp.MustCompile(`"((?:[a-z0-9-]+\.)+[a-z]+/[A-Za-z0-9._-]+)"`)
	for _, p := range readAll(t) {
		text, err := fs.ReadFile(embedded, p.File)
		if err != nil {
			t.Fatal(err)
		}
		_, code, _ := strings.Cut(string(text), "\npackage ")
		seen := strings.Join(p.Sees, " ")
		for _, name := range named.FindAllStringSubmatch(code, -1) {
			if strings.Contains(seen, `.annotations["`) && !strings.Contains(seen, name[0]) {
				t.Errorf("%s: the annotation %s is out of sight", p.File, name[1])
			}
		}
	}
}

// TestSight holds what is shown of an object.
func TestSight(t *testing.T) {
	o := parse(t, `{kind: Pod, apiVersion: v1, metadata: {name: shop, labels: {b: "1", a: 1.50}}, spec: {none: , ports: [{port: 80, open: true}, 7, [{port: 1}]]}}`)[0]
	for _, test := range []struct{ sees, want string }{
		{"kind", `{"kind":"Pod"}`},
		{"absent.below", `{}`},
		{"metadata.labels", `{"metadata":{"labels":{"b":"1","a":1.50}}}`},
		{"metadata.labels.b metadata.labels.a spec.none", `{"metadata":{"labels":{"a":1.50,"b":"1"}},"spec":{"none":null}}`},
		{"metadata.labels metadata.labels.b", `{"metadata":{"labels":{"b":"1","a":1.50}}}`},
		{"metadata.labels.b metadata.labels", `{"metadata":{"labels":{"b":"1","a":1.50}}}`},
		{"spec.ports.port", `{"spec":{"ports":[{"port":80},7,[{"port":1}]]}}`},
		{"pod.spec.ports[]", `{"spec":{"ports":[{},7,[{}]]}}`},
		{"spec.ports[] spec.ports.open", `{"spec":{"ports":[{"open":true},7,[{}]]}}`},
		{"spec.ports spec.ports[]", `{"spec":{"ports":[{"port":80,"open":true},7,[{"port":1}]]}}`},
	} {
		s := shown{object: o.Node(), sight: sightOf(strings.Fields(test.sees), itself)}
		if got := s.question().text; got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.sees, got, test.want)
		}
		if got, want := termOf(s.object, s.sight), ast.MustParseTerm(test.want); !got.Equal(want) {
			t.Errorf("%s\n got %s\nwant %s", test.sees, got, want)
		}
	}
}

// TestWhen holds what each word of a precondition means.
func TestWhen(t *testing.T) {
	const object = `
kind: CronJob
metadata: {namespace: shop, annotations: {example.com/tier: public, example.com/none: }}
spec: {none: , zero: [], nothing: {}, ports: [{port: 80}, {port: "81"}], jobTemplate: {spec: {template: {spec: {hostNetwork: true}}}}}`
	o := parse(t, "apiVersion: batch/v1"+object)[0]
	pass := &analyzer.Pass{Object: o, Params: &analyzer.Params{RequireHTTPS: true}}
	for _, test := range []struct {
		when string
		want bool
	}{
		{"path: spec.ports", true}, {"path: spec.none", false}, {"path: spec.absent", false}, {"path: spec.zero", false}, {"path: spec.nothing", true},
		{"path: spec.ports.port, equals: 80", true}, {"path: spec.ports.port, equals: ['81']", true}, {"path: spec.ports.port, equals: [a, b]", false},
		{"path: spec.ports, equals: 80", false}, {"path: spec.absent, equals: 80", false},
		{`path: 'metadata.annotations["example.com/tier"]', equals: public`, true}, {`path: 'metadata.annotations["example.com/tier"]', not: public`, false},
		{"path: spec.ports.port, not: 80", true}, {"path: spec.absent.port, not: 80", true}, {"path: spec.zero.port, not: 80", true}, {"path: spec.nothing, not: 80", true},
		{"path: spec.none, empty: true", true}, {"path: spec.absent.x, empty: true", true}, {"path: spec.zero, empty: true", true}, {"path: spec.nothing, empty: true", true},
		{"path: spec.ports, empty: true", false}, {"path: kind, empty: true", false}, {`path: 'metadata.annotations["example.com/none"]', empty: true`, true},
		{"path: kind, prefix: Cron", true}, {"path: kind, prefix: Job", false}, {"path: metadata, prefix: x", false},
		{"path: metadata.annotations, keyPrefix: example.com/", true}, {"path: metadata.annotations, keyPrefix: example.org/", false}, {"path: kind, keyPrefix: Cron", false},
		{"path: metadata.annotations, keyPrefix: example.com/, not: example.com/tier", true}, {"path: metadata.absent, keyPrefix: example.com/, not: example.com/tier", false},
		{"path: metadata.annotations, keyPrefix: example.com/, not: [example.com/tier, example.com/none]", false},
		{"path: pod.spec.hostNetwork, equals: 'true'", true}, {"path: pod.spec.hostPID", false}, {"path: metadata.namespace, not: shop", false},
		{"param: requireHTTPS", true}, {"param: requireInternal", false}, {"input: cluster", false},
		{"any: [{param: requireInternal}, {path: kind, equals: CronJob}]", true}, {"any: [{param: requireInternal}]", false},
	} {
		text := strings.Replace(header, "#   kinds:", "#   when: [{"+test.when+"}]\n#   kinds:", 1)
		p, err := Read(fstest.MapFS{"TST001.rego": {Data: []byte(text)}}, "TST001.rego")
		if err != nil {
			t.Fatalf("%s: %v", test.when, err)
		}
		if got := p.asks(pass); got != test.want {
			t.Errorf("%s: %v", test.when, got)
		}
	}
}

// TestAnyShape replaces every value of the fixtures, one after the other, by
// one of another shape: whatever a manifest looks like, no policy may break, and
// neither its preconditions nor what it does not see may hide what it finds.
func TestAnyShape(t *testing.T) {
	clusters, err := aks.ReadProfiles(manifest.NewSource("prod.yaml", []byte(`cluster:
  sku: {name: Automatic}
  networkPlugin: azure
  serviceMeshProfile: {mode: Istio, istio: {revisions: [asm-1-30]}}
  agentPoolProfiles: [{name: system, mode: System}]
`)))
	if err != nil {
		t.Fatal(err)
	}
	passes := []analyzer.Pass{
		{Params: &analyzer.Params{RequireInternal: true, RequireHTTPS: true}, Profile: clusters[0]},
		{Params: &analyzer.Params{}},
	}
	for _, p := range readAll(t) {
		prog, short := newProgram(embedded, p.File, p.ID), newProgram(embedded, p.File, p.ID)
		short.sees = p.Sees
		for _, name := range []string{"bad.yaml", "good.yaml"} {
			for _, o := range fixture(t, p.ID, name) {
				for _, text := range mutants(t, o) {
					for _, mutant := range parse(t, text) {
						for i, pass := range passes {
							if i > 0 && !asksOfRun(p.When) {
								continue
							}
							pass.Object = mutant
							findings, err := prog.evaluate(&pass, &p.Meta)
							if err != nil {
								t.Fatalf("%v\n%s", err, text)
							}
							if len(findings) > 0 && !p.asks(&pass) {
								t.Errorf("%s: the preconditions hide %s of\n%s", p.ID, describe(findings[0]), text)
							}
							if p.Sees == nil {
								continue
							}
							if seen, err := short.evaluate(&pass, &p.Meta); err != nil || !cmp.Equal(findings, seen) {
								t.Errorf("%s: %d findings, with what it sees %d, %v, of\n%s", p.ID, len(findings), len(seen), err, text)
							}
						}
					}
				}
			}
		}
	}
}

// asksOfRun reports whether some precondition is about what a run is given.
func asksOfRun(all []When) bool {
	return slices.ContainsFunc(all, func(w When) bool { return w.Param != "" || w.Input != "" || asksOfRun(w.Any) })
}

// mutants writes an object as JSON many times, a value of it replaced in each.
func mutants(t *testing.T, o *manifest.Object) []string {
	root, err := o.Node().Plain()
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
