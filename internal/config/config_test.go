package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const schemaFile = "../../schemas/config.schema.json"

// TestSchemaFresh holds the published schema to the table that the file is
// read with.
func TestSchemaFresh(t *testing.T) {
	if *update {
		if err := os.WriteFile(schemaFile, Schema(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(Schema()), string(got)); d != "" {
		t.Errorf("stale (-want +got); run go test ./internal/config -update:\n%s", d)
	}
}

// documented is every example of the documentation, and what akslint init
// writes, bare and with all its comments taken off.
func documented(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{"init": Sample(), "init, everything set": uncomment(Sample())}
	for i, m := range regexp.MustCompile("(?s)```yaml\n(version:.*?)```").FindAllSubmatch(text, -1) {
		out["docs/configuration.md "+string(rune('1'+i))] = string(m[1])
	}
	if len(out) < 3 {
		t.Error("docs/configuration.md has no example")
	}
	return out
}

// uncomment turns the comments of a sample that are settings into settings.
func uncomment(sample string) string {
	setting := regexp.MustCompile(`(?m)^# (\w+:|  )(.*)$`)
	lines := strings.SplitAfter(sample, "\n")
	var out strings.Builder
	for _, line := range lines[2:] {
		out.WriteString(setting.ReplaceAllString(line, "$1$2"))
	}
	return out.String()
}

// TestDocumented holds that every documented example is read, and fits the
// schema.
func TestDocumented(t *testing.T) {
	var doc any
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("config", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("config")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range documented(t) {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(Name, []byte(text), builtIn); err != nil {
				t.Error(err)
			}
			f := manifest.Parse(manifest.NewSource(Name, []byte(text)), manifest.ParseOptions{})
			data, err := f.Documents[0].Root().JSON()
			if err != nil {
				t.Fatal(err)
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestParse(t *testing.T) {
	c, err := Parse(Name, []byte(`version: 1
select: [LB, svc001, nodeport-service]
severity: {LB003: error, nodeport-service: info}
params: {allowedServicePorts: [80, 443], requireInternal: true}
exclude: ["**/testdata/**"]
overrides:
  - paths: ["vendor/**"]
    ignore: [POD]
`), builtIn)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]analyzer.Severity{"LB003": analyzer.Error, "SVC001": analyzer.Info}, c.Severity); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(analyzer.Params{AllowedServicePorts: []int{80, 443}, RequireInternal: true}, c.Params); d != "" {
		t.Error(d)
	}
	if len(c.Overrides) != 1 || !c.Overrides[0].Paths.Match("vendor/a/b.yaml") || c.Overrides[0].Paths.Match("own/b.yaml") {
		t.Errorf("overrides: %+v", c.Overrides)
	}
}

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no version":                   {"select: [LB]\n", "x.yaml:1:1: the setting `version: 1` is missing; it says which form the file has"},
		"text version":                 {"version: \"1\"\n", "x.yaml:1:10: here a whole number is wanted"},
		"second document":              {"version: 1\n---\nselect: [LB]\n", "x.yaml:2:1: a second document; the configuration is one, document 2 goes unread"},
		"template":                     {"version: 1\n{{ if .Values.x }}\nselect: [LB]\n{{ end }}\n", "x.yaml:1: this is a template; write the settings out"},
		"no text":                      {"version: 1\nnamespace: \"\"\n", "x.yaml:2:12: here a text is wanted"},
		"empty entry":                  {"version: 1\npolicies: [null]\n", "x.yaml:2:12: here a text is wanted"},
		"later version":                {"version: 2\n", "x.yaml:1:10: this akslint reads version 1 of the configuration"},
		"typo":                         {"version: 1\nignor: [LB003]\n", `x.yaml:2:1: unknown setting "ignor"; did you mean ignore?`},
		"unlike anything":              {"version: 1\nrules: {}\n", `x.yaml:2:1: unknown setting "rules"; there are version, select, ignore,`},
		"unknown rule":                 {"version: 1\nignore: [LB0003]\n", `x.yaml:2:10: there is no rule "LB0003"; did you mean LB003?`},
		"unknown severity":             {"version: 1\nseverity: {LB003: eror}\n", `x.yaml:2:19: unknown value "eror"; did you mean error?`},
		"a word for a list":            {"version: 1\nselect: LB\n", "x.yaml:2:9: here a list is wanted ([a, b])"},
		"no namespace":                 {"version: 1\nnamespace: Shop EU\n", `x.yaml:2:12: "Shop EU" is no name of a namespace; it has at most 63 lower-case letters`},
		"a number for a word":          {"version: 1\nnamespace: 5\n", "x.yaml:2:12: here a text is wanted"},
		"port":                         {"version: 1\nparams: {allowedServicePorts: [0]}\n", "x.yaml:2:32: 0 is no port; ports are 1 to 65535"},
		"boolean":                      {"version: 1\nparams: {requireInternal: \"yes\"}\n", "x.yaml:2:27: here true or false is wanted"},
		"glob of Windows":              {"version: 1\nexclude: ['vendor\\*.yaml']\n", `x.yaml:2:11: glob "vendor\\*.yaml" has a backslash, which separates no folders here; write ` + "`/`"},
		"glob":                         {"version: 1\nexclude: ['!a']\n", `x.yaml:2:11: glob "!a" matches nothing`},
		"override":                     {"version: 1\noverrides: [{ignore: [LB]}]\n", "x.yaml:2:13: an override needs `paths`, the files that it is about"},
		"no YAML":                      {"version: 1\nselect: [LB\n", "x.yaml:2:9: no `]` closes the `[` that opens here"},
		"twice":                        {"version: 1\nselect: [LB]\nselect: [NP]\n", "x.yaml:3:1: the key `select` stands in this mapping already"},
		"unknown rule of an override":  {"version: 1\noverrides: [{paths: [a], ignore: [LBB]}]\n", `x.yaml:2:35: there is no rule "LBB"; did you mean LB?`},
		"unknown rule with a severity": {"version: 1\nseverity: {LB003: info, public-loadbalancer: error}\n", `x.yaml:2:25: there is no rule "public-loadbalancer"; did you mean public-load-balancer?`},
		"family with a severity":       {"version: 1\nseverity: {LB: error}\n", `x.yaml:2:12: "LB" is a family of rules; here one rule is wanted, as in LB001`},
		"all at once, from the top":    {"version: 1\nignore: [XX9]\nselct: [LB]\nseverity: {XX9: eror}\n", "x.yaml:2:10: there is no rule \"XX9\"; `akslint rules` lists them\nx.yaml:3:1: unknown setting \"selct\"; did you mean select?\nx.yaml:4:12: there is no rule \"XX9\"; `akslint rules` lists them\nx.yaml:4:17: unknown value \"eror\"; did you mean error?"},
		"list":                         {"- version: 1\n", "x.yaml:1:1: here a mapping is wanted (key: value)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.yaml", []byte(test.text), builtIn)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	for _, empty := range []string{"", "# nothing\n", "---\n"} {
		if _, err := Parse("x.yaml", []byte(empty), builtIn); err != nil {
			t.Errorf("%q: %v", empty, err)
		}
	}
}

// builtIn are the rules where a team has none of its own.
func builtIn([]string) ([]analyzer.Rule, error) { return rules.All(), nil }

// TestOwnRules holds that rules of a team's own are known wherever a rule is
// named, and that a fault in them is told beside those of the file.
func TestOwnRules(t *testing.T) {
	own := func(folders []string) ([]analyzer.Rule, error) {
		if d := cmp.Diff([]string{"p"}, folders); d != "" {
			t.Error(d)
		}
		return append(rules.All(), analyzer.Rule{Meta: analyzer.Meta{ID: "ORG001", Name: "no-digest"}}), nil
	}
	const text = "version: 1\npolicies: [p]\nignore: [ORG001, ORG]\nseverity: {no-digest: info}\noverrides: [{paths: [a], ignore: [no-digest]}]\n"
	c, err := Parse("x.yaml", []byte(text), own)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]analyzer.Severity{"ORG001": analyzer.Info}, c.Severity); d != "" {
		t.Error(d)
	}
	if _, err := Parse("x.yaml", []byte("version: 1\npolicies: [p]\nignore: [ORG002]\n"), own); err == nil {
		t.Error("ORG002 passes")
	}
	broken := func([]string) ([]analyzer.Rule, error) { return nil, errors.New("p/a.rego:1: wrong") }
	if _, err := Parse("x.yaml", []byte("version: 1\npolices: [p]\n"), broken); err == nil || !strings.Contains(err.Error(), "did you mean policies?\np/a.rego:1: wrong") {
		t.Errorf("got %v", err)
	}
}

// TestRead holds what is said of files that are no configuration.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("large.yaml", bytes.Repeat([]byte("# much\n"), 1<<18), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"large.yaml": "large.yaml: more than 1 MiB; this is no configuration of akslint",
		"gone.yaml":  "the configuration cannot be read: open gone.yaml: no such file or directory; name one that is there, or leave --config out",
		".":          "the configuration cannot be read: read .: is a directory; mend that, or use --no-config",
	} {
		if _, err := Read(file, builtIn); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	inner := filepath.Join(root, "a", "b")
	for _, dir := range []string{inner, filepath.Join(root, "a", ".git")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write := func(dir string) string {
		file := filepath.Join(dir, Name)
		if err := os.WriteFile(file, []byte("version: 1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	if err := os.WriteFile(filepath.Join(inner, ".akslint.yml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(inner); err == nil || !strings.HasSuffix(err.Error(), ".akslint.yml is not read, for the configuration is called .akslint.yaml; rename it") {
		t.Errorf("a file of another name: %v", err)
	}
	if err := os.Remove(filepath.Join(inner, ".akslint.yml")); err != nil {
		t.Fatal(err)
	}
	write(root)
	if got, err := Find(inner); err != nil || got != "" {
		t.Errorf("beyond the root of the repository: %q, %v", got, err)
	}
	want := write(filepath.Join(root, "a"))
	if got, err := Find(inner); err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	want = write(inner)
	if got, err := Find(inner); err != nil || got != want {
		t.Errorf("the nearest: got %q, %v; want %q", got, err, want)
	}
}
