package manifest

import "strings"

// indented reads a literal or folded scalar. parent is the column of the block
// collection around it.
func (r *fastReader) indented(parent int) int32 {
	n := node{kind: Scalar, style: Literal, start: int32(r.at)}
	if r.text[r.at] == '>' {
		n.style = Folded
	}
	r.at++
	chomp := byte(0)
	if r.at < len(r.text) && (r.text[r.at] == '-' || r.text[r.at] == '+') {
		chomp = r.text[r.at]
		r.at++
	}
	n.end = int32(r.at)
	if !r.header() {
		return 0
	}
	width, ok := r.width(parent)
	if !ok {
		return 0
	}
	breaks := r.content(&n, width)
	if breaks < 0 {
		return 0
	}
	switch {
	case chomp == '+' && breaks != 1:
		return 0 // where it ends is a question of its own
	case chomp != '-' && breaks > 0 && len(r.buffer) > 0:
		r.buffer = append(r.buffer, '\n')
	}
	n.value = string(r.buffer)
	if !r.nextNode() {
		return 0
	}
	return r.add(n)
}

// header passes over the rest of the line of the indicator.
func (r *fastReader) header() bool {
	before := r.at
	r.skipSpaces()
	if r.at < len(r.text) && r.text[r.at] != '\n' && (r.text[r.at] != '#' || r.at == before) {
		return false
	}
	r.skipLine()
	return true
}

// width finds the indentation of a block scalar from its first line that is
// not blank. Where a blank line before has more, YAML takes that.
func (r *fastReader) width(parent int) (width int, ok bool) {
	blank := 0
	for at, line := r.at, r.at; ; at++ {
		switch {
		case at < len(r.text) && r.text[at] == ' ':
			continue
		case at < len(r.text) && r.text[at] == '\n':
			blank = max(blank, at-line)
			line = at + 1
			continue
		case at < len(r.text) && r.text[at] == '\t':
			return 0, false
		}
		if at == len(r.text) { // blanks alone count as content for YAML at the end
			return parent + 1, blank <= parent && at-line <= parent
		}
		return max(at-line, parent+1), blank <= max(at-line, parent+1)
	}
}

// content reads the lines of a block scalar into the buffer, from the start of
// the first one on, and leaves at at the start of the first line behind them.
// breaks is the number of line breaks behind the content; -1 hands over.
func (r *fastReader) content(n *node, width int) (breaks int) {
	r.buffer = r.buffer[:0]
	more := false // the last line begins with a blank: nothing is folded there
	for r.at < len(r.text) {
		from := r.at
		for from < len(r.text) && from-r.at < width && r.text[from] == ' ' {
			from++
		}
		if from == len(r.text) {
			r.at = from
			break
		}
		switch c := r.text[from]; {
		case c == '\n':
			breaks++
			r.at = from + 1
			continue
		case from-r.at < width && c == '\t':
			return -1
		case from-r.at < width:
			return breaks
		}
		end := len(r.text)
		if i := strings.IndexByte(r.text[from:], '\n'); i >= 0 {
			end = from + i
		}
		blank := r.text[from] == ' ' || r.text[from] == '\t'
		r.breaks(n, breaks, more || blank)
		more = blank
		r.buffer = append(r.buffer, r.text[from:end]...)
		n.end, breaks = int32(end), 0
		if r.at = end; end < len(r.text) {
			breaks, r.at = 1, end+1
		}
	}
	return breaks
}

// breaks appends the line breaks before a line of content.
func (r *fastReader) breaks(n *node, count int, indented bool) {
	if n.style == Folded && !indented && len(r.buffer) > 0 {
		r.fold(count)
		return
	}
	for range count {
		r.buffer = append(r.buffer, '\n')
	}
}
