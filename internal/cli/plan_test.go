package cli

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestPlans holds plans of the clusters under fixtures/plan to their golden
// files, one for each format, and JSON to its schema.
func TestPlans(t *testing.T) {
	t.Chdir("../..")
	for _, cluster := range []string{"overlay", "node-subnet", "windows"} {
		for format, ext := range map[string]string{"text": "txt", "json": "plan.json", "markdown": "md"} {
			t.Run(cluster+"/"+format, func(t *testing.T) {
				var out bytes.Buffer
				args := []string{
					"plan", "--color", "never", "--no-config", "--format", format, "--cluster", "fixtures/plan/" + cluster + ".json",
					"--subnets", "fixtures/plan/subnets.json", "fixtures/shop", "fixtures/plan/manifests.yaml",
				}
				if code := Main(context.Background(), args, Streams{Out: &out, Err: os.Stderr}); code != exitClean {
					t.Fatalf("exit code %d", code)
				}
				got := regexp.MustCompile(`("name": "akslint",\s+"version": )"[^"]*"`).ReplaceAllString(out.String(), `$1"X"`)
				golden := "fixtures/plan/" + cluster + "." + ext
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), got); d != "" {
					t.Errorf("%s (-want +got); run go test ./internal/cli -update:\n%s", golden, d)
				}
				if format == "json" {
					validatePlan(t, out.String())
				}
			})
		}
	}
}

func validatePlan(t *testing.T, text string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("schemas/plan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// TestReadmePlans holds the plans in the README to the golden files.
func TestReadmePlans(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := string(readme)
	for mark, golden := range map[string]string{"plan": "overlay", "plan-node-subnet": "node-subnet"} {
		text, err := os.ReadFile("fixtures/plan/" + golden + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		plan, _, _ := strings.Cut(string(text), "\nHow it is counted")
		begin, end := "<!-- "+mark+":begin -->\n", "<!-- "+mark+":end -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the README has no place for %s", mark)
		}
		want = before + begin + "```\n" + plan + "```\n" + end + after
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, string(readme)); d != "" {
		t.Errorf("the plans are stale (-want +got); run go test ./internal/cli -update:\n%s", d)
	}
}
