package manifest

import (
	"testing"
	"unicode/utf16"
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
