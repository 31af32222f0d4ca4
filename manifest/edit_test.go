package manifest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// editRows are documents before and after a call of Edits.
var editRows = slices.Concat(setRows, addRows, removeRows, flowRows, joinRows, appendRows)

func TestEdits(t *testing.T) {
	for _, row := range editRows {
		t.Run(row.name, func(t *testing.T) {
			got, err := editCase{row.before, row.object, row.changes}.run()
			if err != nil {
				t.Fatal(err)
			}
			if got != row.after {
				t.Errorf("got\n%s\nwant\n%s", got, row.after)
			}
		})
	}
}

func TestEditsRefused(t *testing.T) {
	const text = `apiVersion: v1
kind: X
a: &a {b: c}
d: *a
e: {<<: *a, f: g}
h:
  i: j
k: 1
k: 2
l: [m]
nn: &n
o:
- p: |+
    text

oo: p
    # not a part of the text
q: [r, # r
  {s: # s
     t}, u]
`
	for _, row := range []struct {
		why     string
		changes []Change
	}{
		{"is not there", []Change{toSet("x", At("x"))}},
		{"is not there", []Change{toRemove(At("l").Index(1))}},
		{"is not there", []Change{toRename("x", At("h", "x"))}},
		{"is there already", []Change{toAdd("x", At("h", "i"))}},
		{"is there already", []Change{toRename("l", At("h"))}},
		{"is no key", []Change{toRename("x", At("l").Index(0))}},
		{"the object itself", []Change{toSet("x", Path{})}},
		{"is shared", []Change{toSet("x", At("a", "b"))}},
		{"is shared", []Change{toSet("x", At("a"))}},
		{"is shared", []Change{toSet("x", At("d", "b"))}},
		{"is shared", []Change{toSet("x", At("e", "b"))}},
		{"is shared", []Change{toAdd("x", At("d", "x"))}},
		{"is shared", []Change{toAdd("x", At("a", "x"))}},
		{"is shared", []Change{toRemove(At("a"))}},
		{"is set more than once", []Change{toRemove(At("k"))}},
		{"is set more than once", []Change{toRename("x", At("k"))}},
		{"is a collection", []Change{toSet("x", At("h"))}},
		{"no mapping", []Change{toAdd("x", At("h", "i", "x"))}},
		{"no mapping", []Change{toAdd("x", At("l", "x"))}},
		{"no list", []Change{toAdd("x", At("h").Index(0))}},
		{"not the next item", []Change{toAdd("x", At("l").Index(2))}},
		{"no value on one line", []Change{toSetRaw("a: b", At("h", "i"))}},
		{"no value on one line", []Change{toAddRaw("x # y", At("h", "x"))}},
		{"no UTF-8", []Change{toSet("\xff", At("h", "i"))}},
		{"too long", []Change{toAdd("x", At("h", strings.Repeat("x", 2000)))}},
		{"contradict", []Change{toSet("x", At("h", "i")), toRemove(At("h", "i"))}},
		{"contradict", []Change{toSet("x", At("h", "i")), toRemove(At("h"))}},
		{"contradict", []Change{toSet("x", At("h", "i")), toSet("y", At("h", "i"))}},
		{"contradict", []Change{toAdd("x", At("h", "x")), toAdd("y", At("h", "x", "y"))}},
		{"contradict", []Change{toRename("x", At("h")), toAdd("y", At("x"))}},
		{"no edit can keep", []Change{toAdd("x", At("nn", "x"))}},
		{"no edit can keep", []Change{toRemove(At("q").Index(1))}},
		{"change the text block", []Change{toRemove(At("oo"))}},
		{"nothing left", []Change{toRemove(At("apiVersion")), toRemove(At("kind")), toRemove(At("a")), toRemove(At("d")), toRemove(At("e")),
			toRemove(At("h")), toRemove(At("l")), toRemove(At("nn")), toRemove(At("oo")), toRemove(At("o")), toRemove(At("q"))}},
		{"no item that follows", []Change{toJoin(At("o").Index(0))}},
		{"no mapping behind another", []Change{toJoin(At("q").Index(1))}},
		{"does not follow the last", []Change{toAppend("x", 1, At("kind"))}},
		{"unknown kind", []Change{{Op: 9, Path: At("h")}}},
	} {
		c := editCase{text: text, changes: row.changes}
		if row.why == "nothing left" {
			c.text = "apiVersion: v1\nkind: X\na:\nd:\ne:\nh:\nl:\nnn:\noo:\no:\nq:\n"
		}
		after, err := c.run()
		if err == nil || !strings.Contains(err.Error(), row.why) {
			t.Errorf("%v: %v, want an error with %q\n%s", row.changes, err, row.why, after)
		}
		if strings.Contains(row.why, "shared") && !errors.Is(err, ErrShared) {
			t.Errorf("%v: no ErrShared", row.changes)
		}
	}
}

func TestEditsRefuseUTF16(t *testing.T) {
	data := []byte{0xFF, 0xFE}
	for _, r := range utf16.Encode([]rune("apiVersion: v1\nkind: X\n")) {
		data = append(data, byte(r), byte(r>>8))
	}
	o := Parse(NewSource("x.yaml", data), ParseOptions{}).Documents[0].Objects[0]
	if _, err := o.Edits([]Change{toAdd("x", At("x"))}); err == nil {
		t.Error("a UTF-16 file is edited")
	}
}

func TestApply(t *testing.T) {
	got, err := Apply("abcdef", []Edit{{Span{0, 0}, "<"}, {Span{1, 3}, "-"}, {Span{3, 3}, "+"}, {Span{6, 6}, ">"}})
	if want := "<a-+def>"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for _, edits := range [][]Edit{
		{{Span{1, 3}, ""}, {Span{2, 4}, ""}},
		{{Span{3, 4}, ""}, {Span{1, 2}, ""}},
		{{Span{4, 7}, ""}},
		{{Span{2, 1}, ""}},
		{{Span{-1, 1}, ""}},
	} {
		if got, err := Apply("abcdef", edits); err == nil {
			t.Errorf("%v gives %q", edits, got)
		}
	}
}

func toSet(value string, p Path) Change    { return Change{Op: Set, Path: p, Value: value} }
func toSetRaw(value string, p Path) Change { return Change{Op: Set, Path: p, Value: value, Raw: true} }
func toAdd(value string, p Path) Change    { return Change{Op: Add, Path: p, Value: value} }
func toAddRaw(value string, p Path) Change { return Change{Op: Add, Path: p, Value: value, Raw: true} }
func toRemove(p Path) Change               { return Change{Op: Remove, Path: p} }
func toRename(key string, p Path) Change   { return Change{Op: Rename, Path: p, Value: key} }

const azurePrefix = "service.beta.kubernetes.io/azure-load-balancer-"

var (
	atMeta        = At("metadata")
	atAnnotations = atMeta.Key("annotations")
	atInternal    = atAnnotations.Key(azurePrefix + "internal")
	atSubnet      = atAnnotations.Key(azurePrefix + "internal-subnet")
	atSpec        = At("spec")
	atPorts       = atSpec.Key("ports")
)

type editRow struct {
	name    string
	changes []Change
	before  string
	after   string
	object  int
}
