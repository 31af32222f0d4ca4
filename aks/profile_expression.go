package aks

import (
	"strconv"
	"strings"
)

// expression reads one expression from left to right, and evaluates it.
type expression struct {
	scope  *armScope
	origin Setting
	rest   string
	depth  int
	wrong  bool
}

func (e *expression) unknown() Setting {
	s := e.origin
	s.state, s.made, s.parts = unknown, false, nil
	return s
}

func (e *expression) literal(text string) Setting {
	s := e.origin
	s.state, s.made, s.text, s.parts = known, true, text, nil
	switch {
	case text == "":
		s.state = absent
	case len(text) > maxMade:
		return e.unknown()
	}
	return s
}

func (e *expression) boolean(yes bool) Setting { return e.literal(strconv.FormatBool(yes)) }

func (e *expression) number(n int) Setting { return e.literal(strconv.Itoa(n)) }

// top is the template as the expression sees it.
func (e *expression) top(key string) Setting { return e.scope.top.in(e.origin.run).raw(key) }

// next cuts off what a set of characters begins with.
func (e *expression) next(is func(byte) bool) string {
	i := 0
	for i < len(e.rest) && is(e.rest[i]) {
		i++
	}
	word := e.rest[:i]
	e.rest = e.rest[i:]
	return word
}

func (e *expression) skip(c byte) bool {
	e.next(func(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' })
	if len(e.rest) > 0 && e.rest[0] == c {
		e.rest = e.rest[1:]
		return true
	}
	return false
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// value reads a literal, or a call with what follows it.
func (e *expression) value() Setting {
	e.depth++
	defer func() { e.depth-- }()
	if !e.origin.run.step() || e.depth > maxCalls {
		e.wrong = true
		return e.unknown()
	}
	if e.skip('\'') {
		return e.literal(e.quoted())
	}
	minus := e.skip('-')
	word := e.next(isWordByte)
	if _, err := strconv.Atoi(word); err == nil {
		if minus {
			word = "-" + word
		}
		return e.literal(word)
	}
	if word == "" || minus || !e.skip('(') {
		e.wrong = true
		return e.unknown()
	}
	var args []Setting
	for !e.skip(')') {
		if e.wrong || len(args) > 0 && !e.skip(',') {
			e.wrong = true
			return e.unknown()
		}
		args = append(args, e.value())
	}
	return e.members(e.call(strings.ToLower(word), args))
}

// quoted reads the rest of a text, in which two quotes stand for one.
func (e *expression) quoted() string {
	var b strings.Builder
	for {
		part, rest, closed := strings.Cut(e.rest, "'")
		b.WriteString(part)
		e.rest = rest
		if !closed {
			e.wrong = true
		}
		if !closed || !strings.HasPrefix(rest, "'") {
			return b.String()
		}
		b.WriteByte('\'')
		e.rest = rest[1:]
	}
}

// members follows .name and [0] behind a call.
func (e *expression) members(s Setting) Setting {
	for {
		switch {
		case e.skip('.'):
			s = s.raw(e.next(isWordByte))
		case e.skip('['):
			index := e.value()
			if !e.skip(']') {
				e.wrong = true
			}
			if s = e.member(s, index); s.Absent() {
				s = e.unknown() // a deployment stops there
			}
		default:
			return s
		}
	}
}

// member is the item of a list with a number, or the part of an object with a
// key.
func (e *expression) member(s, index Setting) Setting {
	n, isNumber := index.Int()
	switch {
	case s.Unknown() || !index.Known():
		return e.unknown()
	case isNumber && s.isList():
		for i, item := range s.Items() {
			if i == n {
				return item
			}
		}
		return e.literal("")
	}
	return s.raw(index.Text())
}
