package report

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkInert holds that a report without colours can do nothing but be read.
// It asks Unicode by itself, lest a hole in hidden be a hole here too.
func checkInert(t *testing.T, report string) {
	t.Helper()
	if !utf8.ValidString(report) {
		t.Errorf("not UTF-8: %q", report)
	}
	for _, r := range report {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Bidi_Control)) {
			t.Errorf("holds %U: %q", r, report)
			break
		}
	}
	// Build servers compare as a language does and so overlook marks.
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, report)
	for line := range strings.Lines(bare) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a line begins with ::: %q", line)
		}
	}
	for _, command := range []string{"##[", "##vso["} {
		if strings.Contains(bare, command) {
			t.Errorf("holds %s: %q", command, report)
		}
	}
}

func TestInert(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"plain", `service "web" [1] \x1b`, `service "web" [1] \x1b`},
		{"words", "Größe 名前 é", "Größe 名前 é"},
		{"escape", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"controls", "\x00\a\b\x7f", `\x00\x07\x08\x7f`},
		{"line breaks and tabs", "a\nb\r\nc\td", `a\nb\r\nc\td`},
		{"C1", "\u0085\u009b31m", `\u0085\u009b31m`},
		{"bidi", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c", `\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c`},
		{"separators", "\u2028\u2029", `\u2028\u2029`},
		{"zero width", "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", `a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg`},
		{"without a glyph", "\u115f\u3164\ufe00\U000e0041\U000e0100", `\u115f\u3164\ufe00\U000e0041\U000e0100`},
		{"other spaces", "a\u00a0b\u2003c\u3000d", "a\\u00a0b\\u2003c\u3000d"},
		{"private and unknown", "\ue000\uffff\U0010ffff", `\ue000\uffff\U0010ffff`},
		{"emoji", "🚀 ⚠\ufe0f", "🚀 ⚠\ufe0f"},
		{"bad UTF-8", "a\xffb\xc3", `a\xffb\xc3`},
		{"surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"replacement character", "\ufffd", "\ufffd"},
		{"GitHub command", "a ##[group]b", `a ##\[group]b`},
		{"GitHub command at the start", "##[group]", `##\[group]`},
		{"Azure command", "##vso[task.x]y", `##vso\[task.x]y`},
		{"Azure command in capitals", "##VSO[task.x]y", `##VSO\[task.x]y`},
		{"several commands", "###[a]##[b]####vso[c]", `###\[a]##\[b]####vso\[c]`},
		{"command behind marks", "#\u0301#\ufe0f[a] ##v\u0591so[b]", "#\u0301#\ufe0f\\[a] ##v\u0591so\\[b]"},
		{"command behind the invisible", "#\u200d#[a]", `#\u200d#[a]`},
		{"no command", "##vs[x] #[y] ## [z] [##]", "##vs[x] #[y] ## [z] [##]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Inert(test.text)
			if got != test.want {
				t.Errorf("Inert(%q) = %q, want %q", test.text, got, test.want)
			}
			checkInert(t, "> "+got)
		})
	}
}

func TestLead(t *testing.T) {
	tests := map[string]string{
		"":                         "",
		"a::b":                     "a::b",
		":a":                       ":a",
		"::error::x":               `\::error::x`,
		"  ::error":                `\  ::error`,
		"\u3000::x":                "\\\u3000::x",
		":\u0301:x":                "\\:\u0301:x",
		": :x":                     ": :x",
		"svc.yaml:1:1":             "svc.yaml:1:1",
		":" + ":1:1" /* name: */ :  `\::1:1`,
		"./:" + ":1:1":             "./::1:1",
		"\u0301\u0301::mark::text": "\\\u0301\u0301::mark::text",
	}
	for text, want := range tests {
		if got := lead(text); got != want {
			t.Errorf("lead(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	tests := []struct {
		text  string
		limit int
		want  string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"日本語", 3, "日本語"},
		{"日本語だ", 3, "日本語…"},
	}
	for _, test := range tests {
		if got := clip(test.text, test.limit); got != test.want {
			t.Errorf("clip(%q, %d) = %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

func TestInertJSON(t *testing.T) {
	tests := map[string]string{
		"plain [1]":          `"plain [1]"`,
		"\u009b\u202e\u2028": `"\u009b\u202e\u2028"`,
		"\x7f":               `"\u007f"`,
		"\U000e0041":         `"\udb40\udc41"`,
		"##[a]##vso[b]":      `"##\u005ba]##vso\u005bb]"`,
		"日本 🚀":               `"日本 🚀"`,
	}
	for text, want := range tests {
		data, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		got := inertJSON(data)
		if string(got) != want {
			t.Errorf("inertJSON(%s) = %s, want %s", data, got, want)
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil || back != text {
			t.Errorf("inertJSON(%s) reads back as %q, %v", data, back, err)
		}
	}
}
