package manifest

import (
	"slices"
	"strings"
)

// patched is what an object that patches were laid over knows of the texts that
// it was made of. The text of its tree is made of pieces of them.
type patched struct {
	own     *Object
	pieces  []piece // in the order of the text
	touched []Touch
}

// piece is a stretch of the text of a patched object.
type piece struct {
	span  Span
	layer Layer
	text  Span // where it stands in the text of the layer's document
}

// Object makes the object that the layers give. It has the names of the one that
// they were laid over.
func (l *Layers) Object() *Object {
	made := &patched{own: l.object, touched: l.touched}
	src := &Source{Name: l.object.Source().Name, lines: new(lines)}
	t := newTree(src, Span{}, maxLayered-l.room)
	p := printer{tree: t, made: made}
	p.print(l.top)
	src.text = p.text.String()
	t.document = Span{0, len(src.text)}
	for i := range t.nodes {
		n := Node{t, int32(i)}
		if n.at().kind == Mapping {
			t.nodes[i].setDistinct(n.keysDistinct())
		}
	}
	t.vague = t.hasPlaceholders()
	d := &Document{Source: l.object.Source(), Index: l.object.Document.Index, Span: l.object.Document.Span, Origin: l.object.Document.Origin,
		shelf: &shelf{vague: t.vague, own: t}}
	o := NewObject(d, l.object.APIVersion, l.object.Kind, "")
	o.patched = made
	o.stand(t.root())
	o.Name, o.Namespace, o.GenerateName = l.object.Name, l.object.Namespace, l.object.GenerateName
	o.decode()
	d.Objects = []*Object{o}
	return o
}

// printer writes sheets into a tree, and the texts that hold them behind each
// other.
type printer struct {
	tree *tree
	made *patched
	text strings.Builder
}

// offset is how far the text of a node is moved. What is taken over is the layer,
// and for an alias that leads out of it all of its document.
func (p *printer) offset(n Node, in Layer) int {
	span := n.Span()
	within := func(s Span) bool { return span.Start >= s.Start && span.End <= s.End }
	for i := range p.made.pieces {
		known := &p.made.pieces[i]
		if known.layer.Root.tree == n.tree && known.layer.Document == in.Document && within(known.text) {
			return known.span.Start - known.text.Start
		}
	}
	whole := in.Root.target().Span()
	if !within(whole) {
		whole = n.tree.document
	}
	start := p.text.Len()
	p.text.WriteString(n.tree.source.Text()[whole.Start:whole.End])
	p.made.pieces = append(p.made.pieces, piece{Span{start, p.text.Len()}, in, whole})
	p.text.WriteByte('\n')
	return start - whole.Start
}

// print appends a value, and returns its index.
func (p *printer) print(s *sheet) int32 {
	t := p.tree
	x, shift := *s.node.at(), int32(p.offset(s.node, s.in))
	x.first, x.next, x.kind = 0, 0, s.kind
	switch {
	case s.named:
		x.first, x.tag, x.typ = t.keep(s.name), noTag, String
	case s.kind == Scalar && s.node.at().first != 0:
		x.first = t.keep(s.node.value())
	}
	x.start, x.end = x.start+shift, x.end+shift
	id := int32(len(t.nodes))
	t.nodes = append(t.nodes, x)
	last := int32(0)
	add := func(child *sheet) {
		c := p.print(child)
		if last == 0 {
			t.nodes[id].first = c
		} else {
			t.nodes[last].next = c
		}
		last = c
	}
	for _, e := range s.entries {
		add(e.key)
		add(e.value)
	}
	for _, item := range s.items {
		add(item)
	}
	return id
}

// Written is the object without the patches that were laid over it.
func (o *Object) Written() *Object {
	if o != nil && o.patched != nil {
		return o.patched.own
	}
	return o
}

// Origin is where a span of the object stands in the text that a person edits.
// It is the span itself unless patches were laid over the object.
func (o *Object) Origin(s Span) Place {
	if o.patched == nil {
		return Place{o.Document, s}
	}
	for _, p := range o.patched.pieces {
		switch {
		case s.Start < p.span.Start || s.End > p.span.End:
		case p.layer.At != (Span{}):
			return Place{p.layer.Document, p.layer.At}
		default:
			return Place{p.layer.Document, Span{s.Start - p.span.Start + p.text.Start, s.End - p.span.Start + p.text.Start}}
		}
	}
	return Place{o.patched.own.Document, o.patched.own.Locate(Path{})}
}

// PatchedBy reports whether a patch of a document was laid over the object.
func (o *Object) PatchedBy(d *Document) bool {
	return o.patched != nil && slices.ContainsFunc(o.patched.touched, func(t Touch) bool { return t.Document == d })
}

// Touched finds the last patch that sets or takes away a value at a path, in it
// or around it.
func (o *Object) Touched(at Path) (Place, bool) {
	if o.patched != nil {
		for _, t := range slices.Backward(o.patched.touched) {
			if t.Path.HasPrefix(at) || at.HasPrefix(t.Path) {
				return t.Place, true
			}
		}
	}
	return Place{}, false
}

// Common reports whether a value at a path is an annotation that a kustomization
// gives to all its objects, whatever their kind.
func (o *Object) Common(at Path) bool {
	return o.patched != nil && slices.ContainsFunc(o.patched.touched, func(t Touch) bool { return t.common && t.Path.Equal(at) })
}
