package manifest

import (
	"iter"
	"slices"
)

// This file reads mappings. kubectl's reader lets a mapping repeat a key and
// merge other mappings in; both are rare, so a mapping that does neither
// (node.distinct) takes a shorter way.

// written yields key and value of each entry of a mapping as they stand in the
// text: repeated keys repeatedly, merge keys as they are.
func (n Node) written() iter.Seq2[Node, Node] {
	return func(yield func(key, value Node) bool) {
		n = n.target()
		if n.at().kind != Mapping {
			return
		}
		nodes := n.tree.nodes
		for id := n.at().first; id != 0; {
			value := nodes[id].next
			if !yield(Node{n.tree, id}, Node{n.tree, value}) {
				return
			}
			id = nodes[value].next
		}
	}
}

// Entries yields the entries of a mapping as kubectl sees them: merge keys
// (<<) are replaced by what they merge in, and of a repeated key only the last
// value counts. The order is that of the first mention.
func (n Node) Entries() iter.Seq2[Node, Node] {
	if n.target().at().distinct {
		return n.written()
	}
	return func(yield func(key, value Node) bool) {
		var order []string
		last := map[string][2]Node{}
		n.flatten(func(key, value Node) {
			k := key.Key()
			if _, seen := last[k]; !seen {
				order = append(order, k)
			}
			last[k] = [2]Node{key, value}
		})
		for _, k := range order {
			if !yield(last[k][0], last[k][1]) {
				return
			}
		}
	}
}

// Get returns the value of a key of a mapping, the zero Node where the node is
// no mapping or has no such key.
func (n Node) Get(key string) Node {
	_, value := n.Entry(key)
	return value
}

// Entry returns key and value of one entry of a mapping, as Entries sees it.
func (n Node) Entry(key string) (k, v Node) {
	n = n.target()
	if x := n.at(); !x.distinct {
		if x.kind != Mapping {
			return Node{}, Node{}
		}
		return n.lastEntry(key)
	}
	nodes := n.tree.nodes
	for id := n.at().first; id != 0; {
		k, value := Node{n.tree, id}, nodes[id].next
		if k.isKey(key) {
			return k, Node{n.tree, value}
		}
		id = nodes[value].next
	}
	return Node{}, Node{}
}

// isKey reports whether a key reads as a text. Nearly all are plain words, and
// of another length.
func (n Node) isKey(key string) bool {
	x := n.at()
	if x.typ == String && x.tag == noTag && x.first == 0 {
		return x.raw(n.tree.source.text) == key
	}
	return n.Key() == key
}

// lastEntry is Entry for any mapping.
func (n Node) lastEntry(key string) (k, v Node) {
	n.flatten(func(ek, ev Node) {
		if ek.Key() == key {
			k, v = ek, ev
		}
	})
	return k, v
}

// flatten calls f for every entry in the order in which kubectl's YAML reader
// sets them: a merge takes place where it stands, and later settings win.
func (n Node) flatten(f func(key, value Node)) {
	for key, value := range n.written() {
		if !key.isMerge() {
			f(key, value)
			continue
		}
		switch value.Kind() {
		case Mapping:
			value.flatten(f)
		case Sequence: // earlier items take precedence, so they are set last
			for _, item := range value.backward() {
				item.flatten(f)
			}
		}
	}
}

// backward yields the items of a sequence from the last to the first.
func (n Node) backward() iter.Seq2[int, Node] {
	var items []Node
	for _, item := range n.Items() {
		items = append(items, item)
	}
	return slices.Backward(items)
}

// isMerge reports whether a key is the merge key of YAML 1.1.
func (n Node) isMerge() bool {
	x := n.at()
	return x.kind == Scalar && x.end-x.start >= 2 && n.value() == "<<" && (x.tag == noTag && x.style == Plain || x.tag == mergeTag)
}

// fewKeys is the number of keys up to which comparing each with each is
// cheaper than a map.
const fewKeys = 16

// keysDistinct reports whether a mapping repeats no key and merges nothing.
func (n Node) keysDistinct() bool {
	var few [fewKeys]string
	keys := few[:0]
	for key := range n.written() {
		if key.isMerge() {
			return false
		}
		keys = append(keys, key.Key())
	}
	if len(keys) > fewKeys {
		seen := make(map[string]bool, len(keys))
		for _, k := range keys {
			seen[k] = true
		}
		return len(seen) == len(keys)
	}
	for i, k := range keys {
		for _, other := range keys[:i] {
			if other == k {
				return false
			}
		}
	}
	return true
}
