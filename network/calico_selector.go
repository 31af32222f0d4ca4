package network

import (
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// parseCalico reads a selector in Calico's language: all(), has(k), k == 'v',
// k != 'v', k in {'a', 'b'}, k not in {...}, k contains 'x', starts with, ends
// with, joined by &&, ||, ! and parentheses. The empty text means everything.
// What cannot be read is unknown.
func parseCalico(text string, spaces bool) selector {
	text = strings.TrimSpace(text)
	if text == "" || text == "all()" {
		return selector{}
	}
	if manifest.IsPlaceholder(text) || len(text) > maxCalico {
		return unknownSelector
	}
	p := calicoParser{text: text, spaces: spaces}
	e := p.or(0)
	if p.skip(); p.failed || p.text != "" {
		return selector{doubt: true, key: "?" + text}
	}
	s := selector{}
	e.into(&s)
	if s.rest != nil {
		s.key += "\x04" + text
	}
	return s
}

// maxCalico bounds the length of a selector, and maxNesting its depth.
const (
	maxCalico  = 1 << 14
	maxNesting = 100
)

// expression is a node of a selector: a requirement, or several joined.
type expression struct {
	requirement *requirement
	every, some []expression
	negated     *expression
	unknown     bool
}

// into adds an expression to a selector: as requirements where it is that.
func (e expression) into(s *selector) {
	switch {
	case e.requirement != nil:
		if e.requirement.op != compare {
			s.add(*e.requirement)
			return
		}
	case e.some == nil && e.negated == nil && !e.unknown:
		for _, part := range e.every {
			part.into(s)
		}
		return
	}
	before := s.rest
	s.rest = func(l labelled) inventory.Truth {
		if before != nil {
			return both(before(l), e.match(l))
		}
		return e.match(l)
	}
}

func (e expression) match(l labelled) inventory.Truth {
	switch {
	case e.unknown:
		return inventory.Unknown
	case e.requirement != nil:
		return e.requirement.match(l)
	case e.negated != nil:
		return not(e.negated.match(l))
	case e.some != nil:
		answer := inventory.No
		for _, part := range e.some {
			answer = either(answer, part.match(l))
		}
		return answer
	}
	answer := inventory.Yes
	for _, part := range e.every {
		answer = both(answer, part.match(l))
	}
	return answer
}

type calicoParser struct {
	text   string
	spaces bool
	failed bool
}

func (p *calicoParser) skip() { p.text = strings.TrimLeft(p.text, " \t\r\n") }

// take takes a word where it comes next.
func (p *calicoParser) take(word string) bool {
	p.skip()
	rest, ok := strings.CutPrefix(p.text, word)
	if ok {
		p.text = rest
	}
	return ok
}

func (p *calicoParser) expect(word string) {
	if !p.take(word) {
		p.failed = true
	}
}

func (p *calicoParser) or(depth int) expression {
	parts := []expression{p.and(depth)}
	for !p.failed && p.take("||") {
		parts = append(parts, p.and(depth))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return expression{some: parts}
}

func (p *calicoParser) and(depth int) expression {
	parts := []expression{p.not(depth)}
	for !p.failed && p.take("&&") {
		parts = append(parts, p.not(depth))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return expression{every: parts}
}

func (p *calicoParser) not(depth int) expression {
	if depth > maxNesting {
		p.failed = true
	}
	switch {
	case p.failed:
		return expression{unknown: true}
	case p.take("!"):
		inner := p.not(depth + 1)
		return expression{negated: &inner}
	case p.take("("):
		inner := p.or(depth + 1)
		p.expect(")")
		return inner
	case p.take("all()"):
		return expression{}
	case p.take("global()"):
		return expression{some: []expression{}}
	case p.take("has("):
		r := &requirement{key: p.key(), op: exists}
		p.expect(")")
		return p.of(r)
	}
	return p.comparison()
}

func (p *calicoParser) comparison() expression {
	r := &requirement{key: p.key()}
	switch {
	case p.take("=="):
		r.values = []string{p.quoted()}
	case p.take("!="):
		r.op, r.values = notIn, []string{p.quoted()}
	case p.take("not"):
		p.expect("in")
		r.op, r.values = notIn, p.set()
	case p.take("in"):
		r.values = p.set()
	case p.take("contains"):
		text := p.quoted()
		r.op, r.test = compare, func(v string) bool { return strings.Contains(v, text) }
	case p.take("starts"):
		p.expect("with")
		text := p.quoted()
		r.op, r.test = compare, func(v string) bool { return strings.HasPrefix(v, text) }
	case p.take("ends"):
		p.expect("with")
		text := p.quoted()
		r.op, r.test = compare, func(v string) bool { return strings.HasSuffix(v, text) }
	default:
		p.failed = true
	}
	return p.of(r)
}

// of gives a requirement as an expression. The labels that Calico itself gives
// to pods are not modelled; that of namespaces is their name.
func (p *calicoParser) of(r *requirement) expression {
	if p.spaces && r.key == "projectcalico.org/name" {
		r.key = metadataName
	}
	if strings.HasPrefix(r.key, "projectcalico.org/") || strings.HasPrefix(r.key, "pcns.") || strings.HasPrefix(r.key, "pcsa.") {
		return expression{unknown: true}
	}
	return expression{requirement: r}
}

// key takes the key of a label.
func (p *calicoParser) key() string {
	p.skip()
	end := 0
	for end < len(p.text) && (strings.IndexByte("_./-", p.text[end]) >= 0 || p.text[end] >= '0' && p.text[end] <= '9' || p.text[end]|0x20 >= 'a' && p.text[end]|0x20 <= 'z') {
		end++
	}
	key := p.text[:end]
	p.text = p.text[end:]
	p.failed = p.failed || key == ""
	return key
}

// quoted takes a text in quotes.
func (p *calicoParser) quoted() string {
	p.skip()
	if p.text == "" || p.text[0] != '\'' && p.text[0] != '"' {
		p.failed = true
		return ""
	}
	text, rest, ok := strings.Cut(p.text[1:], p.text[:1])
	p.text, p.failed = rest, p.failed || !ok
	return text
}

// set takes texts in braces.
func (p *calicoParser) set() []string {
	p.expect("{")
	var out []string
	for !p.failed && !p.take("}") {
		if len(out) > 0 {
			p.expect(",")
		}
		out = append(out, p.quoted())
	}
	return out
}
