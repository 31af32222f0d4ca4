package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// BenchmarkParse reads the fixtures, and the folder bench of the corpus where
// there is one. "nodes" is what the YAML library alone costs on the same texts:
// the rest of "parse" is ours.
func BenchmarkParse(b *testing.B) {
	roots := map[string]string{"fixtures": "../fixtures"}
	if dir := os.Getenv(corpus); dir != "" {
		roots["bench"] = filepath.Join(dir, "bench")
	}
	for name, root := range roots {
		var texts []string
		size := 0
		walkTexts(b, root, func(src *Source) {
			texts = append(texts, src.Text())
			size += len(src.Text())
		})
		b.Run(name+"/parse", func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, text := range texts {
					Parse(NewSource("x.yaml", []byte(text)), ParseOptions{})
				}
			}
		})
		b.Run(name+"/nodes", func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, text := range texts {
					nodes(text)
				}
			}
		})
	}
}

// nodes reads a text with the YAML library alone.
func nodes(text string) {
	reader := yaml.NewDecoder(strings.NewReader(text))
	for {
		var doc yaml.Node
		if reader.Decode(&doc) != nil {
			return
		}
	}
}
