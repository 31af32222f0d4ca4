//go:build unix

// Package bench compares akslint with its peers: the processor time and the
// memory of whole processes, on the same files, in turns. `go run
// bench/compare.go` does all of it and writes the table of the README.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/akslint/akslint/bench/corpus"
)

// Options say how to compare.
type Options struct {
	// Root is the root of akslint's module.
	Root string
	// Cache keeps the programs between comparisons.
	Cache string
	// Self is the program that calls Compare: started again with "measure"
	// before a command, it calls Measure with the rest.
	Self []string
	// Pairs is how often each pair is run.
	Pairs int
	// Quick leaves out what takes minutes: the large corpora.
	Quick bool
	// Log gets a line for each step.
	Log io.Writer
}

// Results are those of one comparison.
type Results struct {
	Date    string   `json:"date"` // 2026-11-28
	Machine string   `json:"machine"`
	Go      string   `json:"go"`
	Pairs   int      `json:"pairs"`
	Races   []Result `json:"races"`
}

// contender is a program at a task.
type contender struct {
	name string
	dir  string
	argv []string
}

// race is a task for several programs: akslint, and those compared with it.
type race struct {
	task   string
	ours   contender
	others []contender
}

// Compare installs the programs, writes the corpora, and runs the races.
func Compare(ctx context.Context, o Options) (*Results, error) {
	programs, err := install(ctx, o)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "akslint-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left of a temporary folder is the system's
	races, err := programs.races(o, dir)
	if err != nil {
		return nil, err
	}
	r := &Results{
		Date:    time.Now().UTC().Format(time.DateOnly),
		Machine: machine(),
		Go:      runtime.Version(),
		Pairs:   o.Pairs,
	}
	for _, race := range races {
		result, err := race.run(ctx, o)
		if err != nil {
			return nil, err
		}
		r.Races = append(r.Races, result)
	}
	return r, nil
}

// races writes the corpora below dir, and says who runs on which.
func (p programs) races(o Options, dir string) ([]race, error) {
	write := func(name string, files []corpus.File) (folder, size string, err error) {
		folder = filepath.Join(dir, name)
		return folder, megabytes(corpus.Size(files)), writeFiles(folder, files)
	}
	one, _, err := write("one", corpus.Service())
	many, size, err2 := write("many", corpus.Repositories(2000))
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	races := []race{
		{"to start (`version`)", p.akslint("version").in(one), p.each(func(q program) contender { return q.start() })},
		{"one Service", p.lint(one), p.each(func(q program) contender { return q.check(one) })},
		{"2,000 files, " + size, p.lint(many), append(p.each(func(q program) contender { return q.check(many) }), p.reader(many))},
	}
	if o.Quick {
		return races, nil
	}
	more, size, err := write("more", corpus.Repositories(20_000))
	cluster, _, err2 := write("cluster", corpus.Cluster(10_000, 2_000))
	fewer := p.lint(many)
	fewer.name = "akslint, 2,000 files"
	return append(races,
		race{"20,000 files, " + size, p.lint(more), []contender{fewer}},
		race{"10,000 workloads, 2,000 policies", p.lint(cluster), nil},
	), errors.Join(err, err2)
}

func writeFiles(folder string, files []corpus.File) error {
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(f.Text), 0o644)); err != nil {
			return err
		}
	}
	return nil
}

func megabytes(size int) string { return fmt.Sprintf("%.1f MB", float64(size)/1e6) }

// machine names what the races are run on.
func machine() string {
	model := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d processors, %s/%s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
}
