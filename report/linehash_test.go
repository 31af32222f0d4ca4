package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLineHashes holds the values that github/codeql-action computes: the
// first four come from its own tests, the rest were worked out in JavaScript.
func TestLineHashes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"c129715d7a2bc9a3:1"}},
		{"blanks", " a\nb\n  \t\tc\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{"mixed line ends", " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", []string{
			"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
		}},
		{"the same again", strings.Repeat("Lorem ipsum dolor sit amet.\n", 10), []string{
			"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
			"a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
		}},
		{"a blank between CR and LF", "a\r\rb\r \nc\r\n", []string{
			"96083be4bb8706d3:1", "4a6fa25a426274bc:1", "ca025105991a4cc2:1", "f2078d1c7c7b87e:1", "3791504be0bd17cc:1", "c129715d7a2bc9a3:1",
		}},
		{"beyond ASCII, and bad UTF-8", "日本 🚀\n\xe2\x82\xff\ufeff\x00", []string{"b127f5689cd9e16c:1", "a53e56042ba41b8c:1"}},
		{"a long line", strings.Repeat("x", 150) + "\ny", []string{"52b56201ffb58620:1", "ed3261245082261c:1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, h := range lineHashes(test.text) {
				got = append(got, h.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("lineHashes(%q) (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func BenchmarkLineHashes(b *testing.B) {
	text := strings.Repeat(serviceText, 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		lineHashes(text)
	}
}
