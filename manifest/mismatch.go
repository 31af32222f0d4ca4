package manifest

import (
	"fmt"
	"slices"
	"strconv"
)

// This file words what the decoder has to say.

// unknown reports a key that the struct at hand does not have.
func (d *decoder) unknown(s *shape) {
	at := d.path()
	d.object.Problems = append(d.object.Problems, Problem{
		Kind: UnknownField, Span: d.way[len(d.way)-1].spot.Span(), Path: at, Known: s.names,
		Message: fmt.Sprintf("`%s` is no field of %s; kubectl refuses the object", at, d.object.Kind),
	})
}

// mismatch reports a value that does not fit its field, unless it is a
// placeholder: what becomes of that is not known. It returns false.
func (d *decoder) mismatch(n Node, want string) bool {
	before := len(d.object.Problems)
	d.misfit(n, fmt.Sprintf("is %s, where Kubernetes wants %s", describe(n), want))
	if want == aString && n.Style() == Plain && n.Type() != Null && len(d.object.Problems) > before {
		d.object.Problems[before].Unquoted = n.Text()
	}
	return false
}

// misfit is mismatch in words of its own.
func (d *decoder) misfit(n Node, words string) bool {
	if n.Kind() != Scalar || !IsPlaceholder(n.Text()) {
		d.problem(WrongType, n, words)
	}
	return false
}

func (d *decoder) problem(kind ProblemKind, n Node, words string) {
	at := d.path()
	d.object.Problems = append(d.object.Problems, Problem{
		Kind: kind, Span: d.place(n), Path: at,
		Message: fmt.Sprintf("`%s` %s; the API server refuses the object", at, words),
	})
}

// place is what a person would edit of a value: a short text itself, else its
// key, and of an item the first short text in it.
func (d *decoder) place(n Node) Span {
	if n.short() {
		return n.Span()
	}
	for _, s := range slices.Backward(d.way) {
		spot := s.spot
		for s.index >= 0 && spot.Exists() && !spot.short() {
			spot = spot.child()
		}
		if spot.Exists() {
			return spot.Span()
		}
	}
	return n.Span()
}

// short reports whether the node is a scalar or alias in one line.
func (n Node) short() bool {
	return n.Kind() == Scalar && !n.Span().Empty() && !multiline(n)
}

// describe names a value and its type for a message.
func describe(n Node) string {
	switch n.Kind() {
	case Mapping:
		return "a mapping"
	case Sequence:
		return "a list"
	}
	text := shorten(n.Text())
	if n.Style() != Plain {
		text = strconv.Quote(text)
	}
	return fmt.Sprintf("`%s`, %s", text, n.Type())
}
