package manifest

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

// writtenAndRead writes a file and has a reader read it, under its last name.
func writtenAndRead(t *testing.T, r *Reader, path, text string) *File {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := r.Read(Found{Name: filepath.Base(path), Path: path}, false)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestReaderShares reads one text under two names, and another one.
func TestReaderShares(t *testing.T) {
	dir := t.TempDir()
	text := "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\n- none\n---\nx: [\n"
	var r Reader
	read := func(name, text string) *File { return writtenAndRead(t, &r, filepath.Join(dir, name), text) }
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

// TestReaderRoom reads texts one behind the other: those of schemas share room,
// and neither changes what was read before nor a text that stays.
func TestReaderRoom(t *testing.T) {
	dir := t.TempDir()
	schema := func(name string) string {
		return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: " + name + "}\nspec:\n" +
			"  scope: Cluster\n" + strings.Repeat("  # "+name+"\n", minAbridged/8) + "  group: x\n"
	}
	service := "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n" + strings.Repeat("# web\n", minAbridged/4)
	twice := strings.Replace(schema("few"), "spec:\n", "spec:\n  scope: few\n", 1)
	var r Reader
	read := func(name, text string) *File { return writtenAndRead(t, &r, filepath.Join(dir, name), text) }
	first := read("a.yaml", schema("one"))
	room := unsafe.SliceData(r.rooms[0])
	second, third, fourth, last := read("b.yaml", schema("two")), read("c.yaml", service), read("d.yaml", twice), read("e.yaml", schema("six"))
	again := read("f.yaml", schema("one"))
	if len(r.rooms) != 1 || unsafe.SliceData(r.rooms[0]) != room {
		t.Errorf("%d rooms for one text after the other", len(r.rooms))
	}
	for f, name := range map[*File]string{first: "one", second: "two", third: "web", fourth: "few", last: "six", again: "one"} {
		o := f.Documents[0].Objects[0]
		if o.Name != name || o.Find(At("metadata", "name")).Text() != name || !strings.Contains(f.Source.Text(), "name: "+name) {
			t.Errorf("%s is called %q", name, o.Name)
		}
		if whole := strings.Contains(f.Source.Text(), "# "+name) || f == fourth; whole != (f == third || f == fourth) {
			t.Errorf("%s: whole is %v", name, whole)
		}
	}
	if p := fourth.Documents[0].Problems; len(p) != 1 || p[0].Path.String() != "spec.scope" || fourth.Source.Text() != twice {
		t.Errorf("problems %v", p)
	}
	if again.Source.Name != "f.yaml" || again.Documents[0].Objects[0].Typed != first.Documents[0].Objects[0].Typed {
		t.Error("an abridged text is not shared")
	}
}

// TestReaderKustomization reads the text of a kustomization under names of which
// one alone makes its patch a document.
func TestReaderKustomization(t *testing.T) {
	const text = "patches:\n  - patch: |\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n"
	for _, names := range [][]string{{"a.yaml", "kustomization.yaml"}, {"kustomization.yaml", "a.yaml"}} {
		dir := t.TempDir()
		var r Reader
		for _, name := range names {
			f := writtenAndRead(t, &r, filepath.Join(dir, name), text)
			if inline := f.Documents[len(f.Documents)-1].Inline; inline != (name == "kustomization.yaml") {
				t.Errorf("%s, %v: the patch is a document: %v", name, names, inline)
			}
		}
	}
	dir, again := t.TempDir(), t.TempDir()
	var r Reader
	for _, dir := range []string{dir, again} {
		if f := writtenAndRead(t, &r, filepath.Join(dir, "kustomization.yaml"), text); !f.Documents[1].Inline {
			t.Error("the patch of a twin is no patch any more")
		}
	}
}

// TestHolds compares bytes with texts.
func TestHolds(t *testing.T) {
	const text = "kind: Service\n"
	there, recoded := NewSource("a", []byte(text)), NewSource("c", []byte("\xFF\xFEa\x00"))
	for data, want := range map[string]bool{text: true, "kind: Servicf\n": false, text + text: false, "": false} {
		if got := there.holds([]byte(data)); got != want {
			t.Errorf("holds %q is %v", data, got)
		}
	}
	if recoded.holds([]byte("\xFF\xFEa\x00")) {
		t.Error("a text in another encoding is taken for its bytes")
	}
}
