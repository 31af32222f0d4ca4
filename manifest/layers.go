package manifest

import (
	"slices"
	"strings"
)

// This file lays the patches of a kustomization over an object. What comes out
// is an object as any other, only that its values stand in several texts, and
// each knows where: see patched.go.

// Layers is an object with patches laid over it, one after the other.
type Layers struct {
	object  *Object
	top     *sheet
	shape   *shape // nil for kinds without a type
	touched []Touch
	room    int // how many more values it may have
}

// Touch is a value that a patch sets or takes away.
type Touch struct {
	Path Path
	Place
	common bool // an annotation that all objects of a kustomization get
}

// Place is a stretch of the text of a document.
type Place struct {
	Document *Document
	Span     Span
}

// Layer is one patch: a document, and the node in it that holds the patch. Where
// the text of the patch has no places of its own, as within quotes, all of it
// lies at At.
type Layer struct {
	Document *Document
	Root     Node
	At       Span
}

// maxLayered bounds the values of a patched object.
const maxLayered = 20_000

// sheet is a value while patches are laid over it.
type sheet struct {
	node    Node  // a scalar, or the collection as it was first written
	in      Layer // whose text holds it
	name    string
	named   bool // name is the content, and node merely the place
	kind    Kind
	entries []entry
	items   []*sheet
}

type entry struct{ key, value *sheet }

// Layered begins with an object as it is written. ok is false where it is too
// large, or its text is not at hand.
func (o *Object) Layered() (l *Layers, ok bool) {
	if t := o.Node().tree; t == nil || t.trimmed {
		return nil, false
	}
	l = &Layers{object: o, room: maxLayered}
	if typ, known := typeOf(o.APIVersion, o.Kind); known {
		l.shape = shapeOf(typ)
	}
	l.top = l.read(o.Node(), Layer{Document: o.Document, Root: o.Node()})
	return l, l.room > 0 && l.top.kind == Mapping
}

// read takes a node with all below it.
func (l *Layers) read(n Node, in Layer) *sheet {
	l.room--
	s := &sheet{node: n.target(), in: in, kind: n.Kind()}
	if l.room <= 0 {
		return s
	}
	for key, value := range n.Entries() {
		s.entries = append(s.entries, entry{l.read(key, in), l.read(value, in)})
	}
	for _, item := range n.Items() {
		s.items = append(s.items, l.read(item, in))
	}
	return s
}

func (s *sheet) text() string {
	if s.named {
		return s.name
	}
	return s.node.Key()
}

// find is the index of a key, -1 where there is none.
func (s *sheet) find(key string) int {
	return slices.IndexFunc(s.entries, func(e entry) bool { return e.key.text() == key })
}

func (s *sheet) get(key string) *sheet {
	if i := s.find(key); i >= 0 {
		return s.entries[i].value
	}
	return nil
}

func (s *sheet) isNull() bool { return s.kind == Scalar && !s.named && s.node.Type() == Null }

// set gives a mapping a key.
func (s *sheet) set(key, value *sheet) {
	if i := s.find(key.text()); i >= 0 {
		s.entries[i] = entry{key, value}
		return
	}
	s.entries = append(s.entries, entry{key, value})
}

func (s *sheet) remove(key string) {
	if i := s.find(key); i >= 0 {
		s.entries = slices.Delete(s.entries, i, i+1)
	}
}

// place is where a value of a patch is told to stand.
func (l Layer) place(n Node) Place {
	if l.At != (Span{}) {
		return Place{l.Document, l.At}
	}
	return Place{l.Document, n.Span()}
}

// touch notes what a patch does to a path: the value is told of, or where it is
// empty or a collection the key.
func (l *Layers) touch(at Path, in Layer, key, value Node) {
	if value.short() {
		key = value
	}
	l.touched = append(l.touched, Touch{Path: at, Place: in.place(key)})
}

// Annotate lays annotations over those of the object, as kustomize does for
// commonAnnotations. Those of its pods stay as they are.
func (l *Layers) Annotate(in Layer) {
	s, at := l.top, Path{}
	for _, key := range []string{"metadata", "annotations"} {
		next := s.get(key)
		at = at.Key(key)
		if next == nil || next.kind != Mapping {
			next = &sheet{node: in.Root, in: in, kind: Mapping}
			s.set(&sheet{node: firstKey(in.Root), in: in, name: key, named: true, kind: Scalar}, next)
		}
		s = next
	}
	for key, value := range in.Root.Entries() {
		s.set(l.read(key, in), l.read(value, in))
		l.touch(at.Key(key.Key()), in, key, value)
		l.touched[len(l.touched)-1].common = true
	}
}

