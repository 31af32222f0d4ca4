package manifest

import (
	"encoding/json"
	"strings"
)

// feedJSON fills a tree from a document that is known to be JSON.
func feedJSON(src *Source, span Span) (*tree, *Problem) {
	j := jsonReader{
		tree: newTree(src, span, strings.Count(src.text[span.Start:span.End], ":")*2+8),
		text: src.text[:span.End], at: span.Start,
	}
	j.value()
	return j.tree, nil
}

// jsonReader walks over valid JSON, so it need not look for mistakes.
type jsonReader struct {
	tree *tree
	text string
	at   int
}

// value reads the value ahead with all below it, and returns its index.
func (j *jsonReader) value() int32 {
	j.skip(" \t\r\n")
	id := int32(len(j.tree.nodes))
	j.tree.nodes = append(j.tree.nodes, node{start: int32(j.at)})
	n := node{start: int32(j.at)}
	switch j.text[j.at] {
	case '{':
		n.kind, n.style = Mapping, Flow
		n.first = j.children("}")
	case '[':
		n.kind, n.style = Sequence, Flow
		n.first = j.children("]")
	case '"':
		n.kind, n.style = Scalar, DoubleQuoted
		n.first = j.quoted()
	default: // a number, true, false, null
		n.kind = Scalar
		for j.at < len(j.text) && strings.IndexByte(",]} \t\r\n", j.text[j.at]) < 0 {
			j.at++
		}
	}
	n.end = int32(j.at)
	j.tree.nodes[id] = n
	return id
}

// children reads the values up to a closing bracket, keys like any others, and
// returns the index of the first.
func (j *jsonReader) children(closing string) (first int32) {
	last := int32(0)
	j.at++
	for j.skip(" \t\r\n,:"); !strings.HasPrefix(j.text[j.at:], closing); j.skip(" \t\r\n,:") {
		id := j.value()
		if last == 0 {
			first = id
		} else {
			j.tree.nodes[last].next = id
		}
		last = id
	}
	j.at++
	return first
}

// quoted reads a string; what it returns is for node.first.
func (j *jsonReader) quoted() int32 {
	start, escaped := j.at, false
	for j.at++; j.text[j.at] != '"'; j.at++ {
		if j.text[j.at] == '\\' {
			escaped = true
			j.at++
		}
	}
	j.at++
	if !escaped {
		return 0
	}
	var value string
	if json.Unmarshal([]byte(j.text[start:j.at]), &value) != nil {
		value = ""
	}
	return j.tree.keep(value)
}

// skip passes over characters of a set.
func (j *jsonReader) skip(set string) {
	for j.at < len(j.text) && strings.IndexByte(set, j.text[j.at]) >= 0 {
		j.at++
	}
}
