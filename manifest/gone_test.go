package manifest

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// parseLean parses a text as Parse does a file of schemas, whatever it holds,
// and puts another into the room where it lay.
func parseLean(name string, data []byte) *File {
	room := bytes.Clone(data)
	src := NewSource(name, room)
	f := &File{Source: src}
	for i, span := range split(src.text) {
		d := &Document{Source: src, Index: i, Span: span}
		if p := d.read(true); p != nil {
			d.Problems = []Problem{*p}
		}
		f.Documents = append(f.Documents, d)
	}
	src.letGo(func() ([]byte, error) { return data, nil })
	for i := range room {
		room[i] = '~'
	}
	return f
}

// TestLetGo holds documents that do without their text to those that have it.
func TestLetGo(t *testing.T) {
	for _, root := range []string{"../fixtures/rules", "../fixtures/odd"} {
		files := walkTexts(t, root, func(src *Source) {
			data := []byte(src.text)
			lean := parseLean(src.Name, data)
			lean.Source.Recoded = src.Recoded
			for i, span := range split(src.text) {
				whole := &Document{Source: src, Index: i, Span: span}
				if p := whole.read(false); p != nil {
					whole.Problems = []Problem{*p}
				}
				got := lean.Documents[i]
				if !reflect.DeepEqual(got.Problems, whole.Problems) {
					t.Errorf("%s: problems %v, want %v", src.Name, got.Problems, whole.Problems)
				}
				sameNodes(t, src.Name, got.Root(), whole.Root())
				if a, b := slices.Collect(got.Comments()), slices.Collect(whole.Comments()); !slices.Equal(a, b) {
					t.Errorf("%s: comments %v, want %v", src.Name, a, b)
				}
				if len(got.Objects) != len(whole.Objects) {
					t.Fatalf("%s: %d objects, want %d", src.Name, len(got.Objects), len(whole.Objects))
				}
				for j, o := range got.Objects {
					sameObjects(t, src.Name, o, whole.Objects[j])
				}
			}
			if lean.Source.LineCount() != src.LineCount() || lean.Source.Changed() {
				t.Errorf("%s: %d lines, want %d; changed: %v", src.Name, lean.Source.LineCount(), src.LineCount(), lean.Source.Changed())
			}
		})
		if files == 0 {
			t.Errorf("%s holds no file", root)
		}
	}
}

func sameNodes(t *testing.T, name string, a, b Node) {
	t.Helper()
	if a.at().kind != b.at().kind || a.Span() != b.Span() || a.Type() != b.Type() || a.Style() != b.Style() || a.Text() != b.Text() || a.Key() != b.Key() {
		t.Errorf("%s: %v %q, want %v %q", name, a.Span(), a.Text(), b.Span(), b.Text())
		return
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
	if !reflect.DeepEqual(got.Typed, want.Typed) || !reflect.DeepEqual(got.Problems, want.Problems) {
		t.Errorf("%s: %s %q decodes otherwise", name, got.Kind, got.Name)
	}
	for _, p := range []Path{At("metadata", "labels"), At("spec"), At("spec", "absent"), At("metadata", "name")} {
		if got.Locate(p) != want.Locate(p) {
			t.Errorf("%s: %s lies at %v, want %v", name, p, got.Locate(p), want.Locate(p))
		}
		edits, err := got.Edits([]Change{{Op: Remove, Path: p}})
		wantEdits, wantErr := want.Edits([]Change{{Op: Remove, Path: p}})
		if !reflect.DeepEqual(edits, wantEdits) || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: removing %s is %v (%v), want %v (%v)", name, p, edits, err, wantEdits, wantErr)
		}
	}
}

// TestSchemasLetGo has a file of schemas change behind the back of its source.
func TestSchemasLetGo(t *testing.T) {
	text := "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: \"x.example.org\" # one\nspec:\n" +
		strings.Repeat("  description: long\n", minGone/16) + "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
	for name, again := range map[string]func() ([]byte, error){
		"same":    func() ([]byte, error) { return []byte(text), nil },
		"changed": func() ([]byte, error) { return []byte(strings.Replace(text, "one", "two", 1)), nil },
		"shorter": func() ([]byte, error) { return []byte("x"), nil },
		"gone":    func() ([]byte, error) { return nil, errors.New("no such file") },
	} {
		f := Parse(NewSource("x.yaml", []byte(text)), ParseOptions{Again: again})
		if f.Source.text != "" {
			t.Fatalf("%s: the text is still there", name)
		}
		crd, service := f.Documents[0].Objects[0], f.Documents[1].Objects[0]
		if crd.Name != "x.example.org" || crd.Find(At("metadata", "name")).Text() != crd.Name || service.Name != "web" {
			t.Errorf("%s: the names are %q and %q", name, crd.Name, service.Name)
		}
		at, line := f.Source.Position(crd.Locate(At("metadata", "name")).Start), f.Source.Line(4)
		edits, err := service.Edits([]Change{{Op: Remove, Path: At("metadata")}})
		if same := name == "same"; f.Source.Changed() == same || (at == Pos{4, 9}) != same || strings.Contains(line, "one") != same || (err == nil && len(edits) > 0) != same {
			t.Errorf("%s: changed is %v, the name lies at %v in %q, edits are %v (%v)", name, f.Source.Changed(), at, line, edits, err)
		}
	}
}

// TestChangedLines asks for the lines of a text that has changed since they were
// counted: they mean nothing, and lie inside.
func TestChangedLines(t *testing.T) {
	text := strings.Repeat("a: b\n", stretch)
	src := NewSource("x", []byte(text))
	count := src.LineCount()
	src.letGo(func() ([]byte, error) { return []byte("gone"), nil })
	for n := range count + 2 {
		if line, start := src.Line(n), src.LineStart(n); strings.Trim(line, " ") != "" || start < 0 || start > len(text) {
			t.Fatalf("line %d is %q and starts at %d", n, line, start)
		}
		src.Position(n * 5)
	}
	if !src.Changed() {
		t.Error("the change was not seen")
	}
}
