package manifest

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// columns turns the lines and columns of yaml/v3 into byte offsets. To YAML a
// line ends with CR, LF, CRLF, NEL, LS or PS, and columns count code points.
type columns struct {
	text  string
	lines []int32 // where each line starts
	wide  bool    // the text holds more than ASCII

	// The last place looked up. Nodes come in the order of the text, so the
	// next one is counted from here: a line may be as long as the text.
	line, column, at int
}

func newColumns(text string, span Span) columns {
	c := columns{text: text[:span.End]}
	if strings.HasPrefix(text[span.Start:], byteOrderMark) { // it counts for nothing
		span.Start += len(byteOrderMark)
	}
	c.lines = append(make([]int32, 0, 1+strings.Count(text[span.Start:span.End], "\n")), int32(span.Start))
	for i := span.Start; i < span.End; {
		switch b := text[i]; {
		case b >= ' ' && b < utf8.RuneSelf:
			i++
			continue
		case b >= utf8.RuneSelf:
			c.wide = true
		}
		if width := c.breakAt(i); width > 0 {
			i += width
			c.lines = append(c.lines, int32(i))
		} else {
			i++
		}
	}
	return c
}

// breakAt is the length of the line break at a byte, 0 where there is none.
func (c *columns) breakAt(at int) int {
	if at >= len(c.text) {
		return 0
	}
	switch b := c.text[at]; {
	case b == '\n':
		return 1
	case b == '\r':
		if strings.HasPrefix(c.text[at+1:], "\n") {
			return 2
		}
		return 1
	case b >= utf8.RuneSelf:
		for _, mark := range [...]string{"\u0085", "\u2028", "\u2029"} {
			if strings.HasPrefix(c.text[at:], mark) {
				return len(mark)
			}
		}
	}
	return 0
}

// offset is the byte at a line and column of yaml/v3, both from 1.
func (c *columns) offset(line, column int) int {
	if line > len(c.lines) {
		return len(c.text)
	}
	start := int(c.lines[max(line, 1)-1])
	if !c.wide {
		return min(start+column-1, len(c.text))
	}
	if line != c.line || column < c.column {
		c.line, c.column, c.at = line, 1, start
	}
	for ; c.column < column && c.at < len(c.text); c.column++ {
		_, n := utf8.DecodeRuneInString(c.text[c.at:])
		c.at += n
	}
	return c.at
}

// columnOf is the column, from 0, of a byte.
func (c *columns) columnOf(at int) int {
	return utf8.RuneCountInString(c.text[c.lines[c.lineAt(at)]:at])
}

// lineAt is the line, from 0, that holds a byte.
func (c *columns) lineAt(at int) int {
	return sort.Search(len(c.lines), func(i int) bool { return int(c.lines[i]) > at }) - 1
}

// lineEnd is where the text of a line, counted from 0, ends: before its break.
func (c *columns) lineEnd(line int) int {
	if line+1 >= len(c.lines) {
		return len(c.text)
	}
	end := int(c.lines[line+1])
	if strings.HasSuffix(c.text[:end], "\r\n") {
		return end - 2
	}
	_, n := utf8.DecodeLastRuneInString(c.text[:end])
	return end - n
}

func isBreak(b byte) bool { return b == '\n' || b == '\r' }
func isBlank(b byte) bool { return b == ' ' || b == '\t' }
