package manifest

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestPosition(t *testing.T) {
	const bom = byteOrderMark
	for _, c := range []struct {
		text   string
		offset int
		want   Pos
	}{
		{"", 0, Pos{1, 1}},
		{"ab\ncd", 0, Pos{1, 1}},
		{"ab\ncd", 2, Pos{1, 3}},
		{"ab\ncd", 3, Pos{2, 1}},
		{"ab\ncd", 99, Pos{2, 3}},
		{"ab\ncd", -1, Pos{1, 1}},
		{"ab\r\ncd", 4, Pos{2, 1}},
		{"ab\rcd", 3, Pos{1, 4}}, // no editor breaks a line at CR alone
		{"é😀x", 6, Pos{1, 3}},
		{bom + "ab", 3, Pos{1, 1}},
		{bom + "ab", 4, Pos{1, 2}},
		{bom + "ab\ncd", 7, Pos{2, 2}},
		{"a\n", 2, Pos{2, 1}},
	} {
		if got := NewSource("x", []byte(c.text)).Position(c.offset); got != c.want {
			t.Errorf("%q at %d: got %s, want %s", c.text, c.offset, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	src := NewSource("x", []byte(byteOrderMark+"one\r\ntwo\n\nfour"))
	for n, want := range []string{"", "one", "two", "", "four", ""} {
		if got := src.Line(n); got != want {
			t.Errorf("line %d: got %q, want %q", n, got, want)
		}
	}
	if src.LineCount() != 4 || src.LineStart(2) != 8 || src.LineStart(0) != 0 || src.LineStart(99) != src.LineStart(4) {
		t.Errorf("%d lines, the second starts at %d", src.LineCount(), src.LineStart(2))
	}
}

// TestLongText looks for every line of a text of many stretches.
func TestLongText(t *testing.T) {
	var text strings.Builder
	var starts []int
	for n := 1; text.Len() < 5*stretch; n++ {
		starts = append(starts, text.Len())
		text.WriteString(strings.Repeat("é", n*7%90))
		if n%40 == 0 {
			text.WriteString(strings.Repeat("x", stretch-text.Len()%stretch-n/40%3)) // a break at, before and behind the edge
		}
		text.WriteByte('\n')
	}
	text.WriteString("end")
	starts = append(starts, text.Len()-len("end"))
	src := NewSource("x", []byte(text.String()))
	if src.LineCount() != len(starts) {
		t.Fatalf("%d lines, want %d", src.LineCount(), len(starts))
	}
	lines := strings.Split(text.String(), "\n")
	for i, start := range starts {
		n, end := i+1, start+len(lines[i])
		if src.LineStart(n) != start || src.Line(n) != lines[i] {
			t.Fatalf("line %d starts at %d, want %d", n, src.LineStart(n), start)
		}
		if from, to := src.Position(start), src.Position(end); from != (Pos{n, 1}) || to != (Pos{n, 1 + utf8.RuneCountInString(lines[i])}) {
			t.Fatalf("line %d: from %s to %s", n, from, to)
		}
	}
}

// TestLongLine looks for places in a line of many stretches, whose edges lie
// within characters, right ones and wrong.
func TestLongLine(t *testing.T) {
	for _, text := range []string{strings.Repeat("aéx😀", stretch), strings.Repeat("ab\x80\x80\x80\x80\x80\xE2\x82", stretch), "\x82", "\x80\x80\x80\x80\x80a", byteOrderMark + strings.Repeat("é", 3*stretch) + "\nb"} {
		src := NewSource("x", []byte(text))
		line := strings.TrimPrefix(text, byteOrderMark)
		for at := 0; at < len(line) && line[at] != '\n'; at += 1 + at%7 {
			if !utf8.RuneStart(line[at]) && utf8.ValidString(text) {
				continue
			}
			if got, want := src.Position(at+len(text)-len(line)), (Pos{1, 1 + utf8.RuneCountInString(line[:at])}); got != want {
				t.Fatalf("byte %d of %.20q: %s, want %s", at, text, got, want)
			}
		}
	}
}

func TestUTF16(t *testing.T) {
	const text = "a: é😀\n"
	var little, big = []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for _, data := range [][]byte{little, big, append(little, 'x')} {
		if src := NewSource("x", data); src.Text() != text || !src.Recoded {
			t.Errorf("% x: got %q", data, src.Text())
		}
	}
	if src := NewSource("x", []byte(text)); src.Recoded {
		t.Error("UTF-8 is not recoded")
	}
}
