package manifest

import "errors"

// This file follows paths through the text as it is written, where Node.Find
// follows them as kubectl reads it: an edit needs to know when the two differ.

// spot is where a path ends: an entry of a mapping or an item of a sequence.
type spot struct {
	parent Node
	index  int  // its number in the parent
	key    Node // the zero Node for an item
	value  Node
}

// find follows a path to something that is there.
func (e *editor) find(p Path) (spot, error) {
	var at spot
	n := e.root
	var room pathRoom
	for _, s := range p.steps(room[:0]) {
		var err error
		if at, err = e.step(n, s); err != nil {
			return spot{}, err
		}
		n = at.value
	}
	return at, nil
}

// ownerOf finds a collection's own place; the zero spot for the object.
func (e *editor) ownerOf(p Path) (spot, error) {
	if p.Len() == 0 {
		return spot{}, nil
	}
	return e.find(p)
}

// step goes one step down. The error is errAbsent where there is nothing, and
// ErrShared where it is written somewhere else.
func (e *editor) step(n Node, s Step) (spot, error) {
	if n.IsAlias() {
		return spot{}, ErrShared
	}
	switch {
	case n.Kind() == Scalar && n.Type() == Null:
		return spot{}, errAbsent
	case s.IsIndex && n.Kind() == Sequence:
		if item := n.Item(s.Index); item.Exists() {
			return spot{parent: n, index: s.Index, value: item}, nil
		}
		return spot{}, errAbsent
	case !s.IsIndex && n.Kind() == Mapping:
		key, value := n.Entry(s.Key)
		if !key.Exists() {
			return spot{}, errAbsent
		}
		if key.Span().Empty() { // nothing but a tag
			return spot{}, errOdd
		}
		i := 0
		for k := range n.written() {
			if k == key {
				return spot{n, i, key, value}, nil
			}
			i++
		}
		return spot{}, ErrShared // it comes from a merge
	case s.IsIndex:
		return spot{}, errors.New("leads through something that is no list")
	}
	return spot{}, errors.New("leads through something that is no mapping")
}

// onlyOne refuses keys that stand in their mapping twice, or that a merge
// brings too: without the one, the other would count.
func (e *editor) onlyOne(at spot) error {
	if !at.key.Exists() {
		return nil
	}
	count, name := 0, at.key.Key()
	at.parent.flatten(func(key, _ Node) {
		if key.Key() == name {
			count++
		}
	})
	if count != 1 {
		return errors.New("is set more than once")
	}
	return nil
}

// until is the number behind the last node of the subtree of a node.
func (t *tree) until(id int32) int32 {
	for {
		n := &t.nodes[id]
		if n.kind != Mapping && n.kind != Sequence || n.first == 0 {
			return id + 1
		}
		id = n.first
		for t.nodes[id].next != 0 {
			id = t.nodes[id].next
		}
	}
}

// sharedAt reports whether a node lies in something that an alias stands for.
func (e *editor) sharedAt(id int32) bool {
	for _, alias := range e.aliases {
		if target := e.tree.nodes[alias].first; target <= id && id < e.tree.until(target) {
			return true
		}
	}
	return false
}

// sharedBelow reports whether an alias elsewhere stands for something among
// the nodes from one number to before another.
func (e *editor) sharedBelow(from, to int32) bool {
	for _, alias := range e.aliases {
		target, inside := e.tree.nodes[alias].first, alias >= from && alias < to
		if !inside && target >= from && target < to {
			return true
		}
	}
	return false
}

// takeAdd finds where something new belongs: the deepest collection on its
// path that is there.
func (e *editor) takeAdd(c Change) error {
	var owner spot
	n := e.root
	var room pathRoom
	steps := c.Path.steps(room[:0])
	for i, s := range steps {
		at, err := e.step(n, s)
		if err == nil {
			owner, n = at, at.value
			continue
		}
		if !errors.Is(err, errAbsent) {
			return err
		}
		if e.sharedAt(n.id) {
			return ErrShared
		}
		w := e.workOn(n, owner, c.Path.upTo(i))
		return w.graft(c, steps[i:])
	}
	return errPresent
}
