package manifest

import "strings"

// indented reads a literal or folded scalar. parent is the column of the block
// collection around it.
func (r *fastReader) indented(parent int) int32 {
	p := fastScalar{style: Literal, start: r.at, buffered: true}
	if r.text[r.at] == '>' {
		p.style = Folded
	}
	r.at++
	chomp := byte(0)
	if r.at < len(r.text) && (r.text[r.at] == '-' || r.text[r.at] == '+') {
		chomp = r.text[r.at]
		r.at++
	}
	p.end = r.at
	if _, ok := r.skipRest(); !ok { // of the line of the indicator
		return 0
	}
	width, ok := r.width(parent)
	if !ok {
		return 0
	}
	breaks, last, ok := r.content(&p, width)
	switch {
	case !ok:
		return 0
	case chomp == '+':
		p.end = last
		r.breaks(p.style, breaks, true)
	case chomp != '-' && breaks > 0 && len(r.buffer) > 0:
		r.buffer = append(r.buffer, '\n')
	}
	if !r.nextNode() {
		return 0
	}
	return r.addValue(p)
}

// width finds the indentation of a block scalar from its first line that is
// not blank. Where a blank line before has more, YAML takes that.
func (r *fastReader) width(parent int) (width int, ok bool) {
	blank, line := 0, r.at
	for at := r.at; at < len(r.text); at++ {
		switch r.text[at] {
		case ' ':
		case '\r', '\n':
			blank = max(blank, at-line)
			if r.text[at] == '\r' {
				at++
			}
			line = at + 1
		case '\t':
			return 0, false
		default:
			width = max(at-line, parent+1)
			return width, blank <= width
		}
	}
	return parent + 1, blank <= parent && len(r.text)-line <= parent // else it may be that blanks are content
}

// content reads the lines of a block scalar into the buffer, from the start of
// the first one on, and leaves at at the start of the first line behind them.
// breaks is the number of line breaks behind the content, and last the end of
// the last line with one.
func (r *fastReader) content(p *fastScalar, width int) (breaks, last int, ok bool) {
	r.buffer = r.buffer[:0]
	last = p.end
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
		case c == '\n' || c == '\r':
			breaks++
			r.at, last = from, from
			r.skipLine()
			continue
		case from-r.at < width && c == '\t':
			return breaks, last, false
		case from-r.at < width:
			return breaks, last, true
		}
		r.at = from
		r.skipLine()
		end := r.at - len(lineBreak(r.text[from:r.at]))
		blank := r.text[from] == ' ' || r.text[from] == '\t'
		r.breaks(p.style, breaks, more || blank)
		more = blank
		r.buffer = append(r.buffer, r.text[from:end]...)
		p.end, last, breaks = end, end, 0
		if end < r.at {
			breaks = 1
		}
	}
	return breaks, last, true
}

// breaks appends the line breaks before a line of content.
func (r *fastReader) breaks(style Style, count int, indented bool) {
	if style == Folded && !indented && len(r.buffer) > 0 {
		r.fold(count)
		return
	}
	for range count {
		r.buffer = append(r.buffer, '\n')
	}
}

// lineBreak is the line break at the end of a text.
func lineBreak(text string) string {
	return text[len(strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")):]
}
