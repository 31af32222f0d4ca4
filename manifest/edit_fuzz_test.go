package manifest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// FuzzEdit makes one change at any place of any document and holds the law of
// edits, and that kubectl's reader still reads what it read before. An edit
// may be refused; it must not be wrong.
func FuzzEdit(f *testing.F) {
	for _, row := range editRows {
		for i, c := range row.changes {
			f.Add(row.before, uint8(row.object), uint16(i*3), uint8(c.Op), c.Value, c.Raw)
		}
	}
	f.Fuzz(func(t *testing.T, text string, object uint8, pick uint16, op uint8, value string, raw bool) {
		if strings.Contains(text, "\r") && strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			t.Skip("bare carriage returns: lines of YAML that editors do not show")
		}
		c := editCase{text: text}
		objects := c.objects(text)
		if len(objects) == 0 {
			t.Skip()
		}
		c.object = int(object) % len(objects)
		paths := placesOf(objects[c.object].Node(), Op(op%5))
		if len(paths) == 0 || value == "items" {
			t.Skip()
		}
		c.changes = []Change{{Op: Op(op % 5), Path: paths[int(pick)%len(paths)], Value: value, Raw: raw && op%5 < 2}}
		after, err := c.run()
		var breach *lawError
		if errors.As(err, &breach) {
			t.Fatalf("%v of %v\n--- before\n%s\n%v", c.changes[0].Op, c.changes[0].Path, text, err)
		}
		if err != nil {
			t.Skip()
		}
		var was, is any
		doc := objects[c.object].Document
		if yaml.Unmarshal([]byte(text[doc.Span.Start:doc.Span.End]), &was) != nil {
			t.Skip()
		}
		span := c.objects(after)[c.object].Document.Span
		if err := yaml.Unmarshal([]byte(after[span.Start:span.End]), &is); err != nil {
			t.Fatalf("kubectl refuses the result: %v\n--- before\n%s\n--- after\n%s", err, text, after)
		}
	})
}

// placesOf are the paths at which an operation may be tried.
func placesOf(n Node, op Op) []Path {
	var out []Path
	var walk func(n Node, p Path, depth int)
	walk = func(n Node, p Path, depth int) {
		if depth == 0 || len(out) > 200 {
			return
		}
		if first := p.String(); first == "apiVersion" || first == "kind" || first == "items" {
			return // without them it is another object, or none
		}
		if op != Add && p.Len() > 0 && (op != Rename || !p.Last().IsIndex) {
			out = append(out, p)
		}
		if op == Add && n.Kind() == Sequence {
			out = append(out, p.Index(n.Len()), p.Index(n.Len()).Key("new"))
		}
		if op == Add && (n.Kind() == Mapping || n.Kind() == Scalar && n.Type() == Null) {
			out = append(out, p.Key("new"), p.Key("new/x").Key("8080"), p.Key("list").Index(0))
		}
		for i, item := range n.Items() {
			walk(item, p.Index(i), depth-1)
		}
		for key, value := range n.Entries() {
			walk(value, p.Key(key.Key()), depth-1)
		}
	}
	walk(n, Path{}, 8)
	return out
}

// FuzzEditGrown does the same on documents that it grows itself, which hold
// all that people and programs write, with several changes at once.
func FuzzEditGrown(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := &grower{rand.New(rand.NewPCG(seed, 1)), nil, 0}
		text := g.document()
		c := editCase{text: text}
		objects := c.objects(text)
		if len(objects) == 0 {
			t.Skip()
		}
		for range 1 + g.IntN(3) {
			op := Op(g.IntN(5))
			paths := placesOf(objects[0].Node(), op)
			if len(paths) == 0 {
				continue
			}
			value := g.one("x", "true", "8080", "a: b", "it's", "", "two\nlines", " y", "#", "-", "a,b", "a#b")
			c.changes = append(c.changes, Change{Op: op, Path: paths[g.IntN(len(paths))], Value: value})
		}
		_, err := c.run()
		var breach *lawError
		if errors.As(err, &breach) {
			t.Fatalf("%v\n--- before\n%s\n%v", c.changes, text, err)
		}
	})
}

// grower grows odd documents.
type grower struct {
	*rand.Rand
	anchors []string
	keys    int
}

func (g *grower) one(words ...string) string { return words[g.IntN(len(words))] }

