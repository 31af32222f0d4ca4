package manifest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// These tests hold that hostile and huge texts cost memory in proportion to
// their size, and come to an end. They count bytes and not seconds, which
// depend on the machine.

// spent is what reading a text allocates, as a multiple of its size.
func spent(text string) (ratio float64, f *File) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f = Parse(NewSource("x.yaml", []byte(text)), ParseOptions{Manifest: true})
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(len(text)), f
}

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\n"

func TestLimits(t *testing.T) {
	const megabyte = 1 << 20
	repeat := func(s string, size int) string { return strings.Repeat(s, size/len(s)) }
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i, max(i-1, 0))
		}
		return b.String()
	}
	for _, l := range []struct {
		name, text string
		most       float64 // times its own size
		part       string  // of the first problem
	}{
		{"4 MB of entries", head + "data:\n" + numbered("  key-%[1]d: value of some length, in a line of its own\n", 4*megabyte/60), 60, ""},
		{"4 MB in one block", head + "data:\n  text: |\n" + repeat("    # a line of the text\n", 4*megabyte), 30, ""},
		{"4 MB of JSON in one line, with é", `{"apiVersion": "v1", "kind": "ConfigMap", "é": [` + repeat(`{"a": 1}, `, 4*megabyte) + "1]}", 60, "is no field"},
		{"4 MB of flow YAML in one line, with é", "{apiVersion: v1, kind: X, é: [" + repeat("{a: 1}, ", 4*megabyte) + "1]}", 250, ""},
		{"4 MB of comments", head + repeat("# comment\n", 4*megabyte), 60, ""},
		{"4 MB of lines that end in CR", strings.ReplaceAll(head, "\n", "\r") + "data:\r" + strings.ReplaceAll(numbered("  k%[1]d: some value\n", 4*megabyte/24), "\n", "\r"), 60, ""},
		{"4 MB of List", "apiVersion: v1\nkind: List\nitems:\n" + repeat("- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: {ports: [{port: 80}]}\n", 4*megabyte), 120, ""},
		{"a key repeated 100,000 times", head + "data:\n" + repeat("  a: x\n", 700_000), 400, "the key `a` stands in this mapping already"},
		{"100,000 unknown fields", head + numbered("k%[1]d: x\n", 100_000), 200, "`k0` is no field of ConfigMap"},
		{"100,000 labels that are numbers", "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n" + numbered("    k%[1]d: 1\n", 100_000), 200, "`metadata.labels.k0` is `1`"},
		{"100,000 ports that are texts", "apiVersion: v1\nkind: Service\nspec:\n  ports:\n" + repeat("  - port: a\n", 1_200_000), 400, "`spec.ports[0].port` is `a`"},
		{"100,000 documents", repeat("---\napiVersion: v1\n", megabyte*2), 2000, ""},
		{"20,000 levels between brackets", head + "data: " + strings.Repeat("[", 20_000), 8000, "deeper than 10000 levels"},
		{"20,000 levels of JSON", `{"apiVersion": "v1", "kind": "X", "a": ` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}", 3000, "deeper than 10000 levels"},
		{"20,000 levels of items", head + "data:\n" + strings.Repeat("- ", 20_000), 3000, "deeper than 10000 levels"},
		{"9,000 levels of items", head + "data:\n" + strings.Repeat("- ", 9_000), 1000, "`data` is a list"},
		{"aliases of aliases", head + "data:\n  k0: &k0 [x]\n" + numbered("  k%[1]d: &k%[1]d [*k%[2]d, *k%[2]d, *k%[2]d, *k%[2]d, *k%[2]d]\n", 30)[len("  k0: &k0 [*k0, *k0, *k0, *k0, *k0]\n"):], 5000, "expanding the aliases"},
		{"a long text aliased", head + "data:\n  a: &a " + strings.Repeat("x", megabyte) + "\n" + numbered("  k%[1]d: *a\n", 90), 60, "more than 16 MB"},
	} {
		t.Run(l.name, func(t *testing.T) {
			ratio, f := spent(l.text)
			var problems []string
			for _, doc := range f.Documents {
				problems = append(problems, told(doc)...)
			}
			t.Logf("%d bytes: %.0f times that, %d problems", len(l.text), ratio, len(problems))
			if ratio > l.most {
				t.Errorf("allocates %.0f times the size of the text, want at most %.0f", ratio, l.most)
			}
			if l.part == "" && len(problems) > 0 || l.part != "" && (len(problems) == 0 || !strings.Contains(problems[0], l.part)) {
				t.Errorf("%d problems, the first is not %q", len(problems), l.part)
			}
		})
	}
}
