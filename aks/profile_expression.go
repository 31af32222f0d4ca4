package aks

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// isExpression reports whether a text of a template is computed: "[...]", and
// not "[[...]", which stands for a text with a bracket.
func isExpression(text string) bool {
	return strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "[[") && strings.HasSuffix(text, "]")
}

// armScope is what the expressions of one template see.
type armScope struct {
	// top is the template, passed the properties of the deployment that gives
	// it parameters, as the template around it sees them.
	top, passed Setting
}

// evaluation is the evaluation of one setting, with all that it leads to. What
// is deeper or longer than any template is given up.
type evaluation struct{ depth, steps int }

const (
	maxSteps = 1000
	maxMade  = 64 << 10 // bytes of a text that an expression makes
)

// in is a setting as an evaluation sees it.
func (s Setting) in(run *evaluation) Setting {
	s.run = run
	return s
}

// newScope makes the scope of a template.
func newScope(top Setting, deployment Setting) *armScope {
	scope := &armScope{top: top}
	scope.top.scope = scope
	scope.top.field = "template"
	if deployment.Known() {
		scope.passed = deployment.raw("parameters")
	}
	return scope
}

// evaluate gives the value of an expression, as far as the template alone tells
// it: literals, default values of parameters, variables, and the functions that
// only put texts together. Everything else is unknown. A value that stands
// somewhere else in the template lies there.
func (a *armScope) evaluate(s Setting, text string) Setting {
	s.state = unknown
	run := s.run
	if run == nil {
		run = &evaluation{}
	}
	if run.depth >= maxNesting {
		return s
	}
	run.depth++
	defer func() { run.depth-- }()
	e := &expression{scope: a, origin: s.in(run), rest: text}
	value := e.value()
	if e.rest = strings.TrimSpace(e.rest); e.rest != "" || e.wrong {
		return s
	}
	value.field, value.from, value.run = s.field, s.from, s.run
	if value.state == absent {
		value.at, value.near = s.at, s.near
	}
	return value
}

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
	s.state, s.made = unknown, false
	return s
}

func (e *expression) literal(text string) Setting {
	s := e.origin
	s.state, s.made, s.text = known, true, text
	switch {
	case text == "":
		s.state = absent
	case len(text) > maxMade:
		return e.unknown()
	}
	return s
}

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
	if e.origin.run.steps++; e.depth > maxNesting || e.origin.run.steps > maxSteps {
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
			found := e.unknown()
			if n, ok := index.Int(); ok {
				for i, item := range s.Items() {
					if i == n {
						found = item
					}
				}
			} else if index.Known() {
				found = s.raw(index.Text())
			}
			s = found
		default:
			return s
		}
	}
}

// call evaluates a function, unknown where it is not one that only reads the
// template.
func (e *expression) call(name string, args []Setting) Setting {
	switch {
	case name == "parameters" && len(args) == 1:
		return e.parameter(args[0])
	case name == "variables" && len(args) == 1 && args[0].Known():
		if v := e.top("variables").raw(args[0].Text()); !v.Absent() {
			return v
		}
	case (name == "true" || name == "false") && len(args) == 0:
		return e.literal(name)
	case name == "null" && len(args) == 0, name == "json" && len(args) == 1 && args[0].Is("null"):
		return e.literal("")
	case name == "contains" && len(args) == 2 && args[0].Known() && args[0].node.Kind() == manifest.Mapping && args[1].Known():
		key, _ := entry(args[0].node, args[1].Text())
		return e.literal(strconv.FormatBool(key.Exists()))
	case (name == "string" || name == "int" || name == "bool" || name == "trim") && len(args) == 1:
		return args[0]
	case name == "empty" && len(args) == 1 && !args[0].Unknown():
		return e.literal(strconv.FormatBool(args[0].Absent() || !args[0].made && args[0].node.Kind() != manifest.Scalar && args[0].node.Len() == 0))
	case name == "not" && len(args) == 1 && args[0].Known():
		return e.literal(strconv.FormatBool(!args[0].True()))
	case name == "equals" && len(args) == 2 && !args[0].Unknown() && !args[1].Unknown():
		return e.literal(strconv.FormatBool(args[0].Text() == args[1].Text()))
	case name == "if" && len(args) == 3 && args[0].Known():
		if args[0].True() {
			return args[1]
		}
		return args[2]
	}
	return e.join(name, args)
}

// parameter is what the deployment passes, else the default value.
func (e *expression) parameter(name Setting) Setting {
	if !name.Known() {
		return e.unknown()
	}
	if passed := e.scope.passed.in(e.origin.run).raw(name.Text()); !passed.Absent() {
		if value := passed.raw("value"); !value.Absent() {
			return value
		}
		return e.unknown()
	}
	declared := e.top("parameters").raw(name.Text())
	if _, value := entry(declared.node, "defaultValue"); declared.Known() && value.Exists() {
		return declared.raw("defaultValue")
	}
	return e.unknown()
}

// join evaluates the functions that put texts together.
func (e *expression) join(name string, args []Setting) Setting {
	var texts []string
	for _, a := range args {
		if a.Unknown() || a.Known() && !a.made && a.node.Kind() != manifest.Scalar {
			return e.unknown()
		}
		texts = append(texts, a.Text())
	}
	switch {
	case name == "concat":
		return e.literal(strings.Join(texts, ""))
	case name == "tolower" && len(texts) == 1:
		return e.literal(strings.ToLower(texts[0]))
	case name == "format" && len(texts) > 0:
		text := texts[0]
		for i, t := range texts[1:] {
			text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), t)
		}
		return e.literal(text)
	case name == "resourceid":
		return e.resourceID(texts)
	}
	return e.unknown()
}

// resourceID puts an id together. Subscription and resource group, where they
// are not given, stay out: they tell nothing about what the id names.
func (e *expression) resourceID(texts []string) Setting {
	for i, kind := range texts {
		provider, types, ok := strings.Cut(kind, "/")
		if !ok || !strings.Contains(provider, ".") {
			continue
		}
		parts := strings.Split(types, "/")
		names := texts[i+1:]
		if len(names) != len(parts) {
			break
		}
		id := "/providers/" + provider
		for j := range parts {
			id += "/" + parts[j] + "/" + names[j]
		}
		return e.literal(id)
	}
	return e.unknown()
}
