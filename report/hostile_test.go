package report

import (
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// hostileTexts are what a pull request may bring in a name, a value, a path
// or a comment, by what they are after.
var hostileTexts = map[string]string{
	"line of a log":            "web\n::error file=a.yaml,line=1::all is well",
	"old command":              "web ##[set-env name=PATH;]/tmp",
	"stopped commands":         "\r\n::stop-commands::x\r\n::x::",
	"Azure command":            "web##vso[task.setvariable variable=PATH;]/tmp",
	"Azure command in pieces":  "##\u0301vso\ufe0f[task.complete result=Succeeded;]",
	"end of a property":        "a,line=1,title=x::y;code=LB001;]z",
	"escaped already":          "%0A::error::x%25%3A%2C %AZP25%3B%5D",
	"colours and a title":      "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\link",
	"C1 controls":              "\u009b2J\u0085\u0090",
	"NUL and backspaces":       "ok\x00\b\b\x7f\xff\xfe",
	"right to left":            "user\u202e\u2066 // approved\u2069\u2066 \u200f",
	"invisible":                "pay\u200bload\u2060\ufeff\U000e0041\u3164",
	"line separators":          "a\u2028::error::b\u2029::error::c",
	"Markdown link":            "[click](javascript:alert(1)) ](javascript:alert(1)) ![x](https://evil.example/x.png)",
	"SARIF link":               `\[x](1) \\[y](https://evil.example) [z](99)`,
	"HTML":                     `<img src=x onerror=alert(1)><script>alert(1)</script></summary></details><!--`,
	"end of a table cell":      "a | b \\| c |\n| error | d |\n\n# heading\n\n- [ ] task",
	"code that ends":           "`` ` ``` ~~~ </code> ``",
	"mentions":                 "@octocat #1 octo/repo#2 www.evil.example https://evil.example a@b.example :skull: $x$",
	"end of CDATA":             `]]><failure message="x"/> &lt; &#x0; <?xml?> <!DOCTYPE a [<!ENTITY b "c">]>`,
	"end of JSON":              `"}],"x":[{"\u0022`,
	"very long":                strings.Repeat("very-long-name-", 5_000) + "]]>" + strings.Repeat("日本\u202e", 1_000),
	"nothing but punctuation":  "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
	"halves of characters":     "\xed\xa0\x80\xed\xb0\x80 \xf0\x9f \xc0\x80 \ufffe\uffff",
	"a path out of the folder": "../../etc/passwd",
}

// TestHostile brings each of the texts into every format twice: wherever a
// text can stand, and by way of a manifest.
func TestHostile(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{"json": compiled(t, schemaFile), "sarif": compiled(t, sarifSchemaFile)}
	for name, text := range hostileTexts {
		everywhere := strange(text, "# "+text, text, text, text+".yaml", manifest.Span{Start: 2, End: 5})
		for _, r := range []*analyzer.Result{everywhere, hostileManifest(t, text)} {
			for _, format := range Formats() {
				t.Run(name+"."+format, func(t *testing.T) {
					got := render(t, format, r, Options{})
					checkHarmless(t, format, got, r)
					if schema := schemas[format]; schema != nil {
						validate(t, schema, got)
					}
				})
			}
		}
	}
}

// hostileManifest is a Service that has a text for its name, a label and an
// annotation, and a finding on each.
func hostileManifest(t *testing.T, text string) *analyzer.Result {
	t.Helper()
	q := strconv.QuoteToASCII(text) // YAML knows the same escapes
	d := document("svc.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: "+q+"\n  labels: {app: "+q+"}\n  annotations:\n    ? "+q+"\n    : "+q+"\n")
	if len(d.Objects) != 1 {
		t.Fatalf("not read: %v", d.Problems)
	}
	o := d.Objects[0]
	byName := on(d, ruleLB(), manifest.At("metadata", "name"), "the name is `"+o.Name+"`")
	byName.Related = []analyzer.Related{{Source: d.Source, Span: byName.Span, Message: "`" + o.Name + "`"}}
	byName.Fixes = []analyzer.Fix{fix(byName, analyzer.Safe, "write `"+o.Name+"`", o.Name)}
	byLabel := on(d, ruleSVC(), manifest.At("metadata", "labels", "app"), "the label is `"+text+"`")
	byLabel.Help = "use `" + text + "`"
	byKey := on(d, ruleLB(), manifest.At("metadata", "annotations").Key(o.Name), "the annotation is `"+o.Name+"`")
	return &analyzer.Result{
		Findings: []analyzer.Finding{byName, byLabel, byKey},
		Summary:  analyzer.Summary{Files: 1, Objects: 1, Errors: 2, Warnings: 1},
	}
}
