package manifest

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func quoteStyle(quote byte) Style {
	if quote == '"' {
		return DoubleQuoted
	}
	return SingleQuoted
}

// quotedInLine reads a quoted scalar that stands on one line and is written as
// it reads, or hands it over to quoted. at stays.
func (r *fastReader) quotedInLine(quote byte) (p fastScalar, ok bool) {
	p, ok = r.quoted(quote)
	return p, ok && !strings.Contains(r.text[p.start:p.end], "\n")
}

// quoted reads a quoted scalar. at stays.
func (r *fastReader) quoted(quote byte) (p fastScalar, ok bool) {
	p = fastScalar{style: quoteStyle(quote), start: r.at}
	for at := r.at + 1; at < len(r.text); at++ {
		switch c := r.text[at]; {
		case c == quote && !(quote == '\'' && at+1 < len(r.text) && r.text[at+1] == '\''):
			p.end = at + 1
			return p, true
		case c == quote, c == '\\' && quote == '"', c == '\n', c == '\r':
			return r.escaped(p, quote)
		}
	}
	return p, false
}

// escaped reads a quoted scalar that is written otherwise than it reads: with
// escapes, or over several lines. Its content is in the buffer then.
func (r *fastReader) escaped(p fastScalar, quote byte) (_ fastScalar, ok bool) {
	r.buffer = r.buffer[:0]
	for at := p.start + 1; at < len(r.text); {
		switch c := r.text[at]; {
		case c == '\'' && quote == '\'' && at+1 < len(r.text) && r.text[at+1] == '\'':
			r.buffer = append(r.buffer, '\'')
			at += len("''")
		case c == quote:
			p.buffered, p.end = true, at+1
			return p, true
		case c == '\\' && quote == '"':
			if at, ok = r.escape(at + 1); !ok {
				return p, false
			}
		case gaps[c]:
			end, breaks, ok := r.space(at)
			if !ok {
				return p, false
			}
			if breaks == 0 {
				r.buffer = append(r.buffer, r.text[at:end]...)
			} else {
				r.fold(breaks)
			}
			at = end
		default:
			from := at
			for at++; at < len(r.text) && !turns[r.text[at]]; at++ {
			}
			r.buffer = append(r.buffer, r.text[from:at]...)
		}
	}
	return p, false
}

// turns are the characters of a quoted scalar that may stand for something else.
var turns = tableOf("'\"\\ \n\r\t")

// space passes over the blanks and line breaks in a quoted scalar. The lines
// may begin anywhere, but none with what may end a document.
func (r *fastReader) space(at int) (end, breaks int, ok bool) {
	for end = at; end < len(r.text); end++ {
		switch r.text[end] {
		case ' ', '\t', '\r':
		case '\n':
			breaks++
			if r.markerAt(end + 1) {
				return end, breaks, false
			}
		default:
			return end, breaks, true
		}
	}
	return end, breaks, false
}

// escapes are the short escapes of YAML, each character before what it means.
const escapes = "0\x00a\x07b\x08t\tn\nv\x0Bf\x0Cr\re\x1B  \"\"''\\\\N\u0085_\u00A0L\u2028P\u2029"

// escape reads an escape from behind its backslash.
func (r *fastReader) escape(at int) (end int, ok bool) {
	if at >= len(r.text) {
		return at, false
	}
	digits := 0
	switch c := r.text[at]; c {
	case '\n', '\r': // the break is not there, and no blanks behind it; further breaks are
		end, breaks, ok := r.space(at)
		for range breaks - 1 {
			r.buffer = append(r.buffer, '\n')
		}
		return end, ok
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		for rest := escapes; rest != ""; {
			meaning, size := utf8.DecodeRuneInString(rest[1:])
			if rest[0] == c {
				r.buffer = utf8.AppendRune(r.buffer, meaning)
				return at + 1, true
			}
			rest = rest[1+size:]
		}
		return at, false
	}
	end = at + 1 + digits
	if end > len(r.text) {
		return at, false
	}
	code, err := strconv.ParseUint(r.text[at+1:end], 16, 32)
	if err != nil || code > utf8.MaxRune || code >= 0xD800 && code <= 0xDFFF {
		return at, false
	}
	r.buffer = utf8.AppendRune(r.buffer, rune(code))
	return end, true
}
