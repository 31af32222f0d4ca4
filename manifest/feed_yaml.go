package manifest

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// feedYAML fills a tree by way of go.yaml.in/yaml/v3. Another reader may take
// its place as long as it fills the same tree.
//
// yaml/v3 tells where a node starts, anchor and tag included, and never where
// it ends; builder finds the rest again in the text (ends.go).
func feedYAML(src *Source, span Span) (t *tree, problem *Problem) {
	defer guard(src, span, &problem)
	text := anyVersion(src.text[span.Start:span.End])
	reader := yaml.NewDecoder(strings.NewReader(text))
	var doc yaml.Node
	switch err := reader.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return newTree(src, span, 0), nil
	case err != nil:
		return nil, syntaxProblem(src, span, err)
	}
	b := builder{
		tree:    newTree(src, span, countNodes(&doc)),
		text:    src.text[:span.End],
		columns: newColumns(src.text, span),
		anchors: map[*yaml.Node]int32{},
	}
	b.add(doc.Content[0], -1)
	if b.problem != nil {
		return nil, b.problem
	}
	if err := reader.Decode(&doc); !errors.Is(err, io.EOF) {
		return nil, endsEarly(src, b.skipSpace(int(b.tree.nodes[1].end)), span)
	}
	return b.tree, nil
}

// builder turns yaml/v3 nodes into a tree.
type builder struct {
	tree    *tree
	text    string // up to the end of the document
	columns columns
	anchors map[*yaml.Node]int32
	problem *Problem
}

// countNodes is the number of nodes at and below a yaml/v3 node.
func countNodes(y *yaml.Node) int {
	count := 1
	for _, child := range y.Content {
		count += countNodes(child)
	}
	return count
}

// add appends a yaml/v3 node with all below it and returns its index. indent
// is the column, from 0, of the block collection around it, -1 at the top.
func (b *builder) add(y *yaml.Node, indent int) int32 {
	id := int32(len(b.tree.nodes))
	b.tree.nodes = append(b.tree.nodes, node{})
	if y.Anchor != "" {
		b.anchors[y] = id
	}
	var n node
	at := b.columns.offset(y.Line, y.Column)
	switch y.Kind {
	case yaml.AliasNode:
		n = b.alias(y, at)
	case yaml.ScalarNode:
		n = b.scalar(y, at, indent)
	default:
		n = b.collection(y, at, indent)
	}
	b.tree.nodes[id] = n
	return id
}

func (b *builder) alias(y *yaml.Node, at int) node {
	n := node{kind: Alias, start: int32(at), end: int32(at + len("*") + len(y.Value)), first: b.anchors[y.Alias]}
	if b.tree.nodes[n.first].kind == None && b.problem == nil { // still being built
		b.problem = &Problem{Span: Span{at, int(n.end)},
			Message: fmt.Sprintf("the anchor `%s` holds itself; kubectl refuses the document", y.Value)}
	}
	return n
}

func (b *builder) scalar(y *yaml.Node, at, indent int) node {
	n := node{kind: Scalar, style: scalarStyle(y.Style)}
	if y.Style&yaml.TaggedStyle != 0 {
		n.tag = tagOf(y.Tag)
	}
	empty := y.Value == "" && n.style == Plain
	start := at
	if !empty || hasProperties(y) || b.loneBang(at) {
		properties, content, bang := b.properties(at, empty)
		if bang && n.tag == noTag {
			n.tag = textTag
		}
		start = content
		if empty {
			start = properties
		}
	}
	n.start, n.end = int32(start), int32(b.scalarEnd(start, y.Value, n.style, indent))
	if n.raw(b.text) != y.Value {
		n.first = b.tree.keep(y.Value)
	}
	return n
}

// collection adds the children of a mapping or sequence, and finds where it
// starts and ends.
func (b *builder) collection(y *yaml.Node, at, indent int) node {
	n := node{kind: Sequence, style: Block}
	if y.Kind == yaml.MappingNode {
		n.kind = Mapping
	}
	start := at
	if n.kind == Sequence || y.Style&yaml.FlowStyle != 0 || hasProperties(y) {
		_, start, _ = b.properties(at, false)
	}
	bracket := false
	switch {
	case y.Style&yaml.FlowStyle != 0:
		n.style = Flow // the mapping in [a: b] has no brackets of its own
		bracket = strings.HasPrefix(b.text[start:], "[") || strings.HasPrefix(b.text[start:], "{")
	case start != at && len(y.Content) > 0 && n.kind == Mapping:
		indent = y.Content[0].Column - 1
	case start != at:
		indent = b.columns.columnOf(start)
	default:
		indent = y.Column - 1
	}
	first, end := b.children(y, start, indent)
	n.first, n.start, n.end = first, int32(start), int32(end)
	switch {
	case bracket:
		n.end = int32(b.closeFlow(max(end, start+1)))
	case n.kind == Mapping && first != 0 && b.text[start] != '?':
		n.start = b.tree.nodes[first].start
	}
	return n
}

// children adds the nodes of a collection, and returns the first of them and
// where the last one ends.
func (b *builder) children(y *yaml.Node, start, indent int) (first int32, end int) {
	last := int32(0)
	end = start
	for i, child := range y.Content {
		var id int32
		if i%2 == 1 && y.Kind == yaml.MappingNode && !b.colonAt(end) {
			id = b.absent(end)
		} else {
			id = b.add(child, indent)
		}
		if last == 0 {
			first = id
		} else {
			b.tree.nodes[last].next = id
		}
		last = id
		end = max(end, int(b.tree.nodes[id].end))
	}
	return first, end
}

// colonAt reports whether a colon follows the key that ends at a byte.
func (b *builder) colonAt(end int) bool {
	return strings.HasPrefix(b.text[b.skipSpace(end):], ":")
}

// absent adds the value of a key without a colon ("? a", "{a}"), which
// yaml/v3 puts where the next key begins, lines below.
func (b *builder) absent(at int) int32 {
	b.tree.nodes = append(b.tree.nodes, node{kind: Scalar, start: int32(at), end: int32(at)})
	return int32(len(b.tree.nodes) - 1)
}

func hasProperties(y *yaml.Node) bool {
	return y.Anchor != "" || y.Style&yaml.TaggedStyle != 0
}

func scalarStyle(s yaml.Style) Style {
	switch {
	case s&yaml.DoubleQuotedStyle != 0:
		return DoubleQuoted
	case s&yaml.SingleQuotedStyle != 0:
		return SingleQuoted
	case s&yaml.LiteralStyle != 0:
		return Literal
	case s&yaml.FoldedStyle != 0:
		return Folded
	}
	return Plain
}

var newerVersion = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\A(?:[ \t]*(?:#[^\n]*)?\n)*%(YAML[ \t]+1\.[2-9][ \t\r]*\n)`)
})

// anyVersion makes a comment of a directive that asks for a later YAML 1.x,
// byte for byte: what people write in manifests means the same in all of them,
// and the libraries refuse the number alone.
func anyVersion(text string) string {
	m := newerVersion().FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	return text[:m[2]-1] + "#" + text[m[2]:]
}
