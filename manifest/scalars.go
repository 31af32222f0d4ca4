package manifest

import "iter"

// Values yields the scalars at and below a node that are values, not keys, each
// once where it is written: an alias is not followed.
func (n Node) Values() iter.Seq[Node] {
	return func(yield func(Node) bool) { n.values(yield) }
}

func (n Node) values(yield func(Node) bool) bool {
	kind := n.at().kind
	if kind == Scalar {
		return yield(n)
	}
	key := kind == Mapping
	for child := range n.children() {
		if !key && !child.values(yield) {
			return false
		}
		key = !key && kind == Mapping
	}
	return true
}
