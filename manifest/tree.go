package manifest

import "iter"

// Kind is what a Node is.
type Kind uint8

// The kinds of nodes. A Node of kind None stands for "there is no such node".
const (
	None Kind = iota
	Scalar
	Mapping
	Sequence
	Alias
)

// Style is how a Node is written.
type Style uint8

// The styles. Block is the style of collections written by indentation, Plain
// that of scalars without quotes.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
	Block
	Flow
)

// tree holds the nodes of one YAML document in one slice, in the order of the
// text: a collection before its children, the key of an entry before its
// value. Nodes name each other and their text by index, so the slice holds no
// pointer, and the garbage collector passes it over. Whatever reads YAML has
// one task: to fill a tree; nothing above this package sees its library.
type tree struct {
	source   *Source
	document Span // the text of the document
	// texts are the scalars whose content is not what stands in the text: those
	// with escapes, over several lines, or indented.
	texts []string
	// vague says that some scalar may be a placeholder.
	vague bool
	nodes []node

	// A trimmed tree does not hold all nodes of its document (forgetSchema). It
	// keeps the comments, which were found with the help of all nodes.
	trimmed bool
	kept    []Span

	slab      *slab // where the nodes lie, until the tree settles
	forgotten bool  // no Node of the tree is in use any more
}

// node is one value of the text. first and next link the children of a
// collection; the children of a mapping are key, value, key, value. For an
// alias, first is the node that it stands for; for a scalar it says that
// tree.texts[first-1] is the content. 0 means none: node 0 is never in use. There
// are many of them, so none has a byte to spare.
type node struct {
	start, end  int32 // bytes of the source, without anchor and tag
	first, next int32
	kind        Kind
	style       Style
	tag         tag  // of a scalar, where the text has one, and distinctKeys of a mapping
	typ         Type // of a scalar
}

// tagged reports whether a scalar has a tag.
func (x *node) tagged() bool { return x.kind == Scalar && x.tag != noTag }

// distinct reports whether a mapping repeats no key, and none is a merge key.
func (x *node) distinct() bool { return x.tag == distinctKeys }

// setDistinct notes that of a mapping.
func (x *node) setDistinct(is bool) {
	if x.tag = noTag; is {
		x.tag = distinctKeys
	}
}

// newTree makes an empty tree of a document, with room for some nodes.
func newTree(src *Source, document Span, room int) *tree {
	return &tree{source: src, document: document, nodes: make([]node, 1, 1+room)}
}

// move moves all places of a tree.
func (t *tree) move(to func(at int) int) {
	for i := range t.nodes[1:] {
		x := &t.nodes[1+i]
		x.start, x.end = int32(to(int(x.start))), int32(to(int(x.end)))
	}
	for i, c := range t.kept {
		t.kept[i] = Span{to(c.Start), to(c.End)}
	}
}

// root is the top node of the document, the zero Node where it is empty.
func (t *tree) root() Node {
	if len(t.nodes) == 1 {
		return Node{}
	}
	return Node{t, 1}
}

// Node is a handle on one value of a document. The zero Node has kind None,
// and everything asked of it is empty, so that lookups can be chained.
type Node struct {
	tree *tree
	id   int32
}

// nothing stands behind the zero Node.
var nothing node

func (n Node) at() *node {
	if n.tree == nil {
		return &nothing
	}
	return &n.tree.nodes[n.id]
}

// target follows an alias to the node that it stands for.
func (n Node) target() Node {
	if x := n.at(); x.kind == Alias {
		return Node{n.tree, x.first}
	}
	return n
}

// Exists reports whether there is such a node.
func (n Node) Exists() bool { return n.id != 0 }

// Kind is what the node is once aliases are followed; never Alias.
func (n Node) Kind() Kind { return n.target().at().kind }

// IsAlias reports whether the text holds an alias (*name) at this place.
func (n Node) IsAlias() bool { return n.at().kind == Alias }

// Style is how the node is written once aliases are followed.
func (n Node) Style() Style { return n.target().at().style }

// Type says what kubectl reads the node as; Invalid for collections.
func (n Node) Type() Type { return n.target().at().typ }

// Text is the content of a scalar as written, after quotes and escapes are
// undone and before any type is read into it; "" for anything else.
func (n Node) Text() string { return n.target().value() }

// content is the value of a String: its text, which only the tag !!binary
// encodes further.
func (n Node) content() string {
	if n = n.target(); n.at().tag == binaryTag {
		return n.resolve().text
	}
	return n.value()
}

// Span is where the node lies in its source: from its first to behind its last
// byte, without anchor and tag. The span of an alias is the alias. An empty
// value ("key:") has an empty span behind the colon.
func (n Node) Span() Span {
	x := n.at()
	return Span{int(x.start), int(x.end)}
}

// Source is the text that holds the node, nil for the zero Node.
func (n Node) Source() *Source {
	if n.tree == nil {
		return nil
	}
	return n.tree.source
}

// value is the content of a scalar, "" for anything else.
func (n Node) value() string {
	x := n.at()
	switch {
	case x.kind != Scalar:
		return ""
	case x.first != 0:
		return n.tree.texts[x.first-1]
	}
	return x.raw(n.tree.source.text)
}

// raw is the text of a scalar without its quotes.
func (x *node) raw(text string) string {
	if x.style == SingleQuoted || x.style == DoubleQuoted {
		return text[x.start+1 : max(x.end-1, x.start+1)]
	}
	return text[x.start:x.end]
}

// keep stores the content of a scalar, and returns what to put into its first.
func (t *tree) keep(value string) int32 {
	t.texts = append(t.texts, value)
	return int32(len(t.texts))
}

// children yields the nodes below a collection, those of a mapping as key,
// value, key, value.
func (n Node) children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if k := n.at().kind; k != Mapping && k != Sequence {
			return
		}
		for id := n.at().first; id != 0; id = n.tree.nodes[id].next {
			if !yield(Node{n.tree, id}) {
				return
			}
		}
	}
}

// child is the first node below a collection.
func (n Node) child() Node {
	for c := range n.children() {
		return c
	}
	return Node{}
}

// Items yields the items of a sequence with their index.
func (n Node) Items() iter.Seq2[int, Node] {
	return func(yield func(int, Node) bool) {
		n = n.target()
		if n.at().kind != Sequence {
			return
		}
		i := 0
		for id := n.at().first; id != 0; id = n.tree.nodes[id].next {
			if !yield(i, Node{n.tree, id}) {
				return
			}
			i++
		}
	}
}

// Item returns item i of a sequence, the zero Node where there is none.
func (n Node) Item(i int) Node {
	for j, item := range n.Items() {
		if j == i {
			return item
		}
	}
	return Node{}
}

// Len is the number of items of a sequence or of entries of a mapping as
// written, merge keys uncounted.
func (n Node) Len() int {
	count := 0
	for range n.Items() {
		count++
	}
	for range n.written() {
		count++
	}
	return count
}

// Find follows a path from n and returns the node there, or the zero Node.
func (n Node) Find(p Path) Node {
	if p.last == nil {
		return n
	}
	return n.Find(p.Parent()).next(p.Last())
}

// next follows one step.
func (n Node) next(s Step) Node {
	if s.IsIndex {
		return n.Item(s.Index)
	}
	return n.Get(s.Key)
}
