package aks

import (
	"slices"
	"strconv"
	"strings"
)

// Block writes the profile as the block cluster of a configuration, in YAML
// without indentation: what BlockProfile reads. It has no ids and nothing that
// may be secret: subnets keep their names, and what else there is or is not
// known stands as a placeholder.
func (p *Profile) Block() string {
	root := &blockNode{}
	if p.Name != "" {
		root.set([]string{"name"}, quote(p.Name))
	}
	for i := range profileFields {
		f := &profileFields[i]
		if f.Path == "name" || strings.HasPrefix(f.Path, poolField) {
			continue
		}
		keys := strings.Split(strings.TrimPrefix(f.Path, "networkProfile."), ".")
		if value, ok := f.write(p.Get(f.Path)); ok {
			root.set(keys, value)
		} else if len(keys) > 1 && !strings.HasPrefix(f.Path, "networkProfile.") {
			root.child(keys[0]) // nothing of it is there: that is known too
		}
	}
	for _, pool := range p.Pools() {
		item := &blockNode{}
		if name := pool.Name(); name != "" {
			item.set([]string{"name"}, quote(name))
		}
		for i := range profileFields {
			f := &profileFields[i]
			path, ok := strings.CutPrefix(f.Path, poolField+".")
			if !ok || strings.Contains(path, "[]") || path == "name" {
				continue
			}
			if value, ok := f.write(pool.Get(path)); ok {
				item.set(strings.Split(path, "."), value)
			}
		}
		pools := root.child("agentPoolProfiles")
		pools.items = append(pools.items, item)
	}
	var b strings.Builder
	root.print(&b, "")
	return b.String()
}

// blockNode is a mapping, a list of mappings, or a value.
type blockNode struct {
	name, value string
	children    []*blockNode
	items       []*blockNode
}

// child finds or makes an entry.
func (n *blockNode) child(name string) *blockNode {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	c := &blockNode{name: name}
	n.children = append(n.children, c)
	return c
}

func (n *blockNode) set(keys []string, value string) {
	for _, key := range keys {
		n = n.child(key)
	}
	n.value = value
}

func (n *blockNode) print(b *strings.Builder, indent string) {
	for _, c := range n.children {
		b.WriteString(indent + c.name + ":")
		switch {
		case c.value != "":
			b.WriteString(" " + c.value + "\n")
		case len(c.items) > 0:
			b.WriteString("\n")
			for _, item := range c.items {
				var inner strings.Builder
				item.print(&inner, indent+"    ")
				b.WriteString(indent + "  - " + strings.TrimPrefix(inner.String(), indent+"    "))
			}
		case len(c.children) > 0:
			b.WriteString("\n")
			c.print(b, indent+"  ")
		default:
			b.WriteString(" {}\n")
		}
	}
}

// write is a setting as YAML; ok is false where there is none.
func (f *ProfileField) write(s Setting) (text string, ok bool) {
	hidden := quote("${" + f.Path[strings.LastIndexByte(f.Path, '.')+1:] + "}")
	switch {
	case s.Absent():
		return "", false
	case s.Unknown():
		return hidden, true
	case f.Type == "labels":
		return f.labels(s), true
	case f.Type == "texts" || f.Type == "items":
		return f.list(s, hidden), true
	case f.Type == "integer" || f.Type == "boolean":
		_, number := s.Int()
		return strings.ToLower(s.Text()), number || s.Is("true", "false")
	case f.ID:
		return hidden, true
	}
	return quote(f.nameOnly(s.Text())), true
}

// list writes the items of a list; of ids only how many there are.
func (f *ProfileField) list(s Setting, hidden string) string {
	if inner := f.inner(); len(inner) > 0 {
		return s.blocks(inner)
	}
	var items []string
	for _, item := range s.Items() {
		if f.ID || item.Unknown() {
			items = append(items, hidden)
		} else if item.Known() {
			items = append(items, quote(item.Text()))
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// inner are the fields of the items of a list.
func (f *ProfileField) inner() []*ProfileField {
	var inner []*ProfileField
	for i := range profileFields {
		if strings.HasPrefix(profileFields[i].Path, f.Path+"[].") {
			inner = append(inner, &profileFields[i])
		}
	}
	return inner
}

// blocks writes a list of items with some fields.
func (s Setting) blocks(inner []*ProfileField) string {
	var items []string
	for _, item := range s.Items() {
		var fields []string
		for _, f := range inner {
			key := f.Path[strings.LastIndexByte(f.Path, '.')+1:]
			if value, ok := f.write(item.Get(key)); ok {
				fields = append(fields, key+": "+value)
			}
		}
		items = append(items, "{"+strings.Join(fields, ", ")+"}")
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// labels writes the labels of a pool.
func (f *ProfileField) labels(s Setting) string {
	var items []string
	for _, key := range s.members() {
		items = append(items, quote(key)+": "+quote(s.raw(key).Text()))
	}
	slices.Sort(items)
	return "{" + strings.Join(items, ", ") + "}"
}

// nameOnly leaves of a resource id what tells nothing of a subscription.
func (f *ProfileField) nameOnly(text string) string {
	switch i := strings.Index(strings.ToLower(text), "/providers/"); {
	case f.Subnet:
		parts := strings.Split(text, "/")
		switch n := len(parts); {
		case n >= 4 && strings.EqualFold(parts[n-2], "subnets"):
			return parts[n-3] + "/" + parts[n-1]
		case n > 2: // of no known form
			return parts[n-1]
		}
	case i > 0:
		return text[i:]
	}
	return text
}

// quote writes a text as YAML: plain where no reader takes it for anything
// else.
func quote(text string) string {
	plain := text != ""
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		plain = plain && (letter || i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '/'))
	}
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		plain = false
	}
	if plain {
		return text
	}
	return strconv.Quote(text)
}