func firstKey(n Node) Node {
	for key := range n.Entries() {
		return key
	}
	return n
}

// Merge lays part of an object over it, a strategic merge patch. deleted says
// that the patch takes the object away; ok is false where the patch uses words
// that are not read here, and the object is as it was or spoilt.
func (l *Layers) Merge(in Layer) (deleted, ok bool) {
	patch := l.read(in.Root, in)
	for _, key := range []string{"apiVersion", "kind"} {
		patch.remove(key) // they say what is patched
	}
	if meta := patch.get("metadata"); meta != nil {
		meta.remove("name")
		meta.remove("namespace")
	}
	if word := patch.get("$patch"); word != nil {
		return word.text() == "delete", word.text() == "delete"
	}
	ok = l.merge(l.top, patch, Path{}, l.shape)
	return false, ok && l.room > 0
}

// merge lays a mapping over another.
func (l *Layers) merge(base, patch *sheet, at Path, shape *shape) (ok bool) {
	for _, e := range patch.entries {
		name := e.key.text()
		if strings.HasPrefix(name, "$") {
			return false
		}
		here, below := at.Key(name), shape.below(name)
		old := base.get(name)
		switch {
		case e.value.isNull():
			if old != nil {
				l.touch(here, e.key.in, e.key.node, Node{})
			}
			base.remove(name)
		case e.value.kind == Mapping:
			switch word := e.value.get("$patch"); {
			case word == nil:
				if old == nil || old.kind != Mapping {
					old = &sheet{node: e.value.node, in: e.value.in, kind: Mapping}
					base.set(e.key, old)
				}
				if !l.merge(old, e.value, here, below) {
					return false
				}
			case word.text() == "delete":
				base.remove(name)
				l.touch(here, e.key.in, e.key.node, Node{})
			case word.text() == "replace":
				e.value.remove("$patch")
				base.set(e.key, e.value)
				l.touch(here, e.key.in, e.key.node, Node{})
			default:
				return false
			}
		case e.value.kind == Sequence && old != nil && old.kind == Sequence:
			by, merges := shape.mergedBy(name)
			if !merges {
				base.set(e.key, e.value)
				l.touch(here, e.key.in, e.key.node, Node{})
			} else if !l.mergeList(old, e.value, here, below, by) {
				return false
			}
		default:
			base.set(e.key, e.value)
			l.touch(here, e.key.in, e.key.node, e.value.node)
		}
	}
	return true
}

// mergeList lays a list over another whose items are told apart by a key, or are
// scalars where there is none.
func (l *Layers) mergeList(base, patch *sheet, at Path, shape *shape, by string) (ok bool) {
	l.touch(at, patch.in, patch.node, Node{})
	for _, item := range patch.items {
		if by == "" {
			if !slices.ContainsFunc(base.items, func(s *sheet) bool { return s.text() == item.text() }) {
				base.items = append(base.items, item)
			}
			continue
		}
		word, own := item.get("$patch"), item.get(by)
		if item.kind != Mapping || own == nil || word != nil && word.text() != "delete" {
			return false
		}
		i := slices.IndexFunc(base.items, func(s *sheet) bool {
			other := s.get(by)
			return other != nil && other.text() == own.text() && sameProtocol(s, item)
		})
		switch {
		case word != nil && i >= 0:
			base.items = slices.Delete(base.items, i, i+1)
		case word != nil:
		case i < 0:
			base.items = append(base.items, item)
		case !l.merge(base.items[i], item, at.Index(i), shape.item()):
			return false
		}
	}
	return true
}

// sameProtocol reports whether two ports are of the same protocol; other items
// have none.
func sameProtocol(a, b *sheet) bool {
	protocol := func(s *sheet) string {
		if p := s.get("protocol"); p != nil {
			return p.text()
		}
		return "TCP"
	}
	return protocol(a) == protocol(b)
}
