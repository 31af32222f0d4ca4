package manifest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// Source is one text that may hold manifests: a file or standard input.
type Source struct {
	// Name is how the text is called in reports: a slash-separated path
	// relative to the working directory, or "<stdin>".
	Name string
	// Recoded says that the bytes on disk were UTF-16: Text is a translation
	// of them, and no edit may be written back.
	Recoded bool

	text   string
	gone   *gone // set where text was let go of
	lines  *lines
	strict bool // ParseOptions.StrictYAML
}

// lines are the counts of a text's line breaks, once somebody has asked: most
// texts give no finding, and nobody does.
type lines struct {
	count  sync.Once
	before []int32 // how many there are before each stretch
}

// stretch is the length in bytes of the pieces of a text that are remembered to
// find lines: the lines within one are counted again each time.
const stretch = 2 << 10

// Pos is a place in a Source for people: both numbers start at 1, and Column
// counts Unicode code points.
type Pos struct {
	Line, Column int
}

// Span is the half-open range of bytes [Start, End) of a Source.
type Span struct {
	Start, End int
}

// Empty reports whether the span holds no byte.
func (s Span) Empty() bool { return s.End <= s.Start }

const byteOrderMark = "\uFEFF"

// NewSource makes a Source from the bytes of a file, which belong to it from
// then on. UTF-16 with a byte order mark is translated; everything else is taken
// as UTF-8, right or wrong.
func NewSource(name string, data []byte) *Source {
	s := &Source{Name: name, lines: new(lines)}
	switch {
	case len(data) >= 2 && data[0] == 0xFF && data[1] == 0xFE:
		s.text, s.Recoded = fromUTF16(data[2:], 0, 1), true
	case len(data) >= 2 && data[0] == 0xFE && data[1] == 0xFF:
		s.text, s.Recoded = fromUTF16(data[2:], 1, 0), true
	default:
		s.text = unsafe.String(unsafe.SliceData(data), len(data)) // nobody changes them any more
	}
	return s
}

// Text is the whole text in UTF-8. Byte offsets in Span are offsets into it. A
// byte order mark stays part of the text.
func (s *Source) Text() string {
	if s.gone != nil {
		return s.gone.read()
	}
	return s.text
}

// breaks are the numbers of line breaks before each stretch of the text.
func (s *Source) breaks(text string) []int32 {
	s.lines.count.Do(func() {
		before, all := make([]int32, 1, 1+len(text)/stretch), 0
		for at := stretch; at <= len(text); at += stretch {
			all += strings.Count(text[at-stretch:at], "\n")
			before = append(before, int32(all))
		}
		s.lines.before = before
	})
	return s.lines.before
}

// lineAt is the number of the line, from 1, that holds a byte.
func (s *Source) lineAt(text string, offset int) int {
	i := offset / stretch
	return 1 + int(s.breaks(text)[i]) + strings.Count(text[i*stretch:offset], "\n")
}

// lineStart is where a line, counted from 1, starts in the text that has it.
func (s *Source) lineStart(text string, line int) int {
	before := s.breaks(text)
	i, _ := slices.BinarySearch(before, int32(line)-1)
	i = max(i-1, 0) // the last stretch that begins in an earlier line
	at := i * stretch
	for range line - 1 - int(before[i]) {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	return at
}

// fromUTF16 translates 16-bit units whose low and high byte lie at the given
// offsets within each pair. A trailing odd byte is dropped.
func fromUTF16(data []byte, low, high int) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+high])<<8
	}
	return string(utf16.Decode(units))
}

// Position says where a byte offset lies. Only "\n" ends a line, as editors
// and code hosts count; offsets beyond the text are taken as its end.
func (s *Source) Position(offset int) Pos {
	text := s.Text()
	offset = min(max(offset, 0), len(text))
	from := strings.LastIndexByte(text[:offset], '\n') + 1
	if from == 0 && strings.HasPrefix(text, byteOrderMark) && offset >= len(byteOrderMark) {
		from = len(byteOrderMark)
	}
	return Pos{Line: s.lineAt(text, offset), Column: 1 + utf8.RuneCountInString(text[from:offset])}
}

// LineCount is the number of lines; the empty text has one.
func (s *Source) LineCount() int {
	text := s.Text()
	return s.lineAt(text, len(text))
}

// Line returns line n (from 1) without its line ending and byte order mark,
// and "" where there is no such line.
func (s *Source) Line(n int) string {
	text := s.Text()
	if n < 1 || n > s.lineAt(text, len(text)) {
		return ""
	}
	line, _, _ := strings.Cut(text[s.lineStart(text, n):], "\n")
	line = strings.TrimSuffix(line, "\r")
	if n == 1 {
		line = strings.TrimPrefix(line, byteOrderMark)
	}
	return line
}

// LineStart returns the offset of the first byte of line n (from 1).
func (s *Source) LineStart(n int) int {
	text := s.Text()
	return s.lineStart(text, min(max(n, 1), s.lineAt(text, len(text))))
}

// String writes the place as "line:column".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
