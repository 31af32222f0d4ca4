package policies

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

const header = `# METADATA
# title: A rule of a test
# description: It matters.
# custom:
#   id: TST001
#   name: test-rule
#   severity: warning
#   kinds: [Service]
package akslint.tst001

`

const service = "{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {type: ClusterIP}}"

// TestContract holds that a policy which does not keep to the contract is told
// what is wrong with it.
func TestContract(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"no set", `findings := []`, "TST001.rego:11: `findings` is no set; begin its rules with `findings contains`"},
		{"no object", `findings contains "x"`, "TST001.rego:11: a finding is a string, not an object"},
		{"no path", `findings contains {"message": "m"}`, "TST001.rego:11: a finding lacks the field `path`"},
		{"empty path", `findings contains {"path": [], "message": "m"}`, "TST001.rego:11: a finding: field `path`: the path is empty; a finding points at a field"},
		{"path of a boolean", `findings contains {"path": [true], "message": "m"}`, "TST001.rego:11: a finding: field `path`: a path has keys and indices, not true"},
		{"negative index", `findings contains {"path": ["a", -1], "message": "m"}`, "TST001.rego:11: a finding: field `path`: a path has keys and indices, not -1"},
		{"dotted path", `findings contains {"path": "spec.type", "message": "m"}`, "TST001.rego:11: a finding: field `path`: this is a string, not an array"},
		{"unknown field", `findings contains {"path": ["a"], "message": "m", "line": 3}`,
			"TST001.rego:11: a finding has an unknown field `line`; it may have fix, help, key_only, message, path, reads, severity, whole"},
		{"empty message", `findings contains {"path": ["a"], "message": ""}`, "TST001.rego:11: a finding: field `message`: this is an empty string, not a text"},
		{"unknown severity", `findings contains {"path": ["a"], "message": "m", "severity": "fatal"}`,
			`TST001.rego:11: a finding: field ` + "`severity`" + `: unknown severity "fatal": use error, warning or info`},
		{"unexpected fix", `findings contains {"path": ["a"], "message": "m", "fix": {"title": "t", "safety": "safe", "changes": []}}`,
			"TST001.rego:11: a finding: field `fix`: the METADATA says that the rule is not fixable"},
		{"two operations", `findings contains {"path": ["a"], "message": "m", "fix": {"title": "t", "safety": "safe", "changes": [{"set": ["a"], "add": ["a"], "value": "x"}]}}`,
			"TST001.rego:11: a finding: field `fix`: a fix: field `changes`: a change has 2 of the fields add, remove, rename and set, not one"},
		{"no value", `findings contains {"path": ["a"], "message": "m", "fix": {"title": "t", "safety": "safe", "changes": [{"set": ["a"]}]}}`,
			"TST001.rego:11: a finding: field `fix`: a fix: field `changes`: a change that does not remove has a field `value`, and one that does has none"},
		{"odd key", `findings contains {"path": ["a"], "message": "m", "fix": {"title": "t", "safety": "safe", "changes": [{"rename": ["a"], "value": 5}]}}`,
			"TST001.rego:11: a finding: field `fix`: a fix: field `changes`: the new key of a rename is a string"},
		{"odd safety", `findings contains {"path": ["a"], "message": "m", "fix": {"title": "t", "safety": "sure", "changes": []}}`,
			"TST001.rego:11: a finding: field `fix`: a fix: field `safety`: this is \"sure\"; it may be \"safe\" or \"unsafe\""},
		{"error of a function", "findings contains {\"path\": [\"a\"], \"message\": m} if m := concat(\"\", input.object.spec.type)",
			"TST001.rego:11: concat: operand 2 must be one of {set, array} but got string"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := judgeBody(t, test.body, time.Second)
			if want := test.want + ` (on Service "shop" in test.yaml)`; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	_, err := judgeBody(t, `findings contains {"path": ["a"], "message": "m"} if {
	some a in numbers.range(1, 10000)
	some b in numbers.range(1, 10000)
	a * b == 0
}`, 20*time.Millisecond)
	if want := `TST001.rego:11: no answer within 20ms (on Service "shop" in test.yaml)`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestFinding reads a finding with everything in it.
func TestFinding(t *testing.T) {
	findings, err := judgeBody(t, `findings contains {
	"path": ["spec", "ports", 1, "port"], "message": "m", "help": "h", "key_only": true, "severity": "info",
}`, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	f := findings[0]
	if got := describe(f); got != "info spec.ports[1].port" || !f.KeyOnly || f.Message != "m" || f.Help != "h" {
		t.Errorf("%s: %+v", got, f)
	}
}

// TestPrint holds that what a policy prints reaches who asks for it, with its
// place, and nobody else.
func TestPrint(t *testing.T) {
	files := fstest.MapFS{"TST001.rego": {Data: []byte(header + `findings contains {"path": ["spec"], "message": "m"} if print("sees", input.object.kind)` + "\n")}}
	for _, listen := range []bool{false, true} {
		var lines []string
		prints := func(line string) { lines = append(lines, line) }
		want := []string{"TST001.rego:11: sees Service"}
		if !listen {
			prints, want = nil, nil
		}
		rules, err := Load(files, LoadOptions{Prints: prints})
		if err != nil {
			t.Fatal(err)
		}
		file := manifest.Parse(manifest.NewSource("test.yaml", []byte(service)), manifest.ParseOptions{})
		result, faults := analyzer.Run([]*manifest.File{file}, inventory.Build([]*manifest.File{file}, inventory.Options{}), analyzer.Options{Rules: rules, Jobs: 1})
		if len(faults) > 0 || len(result.Findings) != 1 {
			t.Errorf("%d findings, %v", len(result.Findings), faults)
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func judgeBody(t *testing.T, body string, limit time.Duration) ([]analyzer.Finding, error) {
	t.Helper()
	files := fstest.MapFS{"TST001.rego": {Data: []byte(header + body + "\n")}}
	if _, err := Load(files, LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	p, err := Read(files, "TST001.rego")
	if err != nil {
		t.Fatal(err)
	}
	prog := newProgram(files, p.File, p.ID)
	prog.limit = limit
	return p.judge(prog, &analyzer.Pass{Object: parse(t, service)[0]})
}

// TestLoad holds that what is wrong with a file is told with its place.
func TestLoad(t *testing.T) {
	const finding = `findings contains {"path": ["a"], "message": "m"}`
	replace := func(old, text string) string { return strings.Replace(header, old, text, 1) + finding }
	for _, test := range []struct{ name, text, want string }{
		{"no METADATA", "package akslint.tst001\n", "x.rego:1: a line `# METADATA` is missing; the comment below it says what the rule is"},
		{"no YAML", replace("# title: A rule", "# title: [A rule"), "x.rego:2: METADATA: no `]` closes"},
		{"unknown field", replace("# title:", "# titel:"), "x.rego:2: METADATA has an unknown field `titel`; it may have authors, custom, description, organizations, related_resources, scope, title\n" +
			"x.rego:2: METADATA lacks the field `title`"},
		{"unknown custom field", replace("#   kinds:", "#   kind:"), "x.rego:8: custom has an unknown field `kind`; it may have fixable, id, kinds, name, needs, reads, sees, severity, since, uses, when, whole\n" +
			"x.rego:5: custom lacks the field `kinds`"},
		{"severity", replace("warning", "high"), `x.rego:7: unknown severity "high": use error, warning or info`},
		{"kinds", replace("[Service]", "Service"), "x.rego:8: this must be a list"},
		{"no text", replace("name: test-rule", "name: 5"), "x.rego:6: this must be a text"},
		{"repeated", replace("# custom:", "# title: B\n# custom:"), "x.rego:2: METADATA has a field twice"},
		{"package", replace("package akslint.tst001", "package akslint.tst002"), "x.rego:9: METADATA with the id TST001 is followed by `package akslint.tst001`"},
		{"no findings", header + "finding := 1", "x.rego:9: the package has no rule `findings`"},
		{"syntax", header + "findings contains {", "x.rego:11: "},
		{"unused", header + finding + " if {\n\tx := 1\n}", "x.rego:12: assigned var x unused"},
		{"network", header + finding + " if http.send({})", "x.rego:11: undefined function http.send"},
		{"clock", header + finding + " if time.now_ns() > 0", "x.rego:11: undefined function time.now_ns"},
		{"environment", header + finding + " if opa.runtime().env", "x.rego:11: undefined function opa.runtime"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"x.rego": {Data: []byte(test.text)}, "x_test.rego": {Data: []byte("nonsense")}}, LoadOptions{})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// TestFunctions lists what a policy may call, so that a later OPA brings in
// nothing unseen.
func TestFunctions(t *testing.T) {
	var names []string
	for _, b := range capabilities().Builtins {
		names = append(names, b.Name)
	}
	want := strings.Fields(`
		abs all and any array.concat array.flatten array.reverse array.slice assign base64.decode base64.encode base64.is_valid
		base64url.decode base64url.encode base64url.encode_no_pad bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor
		cast_array cast_boolean cast_null cast_object cast_set cast_string ceil concat contains count div endswith eq equal
		floor format_int glob.match glob.quote_meta graph.reachable graph.reachable_paths gt gte hex.decode hex.encode indexof
		indexof_n internal.member_2 internal.member_3 internal.print internal.template_string intersection is_array is_boolean is_null is_number
		is_object is_set is_string json.filter json.is_valid json.marshal json.marshal_with_options json.patch json.remove
		json.unmarshal lower lt lte max min minus mul neq numbers.range numbers.range_step object.filter object.get object.keys
		object.remove object.subset object.union object.union_n or plus print product re_match regex.find_all_string_submatch_n
		regex.find_n regex.globs_match regex.is_valid regex.match regex.replace regex.split regex.template_match rem replace round
		semver.compare semver.is_valid set_diff sort split sprintf startswith strings.any_prefix_match strings.any_suffix_match
		strings.count strings.render_template strings.replace_n strings.reverse strings.split_n substring sum to_number trim
		trim_left trim_prefix trim_right trim_space trim_suffix type_name union units.parse units.parse_bytes upper
		urlquery.decode urlquery.decode_object urlquery.encode urlquery.encode_object walk yaml.is_valid yaml.marshal yaml.unmarshal`)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