func (g *grower) document() string {
	text := g.one("", "", "---\n", "# head\n") + "apiVersion: v1\nkind: X\n" + strings.TrimPrefix(g.mapping(0, 4), "\n") + "\n" + g.one("", "", "\n", "# end\n", "...\n", "---\n# next\n")
	if g.IntN(4) == 0 {
		text = strings.TrimRight(text, "\n")
	}
	if g.IntN(4) == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func (g *grower) comment() string {
	g.keys++
	return g.one("", "", "", "", " ", fmt.Sprintf(" # c%d", g.keys))
}

// between are the lines between two entries.
func (g *grower) between(col int) string {
	pad := strings.Repeat(" ", col)
	g.keys++
	return g.one("", "", "", "", "\n", fmt.Sprintf("\n%s# b%d", pad, g.keys), fmt.Sprintf("\n  %s# b%d", pad, g.keys), "\n  ")
}

func (g *grower) key() string {
	g.keys++
	return fmt.Sprintf(g.one("k%d", "k%d", "'k%d'", `"k%d"`, "a.b/k%d", "%d"), g.keys)
}

func (g *grower) scalar() string {
	return g.one("one", "'it''s'", `"two\n"`, "true", "8080", "null", "~", "a b", "http://x/y", "é", `""`, "!!str 5", "! x")
}

// mapping, sequence and value give their text with the line break or blank
// before it.
func (g *grower) mapping(col, depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		b.WriteString(g.between(col) + "\n" + strings.Repeat(" ", col) + g.key() + ":" + g.value(col, depth-1))
	}
	return b.String()
}

func (g *grower) sequence(col, depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		b.WriteString(g.between(col) + "\n" + strings.Repeat(" ", col) + "-")
		switch g.IntN(4) {
		case 0: // a mapping or list on the line of the dash
			inner := strings.TrimLeft(g.inner(col+2, depth-1), " \n")
			if inner == "" || inner[0] == '#' {
				inner = "x"
			}
			b.WriteString(" " + inner)
		default:
			b.WriteString(g.value(col, depth-1))
		}
	}
	return b.String()
}

func (g *grower) inner(col, depth int) string {
	if depth <= 0 {
		return g.scalar()
	}
	if g.IntN(3) == 0 {
		return g.sequence(col, depth)
	}
	return g.mapping(col, depth)
}

func (g *grower) value(col, depth int) string {
	pad := "\n" + strings.Repeat(" ", col+2)
	anchor := ""
	if g.IntN(12) == 0 {
		g.keys++
		anchor = fmt.Sprintf(" &a%d", g.keys)
	}
	defer func() {
		if anchor != "" {
			g.anchors = append(g.anchors, anchor[2:])
		}
	}()
	switch n := g.IntN(14); {
	case depth > 0 && n < 4:
		return anchor + g.comment() + g.mapping(col+2, depth)
	case depth > 0 && n < 6:
		return anchor + g.comment() + g.sequence(col+2, depth)
	case n == 6:
		return anchor + g.comment()
	case n == 7:
		return anchor + " " + g.one("|", ">", "|-", ">-", "|+", ">+") + g.comment() + pad + "text" + g.one("", pad+"# no comment", "\n"+pad+"more", "\n", "\n\n", pad+" ")
	case n == 8:
		return anchor + pad + "plain" + pad + "lines" + g.comment()
	case n == 9 && len(g.anchors) > 0:
		anchor = ""
		return " *" + g.anchors[g.IntN(len(g.anchors))] + g.comment()
	case n < 12:
		return anchor + " " + g.flow(pad, 2) + g.comment()
	}
	return anchor + " " + g.scalar() + g.comment()
}

func (g *grower) flow(pad string, depth int) string {
	gap := g.one("", " ", pad, pad)
	var parts []string
	for range g.IntN(4) {
		part := g.scalar()
		if depth > 1 && g.IntN(3) == 0 {
			part = g.flow(pad, depth-1)
		}
		parts = append(parts, part)
	}
	open, shut := "[", "]"
	if g.IntN(2) == 0 {
		open, shut = "{", "}"
		for i, p := range parts {
			parts[i] = g.key() + g.one(": "+p, ": "+p, ":", "")
		}
	}
	text := open + gap
	for i, p := range parts {
		text += p
		if i < len(parts)-1 || g.IntN(4) == 0 {
			text += g.one(",", ",", ", ", " ,")
		}
		if strings.HasPrefix(gap, "\n") {
			text += g.comment()
		}
		text += gap
	}
	return text + shut
}
