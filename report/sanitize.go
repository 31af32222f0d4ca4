package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Manifests come from pull requests of strangers, and their text ends up in
// terminals and in the logs of build servers. This file is the one place that
// keeps such text from doing anything but being read:
//
//   - controls, bidi controls, invisible characters and bad UTF-8 are shown as
//     escapes, so that nothing moves the cursor, hides or reorders text;
//   - a line break is shown as an escape too, so that one text is one line;
//   - the GitHub runner obeys "##[" anywhere in a line and "::" at its start,
//     Azure's agent "##vso[" anywhere: both get a backslash in their way. Both
//     programs compare as the language of the machine does, which overlooks
//     marks and invisible characters in between, so we do as well.

// Inert returns text as one line that a terminal or a build server will show
// and never obey. Text in which nothing is amiss comes back as it is. It does
// not guard against what a line may begin with; see lead.
func Inert(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	var e escaper
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(e.show(r, text[i:i+size]))
		i += size
	}
	return b.String()
}

// InertLines is Inert for a text whose line breaks are meant: each line is
// shown and never obeyed.
func InertLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = lead(Inert(line))
	}
	return strings.Join(lines, "\n")
}

// plain reports whether a text surely needs no change, for that is nearly all.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '#' && i > 0 && text[i-1] == '#' {
			return false
		}
	}
	return true
}

// escaper turns characters into what is shown for them. It remembers the last
// few, for a command is seen only when its bracket comes.
type escaper struct {
	last [5]rune
}

// show returns what stands for the next character; raw is the character as it
// is written, one byte where it is bad UTF-8.
func (e *escaper) show(r rune, raw string) string {
	switch {
	case e.command(r):
		return `\[`
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case hidden(r):
		return visible(r)
	}
	return raw
}

// command takes the next character and reports whether it is a bracket that
// completes the beginning of a command for a build server.
func (e *escaper) command(r rune) bool {
	if r == '[' {
		last := string(e.last[:])
		if strings.HasSuffix(last, "##") || last == "##vso" {
			return true
		}
	}
	if r < utf8.RuneSelf || !unicode.Is(unicode.M, r) {
		copy(e.last[:], e.last[1:])
		e.last[len(e.last)-1] = unicode.ToLower(r)
	}
	return false
}

// The invisible that may stay: the space of CJK text, and the sign that asks
// for the coloured form of an emoji.
const (
	ideographicSpace = '\u3000'
	emojiStyle       = '\ufe0f'
)

// hidden reports whether a character must not be written as it is: it is not
// printable (controls, bidi controls, separators, zero-width characters, the
// byte order mark, characters unknown to Go), or is said to have no glyph.
func hidden(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r > '~'
	case r == ideographicSpace || r == emojiStyle:
		return false
	}
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// visible is the escape that stands for a hidden character, as in Go and YAML.
func visible(r rune) string {
	switch {
	case r == '\t':
		return `\t`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// lead makes inert text fit to begin a line.
func lead(text string) string {
	colons := 0
	for _, r := range text {
		switch {
		case r == ':':
			if colons++; colons == 2 {
				return `\` + text
			}
		case unicode.Is(unicode.M, r) || colons == 0 && unicode.IsSpace(r):
		default:
			return text
		}
	}
	return text
}

// clip cuts a text that is too long for a line of a report. Text is cut before
// it is made inert, lest half an escape be left.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for i := range text {
		if limit == 0 {
			return text[:i] + "…"
		}
		limit--
	}
	return text
}

// inertJSON does for a finished JSON text what Inert does for a line: its
// value stays the same, for inside of strings every character may be written
// as \uXXXX, and outside of them none of these occurs.
func inertJSON(data []byte) []byte {
	if !slices.ContainsFunc(data, func(c byte) bool { return c == '#' || c > '~' }) {
		return data
	}
	var out []byte
	var e escaper
	done := 0 // data[:done] is in out
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		if e.command(r) || r != '\n' && hidden(r) {
			out = append(out, data[done:i]...)
			for _, unit := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
			done = i + size
		}
		i += size
	}
	return append(out, data[done:]...)
}
