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
	return func(yield func(key, value Node) bool) { n.eachEntry(yield) } // so short that it costs no memory
}

func (n Node) eachEntry(yield func(key, value Node) bool) {
	switch x := n.target().at(); {
	case x.kind != Mapping: // many ask for what is not there
		return
	case x.distinct():
		n.written()(yield)
		return
	}
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

// Get returns the value of a key of a mapping, the zero Node where the node is
// no mapping or has no such key.
func (n Node) Get(key string) Node {
	_, value := n.Entry(key)
	return value
}

// Entry returns key and value of one entry of a mapping, as Entries sees it.
func (n Node) Entry(key string) (k, v Node) {
	n = n.target()
	if x := n.at(); !x.distinct() {
		if x.kind != Mapping {
			return Node{}, Node{}
		}
		return n.lastEntry(key)
	}
	nodes := n.tree.nodes
	for id := n.at().first; id != 0; {
		x := &nodes[id]
		if k := (Node{n.tree, id}); !(x.plainWord() && int(x.end-x.start) != len(key)) && k.isKey(key) { // most are of another length
			return k, Node{n.tree, x.next}
		}
		id = nodes[x.next].next
	}
	return Node{}, Node{}
}

// plainWord reports whether a key reads as it stands in the text: nearly all do.
func (x *node) plainWord() bool {
	return x.style == Plain && x.typ == String && x.tag == noTag && x.first == 0
}

// isKey reports whether a key reads as a text.
func (n Node) isKey(key string) bool {
	if x := n.at(); x.plainWord() {
		return n.tree.source.text[x.start:x.end] == key
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

// keysDistinct reports whether a mapping repeats no key and merges nothing.
func (n Node) keysDistinct() bool {
	var marks keyMarks
	for key := range n.written() {
		if key.isMerge() {
			return false
		}
		marks.add(key.Key())
	}
	return !marks.alike || !n.repeatsKey()
}

// repeatsKey compares each key with each.
func (n Node) repeatsKey() bool {
	seen := map[string]bool{}
	for key := range n.written() {
		name := key.Key()
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

// keyMarks tells keys apart by a few of their bytes. That is enough for most
// mappings, and spares them a map of their keys.
type keyMarks struct {
	bits  [16]uint64
	alike bool // two keys may be the same
}

func (m *keyMarks) add(key string) {
	sum := uint(len(key))
	if key != "" {
		sum += 7*uint(key[0]) + 31*uint(key[len(key)/2]) + 101*uint(key[len(key)-1])
	}
	word, bit := sum/64%uint(len(m.bits)), uint64(1)<<(sum%64)
	m.alike = m.alike || m.bits[word]&bit != 0
	m.bits[word] |= bit
}
