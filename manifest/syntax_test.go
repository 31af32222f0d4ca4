package manifest

import (
	"strings"
	"testing"
)

// broken are texts that nobody can read, the place of the mistake, and a part
// of what is said about it.
var broken = []struct{ text, place, part string }{
	// Keys where none can begin.
	{"key: a: b", "1:7", "`:` stands a second time in this line"},
	{"a: b: c: d", "1:5", "`:` stands a second time in this line"},
	{"a: 1\n  b: 2", "2:3", "the line above holds a value; check the indentation"},
	{"metadata:\n  name: a\n\n   labels: {}", "4:4", "the line above holds a value; check the indentation"},
	{"a:\n  text\n  other: x", "3:3", "the line above has no `: `"},
	{"apiVersion:v1\nkind: Pod", "2:1", "the line above has no `: `"},
	{"env:\n- name: A\n  value: b\n   - name: C", "4:4", "the line above holds a value"},
	{"a: ? b", "1:4", "`? ` begins a key where none can stand"},

	// Lines that are no entries and no items.
	{"a: 1\nb\nc: 2", "2:1", "`b` is no `key: value`"},
	{"kind: Service\nmetadata\n  name: a", "2:1", "`metadata` is no `key: value`"},
	{"a:\n  b: 1\n c: 2", "3:2", "the indentation of this line fits none of the lines above it"},
	{"x:\n  a:\n    b: 1\n   c: 2\n", "4:4", "the indentation of this line fits none of the lines above it"},
	{"a: |\n  x\n y: z", "3:2", "the indentation of this line fits none of the lines above it"},
	{"a: 1\n- b", "2:1", "`- ` begins an item here, among keys"},
	{"l:\n  - a\n - b", "3:2", "`- ` begins an item here, among keys"},
	{"- a\nb: c", "2:1", "this line stands among the items of a list"},
	{"l:\n  - a\n  b: c", "3:3", "this line stands among the items of a list"},
	{"x: 1\na: - b", "2:4", "a list cannot begin within this line"},
	{"a: b\n---x\nc: d", "2:1", "`---x` separates no documents"},
	{"a:\n  b: 1\n  ...\n  c: 2", "3:3", "`...` stands for something left out"},
	{"a: 1\n=======\nb: 2", "2:1", "a conflict of a git merge"},

	// Values that go on too far, or not far enough.
	{"a: \"x\" y", "1:8", "`y` follows a value that is complete"},
	{"a: 'x' y: z", "1:8", "`y: z` follows a value that is complete"},
	{"a: 'b' 'c'", "1:8", "`'c'` follows a value that is complete"},
	{"a: [b]]", "1:7", "`]` closes nothing that is open"},
	{"a: {b}}", "1:7", "`}` closes nothing that is open"},
	{"z: 1\na: \"foo\nb: \"bar\"\nc: d", "2:4", "the text that the quote opens here ends only on line 3"},
	{"q: 1\nx: \"abc", "2:4", "nothing closes the quote `\"`"},
	{"x: \"abc\nd: e\n", "1:4", "nothing closes the quote `\"`"},
	{"y: 1\nx: \"abc\"\"\n", "2:9", "nothing closes the quote `\"`"},
	{"q: 'it''s\nb: 1", "1:4", "nothing closes the quote `'`"},
	{"a: [1, 2\nb: 3", "1:4", "no `]` closes the `[` that opens here"},
	{"x: 1\na: {x: 1", "2:4", "no `}` closes the `{` that opens here"},
	{"a: [\n  \"x\"\n  \"y\"\n]", "3:3", "a `,` or `]` is missing before `\"y\"`"},
	{"x: 1\na: {x: 1 y: 2}", "2:11", "a `,` is missing before the key of this `:`"},
	{"{\n  // of the web\n  \"a\": 1\n}", "2:3", "`//` begins no comment"},
	{"{\n  \"a\": 1, // of the web\n  \"b\": 2\n}", "2:11", "`//` begins no comment"},
	{"{\n  \"a\": 1, /* of the web */\n  \"b\": 2\n}", "2:11", "`/*` begins no comment"},
	{"{\"a\": \"to // it\",\n\"b\" 2}", "2:5", "missing before `2}`"},
	{"{\"a\": {\"b\": [\n", "1:13", "no `]` closes the `[` that opens here"},
	{"{\"a\": {\n", "1:7", "no `}` closes the `{` that opens here"},
	{"a: [a, , b]", "1:8", "`,` stands where a value should begin"},
	{"a: {, }", "1:5", "`,` stands where a value should begin"},
	{"{}\nfoo: bar", "2:1", "the document ends before this"},
	{"  a: 1\nb: [[[\n", "2:1", "the document ends before this"},

	// Characters that mean something.
	{"cron: */5 * * * *", "1:7", "`*` begins an alias here, and no name follows"},
	{"host: *.example.com", "1:7", "`*` begins an alias here, and no name follows"},
	{"é: &", "1:4", "`&` begins an anchor here, and no name follows"},
	{"a: x*y\nb: *nope", "2:4", "`*nope` is an alias, and no anchor `&nope` stands before it"},
	{"a: @foo", "1:4", "a value cannot begin with `@`"},
	{"a: `foo`", "1:4", "a value cannot begin with a backquote"},
	{"a: %foo", "1:4", "a value cannot begin with `%`"},
	{"v: >=1.0", "1:4", "`>` begins a text on the lines below, but `=1.0` follows"},
	{"v: |0\n x", "1:5", "the indentation of a block of text is counted from 1"},
	{"a: \"\\d\"", "1:5", "`\\d` is no escape that YAML knows"},
	{"a: \"\\xg\"", "1:5", "`\\x` is no escape that YAML knows"},
	{"a: \"\\ud800\"", "1:5", "`\\ud800` is no escape that YAML knows"},
	{"a: !<foo", "1:4", "`!` begins a tag here"},
	{"a: !x!y z", "1:4", "`!` begins a tag here"},
	{"a: !!int x", "1:10", "`x` does not fit the tag before it"},
	{"%YAML 2.0\n---\na: 1", "1:1", "`%YAML 2.0` asks for a version of YAML"},
	{"a: 1\n%FOO", "2:1", "kubectl does not know the directive `%FOO`"},
	{"a:\n\tb: 1", "2:1", "a tab stands in the indentation"},
	{"a:\n  b: 1\n \tc: 2", "3:2", "a tab stands in the indentation"},
	{"a: |\n\tfoo", "2:1", "a tab stands in the indentation"},

	// What YAML knows, and Kubernetes does not.
	{"? [a]\n: b", "1:3", "a key is a mapping or a list"},
	{"a: 1\n~: b", "2:1", "a key is empty"},
	{": b", "1:1", "no key stands before this `:`"},
	{"a: .nan", "1:4", "`.nan` is a number that JSON does not have"},
	{"18446744073709551615: a", "1:1", "is a number that needs more than 64 bits"},
	{"a: {<<: 1}", "1:5", "`<<` merges something that is no mapping"},
	{"a: &x [*x]", "1:8", "the anchor `x` holds itself"},
	{"a: 1\x01", "1:5", "the character U+0001 may not stand in YAML"},
	{"a: caf\xe9", "1:7", "the byte 0xE9 is no UTF-8"},
}

func TestBroken(t *testing.T) {
	for _, b := range broken {
		f := Parse(NewSource("x.yaml", []byte(b.text)), ParseOptions{Manifest: true})
		var problems []string
		for _, doc := range f.Documents {
			problems = append(problems, told(doc)...)
		}
		if len(problems) != 1 {
			t.Errorf("%q: %q", b.text, problems)
			continue
		}
		got := problems[0]
		if !strings.HasPrefix(got, b.place+" unreadable: ") || !strings.Contains(got, b.part) {
			t.Errorf("%q\ngot  %s\nwant %s ... %s", b.text, got, b.place, b.part)
		}
		if !strings.HasSuffix(got, "; kubectl refuses the document") && !strings.HasSuffix(got, ", and kubectl does not read the rest") {
			t.Errorf("%q: %s\nhas no consequence", b.text, got)
		}
	}
}
