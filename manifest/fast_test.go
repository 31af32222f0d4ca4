package manifest

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFast holds the fast reader against yaml/v3 over every manifest at hand,
// and tells how many it leaves to yaml/v3.
func TestFast(t *testing.T) {
	documents, count, bytes, fast := 0, 0, 0, 0
	eachText(t, func(src *Source) {
		for _, span := range split(src.Text()) {
			if readsAsJSON(src.Text()[span.Start:span.End]) {
				continue
			}
			documents++
			bytes += span.End - span.Start
			if read := feedFast(src, span); read != nil {
				read.drop()
				count++
				fast += span.End - span.Start
			} else if os.Getenv("AKSLINT_SLOW") != "" {
				t.Logf("%s:%d is left to yaml/v3", src.Name, src.Position(span.Start).Line)
			}
			if why := differs(src, span); why != "" {
				t.Errorf("%s:%d: %s", src.Name, src.Position(span.Start).Line, why)
			}
		}
	})
	t.Logf("%d of %d documents, %d of %d bytes", count, documents, fast, bytes)
	if count < documents*3/4 {
		t.Errorf("the fast reader reads %d of %d documents only", count, documents)
	}
}

// differs says how the fast reader reads a document otherwise than yaml/v3, ""
// where it does not, or leaves the document to it.
func differs(src *Source, span Span) string {
	if readsAsJSON(src.Text()[span.Start:span.End]) {
		return ""
	}
	fast := feedFast(src, span)
	if fast == nil {
		return ""
	}
	defer fast.drop()
	if problem := badCharacter(src, span, false); problem != nil {
		return "the fast reader reads what is refused: " + problem.Message
	}
	full, problem := feedYAML(src, span)
	if problem != nil {
		return "the fast reader reads what yaml/v3 refuses: " + problem.Message
	}
	if problem := full.check(); problem != nil {
		return "the fast reader reads what is refused: " + problem.Message
	}
	if why := differ(fast, full); why != "" {
		return why
	}
	return skimsOtherwise(fast, src, span)
}

// differ says where two trees differ.
func differ(fast, full *tree) string {
	for id := range min(len(fast.nodes), len(full.nodes)) {
		a, b := fast.nodes[id], full.nodes[id]
		aText, bText := Node{fast, int32(id)}.value(), Node{full, int32(id)}.value()
		if a.kind == Scalar && b.kind == Scalar {
			a.first, b.first = 0, 0 // where the text is kept
		}
		if a != b || aText != bText {
			return fmt.Sprintf("node %d is\n%+v %q to the fast reader,\n%+v %q to yaml/v3", id, a, aText, b, bText)
		}
	}
	if a, b := len(fast.nodes), len(full.nodes); a != b {
		return fmt.Sprintf("the fast reader finds %d nodes, yaml/v3 %d", a, b)
	}
	return ""
}

// skimsOtherwise says how skimFast leaves out anything but what forgetSchema
// drops of the whole tree.
func skimsOtherwise(whole *tree, src *Source, span Span) string {
	skimmed := skimFast(src, span)
	if skimmed == nil {
		return "a document cannot be read while its schema is left out"
	}
	defer skimmed.drop()
	if !skimmed.trimmed {
		return differ(skimmed, whole)
	}
	if !isObject(whole.root()) || whole.root().Get("kind").Text() != definition || len(whole.duplicates()) > 0 {
		return "the fast reader trims a tree that has to be whole"
	}
	d := Document{Source: src, Span: span}
	got, want := d.forgetSchema(skimmed), d.forgetSchema(whole)
	if !slices.Equal(got.kept, want.kept) {
		return fmt.Sprintf("the comments of a trimmed tree are %v, want %v", got.kept, want.kept)
	}
	return differ(got, want)
}

