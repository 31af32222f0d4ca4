package manifest

import (
	"strings"
	"testing"
)

// seeds are texts with one odd construct each; fixtures/odd and the broken
// texts of syntax_test.go are seeds too.
var seeds = []string{
	"a:\nb: 1\n", "a: # c\nb: 1\n", "a:   \n  # c\n\nb:", "a:", "a: ", "a: &x\nb: 1\n", "a: !!str\nb: 1\n", "a: &x # c\nb: 2\n",
	"- \n- b\n-\n", "s:\n- a\n-\n- # c\n- d\nb: 1\n", "s:\n  - \n  - b\n  -", "- - a\n  - b\n- - c: 1\n    d: 2\n",
	"{a: , b: c, d}", "{a}", "{\"a\":}", "[a: b, c]", "{a: 1, }", "{ }", "{}", "[\n]", "[[a, b], {c: [d]}]", "a: {b: 1 # c\n  , d: 2}\n",
	"? a\n: b\n? c\n", "? a\n? &x b\n! c : d", "a:\n  &x\n  b: 1\n", "- &x a: 1\n  b: 2\n", "&k a: |2\n   x\n", "a: &x {b: 1}\nc: *x\n", "a: &x\n- b\n", "a: !!seq\n- b\n",
	"a: |\n  x", "a: |+\n  x\n\n\nb: 1\n", "a: |\n\n\nb: 1", "a: >-   # c\n  x\n  # no\n# yes\n", "a: &x |\n  x\n", "a: |2\n    x\n  y\n", "a: |+\n  x\n\n  \n", "a: |\n  x\n \n  y\n\n# c\n",
	"a:\n  - |1\n   x\n  - >+\n\n    y\n\n", "|\n x\n\n  y\n", "a: |+\n\n\nb: c", "a: |\n  x\u2028  y\u0085  z\n",
	"a: \"x\n  y\" # c\n", "a: \"x\\\n   \\ y\"\n", "a: 'it''s\n\n  b'\n", "a: x\n  y # c\nb: 1\n", "a:\n  x\n\n  y\nb: 1\n", "'a': 'b'\n", "\"a\\\"b\": 1\n", "a: \"\\u00e9\\x41\\U0001F600\"\n",
	"a: x\u2028 y\n", "a: é\nß: \"ü\" # ö\n", "a: \"x\"#c\n", "[a,#c\n b]",
	"a: ! x\nb: ! 'y'\nc: ! \nd: !!binary aGk=\ne: !!int '5'\nf: !x y\n", "--- !!map\na: 1\n", "--- &x\na: 1\n", "--- # c\na: 1\n", "%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: !y z\n",
	"x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\n", "x: &x {a: 1}\ny:\n  <<: [*x, {a: 2, c: 3}]\n  a: 4\n", "<<: 1", "<<: [1]", "a: &x [*x]", "a: &x 1\n*x : 2\n",
	"a: 1\na: 2\n", "1: a\n\"1\": b\n", "yes: 1\ntrue: 2\n", "? [a]\n: b\n", "? {a: b}\n: c\n", "~: 1\n", ": a\n", "18446744073709551615: a", "1.5: a\n.inf: b\n",
	"a: [1, 0777, 0o17, 0x1F, 0b11, 1_000, 1e3, .5, -.inf, .nan, 2001-01-01, 1:30, +1, -0, 18446744073709551616, 08, 0.1e-9, ~, null, yes, Off, y, '', \"\"]",
	"a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 2\n", "\ufeffa: 1\n", "a: \ufeff1\n",
	"a: 1\n---\nb: 2\n...\n---\n", "---\n---\n", "...\n", "--- \na: 1\n--- # c\n", "----\na: 1\n", "--- a\n", "a: |\n  ---\n--- \nb", "# c\n", "%a\n",
	"{\"a\": \"\\ud83d\\ude00\\/\", \"b\": [1, -0.5e3, null]}", "{\"a\": 1}{\"a\": 2}\n{\"a\": 3}", "{\n\t\"a\":\t1}", "{\"a\": 1, \"a\": 2}", "{}\nb: 1",
	"a: {{ x }}\n", "{{- if x }}\na: 1\n{{- end }}\n", "a: ${X}\n", "a: <X>\n", "a: \"{{ x }}\"\n",
	"apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a, annotations: {b: yes}}\n  spec: {ports: [{port: \"80\"}]}\n",
	"apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n  data: {a: b}\n-\n- 1\n", "kind: Pod\napiVersion: v1\nspec: 3\nmetadata: x\n",
	"? &0\n! :", "\ufeff\ufeff0", "? >\n 0", "!\u0085", "1E100:", "{}:", "[],0\xe9", "?:", "00:: ", "{},\"", "...\n\ufeffa: 1",
	strings.Repeat("[", 50), strings.Repeat("- ", 40) + "a", "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
}

func addSeeds(f *testing.F) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	for _, b := range broken {
		f.Add([]byte(b.text))
	}
	walkTexts(f, "../fixtures/odd", func(src *Source) { f.Add([]byte(src.Text())) })
}

// FuzzParse gives arbitrary bytes to Parse, which has to come to an end, and
// to place every problem inside the text.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Add([]byte("\xff\xfea\x00:\x00"))
	f.Add([]byte("a: \xff\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		src := NewSource("x.yaml", data)
		for _, doc := range Parse(src, ParseOptions{Manifest: true}).Documents {
			problems := doc.Problems
			for _, o := range doc.Objects {
				problems = append(problems, o.Problems...)
				if s := o.Locate(At("spec", "absent")); s.Empty() || s.Start < 0 || s.End > len(src.Text()) {
					t.Errorf("%v is no place for an absent field", s)
				}
			}
			for _, p := range problems {
				if s := p.Span; s.Start < 0 || s.End > len(src.Text()) || s.Empty() && src.Text() != "" {
					t.Errorf("%q has no place: %v", p.Message, s)
				}
				if p.Message == "" {
					t.Errorf("a problem at %v has no message", p.Span)
				}
			}
		}
	})
}

// FuzzSpan holds the law of spans on whatever can be read.
func FuzzSpan(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		src := NewSource("x.yaml", data)
		for _, span := range split(src.Text()) {
			if tree, problem := feed(src, span); problem == nil {
				if why := misplaced(tree, span); why != "" {
					t.Error(why)
				}
			}
		}
	})
}

// FuzzAgree holds readings against those of kubectl, and typed objects against
// those of the API server.
func FuzzAgree(f *testing.F) {
	addSeeds(f)
	walkTexts(f, "../fixtures/rules", func(src *Source) { f.Add([]byte(src.Text())) })
	f.Fuzz(func(t *testing.T, data []byte) {
		src := NewSource("x.yaml", data)
		for _, span := range split(src.Text()) {
			if why := disagreement(src, span); why != "" {
				t.Error(why)
			}
		}
		for _, doc := range Parse(src, ParseOptions{}).Documents {
			for _, o := range doc.Objects {
				if o.Typed == nil {
					continue
				}
				if why := misdecoded(o); why != "" {
					t.Error(why)
				}
			}
		}
	})
}
