package aks

import "strings"

// Plain returns the settings that are known as Go values, in the words of
// Azure Resource Manager: what a policy language gets to see of a cluster. The
// key unknown lists the paths whose value this file does not tell.
func (p *Profile) Plain() map[string]any {
	w := plainWriter{unknown: []any{}}
	out := map[string]any{}
	pools := []any{}
	for _, pool := range p.Pools() {
		one := map[string]any{}
		w.fill(one, pool.Setting, poolField+".")
		pools = append(pools, one)
	}
	w.fill(out, p.root, "")
	if len(pools) > 0 {
		out["agentPoolProfiles"] = pools
	}
	if !p.PoolsKnown() {
		w.unknown = append(w.unknown, "agentPoolProfiles")
	}
	out["unknown"] = w.unknown
	return out
}

type plainWriter struct{ unknown []any }

// fill writes the fields below a prefix into a mapping.
func (w *plainWriter) fill(out map[string]any, root Setting, prefix string) {
	for i := range profileFields {
		f := &profileFields[i]
		path, ok := strings.CutPrefix(f.Path, prefix)
		if !ok || strings.Contains(path, "[]") || prefix == "" && strings.HasPrefix(path, "agentPoolProfiles") {
			continue
		}
		s := root.Get(path)
		if s.Unknown() {
			w.unknown = append(w.unknown, f.Path)
		}
		if value, ok := s.plain(f.Type); ok {
			put(out, strings.Split(path, "."), value)
		}
	}
}

// put sets a value at some keys.
func put(out map[string]any, keys []string, value any) {
	for _, key := range keys[:len(keys)-1] {
		inner, ok := out[key].(map[string]any)
		if !ok {
			inner = map[string]any{}
			out[key] = inner
		}
		out = inner
	}
	out[keys[len(keys)-1]] = value
}

// plain is the value of a known setting by the type of its field.
func (s Setting) plain(kind string) (any, bool) {
	if !s.Known() {
		return nil, false
	}
	switch kind {
	case "integer":
		n, ok := s.Int()
		return n, ok
	case "boolean":
		return s.True(), s.Is("true", "false")
	case "texts":
		texts, _ := s.Texts()
		items := make([]any, len(texts))
		for i, t := range texts {
			items[i] = t
		}
		return items, true
	case "labels", "items":
		return s.whole()
	}
	return s.Text(), true
}

// whole is a list or an object as a Go value.
func (s Setting) whole() (any, bool) {
	switch {
	case s.isList():
		items := []any{}
		for _, item := range s.Items() {
			value, _ := item.whole()
			items = append(items, value)
		}
		return items, true
	case s.isObject():
		object := map[string]any{}
		for _, key := range s.members() {
			if value, ok := s.raw(key).whole(); ok {
				object[key] = value
			}
		}
		return object, true
	case s.made:
		return s.Text(), s.Known()
	}
	value, err := s.node.Plain()
	return value, err == nil && s.Known()
}
