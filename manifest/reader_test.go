package manifest

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// TestReaderShares reads one text under two names, and another one.
func TestReaderShares(t *testing.T) {
	dir := t.TempDir()
	text := "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\n- none\n---\nx: [\n"
	var r Reader
	read := func(name, text string) *File {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := r.Read(Found{Name: name, Path: path}, false)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, twin, other := read("a.yaml", text), read("b.yaml", text), read("c.yaml", "kind: x\n")
	if len(other.Documents) != 1 || len(twin.Documents) != len(first.Documents) || twin.Source.Name != "b.yaml" || twin.Source.Text() != text {
		t.Fatalf("%d documents of %s, %d of %s", len(twin.Documents), twin.Source.Name, len(other.Documents), other.Source.Name)
	}
	for i, d := range twin.Documents {
		if d.Source != twin.Source || !reflect.DeepEqual(d.Problems, first.Documents[i].Problems) {
			t.Errorf("document %d is another", i)
		}
		sameNodes(t, "b.yaml", d.Root(), first.Documents[i].Root())
	}
	a, b := first.Documents[0].Objects[0], twin.Documents[0].Objects[0]
	if b == a || b.Document != twin.Documents[0] || b.Source().Name != "b.yaml" || b.Typed != a.Typed {
		t.Errorf("the object is of %s", b.Source().Name)
	}
	sameObjects(t, "b.yaml", b, a)
}

// TestReaderKeeps reads a file while there is room for trees, and when there is
// none any more.
func TestReaderKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(path, []byte("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for taken, want := range map[int64]bool{0: true, keptTrees: false} {
		var r Reader
		r.trees.Store(taken)
		f, err := r.Read(Found{Name: "a.yaml", Path: path}, false)
		if err != nil {
			t.Fatal(err)
		}
		if d := f.Documents[0]; (d.shelf.kept != nil) != want || d.Root().Get("kind").Text() != "Service" {
			t.Errorf("with %d bytes taken the tree stays: %v", taken, !want)
		}
	}
}
