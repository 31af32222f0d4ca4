package manifest

// block reads the node at hand, before which nothing but spaces and dashes
// stand on its line. parent is the column of the collection around it.
func (r *fastReader) block(parent int) int32 {
	if r.dash() {
		return r.sequence(false)
	}
	if r.atMarker() {
		return 0
	}
	if key, colon, ok := r.key(); ok {
		return r.mapping(key, colon)
	}
	return r.value(parent)
}

// dash reports whether the node at hand is an item of a block sequence.
func (r *fastReader) dash() bool {
	return r.text[r.at] == '-' && r.isGap(r.at+1)
}

// enter opens a collection, and reports whether it may be opened.
func (r *fastReader) enter(kind Kind, style Style, start int) (id int32, ok bool) {
	r.depth++
	id, _ = r.add(kind, style, start, 0)
	return id, r.depth <= deepest
}

// leave closes a collection behind its last child. keys are those of a mapping.
func (r *fastReader) leave(id int32, end int32, keys *keyMarks) int32 {
	r.depth--
	x := &r.tree.nodes[id]
	x.end = end
	if x.kind == Mapping {
		x.setDistinct(!keys.alike || !Node{r.tree, id}.repeatsKey())
		r.repeats = r.repeats || !x.distinct()
	}
	if r.within {
		x.first = 0
		r.tree.nodes = r.tree.nodes[:id+1]
	}
	return id
}

// link puts a child behind its sibling, or where it has none, below its parent.
func (r *fastReader) link(parent, sibling, child int32) int32 {
	if sibling == 0 {
		r.tree.nodes[parent].first = child
	} else {
		r.tree.nodes[sibling].next = child
	}
	return child
}

// mapping reads a block mapping, whose first key is read already.
func (r *fastReader) mapping(key fastScalar, colon int) int32 {
	column, last := r.column, int32(0)
	id, ok := r.enter(Mapping, Block, key.start)
	var keys keyMarks
	for ok {
		name := r.addKey(key, &keys)
		r.at = colon + 1
		value := r.entryOf(id, name, column)
		if name == 0 || value == 0 || r.column > column {
			return 0
		}
		r.link(id, last, name)
		last = r.link(id, name, value)
		if r.column < column {
			return r.leave(id, r.tree.nodes[last].end, &keys)
		}
		if r.atMarker() {
			return 0
		}
		key, colon, ok = r.key()
	}
	return 0
}

// entry reads the value of a key, from behind its colon.
func (r *fastReader) entry(column int) int32 {
	colon := r.at
	r.skipSpaces()
	if !r.lineEnds() && r.text[r.at] != '#' {
		return r.value(column)
	}
	r.at = colon
	switch ok := r.endLine(); {
	case !ok:
		return 0
	case r.column > column:
		return r.block(column)
	case r.column == column && r.dash():
		return r.sequence(true)
	}
	return r.addEmpty(colon)
}

// sequence reads a block sequence. flush says that it is the value of a key in
// the same column: then the next key ends it.
func (r *fastReader) sequence(flush bool) int32 {
	column, last := r.column, int32(0)
	id, ok := r.enter(Sequence, Block, r.at)
	for ok {
		item := r.item(column)
		if item == 0 || r.column > column {
			return 0
		}
		last = r.link(id, last, item)
		if r.column == column && r.dash() {
			continue
		}
		if r.column == column && !flush {
			return 0
		}
		return r.leave(id, r.tree.nodes[last].end, nil)
	}
	return 0
}

// item reads an item of a sequence, from its dash.
func (r *fastReader) item(column int) int32 {
	r.at++
	dash := r.at
	r.skipSpaces()
	if !r.lineEnds() && r.text[r.at] != '#' {
		r.column = r.at - r.line
		return r.block(column)
	}
	r.at = dash
	switch ok := r.endLine(); {
	case !ok:
		return 0
	case r.column > column:
		return r.block(column)
	}
	return r.addEmpty(dash)
}

// longestKey is a bit below the length at which YAML no longer takes a text
// for a key.
const longestKey = 1000

// key reads the key of an entry, and tells where its colon is. Where there is
// none on the line, at stays.
func (r *fastReader) key() (p fastScalar, colon int, ok bool) {
	switch c := r.text[r.at]; {
	case c == '"' || c == '\'':
		p, ok = r.quotedInLine(c)
		if !ok {
			return p, 0, false
		}
		for colon = p.end; colon < len(r.text) && r.text[colon] == ' '; colon++ {
		}
	case r.startsPlain(false):
		p.start = r.at
		p.end, colon = r.plainLine(r.at)
	default:
		return p, 0, false
	}
	ok = colon < len(r.text) && r.text[colon] == ':' && r.isGap(colon+1) && colon-r.at < longestKey
	return p, colon, ok
}

// value reads the value at hand, where no key may stand: a scalar or a flow
// collection. parent is the column of the block collection around it.
func (r *fastReader) value(parent int) int32 {
	if parent < 0 {
		return 0
	}
	switch c := r.text[r.at]; {
	case c == '"' || c == '\'':
		p, ok := r.quoted(c)
		if !ok {
			return 0
		}
		r.at = p.end
		if !r.endLine() {
			return 0
		}
		return r.addValue(p)
	case c == '|' || c == '>':
		return r.indented(parent)
	case c == '[' || c == '{':
		id := r.flow()
		if id == 0 || !r.endLine() {
			return 0
		}
		return id
	case r.startsPlain(false):
		return r.plain(parent)
	}
	return 0
}
