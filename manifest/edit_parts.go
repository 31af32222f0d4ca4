package manifest

import (
	"strings"
	"unicode/utf8"
)

// part is an entry of a mapping or an item of a sequence as it stands in the
// text.
type part struct {
	key, value Node // key is the zero Node for an item
	colon      int  // behind the colon or dash; -1 where there is none
	begin      int  // the first byte: of the key, of its anchor or tag, or the dash
	end        int  // behind the value
	stop       int  // in a flow collection: behind the comma, or end without one
}

// comma reports whether a comma follows the part.
func (p part) comma() bool { return p.stop > p.end }

// parts finds the parts of a collection in the text. What it does not
// understand to the byte is an error.
func (e *editor) parts(n Node) ([]part, error) {
	out := make([]part, 0, n.Len())
	if n.at().style == Block {
		_, err := e.blockParts(n, func(p part) { out = append(out, p) })
		return out, err
	}
	for key, value := range n.written() {
		if key.Span().Empty() { // nothing but a tag
			return nil, errOdd
		}
		out = append(out, part{key: key, value: value})
	}
	for _, item := range n.Items() {
		out = append(out, part{value: item})
	}
	return out, e.flowParts(n, out)
}

// onlyDashes reports whether what stands on a line before the first part of a
// collection in block style may stand there: the dashes of the lists around it,
// each with a blank behind it.
func onlyDashes(lead string) bool {
	return strings.Trim(lead, " -") == "" && !strings.Contains(lead, "--") && !strings.HasSuffix(lead, "-")
}

// blockParts tells each part of a collection in block style, and returns where
// the last one ends.
func (e *editor) blockParts(n Node, tell func(part)) (end int, err error) {
	end, column := n.Span().Start, -1
	for id, nodes := n.at().first, n.tree.nodes; id != 0; id = nodes[id].next {
		p := part{begin: e.skipSpace(end)}
		if n.at().kind == Mapping {
			p.key, id = Node{n.tree, id}, nodes[id].next
		}
		p.value = Node{n.tree, id}
		lead := e.lead(p.begin)
		first, at := column < 0, utf8.RuneCountInString(lead)
		if first {
			column = at
		}
		if first && !onlyDashes(lead) || !first && !onlyBlanks(lead) || at != column || !e.openBlock(&p) {
			return 0, errOdd
		}
		if p.end, err = e.valueEnd(p.value, p.colon); err != nil {
			return 0, err
		}
		end = p.end
		tell(p)
	}
	return end, nil
}

// openBlock checks how a part of a block collection begins, and finds its
// colon or dash.
func (e *editor) openBlock(p *part) bool {
	if !p.key.Exists() {
		p.colon = p.begin + 1
		return e.byteAt(p.begin) == '-' && p.value.Span().Start > p.begin
	}
	key := p.key.Span()
	if key.Empty() || !e.startsPart(p.begin, key.Start) || e.broken(p.begin, key.End) {
		return false
	}
	at := e.skipBlanks(key.End)
	p.colon = at + 1
	return e.byteAt(at) == ':'
}

// startsPart reports whether a part that begins at a byte may have its first
// node start at another: only anchors and tags stand between them.
func (e *editor) startsPart(begin, start int) bool {
	return begin == start || begin < start && (e.byteAt(begin) == '&' || e.byteAt(begin) == '!')
}

// valueEnd is where the value of a part ends whose colon or dash ends at a
// byte: as Span, but an empty value ends with its anchor and tag.
func (e *editor) valueEnd(n Node, colon int) (int, error) {
	x := n.at()
	switch {
	case x.kind == Scalar && n.Span().Empty():
		end, _ := e.skipProperties(colon)
		return max(end, n.Span().Start), nil
	case (x.kind == Mapping || x.kind == Sequence) && x.style == Block:
		if x.first == 0 {
			return colon, errOdd
		}
		return e.blockParts(n, func(part) {})
	}
	return max(n.Span().End, colon), nil
}

// chomping is '+' or '-' as in the header of a block scalar, 0 without them.
func (e *editor) chomping(n Node) byte {
	at := n.Span().Start
	for _, c := range []byte(e.text[at+1 : min(at+3, e.lineEnd(at))]) {
		if c == '+' || c == '-' {
			return c
		}
	}
	return 0
}

// flowParts finds the parts of a flow collection, whose commas and bracket
// must be where they are expected.
func (e *editor) flowParts(n Node, parts []part) error {
	s := n.Span()
	if c := e.byteAt(s.Start); c != '{' && c != '[' || s.End > len(e.text) {
		return errOdd
	}
	at := s.Start + 1
	for i := range parts {
		p := &parts[i]
		p.begin, p.colon = e.skipSpace(at), -1
		if !e.openFlow(p) {
			return errOdd
		}
		p.stop = p.end
		at = e.skipSpace(p.end)
		switch {
		case e.byteAt(at) == ',':
			at++
			p.stop = at
		case at != s.End-1 || i != len(parts)-1:
			return errOdd
		}
	}
	if e.skipSpace(at) != s.End-1 {
		return errOdd
	}
	return nil
}

// openFlow checks how a part of a flow collection begins, and finds its colon
// and its end.
func (e *editor) openFlow(p *part) bool {
	value := p.value.Span()
	if !p.key.Exists() {
		p.end = max(p.begin, value.End)
		return e.startsPart(p.begin, value.Start)
	}
	key := p.key.Span()
	p.end = max(key.End, value.End)
	if at := e.skipSpace(key.End); e.byteAt(at) == ':' {
		p.colon = at + 1
	}
	if value.Empty() {
		p.end = key.End
		if p.colon >= 0 {
			p.end, _ = e.skipProperties(p.colon)
		}
	}
	return e.startsPart(p.begin, key.Start)
}
