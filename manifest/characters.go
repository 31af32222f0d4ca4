package manifest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// badCharacter finds the first byte of a document that may not stand there:
// broken UTF-8, and where the document is no JSON, what YAML leaves out of
// Unicode. Tab and line breaks are the only control characters that it has.
func badCharacter(src *Source, span Span, json bool) *Problem {
	for i := span.Start; i < span.End; {
		b := src.text[i]
		if b >= ' ' && b < 0x7F || b == '\n' || b == '\r' || b == '\t' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(src.text[i:span.End])
		message := ""
		switch {
		case r == utf8.RuneError && n == 1:
			message = fmt.Sprintf("the byte 0x%02X is no UTF-8; kubectl refuses the document", b)
		case !json && (r < 0xA0 && r != '\u0085' || r == 0xFFFE || r == 0xFFFF):
			message = fmt.Sprintf("the character U+%04X may not stand in YAML; kubectl refuses the document", r)
		}
		if message != "" {
			return &Problem{Span: Span{i, i + n}, Message: message}
		}
		i += n
	}
	return nil
}

// oneCharacter is the span of the character at a byte of a document, or where
// none stands there, of the last one before.
func oneCharacter(src *Source, at int, within Span) Span {
	const invisible = " " + breaks
	at = min(max(at, within.Start), within.End)
	before := strings.TrimRight(src.text[within.Start:at], invisible)
	if r, n := utf8.DecodeRuneInString(src.text[at:within.End]); n > 0 && (!strings.ContainsRune(invisible, r) || before == "") {
		return Span{at, at + n}
	}
	end := within.Start + len(before)
	_, n := utf8.DecodeLastRuneInString(before)
	return Span{end - n, end}
}
