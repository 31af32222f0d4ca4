package manifest

// flow reads a flow collection, from its bracket on: over several lines, but
// without comments, and with a value for each key.
func (r *fastReader) flow() int32 {
	kind, closing := Sequence, byte(']')
	if r.text[r.at] == '{' {
		kind, closing = Mapping, '}'
	}
	id, ok := r.enter(kind, Flow, r.at)
	r.at++
	last := int32(0)
	var keys keyMarks
	for ok && r.flowSpace() {
		if r.text[r.at] == closing {
			r.at++
			return r.leave(id, int32(r.at), &keys)
		}
		if kind == Mapping {
			key := r.flowKey(&keys)
			if key == 0 {
				return 0
			}
			last = r.link(id, last, key)
		}
		value := r.flowValue()
		if value == 0 || !r.flowSpace() {
			return 0
		}
		last = r.link(id, last, value)
		switch r.text[r.at] {
		case ',':
			r.at++
		case closing:
		default:
			return 0
		}
	}
	return 0
}

// flowSpace passes over spaces and line breaks, and reports whether something
// follows.
func (r *fastReader) flowSpace() bool {
	for ; r.at < len(r.text); r.at++ {
		switch r.text[r.at] {
		case ' ', '\r':
		case '\n':
			r.line = r.at + 1
			if r.markerAt(r.at + 1) {
				return false
			}
		default:
			return true
		}
	}
	return false
}

// flowKey reads a key of a mapping and its colon.
func (r *fastReader) flowKey(keys *keyMarks) int32 {
	p, ok := r.flowScalar()
	if !ok || p.end-p.start > longestKey || hasBreak(r.text[p.start:p.end]) {
		return 0
	}
	r.skipSpaces()
	if r.at >= len(r.text) || r.text[r.at] != ':' {
		return 0
	}
	r.at++
	if !r.flowSpace() {
		return 0
	}
	return r.addKey(p, keys)
}

func hasBreak(text string) bool {
	for i := range len(text) {
		if text[i] == '\n' {
			return true
		}
	}
	return false
}

func (r *fastReader) flowValue() int32 {
	if c := r.text[r.at]; c == '[' || c == '{' {
		return r.flow()
	}
	p, ok := r.flowScalar()
	if !ok {
		return 0
	}
	return r.addValue(p)
}

// flowScalar reads a scalar within a flow collection.
func (r *fastReader) flowScalar() (p fastScalar, ok bool) {
	switch c := r.text[r.at]; {
	case c == '"' || c == '\'':
		p, ok = r.quoted(c)
		r.at = p.end
		return p, ok
	case !r.startsPlain(true):
		return p, false
	}
	start := r.at
	for r.at++; r.at < len(r.text); r.at++ {
		c := r.text[r.at]
		if flowHalts[c] && (c != ':' || r.isGap(r.at+1) || isFlowMark(r.text[r.at+1])) && (c != '#' || r.text[r.at-1] == ' ') {
			break
		}
	}
	stop := r.at
	end := stop
	for r.text[end-1] == ' ' {
		end--
	}
	if !r.flowSpace() {
		return p, false
	}
	switch c := r.text[r.at]; {
	case c == ',' || c == ']' || c == '}':
	case c == ':' && r.at == stop && r.isGap(stop+1): // a key
	default: // a second line, or something odd
		return p, false
	}
	return fastScalar{start: start, end: end}, true
}
