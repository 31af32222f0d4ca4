package report

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("0123456789", 10)
	tests := []struct {
		name, line      string
		from, to        int
		text, underline string
	}{
		{"a word", "port: http", 6, 10, "port: http", "      ^^^^"},
		{"nothing", "port:", 5, 5, "port:", "     ^"},
		{"an empty line", "", 0, 0, "", "^"},
		{"behind the line", "port:", 7, 9, "port:", "     ^"},
		{"before the line", "port:", -3, -1, "port:", "^"},
		{"the wrong way round", "port: http", 6, 2, "port: http", "      ^"},
		{"behind a tab", "\ta: b", 4, 5, "    a: b", "       ^"},
		{"over a tab", "a:\tb", 2, 4, "a:    b", "  ^^^^^"},
		{"behind an escape", "a\x1bb", 2, 3, `a\x1bb`, "     ^"},
		{"an escape", "a\u202eb", 1, 4, `a\u202eb`, " ^^^^^^"},
		{"a bad byte", "a\xffb", 1, 2, `a\xffb`, " ^^^^"},
		{"wide characters", "名前: 日本", 8, 14, "名前: 日本", "      ^^^^"},
		{"a mark", "e\u0301: x", 5, 6, "e\u0301: x", "   ^"},
		{"inside of a character", "日本", 1, 4, "日本", "^^"},
		{"long, at the start", long, 3, 5, long[:39] + "…", "   ^^"},
		{"long, in the middle", long, 50, 52, "…" + long[38:76] + "…", "             ^^"},
		{"long, at the end", long, 98, 100, "…" + long[61:], "                                      ^^"},
		{"long, behind the end", long, 100, 100, "…" + long[61:], "                                        ^"},
		{"long, marked as a whole", long, 0, 100, long[:39] + "…", strings.Repeat("^", 39)},
		{"long, marked from the middle", long, 50, 100, "…" + long[38:76] + "…", "             " + strings.Repeat("^", 26)},
		{"very long", strings.Repeat(long, 100), 5050, 5052, "…" + long[38:76] + "…", "             ^^"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := newExcerpt(test.line, test.from, test.to, 40)
			underline := strings.Repeat(" ", got.skip) + strings.Repeat("^", got.length)
			if got.text != test.text || underline != test.underline {
				t.Errorf("got\n%s\n%s\nwant\n%s\n%s", got.text, underline, test.text, test.underline)
			}
			if width(got.text) > 40 {
				t.Errorf("%d columns", width(got.text))
			}
			if got.cut != strings.HasPrefix(got.text, "…") {
				t.Errorf("cut = %v", got.cut)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	tests := map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "한국": 4, "ＡＢ": 4, "ｱ": 1, "🚀": 2, "⚠": 1, "⚠\ufe0f": 2, "✅": 2, "…": 1, "→": 1, "🇩🇪": 2,
	}
	for text, want := range tests {
		if got := width(text); got != want {
			t.Errorf("width(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestWideSorted holds what lookups in a range table rely on.
func TestWideSorted(t *testing.T) {
	end := uint32(0)
	check := func(lo, hi, stride uint32) {
		if lo <= end || hi < lo || (hi-lo)%stride != 0 {
			t.Errorf("range %#x to %#x by %#x is out of order", lo, hi, stride)
		}
		end = hi
	}
	for _, r := range wide.R16 {
		check(uint32(r.Lo), uint32(r.Hi), uint32(r.Stride))
	}
	for _, r := range wide.R32 {
		check(r.Lo, r.Hi, r.Stride)
	}
}
