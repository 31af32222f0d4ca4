package manifest

import (
	"strings"
	"unicode/utf8"
)

// This file finds in the text what yaml/v3 does not tell: where the content of
// a node starts behind its anchor and tag, and where it ends. The fuzz target
// FuzzSpan holds the law that the text of a scalar's span decodes to its value.

// properties passes over the anchor and the tag of a node: properties is the
// place behind them, content where the value behind them starts. bang reports
// the tag "!", which yaml/v3 hides, and which makes any scalar a string. Those
// of an empty value are looked for in one line: the next may be another's.
func (b *builder) properties(at int, empty bool) (properties, content int, bang bool) {
	limit := len(b.text)
	if empty {
		limit = b.columns.lineEnd(b.columns.lineAt(at))
	}
	properties, content = at, at
	for content < limit {
		end := content + 1
		switch b.text[content] {
		case '&':
			for end < limit && isWord(b.text[end]) {
				end++
			}
		case '!':
			for end < limit && !isBlank(b.text[end]) && b.columns.breakAt(end) == 0 {
				end++
			}
			bang = bang || end == content+1
		default:
			return properties, content, bang
		}
		properties, content = end, b.skipSpace(end)
	}
	return properties, content, bang
}

// loneBang reports whether the tag "!" stands at a byte.
func (b *builder) loneBang(at int) bool {
	rest, found := strings.CutPrefix(b.text[at:], "!")
	return found && (rest == "" || isBlank(rest[0]) || b.columns.breakAt(at+1) > 0)
}

func isWord(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// skipSpace passes over blanks, line breaks and comments.
func (b *builder) skipSpace(at int) int {
	for at < len(b.text) {
		switch width := b.columns.breakAt(at); {
		case isBlank(b.text[at]):
			at++
		case width > 0:
			at += width
		case b.text[at] == '#':
			at = b.columns.lineEnd(b.columns.lineAt(at))
		default:
			return at
		}
	}
	return at
}

// scalarEnd finds the end of a scalar that starts at a byte and has a value.
func (b *builder) scalarEnd(start int, value string, style Style, indent int) int {
	switch style {
	case SingleQuoted:
		return b.quotedEnd(start, '\'')
	case DoubleQuoted:
		return b.quotedEnd(start, '"')
	case Literal, Folded:
		return b.blockEnd(start, value, indent)
	}
	return b.plainEnd(start, value)
}

func (b *builder) quotedEnd(start int, quote byte) int {
	for at := start + 1; at < len(b.text); at++ {
		switch {
		case b.text[at] == '\\' && quote == '"':
			at++
		case b.text[at] != quote:
		case quote == '\'' && at+1 < len(b.text) && b.text[at+1] == quote:
			at++
		default:
			return at + 1
		}
	}
	return len(b.text)
}

// plainEnd walks over text and value side by side. Where a value runs over
// several lines, only the blanks and line breaks of the two differ.
func (b *builder) plainEnd(start int, value string) int {
	if strings.HasPrefix(b.text[start:], value) {
		return start + len(value)
	}
	at := start
	for _, r := range value {
		if !strings.ContainsRune(spaces, r) {
			at = len(b.text) - len(strings.TrimLeft(b.text[at:], spaces))
			at = min(at+utf8.RuneLen(r), len(b.text))
		}
	}
	return at
}

const (
	breaks = "\r\n\u0085\u2028\u2029" // what ends a line
	spaces = " \t" + breaks
)

// blockEnd finds the end of a literal or folded scalar: behind its last line
// of content, and where the blank lines below belong to it ("|+"), behind the
// last of these. The line break there is not within.
func (b *builder) blockEnd(start int, value string, indent int) int {
	rest := b.text[start:]
	header := rest[:len(rest)-len(strings.TrimLeft(rest, "|>+-0123456789"))]
	content := strings.TrimRight(value, breaks)
	width := 0
	if i := strings.IndexAny(header, "123456789"); i > 0 {
		width = max(indent, 0) + int(header[i]-'0')
	}
	last, end := b.columns.lineAt(start), start+len(header)
	if content != "" {
		last, end = b.lastContent(last, width)
	}
	if below := utf8.RuneCountInString(value[len(content):]); strings.Contains(header, "+") {
		if content != "" {
			below-- // the break of the last line of content
		}
		if below > 0 {
			end = b.columns.lineEnd(last + below)
		}
	}
	return end
}

// lastContent finds the last line of a block scalar that is content, and its
// end. width is the indentation of the scalar, 0 where its first line tells.
func (b *builder) lastContent(header, width int) (last, end int) {
	for line := header + 1; line < len(b.columns.lines); line++ {
		from, to := int(b.columns.lines[line]), b.columns.lineEnd(line)
		indent := to - from - len(strings.TrimLeft(b.text[from:to], " "))
		blank := indent == to-from
		switch {
		case blank && (width == 0 || indent <= width):
			continue
		case !blank && indent < width:
			return last, end
		case width == 0:
			width = indent
		}
		last, end = line, to
	}
	return last, end
}

// closeFlow finds the end of a flow collection whose last child ends at a byte.
func (b *builder) closeFlow(at int) int {
	for at = b.skipSpace(at); at < len(b.text); at = b.skipSpace(at + 1) {
		switch b.text[at] {
		case ']', '}':
			return at + 1
		case ',', ':', '?':
		default:
			return at
		}
	}
	return len(b.text)
}
