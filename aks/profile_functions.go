package aks

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// This file has the functions of templates that need nothing but the template.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions

// call evaluates a function. One that is not here is unknown.
func (e *expression) call(name string, args []Setting) Setting {
	for _, group := range []func(string, []Setting) (Setting, bool){e.ofTemplate, e.logic, e.structure, e.count, e.resourceID, e.text} {
		if value, ok := group(name, args); ok {
			return value
		}
	}
	return e.unknown()
}

// ofTemplate are the functions that read the template.
func (e *expression) ofTemplate(name string, args []Setting) (Setting, bool) {
	switch {
	case name == "parameters" && len(args) == 1:
		return e.parameter(args[0]), true
	case name == "variables" && len(args) == 1 && args[0].Known():
		v := e.top("variables").raw(args[0].Text())
		return v, !v.Absent()
	case name == "copyindex":
		return e.copyIndex(args)
	case name == "reference" && len(args) > 0 && args[0].isText():
		return e.deployment(args[0].Text()), true
	}
	return Setting{}, false
}

// parameter is what the deployment passes, else the default value.
func (e *expression) parameter(name Setting) Setting {
	if !name.Known() {
		return e.unknown()
	}
	if passed := e.scope.passed.in(e.origin.run).raw(name.Text()); !passed.Absent() {
		if value := passed.raw("value"); !value.Absent() {
			return value
		} else if _, null := entry(passed.node, "value"); !null.Exists() {
			return e.unknown() // a reference to a vault
		}
	}
	declared := e.top("parameters").raw(name.Text())
	if _, value := entry(declared.node, "defaultValue"); declared.Known() && value.Exists() {
		return declared.raw("defaultValue")
	}
	if e.scope.nested && declared.raw("nullable").True() { // all that it gets is known
		return e.literal("")
	}
	return e.unknown()
}

// copyIndex is the number of a round: copyIndex(), copyIndex(1), copyIndex('x'),
// copyIndex('x', 1).
func (e *expression) copyIndex(args []Setting) (Setting, bool) {
	loop, offset := "", 0
	for _, a := range args {
		if n, ok := a.Int(); ok {
			offset = n
		} else {
			loop = strings.ToLower(a.Text())
		}
	}
	i, ok := e.scope.loops[loop]
	return e.number(i + offset), ok
}

// logic are the functions of truth and of what is there.
func (e *expression) logic(name string, args []Setting) (Setting, bool) {
	switch {
	case (name == "true" || name == "false") && len(args) == 0:
		return e.literal(name), true
	case name == "null" && len(args) == 0, name == "json" && len(args) == 1 && args[0].Is("null"):
		return e.literal(""), true
	case name == "and" || name == "or":
		return e.junction(name == "or", args), true
	case name == "not" && len(args) == 1 && args[0].Known():
		return e.boolean(!args[0].True()), true
	case name == "if" && len(args) == 3 && args[0].Known():
		if args[0].True() {
			return args[1], true
		}
		return args[2], true
	case name == "coalesce":
		for _, a := range args {
			if !a.Absent() {
				return a, true
			}
		}
		return e.literal(""), true
	case name == "equals" && len(args) == 2 && args[0].comparable() && args[1].comparable():
		return e.boolean(args[0].Text() == args[1].Text()), true
	case name == "empty" && len(args) == 1 && !args[0].Unknown():
		return e.boolean(args[0].Absent() || args[0].isList() && args[0].Len() == 0 || args[0].isObject() && len(args[0].members()) == 0), true
	}
	return Setting{}, false
}

// comparable reports whether a setting is a text or null.
func (s Setting) comparable() bool { return s.Absent() || s.Known() && s.isText() }

// junction is "and", or "or": one argument decides, whatever the others are.
func (e *expression) junction(decides bool, args []Setting) Setting {
	known := true
	for _, a := range args {
		if a.Known() && a.True() == decides {
			return e.boolean(decides)
		}
		known = known && a.Known()
	}
	if !known {
		return e.unknown()
	}
	return e.boolean(!decides)
}

