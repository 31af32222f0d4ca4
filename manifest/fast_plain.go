package manifest

import "strings"

// startsPlain reports whether a plain scalar starts at hand.
func (r *fastReader) startsPlain(flow bool) bool {
	c := r.text[r.at]
	switch {
	case special[c]:
		return false
	case c == '-':
		return !r.isGap(r.at+1) && !(flow && isFlowMark(r.text[r.at+1]))
	case c == ':':
		return !flow && !r.isGap(r.at+1)
	}
	return true
}

// special are the characters with which no plain scalar starts, and "?", which
// starts one at times.
var special = tableOf(" \n\r\t?,[]{}#&*!|>'\"%@`")

// halts are the characters at which a plain scalar may end.
var halts = tableOf("\n\r\t:#")

// flowHalts are those at which one in a flow collection may end.
var flowHalts = tableOf("\n\r\t:#,?[]{}")

func tableOf(characters string) (table [256]bool) {
	for _, c := range []byte(characters) {
		table[c] = true
	}
	return table
}

func isFlowMark(c byte) bool { return strings.IndexByte(",?[]{}", c) >= 0 }

// plainLine reads the part of a plain scalar on one line, from a byte that
// belongs to it. stop is what ended it: a colon, a comment, the end of the
// line, or a tab. end is without the blanks before that.
func (r *fastReader) plainLine(at int) (end, stop int) {
	for stop = at + 1; stop < len(r.text); stop++ {
		c := r.text[stop]
		if !halts[c] {
			continue
		}
		if c == ':' && !r.isGap(stop+1) || c == '#' && r.text[stop-1] != ' ' {
			continue
		}
		break
	}
	for end = stop; r.text[end-1] == ' '; end-- {
	}
	return end, stop
}

// plain reads a plain scalar that is a value, over as many lines as it has.
func (r *fastReader) plain(parent int) int32 {
	start := r.at
	end, stop := r.plainLine(start)
	if stop < len(r.text) && (r.text[stop] == ':' || r.text[stop] == '\t') {
		return 0
	}
	r.at = end
	if !r.endLine() {
		return 0
	}
	if r.column <= parent {
		return r.addValue(fastScalar{start: start, end: end})
	}
	r.buffer = append(r.buffer[:0], r.text[start:end]...)
	for r.column > parent { // the next line is part of it
		if r.remark {
			return 0
		}
		r.fold(strings.Count(r.text[end:r.at], "\n"))
		first := r.at
		end, stop = r.plainLine(first)
		if stop < len(r.text) && (r.text[stop] == ':' || r.text[stop] == '\t') || r.text[first] == ':' && r.isGap(first+1) {
			return 0
		}
		r.buffer = append(r.buffer, r.text[first:end]...)
		r.at = end
		if !r.endLine() {
			return 0
		}
	}
	return r.addValue(fastScalar{start: start, end: end, buffered: true})
}

// fold appends what some line breaks in a scalar stand for: one is a space,
// and of several the first is nothing.
func (r *fastReader) fold(breaks int) {
	if breaks == 1 {
		r.buffer = append(r.buffer, ' ')
		return
	}
	for range breaks - 1 {
		r.buffer = append(r.buffer, '\n')
	}
}
