package manifest

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// Source is one text that may hold manifests: a file or standard input.
type Source struct {
	// Name is how the text is called in reports: a slash-separated path
	// relative to the working directory, or "<stdin>".
	Name string
	// Text is the whole text in UTF-8. Byte offsets in Span are offsets into
	// it. A byte order mark stays part of the text.
	Text string
	// Recoded says that the bytes on disk were UTF-16: Text is a translation
	// of them, and no edit may be written back.
	Recoded bool

	lines  func() []int // the offset of the first byte of each line
	strict bool         // ParseOptions.StrictYAML
}

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

// NewSource makes a Source from the bytes of a file. UTF-16 with a byte order
// mark is translated; everything else is taken as UTF-8, right or wrong.
func NewSource(name string, data []byte) *Source {
	s := &Source{Name: name}
	switch {
	case len(data) >= 2 && data[0] == 0xFF && data[1] == 0xFE:
		s.Text, s.Recoded = fromUTF16(data[2:], 0, 1), true
	case len(data) >= 2 && data[0] == 0xFE && data[1] == 0xFF:
		s.Text, s.Recoded = fromUTF16(data[2:], 1, 0), true
	default:
		s.Text = string(data)
	}
	s.lines = sync.OnceValue(s.findLines) // most texts give no finding, and never need them
	return s
}

func (s *Source) findLines() []int {
	lines := append(make([]int, 0, 1+strings.Count(s.Text, "\n")), 0)
	for i := range len(s.Text) {
		if s.Text[i] == '\n' {
			lines = append(lines, i+1)
		}
	}
	return lines
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
	offset = min(max(offset, 0), len(s.Text))
	lines := s.lines()
	line := sort.SearchInts(lines, offset+1)
	from := lines[line-1]
	if line == 1 && strings.HasPrefix(s.Text, byteOrderMark) && offset >= len(byteOrderMark) {
		from = len(byteOrderMark)
	}
	return Pos{Line: line, Column: 1 + utf8.RuneCountInString(s.Text[from:offset])}
}

// LineCount is the number of lines; the empty text has one.
func (s *Source) LineCount() int { return len(s.lines()) }

// Line returns line n (from 1) without its line ending and byte order mark,
// and "" where there is no such line.
func (s *Source) Line(n int) string {
	lines := s.lines()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(s.Text)
	if n < len(lines) {
		end = lines[n] - 1
	}
	text := strings.TrimSuffix(s.Text[lines[n-1]:end], "\r")
	if n == 1 {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	return text
}

// LineStart returns the offset of the first byte of line n (from 1).
func (s *Source) LineStart(n int) int {
	lines := s.lines()
	return lines[min(max(n, 1), len(lines))-1]
}

// String writes the place as "line:column".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
