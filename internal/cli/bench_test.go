package cli

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/bench/corpus"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report"
	"github.com/akslint/akslint/rules"
)

// BenchmarkLint is a whole run in one process, all rules, JSON.
func BenchmarkLint(b *testing.B) {
	for _, c := range []struct {
		name  string
		files []corpus.File
	}{
		{"service", corpus.Service()},
		{"repositories", repositories()},
		{"cluster", cluster()},
	} {
		b.Run(c.name, func(b *testing.B) {
			layOut(b, c.files)
			perOp(b, corpus.Size(c.files), func() {
				args := []string{"lint", "--no-config", "--format", "json", "--fail-on", "never"}
				if code := Main(context.Background(), args, Streams{Out: io.Discard, Err: io.Discard}); code != exitClean {
					b.Fatalf("exit code %d", code)
				}
			})
		})
	}
}

// BenchmarkStages takes a run apart. "yaml" is no stage: it is what the YAML
// library alone costs on the same texts.
func BenchmarkStages(b *testing.B) {
	texts := repositories()
	size := corpus.Size(texts)
	layOut(b, texts)
	found, _, err := manifest.Walk([]string{"."}, manifest.WalkOptions{})
	if err != nil {
		b.Fatal(err)
	}
	files := parse(texts, manifest.ParseOptions{})
	build := func() *inventory.Inventory { return inventory.Build(files, inventory.Options{Namespace: "default"}) }
	large := parse(cluster(), manifest.ParseOptions{})
	for _, stage := range []struct {
		name string
		do   func()
	}{
		{"walk", func() { _, _, err = manifest.Walk([]string{"."}, manifest.WalkOptions{}) }},
		{"read", func() {
			for _, f := range found {
				if _, e := manifest.ReadFile(f); e != nil {
					err = e
				}
			}
		}},
		{"parse", func() { parse(texts, manifest.ParseOptions{}) }},
		{"parse-strict-yaml", func() { parse(texts, manifest.ParseOptions{StrictYAML: true}) }},
		{"yaml", func() { err = parseYAML(texts) }},
		{"inventory", func() { build() }},
		{"inventory-cluster", func() { inventory.Build(large, inventory.Options{}) }},
		{"rules", func() { err = judge(files, build(), rules.All()) }},
		{"map-page", func() {
			inv := inventory.Build(large, inventory.Options{})
			err = report.MapHTML(io.Discard, []*network.Map{network.NewModels(network.Settings{}).Map(inv.Scopes[0])}, report.Options{})
		}},
	} {
		b.Run(stage.name, func(b *testing.B) { perOp(b, size, stage.do) })
		if err != nil {
			b.Fatalf("%s: %v", stage.name, err)
		}
	}
}

// BenchmarkRules has each family of rules alone judge the same objects. What
// several families ask for, each pays here.
func BenchmarkRules(b *testing.B) {
	texts := repositories()
	files := parse(texts, manifest.ParseOptions{})
	families := map[string][]analyzer.Rule{}
	for _, rule := range rules.All() {
		family := strings.TrimRight(rule.ID, "0123456789")
		families[family] = append(families[family], rule)
	}
	for _, family := range slices.Sorted(maps.Keys(families)) {
		b.Run("family/"+family, func(b *testing.B) {
			perOp(b, corpus.Size(texts), func() {
				if err := judge(files, inventory.Build(files, inventory.Options{Namespace: "default"}), families[family]); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkReport writes what a run over many manifests finds.
func BenchmarkReport(b *testing.B) {
	files := parse(repositories(), manifest.ParseOptions{})
	inv := inventory.Build(files, inventory.Options{Namespace: "default"})
	result, faults := analyzer.Run(files, inv, analyzer.Options{Rules: rules.All(), AsOf: benchDay})
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	for _, format := range report.Formats() {
		writer, _ := report.For(format)
		b.Run(format, func(b *testing.B) {
			perOp(b, 0, func() {
				if err := writer(io.Discard, result, report.Options{}); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

var benchDay = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// repositories and cluster are smaller with -short, where it only counts that
// the benchmarks work.
func repositories() []corpus.File {
	if testing.Short() {
		return corpus.Repositories(100)
	}
	return corpus.Repositories(2000)
}

func cluster() []corpus.File {
	if testing.Short() {
		return corpus.Cluster(200, 40)
	}
	return corpus.Cluster(10_000, 2_000)
}

// layOut puts a corpus into a folder and makes that the current one.
func layOut(b *testing.B, files []corpus.File) {
	b.Chdir(b.TempDir())
	for _, f := range files {
		name := filepath.FromSlash(f.Name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(f.Text), 0o644)); err != nil {
			b.Fatal(err)
		}
	}
}

func parse(texts []corpus.File, opt manifest.ParseOptions) []*manifest.File {
	files := make([]*manifest.File, len(texts))
	for i, f := range texts {
		files[i] = manifest.Parse(manifest.NewSource(f.Name, []byte(f.Text)), opt)
	}
	return files
}

func parseYAML(texts []corpus.File) error {
	for _, f := range texts {
		reader := yaml.NewDecoder(strings.NewReader(f.Text))
		for {
			var doc yaml.Node
			err := reader.Decode(&doc)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func judge(files []*manifest.File, inv *inventory.Inventory, selected []analyzer.Rule) error {
	_, faults := analyzer.Run(files, inv, analyzer.Options{Rules: selected, AsOf: benchDay})
	return errors.Join(faults...)
}

// perOp repeats what is measured, which reads so many bytes. The time that
// counts is cpu-ms/op: the processors', with the garbage collector's part; that
// of the clock is noise on a machine that does other things too.
func perOp(b *testing.B, size int, f func()) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	runtime.GC()
	start := cpuTime()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64((cpuTime()-start).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// cpuTime is what this process has had of all processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
