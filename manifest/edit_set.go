package manifest

import (
	"errors"
	"strings"
)

// set replaces the value at a spot.
func (e *editor) set(at spot, c Change) error {
	n := at.value
	x := n.at()
	collection := x.kind == Mapping || x.kind == Sequence
	if e.sharedAt(n.id) || e.sharedBelow(n.id, e.tree.until(n.id)) {
		return ErrShared
	}
	span := n.Span()
	if collection {
		if c := e.byteAt(span.Start); c != '{' && c != '[' || len(e.commentsIn(span.Start, span.End)) > 0 {
			return errors.New("is a collection, which no single value can replace")
		}
	}
	flow := at.parent.at().style == Flow
	text, err := e.newValue(n, c, flow)
	switch {
	case err != nil || text == "":
		return err
	case x.kind == Scalar && span.Empty():
		return e.setEmpty(at, text, flow)
	case x.style == Literal || x.style == Folded:
		if onlyBlanks(e.lead(span.Start)) { // only here may a value stand below its key without being indented
			return errOdd
		}
		for _, comment := range e.commentsIn(span.Start, min(e.lineEnd(span.Start), span.End)) {
			text += " " + comment
		}
	}
	start := span.Start
	if x.tag != noTag || collection { // a tag says what the old value is
		from, err := e.behindColon(at, flow)
		if err != nil {
			return err
		}
		if start, text, err = e.dropTag(from, start, text); err != nil {
			return err
		}
	}
	e.replace(start, span.End, text, n.id)
	return nil
}

// newValue is the text for a new value in place of an old one; "" where the
// old one is the same already.
func (e *editor) newValue(old Node, c Change, flow bool) (string, error) {
	span := old.Span()
	if c.Raw {
		if !rawSafe(c.Value, e.json) {
			return "", errors.New("has a new value that is no value on one line")
		}
		if e.text[span.Start:span.End] == c.Value && !old.at().tagged() {
			return "", nil
		}
		return c.Value, nil
	}
	if old.Kind() == Scalar && old.Type() == String && old.resolve().text == c.Value {
		return "", nil
	}
	style := old.Style()
	if old.Kind() == Scalar && old.Type() != String && (old.IsAlias() || !span.Empty()) {
		// Whoever wrote true or 8080 here shall see that it is a string now.
		style = DoubleQuoted
	}
	if e.json {
		style = DoubleQuoted
	}
	return writeScalar(c.Value, style, flow), nil
}

// setEmpty gives an empty value a text.
func (e *editor) setEmpty(at spot, text string, flow bool) error {
	start, err := e.behindColon(at, flow)
	if err != nil {
		return err
	}
	if start < 0 { // {a, b}: a key without a colon
		end := at.key.Span().End
		e.replace(end, end, ": "+text, at.value.id)
		return nil
	}
	end, tag := e.skipProperties(start)
	if tag >= 0 {
		from, kept, err := e.dropTag(start, end, text)
		if err != nil {
			return err
		}
		e.replace(from, end, kept, at.value.id)
		return nil
	}
	e.replace(end, end, " "+text, at.value.id)
	return nil
}

// behindColon is the place behind the colon or dash of a spot, the start of an
// item without a dash, and -1 for a key without a colon.
func (e *editor) behindColon(at spot, flow bool) (int, error) {
	if !at.key.Exists() {
		parts, err := e.parts(at.parent)
		if err != nil {
			return 0, err
		}
		if flow {
			return parts[at.index].begin, nil
		}
		return parts[at.index].colon, nil
	}
	end := at.key.Span().End
	if colon := e.skipSpace(end); e.byteAt(colon) == ':' {
		return colon + 1, nil
	}
	if flow && !multiline(at.key) {
		return -1, nil
	}
	return 0, errOdd // what has a colon must stand on one line
}

// dropTag takes the tags out of the properties before a value, where they
// stand on the line of its colon or dash. What it returns is the place from
// where on, and the text by which, the value is replaced.
func (e *editor) dropTag(from, value int, text string) (int, string, error) {
	end, tag := e.skipProperties(from)
	switch {
	case tag < 0 && e.skipSpace(end) == value:
		return value, text, nil
	case tag < 0 || !onlyBlanks(e.text[end:value]):
		return 0, "", errOdd
	}
	start := e.skipBlanks(from)
	kept := ""
	for _, word := range strings.Fields(e.text[start:end]) {
		if word[0] == '&' {
			kept += word + " "
		}
	}
	return start, kept + text, nil
}

// rename replaces the key of a spot.
func (e *editor) rename(at spot, c Change) error {
	if !at.key.Exists() {
		return errors.New("is no key and has no name")
	}
	if err := e.onlyOne(at); err != nil {
		return err
	}
	key := at.key.at()
	switch {
	case e.sharedAt(at.key.id):
		return ErrShared
	case key.kind != Scalar || key.tag != noTag || multiline(at.key):
		return errOdd
	case at.key.Key() == c.Value && at.key.Type() == String:
		return nil
	case at.key.Key() != c.Value && at.parent.Get(c.Value).Exists():
		return errors.New("cannot become `" + shorten(c.Value) + "`, which " + errPresent.Error())
	}
	text, err := e.newKey(c.Value, key.style, at.parent.at().style == Flow)
	if err != nil {
		return err
	}
	e.replace(int(key.start), int(key.end), text, at.key.id)
	return nil
}

// maxKey is how long a key may be: YAML readers look for its colon no further.
const maxKey = 1000

// newKey writes a key.
func (e *editor) newKey(key string, style Style, flow bool) (string, error) {
	if e.json {
		style = DoubleQuoted
	}
	text := writeScalar(key, style, flow)
	if len(text) > maxKey {
		return "", errors.New("has a key that is too long")
	}
	return text, nil
}
