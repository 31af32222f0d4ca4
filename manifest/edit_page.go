package manifest

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// page is the text of a document as edits see it: lines, columns, blanks.
type page struct {
	text  string // the source up to the end of the document
	start int    // where the document starts
	whole string // the source
}

// lineStart is the first byte of the line that holds a byte.
func (p page) lineStart(at int) int {
	for at > p.start && !isBreak(p.text[at-1]) {
		at--
	}
	return at
}

// lineEnd is the end of the line that holds a byte, before its line break.
func (p page) lineEnd(at int) int {
	if n := strings.IndexAny(p.text[at:], "\r\n"); n >= 0 {
		return at + n
	}
	return len(p.text)
}

// nextLine is the start of the line behind the one that holds a byte.
func (p page) nextLine(at int) int {
	at = p.lineEnd(at)
	return at + breakLen(p.text[at:])
}

// breakLen is the length of the line break at the head of a text.
func breakLen(text string) int {
	switch {
	case strings.HasPrefix(text, "\r\n"):
		return 2
	case text != "" && isBreak(text[0]):
		return 1
	}
	return 0
}

// breakBefore is the length of the line break at the end of a text.
func breakBefore(text string) int {
	switch {
	case strings.HasSuffix(text, "\r\n"):
		return 2
	case text != "" && isBreak(text[len(text)-1]):
		return 1
	}
	return 0
}

// eol is the line break to use near a byte: that of its line, or the first of
// the source.
func (p page) eol(at int) string {
	end := p.lineEnd(at)
	if end == len(p.text) {
		end = max(strings.IndexAny(p.whole, "\r\n"), 0)
	}
	if n := breakLen(p.whole[end:]); n > 0 {
		return p.whole[end : end+n]
	}
	return "\n"
}

// column counts the characters before a byte on its line.
func (p page) column(at int) int {
	return utf8.RuneCountInString(p.text[p.lineStart(at):at])
}

// lead is what stands before a byte on its line.
func (p page) lead(at int) string { return p.text[p.lineStart(at):at] }

// skipBlanks passes over blanks.
func (p page) skipBlanks(at int) int {
	for at < len(p.text) && isBlank(p.text[at]) {
		at++
	}
	return at
}

// skipBlanksBack passes over blanks to the left.
func (p page) skipBlanksBack(at int) int {
	for at > p.start && isBlank(p.text[at-1]) {
		at--
	}
	return at
}

// skipSpace passes over blanks, line breaks and comments.
func (p page) skipSpace(at int) int {
	for at < len(p.text) {
		switch c := p.text[at]; {
		case isBlank(c) || isBreak(c):
			at++
		case c == '#':
			at = p.lineEnd(at)
		default:
			return at
		}
	}
	return at
}

// skipProperties passes over anchors and tags on the same line, and reports
// where the last one ends and the first tag starts (-1 for none).
func (p page) skipProperties(at int) (end, tag int) {
	end, tag = at, -1
	for {
		at = p.skipBlanks(end)
		if at >= len(p.text) || p.text[at] != '&' && p.text[at] != '!' {
			return end, tag
		}
		if p.text[at] == '!' && tag < 0 {
			tag = at
		}
		word := p.text[at] == '&'
		for end = at + 1; end < len(p.text) && !isBlank(p.text[end]) && !isBreak(p.text[end]) && (!word || isWord(p.text[end])); {
			end++
		}
	}
}

// byteAt is the byte at an offset, 0 behind the end.
func (p page) byteAt(at int) byte {
	if at < len(p.text) {
		return p.text[at]
	}
	return 0
}

// tail is the end of the line on which something ends, if nothing but a
// comment stands behind it.
func (p page) tail(end int) (int, error) {
	if at := p.skipBlanks(end); at < len(p.text) && !isBreak(p.text[at]) && p.text[at] != '#' {
		return 0, errOdd
	}
	return p.lineEnd(end), nil
}

// broken reports whether a piece of the text runs over several lines.
func (p page) broken(from, to int) bool { return strings.ContainsAny(p.text[from:to], "\r\n") }

func onlyBlanks(text string) bool { return strings.Trim(text, " \t") == "" }

func isJSON(text string) bool { return json.Valid([]byte(text)) }
