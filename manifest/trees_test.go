package manifest

import (
	"runtime"
	"testing"
)

// TestTreesAgain holds trees that are made again to those that were dropped.
func TestTreesAgain(t *testing.T) {
	made := 0
	files := walkTexts(t, "../fixtures/rules", func(src *Source) {
		f := Parse(src, ParseOptions{})
		for _, d := range f.Documents {
			if d.shelf == nil { // unreadable
				continue
			}
			first := d.Root()
			d.shelf.last = (&shelf{}).last // as if the collector had come
			again := d.Root()
			sameNodes(t, src.Name, again, first)
			if again.Exists() && d.shelf.own == nil {
				if again == first {
					t.Errorf("%s: the tree was not made again", src.Name)
				}
				if again.tree.vague != first.tree.vague {
					t.Errorf("%s: the tree that was made again has other placeholders", src.Name)
				}
				made++
			}
		}
	})
	if files == 0 || made == 0 {
		t.Errorf("%d files, %d trees", files, made)
	}
}

// TestHold sees a tree stay while it is held, and go when it is not.
func TestHold(t *testing.T) {
	d := Parse(NewSource("x.yaml", []byte("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n")), ParseOptions{}).Documents[0]
	d.Hold()
	runtime.GC()
	if d.shelf.last.Value() == nil {
		t.Error("a tree that is held went away")
	}
	node := d.Objects[0].Find(At("metadata", "name"))
	d.Release()
	runtime.GC()
	if d.shelf.last.Value() == nil {
		t.Error("a tree went away although a node of it is at hand")
	}
	if node.Text() != "web" {
		t.Errorf("the name is %q", node.Text())
	}
	runtime.GC()
	if d.shelf.last.Value() != nil {
		t.Error("a tree stays although nobody needs it")
	}
}

func TestMayMention(t *testing.T) {
	o := Parse(NewSource("x.yaml", []byte("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n")), ParseOptions{}).Documents[0].Objects[0]
	if !o.MayMention("web") || o.MayMention("shop") {
		t.Error("the object mentions web, and nothing else")
	}
}
