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

// lines are where the lines of a text start, once somebody has asked: most
// texts give no finding, and nobody does.
type lines struct {
	find   sync.Once
	starts []int32 // the offset of the first byte of each
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

// starts are the offsets of the first byte of each line.
func (s *Source) starts() []int32 {
	s.lines.find.Do(func() {
		text := s.Text()
		starts := append(make([]int32, 0, 1+strings.Count(text, "\n")), 0)
		for i := range len(text) {
			if text[i] == '\n' {
				starts = append(starts, int32(i+1))
			}
		}
		s.lines.starts = starts
	})
	return s.lines.starts
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
	text, lines := s.Text(), s.starts()
	offset = min(max(offset, 0), len(text))
	line, _ := slices.BinarySearch(lines, int32(offset)+1)
	from := int(lines[line-1])
	if line == 1 && strings.HasPrefix(text, byteOrderMark) && offset >= len(byteOrderMark) {
		from = len(byteOrderMark)
	}
	return Pos{Line: line, Column: 1 + utf8.RuneCountInString(text[from:offset])}
}

// LineCount is the number of lines; the empty text has one.
func (s *Source) LineCount() int { return len(s.starts()) }

// Line returns line n (from 1) without its line ending and byte order mark,
// and "" where there is no such line.
func (s *Source) Line(n int) string {
	text, lines := s.Text(), s.starts()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(text)
	if n < len(lines) {
		end = int(lines[n]) - 1
	}
	text = strings.TrimSuffix(text[lines[n-1]:end], "\r")
	if n == 1 {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	return text
}

// LineStart returns the offset of the first byte of line n (from 1).
func (s *Source) LineStart(n int) int {
	lines := s.starts()
	return int(lines[min(max(n, 1), len(lines))-1])
}

// String writes the place as "line:column".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
