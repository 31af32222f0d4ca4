package aks

import (
	"slices"
	"strings"
)

// structure are the functions of lists and objects.
func (e *expression) structure(name string, args []Setting) (Setting, bool) {
	list := len(args) > 0 && args[0].isList()
	switch {
	case name == "createarray" || name == "array" && len(args) == 1 && args[0].Known() && !list:
		return e.origin.list(args), true
	case name == "array" && len(args) == 1 && list:
		return args[0], true
	case name == "createobject" && len(args)%2 == 0:
		return e.createObject(args)
	case name == "union" && len(args) > 0:
		return e.union(args), true
	case name == "tryget" && len(args) > 1:
		value := args[0]
		for _, key := range args[1:] {
			value = e.member(value, key)
		}
		return value, true
	case (name == "first" || name == "last") && len(args) == 1 && list:
		items := args[0].elements()
		if len(items) == 0 {
			return e.literal(""), true
		}
		if name == "first" {
			return items[0], true
		}
		return items[len(items)-1], true
	case name == "concat" && list:
		var items []Setting
		for _, a := range args {
			if !a.isList() {
				return e.unknown(), true
			}
			items = append(items, a.elements()...)
		}
		return e.origin.list(items), true
	case name == "contains" && len(args) == 2 && args[0].isObject() && args[1].Known():
		return e.boolean(slices.ContainsFunc(args[0].members(), func(key string) bool { return strings.EqualFold(key, args[1].Text()) })), true
	case name == "contains" && len(args) == 2 && list && args[1].Known():
		texts, all := args[0].Texts()
		found := slices.Contains(texts, args[1].Text())
		return e.boolean(found), found || all
	}
	return Setting{}, false
}

func (e *expression) createObject(args []Setting) (Setting, bool) {
	var keys []string
	var values []Setting
	for i := 0; i < len(args); i += 2 {
		if !args[i].Known() {
			return Setting{}, false
		}
		keys, values = append(keys, args[i].Text()), append(values, args[i+1])
	}
	return e.origin.object(keys, values), true
}

// union lays objects over each other, and lists behind each other.
func (e *expression) union(args []Setting) Setting {
	if !e.origin.run.step() {
		return e.unknown()
	}
	if args[0].isList() {
		all, _ := e.structure("concat", args)
		return all
	}
	var keys []string
	var values []Setting
	for _, a := range args {
		if !a.isObject() {
			return e.unknown()
		}
		for _, key := range a.members() {
			value := a.raw(key)
			i := slices.IndexFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
			switch {
			case i < 0:
				keys, values = append(keys, key), append(values, value)
			case values[i].isObject() && value.isObject():
				values[i] = e.union([]Setting{values[i], value})
			default:
				values[i] = value
			}
		}
	}
	return e.origin.object(keys, values)
}
