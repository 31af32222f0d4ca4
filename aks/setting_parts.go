package aks

import (
	"strings"

	"github.com/akslint/akslint/manifest"
)

// parts are what a list or an object consists of that an expression puts
// together. Each part lies where it was written.
type parts struct {
	keys   []string // nil for a list
	values []Setting
}

// items yields the parts of a list.
func (p *parts) items(s Setting, yield func(int, Setting) bool) {
	if p.keys != nil {
		return
	}
	for i, item := range p.values {
		item.field, item.from, item.run = s.field+"[]", s.from, s.run
		if !yield(i, item) {
			return
		}
	}
}

// get looks for the part with a key, in whatever case.
func (p *parts) get(child Setting, key string) Setting {
	for i, k := range p.keys {
		if strings.EqualFold(k, key) {
			part := p.values[i]
			part.field, part.from, part.run = child.field, child.from, child.run
			if part.state == absent {
				part.at, part.near = child.at, child.near
			}
			return part
		}
	}
	child.state = absent
	return child
}

// isText reports whether a setting is neither a list nor an object.
func (s Setting) isText() bool {
	return s.parts == nil && (s.made || s.node.Kind() == manifest.Scalar)
}

// isList and isObject say the same of lists and objects that are known.
func (s Setting) isList() bool {
	if s.parts != nil {
		return s.parts.keys == nil
	}
	return s.state == known && !s.made && s.node.Kind() == manifest.Sequence
}

func (s Setting) isObject() bool {
	if s.parts != nil {
		return s.parts.keys != nil
	}
	return s.state == known && !s.made && s.node.Kind() == manifest.Mapping
}

// list is a made list that lies where a setting lies.
func (s Setting) list(items []Setting) Setting {
	s.state, s.made, s.text, s.parts = known, true, "", &parts{values: items}
	return s
}

// object is a made object that lies where a setting lies.
func (s Setting) object(keys []string, values []Setting) Setting {
	s.state, s.made, s.text, s.parts = known, true, "", &parts{keys: append([]string{}, keys...), values: values}
	return s
}

// elements are the items of a list, those that are absent or unknown too.
func (s Setting) elements() []Setting {
	var all []Setting
	for _, item := range s.Items() {
		all = append(all, item)
	}
	return all
}

// members are the keys of an object.
func (s Setting) members() []string {
	if s.parts != nil {
		return s.parts.keys
	}
	var keys []string
	for key := range s.node.Entries() {
		keys = append(keys, key.Key())
	}
	return keys
}
