// Package manifest is the ground floor: it turns the bytes of a file into
// documents, trees with places, and typed Kubernetes objects, and paths back
// into places and byte edits. It opens the doors to every YAML library, and
// knows nothing of rules, of Azure or of reports.
package manifest

import (
	"cmp"
	"strings"
	"sync/atomic"
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
	// Directed says that the text has the word akslint, as every suppression
	// has.
	Directed bool
}

// ParseOptions say where a text comes from, as far as that decides what it is.
type ParseOptions struct {
	// ChartTemplate marks a file below templates/ of a Helm chart.
	ChartTemplate bool
	// Manifest says that the text is meant to be a manifest whatever it looks
	// like (standard input), so that not being readable is a problem.
	Manifest bool
	// StrictYAML has the YAML library read every document, also those that
	// the fast reader can read (docs/fast-reader.md). The result is the same.
	StrictYAML bool

	trees *atomic.Int64 // bytes of the trees that stay, of all texts of a run; nil where none does
	known *knownSchemas // the schemas that a run has read; may be nil
	rest  *abridged     // what stays of the text; nil for all of it
}

// Parse reads a text. It never fails: what is wrong with the text is told by
// the Problems of its documents and objects.
func Parse(src *Source, opt ParseOptions) *File {
	if opt.ChartTemplate && strings.Contains(src.text, "{{") {
		return &File{Source: src, Template: true}
	}
	src.strict = opt.StrictYAML
	spans := split(src.text)
	f := &File{Source: src, Directed: isDirected(src.text), Documents: make([]*Document, 0, len(spans))}
	for i, span := range spans {
		text := src.text[span.Start:span.End]
		doc := &Document{Source: src, Index: i, Span: span, Origin: origin(text)}
		f.Documents = append(f.Documents, doc)
		problem := doc.read(opt.known.skim, opt.rest)
		doc.shelve(opt.trees)
		switch {
		case problem == nil:
		case hasTemplateAction(text) || onlyPlaceholder(src.Line(src.Position(problem.Span.Start).Line)):
			return &File{Source: src, Template: true}
		case opt.Manifest || problem.isExcess() || looksLikeManifest(text):
			doc.Problems = []Problem{*problem}
		}
	}
	for _, doc := range f.Documents[:len(spans)] {
		for _, patch := range doc.inlinePatches(len(f.Documents)) {
			patch.shelve(opt.trees)
			f.Documents = append(f.Documents, patch)
		}
	}
	return f
}

// read fills a document, by the fast reader that is given. The document moves to
// the rest of its text where that is to stay. What it returns made the document
// unreadable.
func (d *Document) read(skim func(*Source, Span) *tree, rest *abridged) *Problem {
	read, problem := feedBy(skim, d.Source, d.Span)
	if problem != nil {
		return problem
	}
	defer read.settle()
	t, schemas := read, []Span(nil)
	if problem := cmp.Or(strayMark(t.root()), versionNoText(t.root())); problem != nil {
		return problem
	}
	object := isObject(t.root())
	if object {
		d.Problems = t.duplicates()
		d.Glued = t.runTogether(d.Problems)
		if len(d.Problems) == 0 && t.root().Get("kind").Text() == definition {
			schemas = t.schemas()
			t = d.forgetSchema(t)
		}
		t.vague = t.hasPlaceholders()
	}
	if rest != nil {
		rest.take(d, t, schemas)
	}
	d.held.Store(t)
	if object {
		root := t.root()
		d.addObjects(root, root.Get("apiVersion").Text(), root.Get("kind").Text(), 0)
	}
	d.took(t)
	return nil
}
