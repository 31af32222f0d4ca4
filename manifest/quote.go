package manifest

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// writeScalar writes a string in a style where that style can hold it, in
// double quotes otherwise. Plain is only for what every reader takes for a
// string.
func writeScalar(value string, style Style, flow bool) string {
	switch {
	case style == SingleQuoted && singleSafe(value):
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case style != SingleQuoted && style != DoubleQuoted && plainSafe(value, flow):
		return value
	}
	return doubleQuote(value)
}

// sexagesimal are numbers to base 60: to kubectl they are strings, to other
// readers of YAML 1.1 numbers.
var sexagesimal = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`) })

// plainSafe reports whether a text without quotes reads as the string that it
// is, as a value and as a key.
func plainSafe(value string, flow bool) bool {
	return plainForm(value, flow) && value != "<<" && resolvePlain(value).typ == String && !isTimestamp(value) &&
		!(strings.Contains(value, ":") && sexagesimal().MatchString(value))
}

// plainForm reports whether a text can stand without quotes at all.
func plainForm(value string, flow bool) bool {
	if value == "" || !singleSafe(value) || strings.Contains(value, "\t") || strings.TrimSpace(value) != value {
		return false
	}
	if strings.ContainsRune("?:,[]{}#&*!|>'\"%@`=", rune(value[0])) {
		return false
	}
	if value[0] == '-' && (len(value) == 1 || value[1] == ' ' || strings.HasPrefix(value, "---")) || strings.HasPrefix(value, "...") {
		return false
	}
	if strings.Contains(value, ": ") || strings.Contains(value, " #") || strings.HasSuffix(value, ":") {
		return false
	}
	return !flow || !strings.ContainsAny(value, ",[]{}?:") // readers differ over "?" and ":"
}

// singleSafe reports whether a text needs no escapes: it has one line, and
// only characters that YAML allows as they are.
func singleSafe(value string) bool {
	for _, r := range value {
		if !printable(r) {
			return false
		}
	}
	return utf8.ValidString(value)
}

func printable(r rune) bool {
	switch {
	case r == '\t' || r >= 0x20 && r < 0x7F:
		return true
	case r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF:
		return false
	}
	return true
}

// doubleQuote writes a text in double quotes, with the escapes that YAML and
// JSON share.
func doubleQuote(value string) string {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		escape, found := short[r]
		switch {
		case found:
			b.WriteString(escape)
		case !printable(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// rawSafe reports whether a text that is written as it is stays one value on
// one line, wherever it is put.
func rawSafe(value string, json bool) bool {
	if json {
		return isJSON(value) && !strings.ContainsAny(value, "\r\n") && strings.TrimSpace(value) == value
	}
	if plainForm(value, true) || value == "{}" || value == "[]" {
		return true
	}
	text := "[" + value + "]"
	t, problem := feed(NewSource("", []byte(text)), Span{0, len(text)})
	if problem != nil || len(t.nodes) < 3 || strings.ContainsAny(value, "\r\n\u0085\u2028\u2029") {
		return false
	}
	list, item := t.nodes[1], t.nodes[2]
	whole := item.start == 1 && int(item.end) == len(text)-1 && int(list.end) == len(text)
	return list.kind == Sequence && item.next == 0 && whole && strings.IndexByte("[{'\"", value[0]) >= 0
}
