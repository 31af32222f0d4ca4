//go:build unix

package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"github.com/akslint/akslint/bench/corpus"
)

// TestMain lets the test program be what Options.Self asks for, and a program
// that can be measured.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 2 && os.Args[1] == "measure":
		if err := Measure(os.Args[2:], os.Stdout); err != nil {
			log.Fatal(err)
		}
	case len(os.Args) > 1 && os.Args[1] == "work":
		for start := time.Now(); time.Since(start) < 20*time.Millisecond; {
		}
		_, _ = os.Stdout.WriteString("done\n")
		os.Exit(1) // as linters do
	case len(os.Args) > 1 && os.Args[1] == "break":
		os.Exit(3)
	case len(os.Args) > 1 && os.Args[1] == "idle": // has done nothing
	default:
		os.Exit(m.Run())
	}
}

func TestRace(t *testing.T) {
	self := os.Args[0]
	o := Options{Self: []string{self}, Pairs: 3, Log: io.Discard}
	work := contender{"worker", t.TempDir(), []string{self, "work"}}
	got, err := race{"some work", work, []contender{work}}.run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	other := got.Others[0]
	if other.Name != "worker" || other.Usage.CPU <= 0 || other.Usage.Peak < 1<<20 || other.Ratio[0] > other.Ratio[1] || other.Ratio[1] > other.Ratio[2] {
		t.Errorf("%+v", got)
	}
	if alone, err := (race{"alone", work, nil}).run(context.Background(), o); err != nil || alone.Ours.CPU <= 0 || alone.Others != nil {
		t.Errorf("alone: %+v, %v", alone, err)
	}
	for _, fault := range []string{"break", "idle"} {
		broken := contender{"broken", work.dir, []string{self, fault}}
		if _, err := (race{"none", work, []contender{broken}}).run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "none: broken ends with") {
			t.Errorf("%s: error %v", fault, err)
		}
	}
}

func TestMarkdown(t *testing.T) {
	r := &Results{
		Date: "2026-11-28", Machine: "a machine", Go: "go1.26", Pairs: 11,
		Races: []Result{{"one Service", Usage{12_340 * time.Microsecond, 20 << 20}, []Pair{
			{"peer v1", Usage{1234 * time.Millisecond, 30<<20 + 1<<19}, [3]float64{0.009, 0.01, 0.011}},
		}}},
	}
	table := `| on | program | CPU | peak memory | akslint's CPU : its |
|---|---|---|---|---|
| one Service | **akslint** | 12.3 ms | 20 MiB |  |
|  | peer v1 | 1.23 s | 31 MiB | **0.01** (0.01 to 0.01) |

Medians of 11 runs in turns (in brackets the middle half), 2026-11-28, go1.26, a machine.
`
	file := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(file, []byte("a\n"+tableBegin+"old\n"+tableEnd+"b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteInto(file); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("a\n"+tableBegin+table+tableEnd+"b\n", string(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if err := os.WriteFile(file, []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteInto(file); err == nil {
		t.Error("a file without a place for the table gets one")
	}
}

func TestQuantile(t *testing.T) {
	values := []int{5, 1, 4, 2, 3}
	if got := []int{quantile(values, 1), quantile(values, 2), quantile(values, 3), quantile(values[:1], 3)}; !reflect.DeepEqual(got, []int{2, 3, 4, 5}) {
		t.Errorf("%v", got)
	}
}

// TestSchemas holds that what kubeconform is given accepts the corpus, and is
// no schema that accepts everything.
func TestSchemas(t *testing.T) {
	compiled := map[string]*jsonschema.Schema{}
	for kind, text := range schemas() {
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(kind, schema); err != nil {
			t.Fatal(err)
		}
		if compiled[kind], err = c.Compile(kind); err != nil {
			t.Fatal(err)
		}
	}
	met := map[string]bool{}
	for _, f := range corpus.Repositories(300) {
		for _, o := range objects(t, f.Text) {
			kind, _ := o["kind"].(string)
			schema := compiled[kind]
			if schema == nil {
				if kind != "CustomResourceDefinition" && kind != "Kustomization" {
					t.Errorf("%s: no schema for %s", f.Name, kind)
				}
				continue
			}
			if err := schema.Validate(o); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if o["spce"] = true; !met[kind] && schema.Validate(o) == nil {
				t.Errorf("%s: a %s may have a field that it has not", f.Name, kind)
			}
			met[kind] = true
		}
	}
	if len(met) != len(typed) {
		t.Errorf("only %v are in the corpus", met)
	}
}

// objects reads a text into plain values, lists opened.
func objects(t *testing.T, text string) []map[string]any {
	var all []map[string]any
	for doc := range strings.SplitSeq(text, "\n---\n") {
		data, err := yaml.YAMLToJSON([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		var object struct{ Items []map[string]any }
		var whole map[string]any
		if err := json.Unmarshal(data, &whole); err != nil {
			t.Fatal(err)
		}
		if whole["kind"] != "List" {
			all = append(all, whole)
		} else if err := json.Unmarshal(data, &object); err != nil {
			t.Fatal(err)
		}
		all = append(all, object.Items...)
	}
	return all
}

func TestPolicy(t *testing.T) {
	text, err := os.ReadFile("policy/network.rego")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ast.CompileModules(map[string]string{"network.rego": string(text)}); err != nil {
		t.Error(err)
	}
}
