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

// inlinePatches are the patches that a kustomization holds as text, parts of
// objects and operations of JSON 6902; index is that of the first of them.
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
	for _, key := range []string{"patches", "patchesJson6902"} {
		for _, item := range d.Root().Get(key).Items() {
			read(item.Get("patch"))
		}
	}
	slices.SortFunc(patches, func(a, b *Document) int { return a.Span.Start - b.Span.Start })
	for i, p := range patches {
		p.Index = index + i
	}
	return patches
}

// inline reads a literal block as a document, nil where it holds no patch. One
// that cannot be read has a problem.
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
	if problem := p.read(skimFast, nil); problem != nil {
		if onlyPlaceholder(d.Source.Line(d.Source.Position(problem.Span.Start).Line)) {
			return nil
		}
		p.Problems = []Problem{*problem}
		return p
	}
	if len(p.Objects) == 0 && !p.Root().Item(0).Get("op").Exists() {
		return nil
	}
	return p
}
