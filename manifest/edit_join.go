package manifest

import "errors"

// join makes one mapping of an item of a list and the one before it: in block
// style its dash goes, in flow style the braces between the two.
func (e *editor) join(at spot) error {
	if at.key.Exists() || at.index == 0 {
		return errors.New("is no item that follows another")
	}
	before := at.parent.Item(at.index - 1)
	for _, n := range []Node{before, at.value} {
		if n.Kind() != Mapping || n.IsAlias() || n.Len() == 0 {
			return errors.New("is no mapping behind another, with something in each")
		}
	}
	if e.sharedAt(at.parent.id) || e.sharedBelow(before.id, e.tree.until(at.value.id)) {
		return ErrShared
	}
	for key := range at.value.written() {
		if key.Key() == "<<" || before.Get(key.Key()).Exists() {
			return errPresent
		}
	}
	parts, err := e.parts(at.parent)
	if err != nil {
		return err
	}
	return e.joinParts(parts[at.index-1], parts[at.index], at.value)
}

func (e *editor) joinParts(first, second part, n Node) error {
	a, b := first.value.Span(), second.value.Span()
	switch {
	case first.value.Style() != second.value.Style() || second.value.at().tagged():
		return errOdd
	case n.Style() == Flow && second.colon < 0:
		from, to := e.skipBlanksBack(a.End-1), e.skipBlanks(b.Start+1)
		if second.begin != b.Start || first.end != a.End || e.text[from-1] == ',' || len(e.commentsIn(from, to)) > 0 {
			return errOdd
		}
		e.replace(from, to, ", ", n.id)
	case n.Style() == Flow: // each on a line with a dash of its own
		return errOdd
	case e.skipBlanks(second.colon) != b.Start || e.column(a.Start) != e.column(b.Start):
		return errOdd
	default:
		e.replace(second.begin, second.begin+1, " ", n.id)
	}
	return nil
}
