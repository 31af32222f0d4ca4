package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// input is what a run has read.
type input struct {
	files []*manifest.File
	// paths say where each file lies on disk; "" for standard input.
	paths   []string
	notices []string
	// wanted are the files that are reported on, nil for all.
	wanted map[*manifest.Source]bool
}

// isWanted reports whether a finding, or a place related to it, lies in a file
// that is reported on.
func (in *input) isWanted(f *analyzer.Finding) bool {
	if in.wanted[f.Source()] || f.Rule.Subject == analyzer.Clusters {
		return true
	}
	for _, r := range f.Related {
		if in.wanted[r.Source] {
			return true
		}
	}
	return false
}

// stdinLimit bounds standard input as manifest.MaxFileSize bounds files.
const stdinLimit = manifest.MaxFileSize

// read finds, reads and parses everything that the arguments name.
func (l *linter) read(ctx context.Context) (*input, error) {
	in := &input{notices: l.world.notices()}
	var named []string
	for _, p := range l.paths {
		if p != "-" {
			named = append(named, p)
		}
	}
	walked, unread, err := l.walk(named)
	if err != nil {
		return nil, unreadable(err)
	}
	for _, u := range unread {
		in.notices = append(in.notices, fmt.Sprintf("%s: %v; skipped", u.Name, u.Err))
	}
	parsed := make([]*manifest.File, len(walked))
	failures := make([]error, len(walked))
	charts, err := newCharts()
	if err != nil {
		return nil, err
	}
	reader := manifest.Reader{StrictYAML: l.flags.common.strict, WholeTexts: l.needsTexts()}
	l.progress.total.Store(int64(len(walked)))
	analyzer.Parallel(len(walked), l.flags.jobs, func(i int) {
		if ctx.Err() != nil {
			return
		}
		defer l.progress.done.Add(1)
		parsed[i], failures[i] = reader.Read(walked[i], charts.template(walked[i].Path))
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var fatal []error
	for i, f := range parsed {
		switch {
		case f != nil:
			in.files, in.paths = append(in.files, f), append(in.paths, walked[i].Path)
		case walked[i].Named:
			fatal = append(fatal, failures[i])
		default:
			in.notices = append(in.notices, failures[i].Error()+"; skipped")
		}
	}
	if err := errors.Join(fatal...); err != nil {
		return nil, unreadable(err)
	}
	if slices.Contains(l.paths, "-") {
		if err := l.readStdin(ctx, in); err != nil {
			return nil, err
		}
	}
	in.addProfiles(l.world.profiles)
	if l.flags.context != "" {
		if in.wanted, err = l.reportedOn(in); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// needsTexts reports whether a run goes over whole texts: it changes them, or
// writes SARIF, which tells a line by what follows it.
func (l *linter) needsTexts() bool {
	return l.flags.fix || l.flags.diff || slices.ContainsFunc(l.outputs, func(o output) bool { return o.format == "sarif" })
}

// walk lists the files to read: those of the arguments, with --context all
// below its folder, without what the configuration excludes.
func (l *linter) walk(named []string) ([]manifest.Found, []manifest.Unread, error) {
	if l.flags.context != "" {
		named = append(named, l.flags.context)
	}
	found, unread, err := manifest.Walk(named, manifest.WalkOptions{})
	for i := range found {
		if l.shown != nil {
			found[i].Name = l.shown(found[i])
		}
	}
	return slices.DeleteFunc(found, func(f manifest.Found) bool { return l.settings.excluded(f.Name) || l.onStdin(f.Name) }), unread, err
}

// onStdin reports whether standard input is the newer text of a file, as an
// editor has it.
func (l *linter) onStdin(name string) bool {
	if !slices.Contains(l.paths, "-") {
		return false
	}
	a, err := filepath.Abs(filepath.FromSlash(l.flags.stdinFilename))
	b, err2 := filepath.Abs(filepath.FromSlash(name))
	return errors.Join(err, err2) == nil && a == b
}

// reportedOn lists the files below the arguments, the context left out.
func (l *linter) reportedOn(in *input) (map[*manifest.Source]bool, error) {
	var named []string
	for _, p := range l.paths {
		if p != "-" {
			named = append(named, p)
		}
	}
	found, _, err := manifest.Walk(named, manifest.WalkOptions{})
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, f := range found {
		names[f.Name] = true
	}
	wanted := map[*manifest.Source]bool{}
	for i, f := range in.files {
		if in.paths[i] == "" || names[f.Source.Name] {
			wanted[f.Source] = true
		}
	}
	return wanted, nil
}

// unreadable adds to what is wrong with named paths what to do about it.
func unreadable(err error) error {
	dir, cwdErr := os.Getwd()
	if cwdErr != nil {
		dir = "the current folder"
	}
	return fmt.Errorf("%w\nnothing was checked; name files and folders that can be read, as seen from %s", err, dir)
}

// readStdin adds standard input, unless the configuration excludes the file
// that it is said to be.
func (l *linter) readStdin(ctx context.Context, in *input) error {
	type read struct {
		data []byte
		err  error
	}
	l.progress.stdin.Store(true)
	defer l.progress.stdin.Store(false)
	done := make(chan read, 1)
	go func() { // a person may give up waiting, which the read would not notice
		data, err := io.ReadAll(io.LimitReader(l.streams.In, stdinLimit+1))
		done <- read{data, err}
	}()
	var got read
	select {
	case got = <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if got.err != nil {
		return fmt.Errorf("standard input cannot be read: %w; nothing was checked", got.err)
	}
	if len(got.data) > stdinLimit {
		return fmt.Errorf("standard input is more than the %d MiB that akslint reads; split it", stdinLimit>>20)
	}
	if l.settings.excluded(l.flags.stdinFilename) {
		return nil
	}
	src := manifest.NewSource(l.flags.stdinFilename, got.data)
	in.files, in.paths = append(in.files, manifest.Parse(src, manifest.ParseOptions{Manifest: true, StrictYAML: l.flags.common.strict})), append(in.paths, "")
	return nil
}

// charts knows which folders are Helm charts.
type charts struct {
	dir   string // the working directory
	mu    sync.Mutex
	known map[string]bool
}

func newCharts() (*charts, error) {
	dir, err := os.Getwd()
	return &charts{dir: dir, known: map[string]bool{}}, err
}

// template reports whether a file lies below templates/ of a chart.
func (c *charts) template(file string) bool {
	const folder = "templates"
	if !strings.Contains(file, folder) && !strings.Contains(c.dir, folder) {
		return false // as nearly always
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(c.dir, file)
	}
	for dir := filepath.Dir(file); ; {
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		if filepath.Base(dir) == folder && c.isChart(parent) {
			return true
		}
		dir = parent
	}
}

func (c *charts) isChart(dir string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.known[dir]
	if !ok {
		_, err := os.Stat(filepath.Join(dir, "Chart.yaml"))
		known = err == nil
		c.known[dir] = known
	}
	return known
}
