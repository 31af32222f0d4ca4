package manifest

import "strings"

// Object is one Kubernetes object with its place in the text.
type Object struct {
	Document *Document
	*content
}

// content is what objects of the same text share, where several files have it.
type content struct {
	id int32 // of the object's node, 0 for the root of the document
	// APIVersion, Kind, Name and Namespace are as written; Name and Namespace
	// may be empty.
	APIVersion, Kind, Name, Namespace string
	// GenerateName is metadata.generateName.
	GenerateName string
	// Typed is the decoded value (a *corev1.Service and so on), nil for kinds
	// outside the table of types. Fields that could not be decoded are zero, and
	// those that nobody reads (decode_unread.go).
	Typed any
	// Problems are what the strict decoder found.
	Problems []Problem
	// Placeholders counts the scalars that a later step fills in (${X}).
	Placeholders int

	patched *patched // nil unless patches were laid over the object
}

// NewObject makes an object that a document stands for, whatever is written
// there.
func NewObject(d *Document, apiVersion, kind, name string) *Object {
	return &Object{d, &content{APIVersion: apiVersion, Kind: kind, Name: name}}
}

// Node is the object's mapping. Paths of findings start here, also for the
// items of a List.
func (o *Object) Node() Node {
	root := o.Document.Root()
	if o.id == 0 {
		return root
	}
	return Node{root.tree, o.id}
}

// Group is the API group, "" for the core group.
func (o *Object) Group() string {
	group, _, found := strings.Cut(o.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

// Identity is what makes an object the same to the API server wherever it is
// written: group, kind, namespace and name, the version left out.
type Identity struct {
	Group, Kind, Namespace, Name string
}

// Find returns the node at a path of the object, or the zero Node.
func (o *Object) Find(p Path) Node { return o.Node().Find(p) }

// Source is the text that holds the object.
func (o *Object) Source() *Source { return o.Document.Source }

// Unknown reports whether the value at p is a placeholder, or lies in one: no
// rule can judge it.
func (o *Object) Unknown(p Path) bool {
	if s := o.Document.shelf; s == nil || !s.vague {
		return false
	}
	n := o.Node()
	var room pathRoom
	for _, s := range p.steps(room[:0]) {
		if n = n.next(s); n.Kind() == Scalar && IsPlaceholder(n.Text()) {
			return true
		}
	}
	return false
}

// MayMention tells of objects whose tree would have to be made first whether a
// scalar of theirs may hold a word, one that nobody writes with escapes. Of one
// of several objects the text of the document tells nothing.
func (o *Object) MayMention(word string) bool {
	d := o.Document
	return len(d.Objects) > 1 || d.shelf == nil || d.shelf.own != nil || strings.Contains(d.Source.text[d.Span.Start:d.Span.End], word)
}

// ValueSpan is where the value at p lies. ok is false where the path does not
// exist or the value is empty.
func (o *Object) ValueSpan(p Path) (span Span, ok bool) {
	n := o.Node().Find(p)
	return n.Span(), n.Exists() && !n.Span().Empty()
}

// KeySpan is where the key that p ends with lies; for an item of a sequence,
// the item. ok is false where the path does not exist.
func (o *Object) KeySpan(p Path) (span Span, ok bool) {
	if p.Len() == 0 {
		return Span{}, false
	}
	if p.Last().IsIndex {
		n := o.Node().Find(p)
		return n.Span(), n.Exists()
	}
	key, _ := o.Node().Find(p.Parent()).Entry(p.Last().Key)
	return key.Span(), key.Exists()
}

// Locate turns a path into the span that a person would edit: a scalar's text,
// a collection's key, and for what is absent the nearest existing parent key,
// or in the end the object's name or kind. It is never empty.
func (o *Object) Locate(p Path) Span {
	for q := p; q.Len() > 0; q = q.Parent() {
		n := o.Node().Find(q)
		if !n.Exists() {
			continue
		}
		if n.short() {
			return n.Span()
		}
		if key, ok := o.KeySpan(q); ok && !q.Last().IsIndex {
			return key
		}
		if n.Kind() == Mapping { // an item: its first key
			for key := range n.written() {
				return key.Span()
			}
		}
		if !n.Span().Empty() && !multiline(n) {
			return n.Span()
		}
	}
	return o.identitySpan(p)
}

// identitySpan is the place of what names the object: metadata.name, else
// generateName, else kind.
func (o *Object) identitySpan(p Path) Span {
	for _, q := range []Path{At("metadata", "name"), At("metadata", "generateName"), At("kind"), At("apiVersion")} {
		if span, ok := o.ValueSpan(q); ok && !q.Equal(p) {
			return span
		}
	}
	for key := range o.Node().written() {
		return key.Span()
	}
	return o.Node().Span()
}

// multiline reports whether a node runs over several lines.
func multiline(n Node) bool {
	s := n.Span()
	if text := n.value(); len(text) == s.End-s.Start { // it is its content
		return strings.Contains(text, "\n")
	}
	return strings.Contains(n.Source().Text()[s.Start:s.End], "\n")
}

// pathTo is the path from n to the entry or item that covers a byte.
func (n Node) pathTo(at int) Path {
	var p Path
	for {
		deeper := false
		switch n.at().kind {
		case Mapping:
			for key, value := range n.written() {
				if s := (Span{key.Span().Start, value.Span().End}); at >= s.Start && at < max(s.End, key.Span().End) {
					p = p.Key(key.Key())
					if at < key.Span().End {
						return p
					}
					n, deeper = value, true
				}
			}
		case Sequence:
			for i, item := range n.Items() {
				if s := item.Span(); at >= s.Start && at < s.End {
					p = p.Index(i)
					n, deeper = item, true
				}
			}
		}
		if !deeper {
			return p
		}
	}
}
