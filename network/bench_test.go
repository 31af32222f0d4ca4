package network

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

func BenchmarkDir(b *testing.B) {
	dir := os.Getenv("NETDIR")
	names, _ := filepath.Glob(dir + "/*.yaml")
	var files []*manifest.File
	for _, n := range names {
		data, _ := os.ReadFile(n)
		files = append(files, manifest.Parse(manifest.NewSource(n, data), manifest.ParseOptions{}))
	}
	inv := inventory.Build(files, inventory.Options{Namespace: "default"})
	b.Run("model", func(b *testing.B) {
		for range b.N {
			newModel(inv.Scopes[0], Settings{}, nil)
		}
	})
	b.Run("map", func(b *testing.B) {
		for range b.N {
			m := NewModels(Settings{}).Map(inv.Scopes[0])
			n, t := 0, 0
			for _, e := range m.Edges {
				n += len(e.From)
				t += len(e.To)
			}
			b.ReportMetric(float64(len(m.Groups)), "groups")
			b.ReportMetric(float64(len(m.Edges)), "edges")
			b.ReportMetric(float64(n), "from")
			b.ReportMetric(float64(t), "to")
			b.ReportMetric(float64(len(m.Outside)), "outside")
		}
	})
}
