package manifest

import (
	"fmt"
	"math"
)

// check completes a tree that was just filled (the types of scalars, and what
// is known of mappings), and finds what a YAML reader may read and kubectl
// refuses. The first such thing makes the document unreadable. The trees of the
// fast reader are complete, and hold nothing to refuse.
func (t *tree) check() *Problem {
	aliases := false
	for id := range t.nodes {
		x := &t.nodes[id]
		x.typ = Node{t, int32(id)}.read()
		aliases = aliases || x.kind == Alias
	}
	for id := range t.nodes {
		if problem := (Node{t, int32(id)}).check(); problem != nil {
			return problem
		}
	}
	if aliases {
		return t.checkAliases()
	}
	return nil
}

// check is the share of one node in tree.check.
func (n Node) check() *Problem {
	x := n.at()
	switch {
	case x.kind == Mapping:
		x.setDistinct(n.keysDistinct())
		for key, value := range n.written() {
			if problem := checkEntry(key, value); problem != nil {
				return problem
			}
		}
	case x.kind == Sequence:
		for _, item := range n.Items() {
			if problem := item.checkNumber(); problem != nil {
				return problem
			}
		}
	case x.kind == Scalar && x.typ == Invalid:
		return n.refuse("`%s` does not fit the tag before it", shorten(n.value()))
	case n.id == 1:
		return n.checkNumber()
	}
	return nil
}

func checkEntry(key, value Node) *Problem {
	switch {
	case key.isMerge():
		if !mergeable(value) {
			return key.refuse("`<<` merges something that is no mapping")
		}
	case key.Kind() != Scalar:
		return key.refuse("a key is a mapping or a list, where Kubernetes knows only words")
	case key.Type() == Null:
		return key.refuse("a key is empty")
	case key.Type() == Int && key.resolve().unsigned():
		return key.refuse("the key `%s` is a number that needs more than 64 bits", key.Text())
	}
	return value.checkNumber()
}

// mergeable reports whether "<<" can merge a value: a mapping or an alias of
// one, or a list of these.
func mergeable(value Node) bool {
	if value.at().kind != Sequence {
		return value.Kind() == Mapping
	}
	for _, item := range value.Items() {
		if item.Kind() != Mapping {
			return false
		}
	}
	return true
}

// checkNumber refuses values that JSON, and so the API server, cannot hold.
func (n Node) checkNumber() *Problem {
	if n.Type() == Float {
		if f := n.resolve().real; math.IsNaN(f) || math.IsInf(f, 0) {
			return n.refuse("`%s` is a number that JSON does not have", n.Text())
		}
	}
	return nil
}

// refuse makes the problem of a node that makes its document unreadable.
func (n Node) refuse(format string, args ...any) *Problem {
	span := n.Span()
	if span.Empty() {
		span = oneCharacter(n.Source(), span.Start, Span{0, len(n.Source().Text())})
	}
	return &Problem{Span: span, Message: fmt.Sprintf(format, args...) + "; kubectl refuses the document"}
}

// shorten cuts a text from a manifest to what fits into a message.
func shorten(text string) string {
	const most = 60
	for i := range text {
		if text[i] == '\n' || i >= most {
			return text[:i] + "…"
		}
	}
	return text
}
