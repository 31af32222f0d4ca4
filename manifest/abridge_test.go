package manifest

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const schemaHead = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: # head\n  name: \"x.example.org\" # one\n"

// schemas are documents of which something is left out, by how they end.
var schemas = []string{
	schemaHead + "spec:\n  group: example.org # below\n  names: {kind: X, plural: xs}\n  # last\nstatus:\n  a: |\n    long\n\n",
	schemaHead + "spec:\n  description: >-\n    several\n    lines\n",
	"spec:\n  é: 'x\n\n    y'\nstatus: {}\n" + schemaHead,
}

// parsedBoth parses a text as a whole and abridged, from bytes that are
// overwritten afterwards. abridged is nil where the text has to stay.
func parsedBoth(name, text string) (whole, abridged *File) {
	room := []byte(text)
	abridged = parseAbridged(NewSource(name, room), ParseOptions{})
	copy(room, bytes.Repeat([]byte{'~'}, len(room)))
	return Parse(NewSource(name, []byte(text)), ParseOptions{}), abridged
}

// TestAbridged holds texts without their schemas to the whole ones: all fixtures,
// each between schemas.
func TestAbridged(t *testing.T) {
	for _, root := range []string{"../fixtures/rules", "../fixtures/odd"} {
		count := 0
		walkTexts(t, root, func(src *Source) {
			for i, schema := range schemas {
				text := schema + "\n---\n" + src.text + "\n...\n\n---\n" + schema
				if i == 1 {
					text = strings.ReplaceAll(text, "\n", "\r\n")
				}
				whole, abridged := parsedBoth(src.Name, text)
				if abridged == nil {
					continue
				}
				if count++; len(abridged.Source.gaps) < 2 {
					t.Errorf("%s: %d gaps between %q", src.Name, len(abridged.Source.gaps), schema)
				}
				sameFile(t, abridged, whole)
			}
		})
		if count < 20 {
			t.Errorf("of %s, %d files were abridged", root, count)
		}
	}
}

// TestNotAbridged has texts that must stay whole, since something is said of
// what would be left out, or there is nothing.
func TestNotAbridged(t *testing.T) {
	for name, text := range map[string]string{
		"no schema":   "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
		"a comment":   "# akslint:ignore LB003\n" + schemas[0],
		"a template":  "---\nx: {{ y }}\n---\n" + schemas[0],
		"unreadable":  schemas[0] + "---\napiVersion: v1\nkind: [\n",
		"a key twice": schemaHead + "spec:\n  a: 1\n  a: 2\n",
		"one line":    schemaHead + "spec: {a: 1}\n",
		"no words":    schemaHead + "spec:\n",
		"no last end": schemaHead + "spec:\n  a: 1",
	} {
		if _, abridged := parsedBoth("x.yaml", text); abridged != nil {
			t.Errorf("%s: what stays is %q", name, abridged.Source.text)
		}
	}
}

// FuzzAbridged holds any text between schemas to the whole one.
func FuzzAbridged(f *testing.F) {
	for _, schema := range schemas {
		f.Add(schema, seeds[0])
		f.Add(schema+"---\n"+seeds[1], schema)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		text := first + "\n---\n" + second + "\n---\n" + schemas[1]
		whole, abridged := parsedBoth("x.yaml", text)
		if abridged != nil {
			sameFile(t, abridged, whole)
		}
	})
}

func sameFile(t *testing.T, got, want *File) {
	t.Helper()
	if len(got.Documents) != len(want.Documents) || got.Source.LineCount() != want.Source.LineCount() {
		t.Fatalf("%s: %d documents in %d lines, want %d in %d", want.Source.Name, len(got.Documents), got.Source.LineCount(), len(want.Documents), want.Source.LineCount())
	}
	for i, d := range got.Documents {
		whole := want.Documents[i]
		if len(d.Objects) != len(whole.Objects) || d.Origin != whole.Origin || d.Source != got.Source {
			t.Fatalf("%s: document %d has %d objects, want %d", want.Source.Name, i, len(d.Objects), len(whole.Objects))
		}
		sameNodes(t, got.Source.Name, d.Root(), whole.Root())
		for j, o := range d.Objects {
			sameObjects(t, got.Source.Name, o, whole.Objects[j])
		}
	}
	for n := range want.Source.LineCount() + 2 {
		if _, missing := got.Source.missingAbove(n); missing {
			continue
		}
		if got.Source.Line(n) != want.Source.Line(n) {
			t.Errorf("%s: line %d is %q, want %q", want.Source.Name, n, got.Source.Line(n), want.Source.Line(n))
		}
		if start := got.Source.LineStart(n); got.Source.Position(start) != want.Source.Position(want.Source.LineStart(n)) {
			t.Errorf("%s: line %d starts at %v", want.Source.Name, n, got.Source.Position(start))
		}
	}
}

// where says where a span lies, in lines of the whole text.
func where(src *Source, s Span) string {
	return fmt.Sprintf("%v to %v", src.Position(s.Start), src.Position(s.End))
}

func sameNodes(t *testing.T, name string, a, b Node) {
	t.Helper()
	if a.at().kind != b.at().kind || a.Type() != b.Type() || a.Style() != b.Style() || a.Text() != b.Text() || a.Key() != b.Key() {
		t.Errorf("%s: %q, want %q", name, a.Text(), b.Text())
		return
	}
	if a.Exists() && (a.Source().Position(a.Span().Start) != b.Source().Position(b.Span().Start) ||
		a.Kind() == Scalar && where(a.Source(), a.Span()) != where(b.Source(), b.Span())) {
		t.Errorf("%s: %q lies at %s, want %s", name, a.Text(), where(a.Source(), a.Span()), where(b.Source(), b.Span()))
	}
	left, right := slices.Collect(a.children()), slices.Collect(b.children())
	if len(left) != len(right) {
		t.Errorf("%s: %d children at %v, want %d", name, len(left), a.Span(), len(right))
		return
	}
	for i := range left {
		sameNodes(t, name, left[i], right[i])
	}
}

func sameObjects(t *testing.T, name string, got, want *Object) {
	t.Helper()
	if got.Kind != want.Kind || got.APIVersion != want.APIVersion || got.Name != want.Name || got.Namespace != want.Namespace ||
		got.GenerateName != want.GenerateName || got.Placeholders != want.Placeholders {
		t.Errorf("%s: %s %q, want %s %q", name, got.Kind, got.Name, want.Kind, want.Name)
	}
	if !reflect.DeepEqual(got.Typed, want.Typed) || !slices.EqualFunc(got.Problems, want.Problems, func(a, b Problem) bool {
		same := where(got.Source(), a.Span) == where(want.Source(), b.Span)
		a.Span, b.Span = Span{}, Span{}
		return same && reflect.DeepEqual(a, b)
	}) {
		t.Errorf("%s: %s %q decodes otherwise", name, got.Kind, got.Name)
	}
	for _, p := range []Path{At("metadata", "labels"), At("spec"), At("spec", "absent"), At("metadata", "name")} {
		if got.Kind == definition && p.HasPrefix(At("spec")) {
			continue
		}
		edits, err := got.Edits([]Change{{Op: Remove, Path: p}})
		wantEdits, wantErr := want.Edits([]Change{{Op: Remove, Path: p}})
		if (err == nil) != (wantErr == nil) || !slices.EqualFunc(edits, wantEdits, func(a, b Edit) bool {
			return where(got.Source(), a.Span) == where(want.Source(), b.Span) && a.Text == b.Text
		}) {
			t.Errorf("%s: removing %s is %v (%v), want %v (%v)", name, p, edits, err, wantEdits, wantErr)
		}
	}
}
