package manifest

// This file leaves out what forgetSchema drops. The schemas of
// CustomResourceDefinitions are most of the bytes of many repositories: they are
// read like anything else, so that no mistake in them is missed, but what they
// hold leaves the tree as soon as it has been read.

// skimFast is feedFast for a document that is parsed. The tree that it fills
// may be trimmed: one without what is below spec and status of a
// CustomResourceDefinition, in which no mapping repeats a key.
func skimFast(src *Source, span Span) *tree {
	if !isUsual(src.text[span.Start:span.End]) {
		return nil
	}
	r := newFastReader(src, span)
	r.skims = true
	if t := r.read(); t == nil || !t.trimmed || !r.repeats {
		return t
	}
	r.tree.drop()
	return newFastReader(src, span).read() // where keys are repeated, a problem tells
}

// entryOf is entry for a key of a mapping.
func (r *fastReader) entryOf(mapping, key int32, column int) int32 {
	if !r.skims || mapping != 1 || key == 0 || !isSchema((Node{r.tree, key}).Key()) || !r.isDefinition() {
		return r.entry(column)
	}
	if t := r.tree; !t.trimmed {
		before := Span{t.document.Start, int(t.nodes[key].end)}
		t.comments(before, func(s Span) bool { t.kept = append(t.kept, s); return true })
		t.trimmed = true
	}
	r.within = true
	value := r.entry(column)
	r.within = false
	return value
}

// isDefinition reports whether the document shows already what it defines.
func (r *fastReader) isDefinition() bool {
	root := r.tree.root()
	for key, value := range root.written() { // Get is for a mapping that has been read
		if key.isKey("kind") {
			return value.Text() == definition && isObject(root)
		}
	}
	return false
}

// skipComment goes to the line behind a comment. Where it lies shows later from
// the nodes around it, unless these are left out.
func (r *fastReader) skipComment() {
	start := r.at
	r.skipLine()
	if r.tree.trimmed {
		r.tree.kept = append(r.tree.kept, Span{start, r.at - len(lineBreak(r.text[start:r.at]))})
	}
}
