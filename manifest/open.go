package manifest

import (
	"slices"
	"strings"
)

// This file opens documents: it finds the objects that they hold.

// maxListDepth bounds Lists within Lists.
const maxListDepth = 4

// addObjects makes objects of a mapping: itself, or its items where it is a
// List or a typed list (ConfigMapList).
func (d *Document) addObjects(n Node, apiVersion, kind string, depth int) {
	items := n.Get("items")
	if !strings.HasSuffix(kind, "List") || items.Kind() != Sequence || depth > maxListDepth {
		d.addObject(n, apiVersion, kind)
		return
	}
	for _, item := range items.Items() {
		itemVersion, itemKind := item.Get("apiVersion").Text(), item.Get("kind").Text()
		if kind != "List" { // the items of a typed list may leave their kind out
			if itemVersion == "" {
				itemVersion = apiVersion
			}
			if itemKind == "" {
				itemKind = strings.TrimSuffix(kind, "List")
			}
		}
		if item.Kind() == Mapping && itemVersion != "" && itemKind != "" {
			d.addObjects(item, itemVersion, itemKind, depth+1)
		}
	}
}

func (d *Document) addObject(n Node, apiVersion, kind string) {
	o := NewObject(d, apiVersion, kind, "")
	o.stand(n)
	o.decode()
	d.Objects = append(d.Objects, o)
}

// stand puts an object on a node, and reads its names there.
func (o *Object) stand(n Node) {
	meta := n.Get("metadata")
	o.id, o.Placeholders = n.id, countPlaceholders(n)
	o.Name, o.Namespace, o.GenerateName = meta.Get("name").Text(), meta.Get("namespace").Text(), meta.Get("generateName").Text()
}

// definition is the kind of whatever defines a kind of its own.
const definition = "CustomResourceDefinition"

// isObject reports whether the top node of a document is a Kubernetes object.
func isObject(root Node) bool {
	apiVersion, kind := root.Get("apiVersion"), root.Get("kind")
	return apiVersion.Type() == String && kind.Type() == String && !isKustomize(apiVersion.Text(), kind.Text())
}

// mayDefine reports whether a text looks as if it held a CustomResourceDefinition.
func mayDefine(text string) bool { return strings.Contains(text, "kind: "+definition) }

// isSchema reports whether a key of a CustomResourceDefinition has what no rule
// reads.
func isSchema(key string) bool { return key == "spec" || key == "status" }

// forgetSchema drops all but the head of a CustomResourceDefinition: its
// schema is most of the bytes of many repositories, and no rule reads it.
func (d *Document) forgetSchema(t *tree) *tree {
	root := t.root()
	small := newTree(d.Source, d.Span, 32)
	small.trimmed, small.kept = true, slices.Collect(root.Comments())
	small.copyOf(root, func(key string) bool { return !isSchema(key) })
	t.forgotten = true
	return small
}

// schemas are the values that forgetSchema drops.
func (t *tree) schemas() (out []Span) {
	for key, value := range t.root().written() {
		if isSchema(key.Key()) {
			out = append(out, value.Span())
		}
	}
	return out
}

// copyOf copies a node into t, of a mapping only the entries that keep wants,
// and returns its index there. Aliases become copies of what they stand for.
func (t *tree) copyOf(n Node, keep func(key string) bool) int32 {
	n = n.target()
	id := int32(len(t.nodes))
	x := *n.at()
	x.first, x.next = 0, 0
	if n.at().kind == Scalar && n.at().first != 0 {
		x.first = t.keep(n.value())
	}
	t.nodes = append(t.nodes, x)
	last := int32(0)
	add := func(child Node) {
		c := t.copyOf(child, func(string) bool { return true })
		if last == 0 {
			t.nodes[id].first = c
		} else {
			t.nodes[last].next = c
		}
		last = c
	}
	for _, item := range n.Items() {
		add(item)
	}
	for key, value := range n.written() {
		if keep(key.Key()) {
			add(key)
			add(value)
		}
	}
	return id
}
