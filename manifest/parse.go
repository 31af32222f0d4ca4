// Package manifest is the ground floor: it turns the bytes of a file into
// documents, trees with places, and typed Kubernetes objects, and paths back
// into places and byte edits. It opens the doors to every YAML library, and
// knows nothing of rules, of Azure or of reports.
package manifest

import (
	"regexp"
	"slices"
	"strings"
)

// File is what reading one Source gave.
type File struct {
	Source *Source
	// Documents are those that the text holds, in order. Empty ones and those
	// that are no manifests are there too, without objects.
	Documents []*Document
	// Template says that the file is the input of a template engine (Helm and
	// the like): it was not read further.
	Template bool
}

// ParseOptions say where a text comes from, as far as that decides what it is.
type ParseOptions struct {
	// ChartTemplate marks a file below templates/ of a Helm chart.
	ChartTemplate bool
	// Manifest says that the text is meant to be a manifest whatever it looks
	// like (standard input), so that not being readable is a problem.
	Manifest bool
}

// Parse reads a text. It never fails: what is wrong with the text is told by
// the Problems of its documents and objects.
func Parse(src *Source, opt ParseOptions) *File {
	f := &File{Source: src}
	if opt.ChartTemplate && strings.Contains(src.Text, "{{") {
		f.Template = true
		return f
	}
	for i, span := range split(src.Text) {
		doc := &Document{Source: src, Index: i, Span: span, Origin: origin(src.Text[span.Start:span.End])}
		f.Documents = append(f.Documents, doc)
		problem := doc.read()
		if problem == nil {
			continue
		}
		text := src.Text[span.Start:span.End]
		if hasTemplateAction(text) {
			return &File{Source: src, Template: true}
		}
		doc.Root, doc.Objects, doc.Problems = Node{}, nil, nil
		if opt.Manifest || looksLikeManifest(text) {
			doc.Problems = []Problem{*problem}
		}
	}
	return f
}

// read fills a document. What is returned made it unreadable.
func (d *Document) read() *Problem {
	t, problem := feed(d.Source, d.Span)
	if problem != nil {
		return problem
	}
	root := t.root()
	d.Root = root
	apiVersion, kind := root.Get("apiVersion"), root.Get("kind")
	if apiVersion.Type() != String || kind.Type() != String || isKustomize(apiVersion.Text(), kind.Text()) {
		return nil
	}
	d.Problems = t.duplicates()
	d.Glued = t.runTogether(d.Problems)
	d.addObjects(root, apiVersion.Text(), kind.Text(), 0)
	if kind.Text() == "CustomResourceDefinition" && len(d.Problems) == 0 {
		d.forgetSchema()
	}
	return nil
}

// isKustomize reports whether a document steers kustomize; it describes
// objects, and is none.
func isKustomize(apiVersion, kind string) bool {
	return strings.HasPrefix(apiVersion, "kustomize.config.k8s.io/") || kind == "Kustomization" && strings.HasPrefix(apiVersion, "kustomize")
}

// maxListDepth bounds Lists within Lists.
const maxListDepth = 4

// addObjects makes objects of a mapping: itself, or its items where it is a
// List or a typed list (ConfigMapList).
func (d *Document) addObjects(n Node, apiVersion, kind string, depth int) {
	items := n.Get("items")
	if !strings.HasSuffix(kind, "List") || items.Kind() != Sequence || depth > maxListDepth {
		if o := newObject(d, n, apiVersion, kind); o != nil {
			d.Objects = append(d.Objects, o)
		}
		return
	}
	for _, item := range items.Items() {
		if item.Kind() != Mapping {
			continue
		}
		itemVersion, itemKind := item.Get("apiVersion").Text(), item.Get("kind").Text()
		if kind != "List" { // the items of a typed list may leave their kind out
			if itemVersion == "" {
				itemVersion = apiVersion
			}
			if itemKind == "" {
				itemKind = strings.TrimSuffix(kind, "List")
			}
		}
		if itemVersion != "" && itemKind != "" {
			d.addObjects(item, itemVersion, itemKind, depth+1)
		}
	}
}

func newObject(d *Document, n Node, apiVersion, kind string) *Object {
	meta := n.Get("metadata")
	o := &Object{
		Document: d, Node: n, APIVersion: apiVersion, Kind: kind,
		Name: meta.Get("name").Text(), Namespace: meta.Get("namespace").Text(),
		GenerateName: meta.Get("generateName").Text(),
	}
	o.decode()
	o.Placeholders = countPlaceholders(n)
	return o
}

// forgetSchema drops all but the head of a CustomResourceDefinition: its
// schema is most of the bytes of many repositories, and no rule reads it.
func (d *Document) forgetSchema() {
	small := newTree(d.Source, d.Span, 64)
	small.trimmed, small.kept = true, slices.Collect(d.Root.Comments())
	d.Root = Node{small, small.copyOf(d.Root, func(key string) bool { return key != "spec" && key != "status" })}
	for _, o := range d.Objects {
		o.Node = d.Root
	}
}

// copyOf copies a node into t, of a mapping only the entries that keep wants,
// and returns its index there. Aliases become copies of what they stand for.
func (t *tree) copyOf(n Node, keep func(key string) bool) int32 {
	n = n.target()
	id := int32(len(t.nodes))
	x := *n.at()
	x.first, x.next = 0, 0
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
	for key, value := range n.Entries() {
		if keep(key.Key()) {
			add(key)
			add(value)
		}
	}
	return id
}

var (
	manifestKey  = regexp.MustCompile(`(?m)^\s*["']?(apiVersion|kind)["']?[ \t]*:`)
	templateText = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:^|\s)#[^\n]*|\{\{`)
)

// looksLikeManifest reports whether a text that cannot be read was meant to be
// a manifest: lines at column 1, or JSON keys, apiVersion and kind.
func looksLikeManifest(text string) bool {
	json := strings.HasPrefix(strings.TrimLeft(text, " \t\r\n\ufeff"), "{")
	var version, kind bool
	for _, m := range manifestKey.FindAllStringSubmatchIndex(text, -1) {
		if !json && m[2] != lineStart(text, m[2]) && m[2]-1 != lineStart(text, m[2]) {
			continue
		}
		version = version || text[m[2]:m[3]] == "apiVersion"
		kind = kind || text[m[2]:m[3]] == "kind"
	}
	if json && !(version && kind) {
		return strings.Contains(text, `"apiVersion"`) && strings.Contains(text, `"kind"`)
	}
	return version && kind
}

func lineStart(text string, at int) int {
	return strings.LastIndexAny(text[:at], "\r\n") + 1
}

// hasTemplateAction reports whether a text has "{{" outside of quotes and
// comments.
func hasTemplateAction(text string) bool {
	if !strings.Contains(text, "{{") {
		return false
	}
	for _, m := range templateText.FindAllString(text, -1) {
		if m == "{{" {
			return true
		}
	}
	return false
}