// TestUsual holds the look at eight bytes at once to the one at each of them.
func TestUsual(t *testing.T) {
	for at := range 8 {
		for c := range 256 {
			for _, others := range []string{"abcdefgh", "\n\n\n\n\n\n\n\n", "~~~~~~~~", "        ", "\x7F\xFF\x80\x00\t\x1F\x0B\x09"} {
				text := []byte(others)
				text[at] = byte(c)
				want := true
				for _, c := range text {
					want = want && (c == '\n' || c >= ' ' && c < 0x7F)
				}
				if got := areUsual(binary.LittleEndian.Uint64(text)); got != want {
					t.Errorf("%q: %v, want %v", text, got, want)
				}
			}
		}
	}
}

// FuzzFast gives both readers documents that are changed at one place: bytes
// are put there in place of others. The law: the same tree, or none.
func FuzzFast(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, uint16(0), uint16(0), "")
	}
	for _, b := range broken {
		f.Add(b.text, uint16(0), uint16(0), "")
	}
	for i, text := range realTexts(f) {
		if i%4 == 0 {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r\n")
		}
		f.Add(text, uint16(i*131), uint16(i%3), spices[i%len(spices)])
	}
	f.Fuzz(func(t *testing.T, text string, at, cut uint16, put string) {
		from := min(int(at), len(text))
		text = text[:from] + put + text[min(from+int(cut), len(text)):]
		src := NewSource("x.yaml", []byte(text))
		for _, span := range split(src.Text()) {
			if why := differs(src, span); why != "" {
				t.Errorf("%s\n--- text\n%s", why, text[span.Start:span.End])
			}
		}
	})
}

// TestFastMutants does as FuzzFast does, in the same way each time: each of
// some real documents is changed at each of its places.
func TestFastMutants(t *testing.T) {
	mutants, read := 0, 0
	share := 997
	if os.Getenv(corpus) != "" {
		share = 29
	}
	for _, text := range realTexts(t) {
		if len(text)%4 == 0 {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r\n")
		}
		for from := range text {
			for i, put := range spices {
				if (from+i)%share != 0 {
					continue
				}
				for cut := range 2 {
					mutant := text[:from] + put + text[from+cut:]
					src := NewSource("x.yaml", []byte(mutant))
					for _, span := range split(src.Text()) {
						mutants++
						if fast := feedFast(src, span); fast != nil {
							fast.drop()
							read++
						}
						if why := differs(src, span); why != "" {
							t.Fatalf("%s\n--- text\n%s", why, mutant)
						}
					}
				}
			}
		}
	}
	t.Logf("%d mutants, %d of them read by the fast reader", mutants, read)
}

// spices are what YAML is sensitive to.
var spices = []string{
	"", " ", "  ", "\n", "\n\n", "\n  ", "\t", "\r", "\r\n", ":", ": ", ":\n", "-", "- ", "-\n", "#", " #", "# ", "\"", "'", "''", "\\", "\\\n",
	"[", "]", "{", "}", ",", ", ", "?", "? ", "!", "! ", "&", "&a ", "*", "*a", "|", "|\n", "|-\n", ">", ">+\n", "%", "@", "`", "<<: ", "---", "---\n", "...\n",
	"\u0085", "\u2028", "\u00A0", "\ufeff", "é", "\x00", "\x7f", "\xff", "a", "0", "~", "null", "[]", "{}", "\\n", "\\u00e9", "\\x", "\n \n", " \n", "\n#c\n", "\n    - x\n", "\n  y: z\n",
}

// realTexts are small real manifests: fixtures, and each style of the corpus
// that testdata/fast holds.
func realTexts(tb testing.TB) []string {
	tb.Helper()
	var texts []string
	for _, root := range []string{"../fixtures/odd", "../fixtures/shop", "testdata/fast"} {
		walkTexts(tb, root, func(src *Source) { texts = append(texts, src.Text()) })
	}
	names, err := filepath.Glob("../fixtures/rules/*/good.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	for i, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		if i%8 == 0 {
			texts = append(texts, strings.TrimSpace(string(data)))
		}
	}
	return texts
}