// count are the functions of numbers.
func (e *expression) count(name string, args []Setting) (Setting, bool) {
	if name == "length" && len(args) == 1 && args[0].Known() {
		switch {
		case args[0].isList():
			return e.number(args[0].Len()), true
		case args[0].isObject():
			return e.number(len(args[0].members())), true
		}
		return e.number(len(args[0].Text())), true
	}
	if len(args) != 2 {
		return Setting{}, false
	}
	a, okA := args[0].Int()
	b, okB := args[1].Int()
	if !okA || !okB {
		return Setting{}, false
	}
	switch name {
	case "add":
		return e.number(a + b), true
	case "sub":
		return e.number(a - b), true
	case "mul":
		return e.number(a * b), true
	case "min":
		return e.number(min(a, b)), true
	case "max":
		return e.number(max(a, b)), true
	case "less":
		return e.boolean(a < b), true
	case "lessorequals":
		return e.boolean(a <= b), true
	case "greater":
		return e.boolean(a > b), true
	case "greaterorequals":
		return e.boolean(a >= b), true
	}
	return Setting{}, false
}

// text are the functions that put texts together. What is null is "".
func (e *expression) text(name string, args []Setting) (Setting, bool) {
	var texts []string
	for _, a := range args {
		if !a.comparable() {
			return Setting{}, false
		}
		texts = append(texts, a.Text())
	}
	switch n := len(texts); {
	case (name == "string" || name == "int" || name == "bool") && n == 1:
		return args[0], true
	case name == "concat":
		return e.literal(strings.Join(texts, "")), true
	case name == "tolower" && n == 1:
		return e.literal(strings.ToLower(texts[0])), true
	case name == "toupper" && n == 1:
		return e.literal(strings.ToUpper(texts[0])), true
	case name == "trim" && n == 1:
		return e.literal(strings.TrimSpace(texts[0])), true
	case name == "replace" && n == 3 && len(texts[0]) < maxMade && len(texts[2]) < maxMade/16 && texts[1] != "":
		return e.literal(strings.ReplaceAll(texts[0], texts[1], texts[2])), true
	case name == "split" && n == 2 && texts[1] != "":
		return e.split(texts[0], texts[1]), true
	case name == "startswith" && n == 2:
		return e.boolean(strings.HasPrefix(strings.ToLower(texts[0]), strings.ToLower(texts[1]))), true
	case name == "contains" && n == 2:
		return e.boolean(strings.Contains(texts[0], texts[1])), true
	case name == "format" && n > 0:
		text := texts[0]
		for i, t := range texts[1:] {
			text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), t)
			if len(text) > maxMade {
				return e.unknown(), true
			}
		}
		return e.literal(text), true
	case name == "cidrsubnet" && n == 3:
		return e.cidrSubnet(args)
	}
	return Setting{}, false
}

func (e *expression) split(text, by string) Setting {
	var items []Setting
	for _, part := range strings.SplitN(text, by, maxRounds) {
		items = append(items, e.literal(part))
	}
	return e.origin.list(items)
}

// cidrSubnet is a part of a range: cidrSubnet('10.0.0.0/16', 24, 2) is
// 10.0.2.0/24.
func (e *expression) cidrSubnet(args []Setting) (Setting, bool) {
	network, ok := args[0].Prefix()
	bits, okBits := args[1].Int()
	n, okN := args[2].Int()
	if !ok || !okBits || !okN || !network.Addr().Is4() || bits < network.Bits() || bits > 32 || n < 0 || n >= 1<<(bits-network.Bits()) {
		return Setting{}, false
	}
	var at [4]byte
	first := network.Masked().Addr().As4()
	binary.BigEndian.PutUint32(at[:], binary.BigEndian.Uint32(first[:])+uint32(n)<<(32-bits))
	return e.literal(netip.PrefixFrom(netip.AddrFrom4(at), bits).String()), true
}

// somewhere stands in an id for a name that is not known.
const somewhere = "${name}"

// resourceID puts an id together, with somewhere for names that are not known.
// Subscription and resource group, where they are not given, stay out: they tell
// nothing about what the id names.
func (e *expression) resourceID(name string, args []Setting) (Setting, bool) {
	if !strings.HasSuffix(name, "resourceid") {
		return Setting{}, false
	}
	for i, kind := range args {
		provider, types, ok := strings.Cut(kind.Text(), "/")
		if !ok || !strings.Contains(provider, ".") || strings.HasPrefix(kind.Text(), "/") {
			continue
		}
		parts := strings.Split(types, "/")
		names := args[i+1:]
		if len(names) != len(parts) {
			break
		}
		id := "/providers/" + provider
		for j := range parts {
			name := somewhere
			if names[j].Known() {
				name = names[j].Text()
			}
			id += "/" + parts[j] + "/" + name
		}
		return e.literal(id), true
	}
	return Setting{}, false
}
