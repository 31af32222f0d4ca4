package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrShared is the error of a change to a value that other places of the
// document use too, through an anchor or a merge key: to edit it there would
// change them all.
var ErrShared = errors.New("is shared with other places through an anchor or a merge key")

var (
	errAbsent   = errors.New("is not there")
	errPresent  = errors.New("is there already")
	errConflict = errors.New("changes of one fix contradict each other")
	errOdd      = errors.New("is written in a way that no edit can keep")
)

// Edits turns changes on paths of an object into byte edits of its source that
// leave every other byte, comment, indentation style and line ending alone.
// All paths mean the object as it is before the first change; the order of the
// changes is the order of what they add. Where a change cannot be made exactly
// there is an error, and no edit.
func (o *Object) Edits(changes []Change) ([]Edit, error) {
	e, err := newEditor(o)
	if err != nil {
		return nil, err
	}
	if changes, err = settle(changes); err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := e.take(c); err != nil {
			return nil, fmt.Errorf("`%s` %w", c.Path, err)
		}
	}
	slices.SortStableFunc(e.works, func(a, b *work) int { return int(a.node.id - b.node.id) })
	for _, w := range e.works {
		if err := e.emit(w); err != nil {
			return nil, fmt.Errorf("`%s` %w", w.path, err)
		}
	}
	if err := e.append(); err != nil {
		return nil, err
	}
	return e.finish()
}

// Apply applies edits to a text. The edits must be sorted and must not overlap
// nor leave the text; otherwise there is an error.
func Apply(text string, edits []Edit) (string, error) {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(text) {
			return "", fmt.Errorf("edit of bytes %d to %d overlaps another edit or leaves the text", e.Span.Start, e.Span.End)
		}
		b.WriteString(text[at:e.Span.Start])
		b.WriteString(e.Text)
		at = e.Span.End
	}
	b.WriteString(text[at:])
	return b.String(), nil
}

// settle drops changes that are said twice and refuses those that contradict
// each other.
func settle(changes []Change) ([]Change, error) {
	out := make([]Change, 0, len(changes))
changes:
	for i := range changes {
		c := &changes[i]
		if !utf8.ValidString(c.Value) {
			return nil, fmt.Errorf("the new value of `%s` is no UTF-8", c.Path)
		}
		for j := range out {
			switch other := &out[j]; {
			case c.same(other):
				continue changes
			case contradict(c, other) || contradict(other, c):
				return nil, fmt.Errorf("`%s` and `%s`: %w", other.Path, c.Path, errConflict)
			}
		}
		out = append(out, *c)
	}
	return out, nil
}

// same reports whether two changes say the same.
func (c *Change) same(other *Change) bool {
	return other.Op == c.Op && other.Document == c.Document && other.Value == c.Value && other.Raw == c.Raw && other.Path.Equal(c.Path)
}

// contradict reports whether b cannot be done once a is.
func contradict(a, b *Change) bool {
	if a.Op == Append || b.Op == Append { // what is new cannot be in the way
		return false
	}
	if a.Op == Rename && a.Path.Len() > 0 && (b.Op == Add || b.Op == Rename) {
		target := b.Path
		if b.Op == Rename {
			target = b.Path.Parent().Key(b.Value)
		}
		if target.HasPrefix(a.Path.Parent().Key(a.Value)) {
			return true
		}
	}
	if a.Op == Rename {
		return b.Op == Rename && b.Path.Equal(a.Path)
	}
	if !b.Path.HasPrefix(a.Path) {
		return false
	}
	// A key may be renamed while its value is set.
	return a.Op != Set || b.Op != Rename || !b.Path.Equal(a.Path)
}

// editor computes the edits of one call.
type editor struct {
	page
	*ground
	tree  *tree
	root  Node // the object
	works []*work
	news  []*work // new documents
	edits []pending
}

// work is what the changes of one call do to one collection, or to an empty
// value that becomes one.
type work struct {
	node    Node
	owner   spot // where the node stands; zero for the object itself
	path    Path
	removed map[int]bool // by number of entry or item
	adds    []*fresh
	kind    Kind // of what adds belong to, Mapping or Sequence
}

func newEditor(o *Object) (*editor, error) {
	doc := o.Document
	whole, root := doc.Source.Text(), o.Node()
	switch {
	case doc.Source.Recoded:
		return nil, errors.New("a UTF-16 file cannot be edited")
	case doc.Glued:
		return nil, errors.New("two documents have run together; none of them can be edited")
	case root.tree == nil || root.IsAlias():
		return nil, fmt.Errorf("the object %w", ErrShared)
	}
	e := &editor{
		page: page{text: whole[:doc.Span.End], start: doc.Span.Start, whole: whole},
		tree: root.tree, root: root,
	}
	if e.tree.trimmed {
		t, problem := feed(&Source{text: whole, lines: doc.Source.lines, strict: doc.Source.strict}, doc.Span)
		if problem != nil || len(t.nodes) == 1 {
			return nil, errors.New("the document cannot be read again")
		}
		e.tree, e.root = t, Node{t, 1}
	}
	e.ground = doc.groundOf(e.tree, e.text[doc.Span.Start:])
	if e.ground.odd {
		return nil, errors.New("the document has line breaks that editors do not show")
	}
	return e, nil
}

// take makes the edits of a change, or puts it on the list of its collection.
func (e *editor) take(c Change) error {
	if c.Path.Len() == 0 {
		return errors.New("is the object itself, which cannot be changed as a whole")
	}
	switch c.Op {
	case Add:
		return e.takeAdd(c)
	case Append:
		return e.takeAppend(c)
	}
	at, err := e.find(c.Path)
	if err != nil {
		return err
	}
	switch c.Op {
	case Set:
		return e.set(at, c)
	case Remove:
		return e.takeRemove(at, c)
	case Rename:
		return e.rename(at, c)
	case Join:
		return e.join(at)
	}
	return errors.New("has a change of an unknown kind")
}

func (e *editor) takeRemove(at spot, c Change) error {
	if err := e.onlyOne(at); err != nil {
		return err
	}
	first := at.value.id
	if at.key.Exists() {
		first = at.key.id
	}
	if e.sharedAt(at.parent.id) || e.sharedBelow(first, e.tree.until(at.value.id)) {
		return ErrShared
	}
	owner, err := e.ownerOf(c.Path.Parent())
	if err != nil {
		return err
	}
	w := e.workOn(at.parent, owner, c.Path.Parent())
	if w.removed == nil {
		w.removed = map[int]bool{}
	}
	w.removed[at.index] = true
	return nil
}

func (e *editor) workOn(n Node, owner spot, path Path) *work {
	for _, w := range e.works {
		if w.node == n {
			return w
		}
	}
	w := &work{node: n, owner: owner, path: path}
	e.works = append(e.works, w)
	return w
}

func (e *editor) emit(w *work) error {
	switch {
	case w.node.at().kind == Scalar:
		return e.fill(w)
	case w.node.at().style == Block:
		return e.emitBlock(w)
	}
	return e.emitFlow(w)
}
