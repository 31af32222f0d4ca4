package manifest

import (
	"cmp"
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
	gaps   []gap // where lines are missing, in order; nil in a whole text
	lines  *lines
	strict bool // ParseOptions.StrictYAML
}

// lines are what is remembered to find lines and columns, once somebody has
// asked: most texts give no finding, and nobody does.
type lines struct {
	find  sync.Once
	marks []mark // of each stretch
}

// stretch is the length in bytes of the pieces of a text whose beginnings are
// remembered: what is within one is counted again each time.
const stretch = 2 << 10

// mark is how far a place is into a text: the line breaks before it, and the
// characters before it in its line, which may be as long as the text.
type mark struct{ breaks, column int32 }

// after is the mark behind a piece of text that begins at m.
func (m mark) after(piece string) mark {
	if end := strings.LastIndexByte(piece, '\n'); end >= 0 {
		m.breaks += int32(strings.Count(piece, "\n"))
		m.column, piece = 0, piece[end+1:]
	}
	m.column += int32(utf8.RuneCountInString(piece))
	return m
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
// then on. UTF-16 with a byte order mark is
// translated; everything else is taken as UTF-8, right or wrong.
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

// Text is the text in UTF-8, where it is abridged without some lines. Byte
// offsets in Span are offsets into it. A byte order mark stays part of it.
func (s *Source) Text() string { return s.text }

// marks are those of the stretches of the text.
func (s *Source) marks() []mark {
	text := s.text
	s.lines.find.Do(func() {
		marks := make([]mark, 1, 1+len(text)/stretch)
		for i := range len(text) / stretch {
			marks = append(marks, marks[i].after(text[beginning(text, i):beginning(text, i+1)]))
		}
		s.lines.marks = marks
	})
	return s.lines.marks
}

// beginning is where a stretch, counted from 0, begins: the first with the text,
// others with a whole character.
func beginning(text string, i int) int {
	at := i * stretch
	for end := min(at+utf8.UTFMax-1, len(text)); i > 0 && at < end && !utf8.RuneStart(text[at]); at++ {
	}
	return at
}

// markAt is the mark of a byte.
func (s *Source) markAt(offset int) mark {
	i := offset / stretch
	if beginning(s.text, i) > offset { // within the character that the stretch before ends with
		i--
	}
	return s.marks()[i].after(s.text[beginning(s.text, i):offset])
}

// lineStart is where a line of the text, counted from 1, starts.
func (s *Source) lineStart(line int) int {
	text, breaks, marks := s.text, int32(line)-1, s.marks()
	i, _ := slices.BinarySearchFunc(marks, breaks, func(m mark, breaks int32) int { return cmp.Compare(m.breaks, breaks) })
	i = max(i-1, 0) // the last stretch that begins in an earlier line
	at := beginning(text, i)
	for range breaks - marks[i].breaks {
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
	offset = min(max(offset, 0), len(s.text))
	m := s.markAt(offset)
	if m.breaks == 0 && strings.HasPrefix(s.text, byteOrderMark) && offset >= len(byteOrderMark) {
		m.column--
	}
	return Pos{Line: 1 + int(m.breaks) + s.missingAt(offset), Column: 1 + int(m.column)}
}

// LineCount is the number of lines; the empty text has one.
func (s *Source) LineCount() int { return s.Position(len(s.text)).Line }

// Line returns line n (from 1) without its line ending and byte order mark,
// and "" where there is no such line, or it is missing.
func (s *Source) Line(n int) string {
	above, missing := s.missingAbove(n)
	if n < 1 || n > s.LineCount() || missing {
		return ""
	}
	line := s.text[s.lineStart(n-above):]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = strings.TrimSuffix(line, "\r")
	if n == 1 {
		line = strings.TrimPrefix(line, byteOrderMark)
	}
	return line
}

// LineStart returns the offset of the first byte of line n (from 1), of one that
// is missing that of the next line.
func (s *Source) LineStart(n int) int {
	n = min(max(n, 1), s.LineCount())
	above, _ := s.missingAbove(n)
	return s.lineStart(n - above)
}

// String writes the place as "line:column".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
