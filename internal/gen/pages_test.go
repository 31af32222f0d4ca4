package gen

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/analyzer"
)

// TestPage shows what becomes of a rule's comment and of its fixtures.
func TestPage(t *testing.T) {
	root := fstest.MapFS{
		"fixtures/rules/TST001/bad.yaml": {Data: []byte(`# What the rule needs to know.
kind: A
---
# want+1 TST001 "x" # of its own
kind: B # why
x: 1 # want TST002 "y" TST001 "x"
---
kind: C # want TST001 "x"
`)},
		"fixtures/rules/TST001/bad.fixed.yaml": {Data: []byte(`# What the rule needs to know.
kind: A
---
# want+1 TST001 "x"
kind: B # why
x: 2 # want TST002 "y" TST001 "x"
y: 3
---
kind: C # want TST001 "x"
`)},
		"fixtures/rules/TST001/good.yaml": {Data: []byte("---\nkind: D\n--- # a comment\nkind: E\n---\nkind: F\n--- # more\nkind: G\n")},
		"README.md":                       {Data: []byte("# akslint\n<!-- rules:begin -->\nold\n<!-- rules:end -->\nend\n")},
	}
	m := analyzer.Meta{
		ID: "TST001", Name: "test-rule", Summary: "A | is wrong", Severity: analyzer.Warning, Language: "go", Since: "0.1.0", Fixable: true,
		Kinds: []string{"Ingress.networking.k8s.io", analyzer.KindWorkload}, References: []string{"https://example.com/", "a book"},
		Doc: "It matters.\n\n# Limits\n\nNone.\n\n## Below\n\n```yaml\n# no heading\n```\n\n# Configure\n\nIn a file.\n\n# Fix\n\nTurns 1 into 2.",
	}
	files, err := Pages(root, []analyzer.Rule{{Meta: m}}, map[string]string{"TST": "tests"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"docs/rules/README.md": "# Rules\n\nThese pages are generated from the rules and their fixtures (`go generate ./...`).\n\n## TST: tests\n\n" +
			"| Rule | Name | Severity | Fix | What it finds |\n|---|---|---|---|---|\n| [TST001](TST001.md) | `test-rule` | warning | yes | A \\| is wrong |\n",
		"README.md": "# akslint\n<!-- rules:begin -->\n" +
			"| Rule | Name | Severity | Fix | What it finds |\n|---|---|---|---|---|\n| [TST001](docs/rules/TST001.md) | `test-rule` | warning | yes | A \\| is wrong |\n" +
			"<!-- rules:end -->\nend\n",
		"docs/rules/TST001.md": `# TST001 test-rule

A | is wrong.

| Severity | Looks at | Fix | Written in | Since |
|---|---|---|---|---|
| at most warning | ` + "`Ingress.networking.k8s.io`" + `, every workload | yes | [Go](https://github.com/akslint/akslint/blob/main/rules/tst001_test_rule.go) | 0.1.0 |

## Why

It matters.

## Limits

None.

### Below

` + "```yaml\n# no heading\n```" + `

## Bad

` + "```yaml" + `
# What the rule needs to know.
kind: A
---
kind: B # why
x: 1
` + "```" + `

## Good

` + "```yaml" + `
kind: D
---
kind: E
---
kind: F
` + "```" + `

## Fix

Turns 1 into 2.

` + "```diff" + `
 # What the rule needs to know.
 kind: A
 ---
 kind: B # why
-x: 1
+x: 2
+y: 3
` + "```" + `

## Configure

In a file.

In ` + "`.akslint.yaml`" + `, a rule gets another severity, or is switched off:

` + "```yaml\nseverity: {TST001: info}\nignore: [TST001]\n```" + `

## Suppress

At the end of the line, or alone on the line above:

` + "```yaml\n# akslint: ignore[TST001] the reason\n```" + `

## References

- <https://example.com/>
- a book
`,
	}
	got := map[string]string{}
	for name, text := range files {
		got[name] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCatalog(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no comment", "package rules\n\nvar LB001 = analyzer.Rule{}\n", `rules/x.go: the comment of LB001 does not begin with "LB001: " and a sentence`},
		{"no sentence", "package rules\n\n// LB001: Half of a\n// sentence\nvar LB001 = analyzer.Rule{}\n", `rules/x.go: the comment of LB001 does not begin with "LB001: " and a sentence`},
	} {
		_, err := Catalog(fstest.MapFS{"rules/x.go": {Data: []byte(test.text)}, "policies/x.txt": {}})
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	summary, doc, err := split("LB001", "LB001: The\nvalue of `a.b` is wrong. It\nmatters.\n\n# Fix\n\nDo.\n")
	if summary != "The value of `a.b` is wrong" || doc != "It\nmatters.\n\n# Fix\n\nDo." || err != nil {
		t.Errorf("%q, %q, %v", summary, doc, err)
	}
}
