package manifest

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// isUsual reports whether a text has none of the characters that YAML refuses,
// or takes for the end of a line: "\n" and "\r\n" alone end one here.
func isUsual(text string) bool {
	data := unsafe.Slice(unsafe.StringData(text), len(text)) // to be read only
	for i := 0; i < len(text); {
		for i+8 <= len(text) && areUsual(binary.LittleEndian.Uint64(data[i:])) {
			i += 8
		}
		if i == len(text) {
			break
		}
		switch c := text[i]; {
		case usual[c]:
			i++
			continue
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
			i += len("\r\n")
			continue
		case c < utf8.RuneSelf:
			return false
		}
		switch r, n := utf8.DecodeRuneInString(text[i:]); {
		case r == utf8.RuneError && n == 1, r < 0xA0, r == '\u2028', r == '\u2029', r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
			return false
		default:
			i += n
		}
	}
	return true
}

// areUsual reports whether each of eight bytes is a printable character of
// ASCII or ends a line: in a computation for all of them at once, the highest
// bit of each shows what is not. Where a sum carries into the next byte, x alone
// has shown that some byte is none of ASCII.
func areUsual(x uint64) bool {
	const each, highest = 0x0101010101010101, 0x80 * 0x0101010101010101
	printable, other := x+each*(0x80-' '), (x^each*'\n')+each*0x7F
	return (x|(x+each)|^printable&other)&highest == 0
}

// usual are the characters of ASCII that may stand anywhere.
var usual = func() (table [256]bool) {
	for c := ' '; c < 0x7F; c++ {
		table[c] = true
	}
	table['\n'], table['\t'] = true, true
	return table
}()
