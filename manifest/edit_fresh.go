package manifest

import (
	"errors"
	"strings"
)

// fresh is a value that is not there yet: one added scalar with the parents
// that have to be made for it.
type fresh struct {
	key      string // of an entry; "" for an item
	kind     Kind
	value    string // of a scalar
	raw      bool
	children []*fresh
}

// kindFor is what something must be for a step to lead into it.
func kindFor(s Step) Kind {
	if s.IsIndex {
		return Sequence
	}
	return Mapping
}

// graft puts an added scalar below what else is new in the same collection, so
// that a missing parent is made once.
func (w *work) graft(c Change, steps []Step) error {
	kind, base, siblings := kindFor(steps[0]), w.node.Len(), &w.adds
	if len(w.adds) == 0 {
		w.kind = kind
	}
	if kind != w.kind {
		return errConflict
	}
	for i, s := range steps {
		if kindFor(s) != kind {
			return errConflict
		}
		var child *fresh
		if s.IsIndex {
			if n := s.Index - base; n >= 0 && n < len(*siblings) {
				child = (*siblings)[n]
			} else if n != len(*siblings) {
				return errors.New("is not the next item of its list")
			}
		} else {
			for _, f := range *siblings {
				if f.key == s.Key {
					child = f
				}
			}
		}
		last := i == len(steps)-1
		switch {
		case child != nil && (last || child.kind == Scalar):
			return errConflict
		case child == nil && last:
			child = &fresh{key: s.Key, kind: Scalar, value: c.Value, raw: c.Raw}
			*siblings = append(*siblings, child)
		case child == nil:
			child = &fresh{key: s.Key, kind: kindFor(steps[i+1])}
			*siblings = append(*siblings, child)
		}
		kind, base, siblings = child.kind, 0, &child.children
	}
	return nil
}

// look is how a document is laid out.
type look struct {
	step int // columns by which an inner mapping is indented
	dash int // columns by which a list is indented below its key
}

// layout finds out how the document is laid out: as its first inner mapping
// and its first list are.
func (e *editor) layout() look {
	e.laid.Do(func() { e.look = e.findLayout() })
	return e.look
}

func (e *editor) findLayout() look {
	found := look{-1, -1}
	for id := range e.tree.nodes {
		n := Node{e.tree, int32(id)}
		if x := n.at(); x.kind != Mapping || x.style != Block {
			continue
		}
		for key, value := range n.written() {
			v := value.at()
			from, to := key.Span(), value.Span()
			if v.style != Block || !e.broken(from.End, to.Start) {
				continue
			}
			width := e.column(to.Start) - e.column(from.Start)
			if v.kind == Mapping && found.step < 0 && width > 0 {
				found.step = width
			}
			if v.kind == Sequence && found.dash < 0 && width >= 0 {
				found.dash = width
			}
		}
	}
	if found.step < 0 {
		found.step = 2
	}
	found.dash = max(found.dash, 0)
	return found
}

// ink is how new text is written.
type ink struct {
	eol    string
	flow   bool
	keys   Style // quotes of keys and values
	values Style
	colon  string // flow: between key and value
	comma  string // flow: between two parts
}

// write appends an entry, or an item without its dash, without the indentation of
// its first line. col is the column at which it, or its dash, starts.
func (e *editor) write(out []byte, f *fresh, item bool, col int, k ink) ([]byte, error) {
	if item {
		return e.writeValue(out, f, true, col, k)
	}
	key, err := e.newKey(f.key, k.keys, k.flow)
	if err != nil {
		return nil, err
	}
	out = append(out, key...)
	switch {
	case k.flow:
		out = append(out, k.colon...)
	case f.kind == Scalar:
		out = append(out, ": "...)
	default: // its first child stands on the next line
		out = append(out, ':')
	}
	return e.writeValue(out, f, false, col, k)
}

// writeValue appends the value of an entry, or an item.
func (e *editor) writeValue(out []byte, f *fresh, item bool, col int, k ink) ([]byte, error) {
	if f.kind == Scalar {
		if !f.raw {
			return append(out, writeScalar(f.value, k.values, k.flow)...), nil
		}
		if !rawSafe(f.value, e.json) {
			return nil, errors.New("gets a value that is no value on one line")
		}
		return append(out, f.value...), nil
	}
	open, between, end := "", k.comma, ""
	inner := col + e.layout().step
	switch {
	case item: // the first child stands on the line of the dash
		inner = col + 2
	case f.kind == Sequence:
		inner = col + e.layout().dash
	}
	switch {
	case k.flow && f.kind == Sequence:
		open, end = "[", "]"
	case k.flow:
		open, end = "{", "}"
	default:
		between = k.eol + strings.Repeat(" ", inner)
		if !item {
			open = between
		}
	}
	var err error
	out = append(out, open...)
	for i, child := range f.children {
		if i > 0 {
			out = append(out, between...)
		}
		if out, err = e.writePart(out, child, f.kind == Sequence, inner, k); err != nil {
			return nil, err
		}
	}
	return append(out, end...), nil
}

// writePart appends an entry or, with its dash, an item.
func (e *editor) writePart(out []byte, f *fresh, item bool, col int, k ink) ([]byte, error) {
	if item && !k.flow {
		out = append(out, "- "...)
	}
	return e.write(out, f, item, col, k)
}

// writeAll writes entries or, with their dashes, items.
func (e *editor) writeAll(all []*fresh, items bool, col int, k ink) ([]string, error) {
	texts := make([]string, len(all))
	var room []byte
	for i, f := range all {
		text, err := e.writePart(room[:0], f, items, col, k)
		if err != nil {
			return nil, err
		}
		texts[i], room = string(text), text
	}
	return texts, nil
}
