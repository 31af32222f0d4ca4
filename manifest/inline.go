package manifest

import (
	"path"
	"slices"
	"strings"
)

// This file finds the patches that stand in the text of a kustomization. One
// that is a literal block is YAML as it stands there, only indented: it is read
// in its place, as a document within the document, so that what it says has a
// line of its own.

// IsKustomizationFile reports whether kustomize takes a file of this name for a
// kustomization.
func IsKustomizationFile(name string) bool {
	switch path.Base(name) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

// inlinePatches are the patches that a kustomization holds as text, as far as
// they are parts of objects; index is that of the first of them.
func (d *Document) inlinePatches(index int) (patches []*Document) {
	if !IsKustomizationFile(d.Source.Name) {
		return nil
	}
	read := func(n Node) {
		if p := d.inline(n); p != nil {
			patches = append(patches, p)
		}
	}
	for _, item := range d.Root().Get("patchesStrategicMerge").Items() {
		read(item)
	}
	for _, item := range d.Root().Get("patches").Items() {
		read(item.Get("patch"))
	}
	slices.SortFunc(patches, func(a, b *Document) int { return a.Span.Start - b.Span.Start })
	for i, p := range patches {
		p.Index = index + i
	}
	return patches
}

// inline reads a literal block as a document, nil where it holds no object.
func (d *Document) inline(n Node) *Document {
	if n.Kind() != Scalar || n.Style() != Literal {
		return nil
	}
	span := n.Span()
	head := strings.IndexByte(d.Source.text[span.Start:span.End], '\n')
	if head < 0 {
		return nil
	}
	span.Start += head + 1
	if text := d.Source.text[span.Start:span.End]; strings.Contains(text, "\n---") || hasTemplateAction(text) {
		return nil
	}
	p := &Document{Source: d.Source, Span: span, Inline: true}
	if p.read(false) != nil || len(p.Objects) == 0 {
		return nil
	}
	return p
}
