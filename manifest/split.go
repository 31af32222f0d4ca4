package manifest

import (
	"encoding/json"
	"strings"
)

// split finds the documents of a text. A line that starts with "---" and a
// blank opens a document, wherever it stands: YAML has no way to quote it. A
// line "..." closes one. Directives and comments before "---" belong to the
// document behind it.
func split(text string) []Span {
	start := 0
	if strings.HasPrefix(text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	if trimmed := strings.TrimLeft(text[start:], " \t\r\n"); strings.HasPrefix(trimmed, "{") {
		if spans := splitJSON(text, start); len(spans) > 1 {
			return spans
		}
	}
	var spans []Span
	usual := !strings.Contains(text, "\r")
	content := false // the current document has begun: it has a marker or a value
	for at := start; at < len(text); {
		if content && usual {
			if at = nextMark(text, at); at == len(text) {
				break
			}
		}
		end, next := lineBounds(text, at, usual)
		line := text[at:end]
		switch {
		case isMarker(line, "---"):
			if content {
				spans = append(spans, Span{start, at})
				start = at
			}
			content = true
		case isMarker(line, "..."):
			spans = append(spans, Span{start, at})
			start, content = next, false
		case !content && line != "" && line[0] != '%':
			first := strings.TrimLeft(line, " \t")
			content = first != "" && first[0] != '#'
		}
		at = next
	}
	if start < len(text) {
		spans = append(spans, Span{start, len(text)})
	}
	return spans
}

// nextMark is the start of the first line that may be a marker, from the one at
// a byte on, and the end of a text without. Only "\n" ends lines.
func nextMark(text string, line int) int {
	for line < len(text) && text[line] != '-' && text[line] != '.' {
		n := strings.IndexByte(text[line:], '\n')
		if n < 0 {
			return len(text)
		}
		line += n + 1
	}
	return line
}

// lineBounds is the end of the line at a byte, and the start of the next. usual
// says that only "\n" ends lines in the text.
func lineBounds(text string, at int, usual bool) (end, next int) {
	if usual {
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			return at + n, at + n + 1
		}
		return len(text), len(text)
	}
	for end = at; end < len(text) && !isBreak(text[end]); end++ {
	}
	next = min(end+1, len(text))
	if strings.HasPrefix(text[end:], "\r\n") {
		next++
	}
	return end, next
}

// isMarker reports whether a line is a document marker: alone on the line, or
// with a blank behind it.
func isMarker(line, marker string) bool {
	rest, found := strings.CutPrefix(line, marker)
	return found && (rest == "" || isBlank(rest[0]))
}

// splitJSON finds the values of a stream of JSON objects, as kubectl reads a
// text that begins with a brace. It gives nothing where the text is no JSON.
func splitJSON(text string, start int) []Span {
	dec := json.NewDecoder(strings.NewReader(text[start:]))
	var spans []Span
	for dec.More() {
		from := start + int(dec.InputOffset())
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return nil
		}
		spans = append(spans, Span{from, start + int(dec.InputOffset())})
	}
	if rest := text[start+int(dec.InputOffset()):]; strings.TrimSpace(rest) != "" {
		return nil
	}
	return spans
}
