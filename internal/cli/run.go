package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// run reads, analyses, fixes where that is asked for, and reports.
func (l *linter) run(ctx context.Context) error {
	ctx, stop := l.watch(ctx)
	defer stop()
	if err := l.loadFilters(ctx); err != nil {
		return err
	}
	l.progress = l.startProgress()
	defer l.progress.stop()
	in, err := l.read(ctx)
	if err != nil {
		return err
	}
	if err := l.spareManifests(in); err != nil {
		return err
	}
	tidy()
	result, faults := l.analyse(in)
	if l.flags.fix {
		if result, faults, err = l.applyFixes(ctx, in, result, faults); err != nil {
			return err
		}
	}
	l.progress.stop()
	switch {
	case l.flags.writeBaseline != "":
		err = l.saveBaseline(result)
	case l.flags.diff:
		err = l.printDiff(ctx, in, result)
	default:
		if err = l.report(result); err == nil {
			err = l.summarise(result)
		}
	}
	if err != nil {
		return err
	}
	l.notify(in, result)
	if len(faults) > 0 {
		for _, fault := range distinct(faults) {
			l.streams.tell(fault)
		}
		return errReported
	}
	if l.flags.writeBaseline == "" && l.fails(result) {
		return errFindings
	}
	return ctx.Err()
}

// loadFilters reads what --baseline and --new-from leave out.
func (l *linter) loadFilters(ctx context.Context) (err error) {
	if l.flags.newFrom != "" {
		if l.changes, err = changedSince(ctx, l.flags.newFrom); err != nil {
			return err
		}
	}
	if l.flags.baseline == "" {
		return nil
	}
	data, err := os.ReadFile(l.flags.baseline)
	if err != nil {
		return fmt.Errorf("the baseline cannot be read: %w; write one with --write-baseline", err)
	}
	if l.baseline, err = analyzer.ReadBaseline(data); err != nil {
		return fmt.Errorf("%s: %w", l.flags.baseline, err)
	}
	return nil
}

// narrow drops from a result what was not asked for.
func (l *linter) narrow(result *analyzer.Result, in *input) {
	if l.baseline != nil { // first, while no finding is missing
		l.stale = l.outOfUse(l.baseline.Apply(result, l.rooted), in)
	}
	if in.wanted != nil { // --context: the rest is only known
		result.Keep(in.isWanted)
	}
	if l.changes != nil {
		result.Keep(l.changes.isNew)
	}
}

// outOfUse leaves those entries of a baseline that this run would have matched
// if there were anything to match: their rule ran, and their file was read, or
// is gone.
func (l *linter) outOfUse(entries []analyzer.BaselineEntry, in *input) []analyzer.BaselineEntry {
	if len(entries) == 0 {
		return nil
	}
	ran, read := map[string]bool{}, map[string]bool{}
	for i := range l.rules {
		ran[l.rules[i].ID] = true
	}
	for _, f := range in.files {
		read[l.rooted(f.Source.Name)] = true
	}
	root := l.flags.root
	if root == "" {
		root, _ = manifest.RepositoryRoot(".")
	}
	return slices.DeleteFunc(entries, func(e analyzer.BaselineEntry) bool {
		_, err := os.Stat(filepath.Join(root, filepath.FromSlash(e.File)))
		return !ran[e.Rule] || !read[e.File] && !errors.Is(err, fs.ErrNotExist)
	})
}

// saveBaseline writes all findings down.
func (l *linter) saveBaseline(result *analyzer.Result) error {
	text, err := analyzer.NewBaseline(result.Findings, l.rooted).Marshal()
	if err == nil {
		err = writeWhole(l.flags.writeBaseline, plain(text))
	}
	if err != nil {
		return fmt.Errorf("%s: the baseline was not written: %w", l.flags.writeBaseline, err)
	}
	if !l.flags.quiet {
		l.streams.tell(fmt.Sprintf("wrote %s to %s; report only what is new with --baseline %s",
			plural(len(result.Findings), "finding"), l.flags.writeBaseline, l.flags.writeBaseline))
	}
	return nil
}

// rooted names a file relative to the root of the repository, so that it is
// called the same from whichever folder akslint runs in.
func (l *linter) rooted(name string) string {
	abs, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return name
	}
	root, ok := l.flags.root, l.flags.root != ""
	if !ok {
		if root, ok = manifest.RepositoryRoot(filepath.Dir(abs)); !ok {
			return name
		}
	}
	if root, err = filepath.Abs(root); err != nil {
		return name
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// notify writes what is worth knowing besides the findings.
func (l *linter) notify(in *input, result *analyzer.Result) {
	if l.flags.statistics {
		counts := map[string]int{}
		for i := range result.Findings {
			counts[result.Findings[i].Rule.ID]++
		}
		ids := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
		for _, id := range ids {
			name := ""
			if r := l.settings.catalogue.find(id); r != nil {
				name = r.Name
			}
			fmt.Fprintf(l.streams.Err, "%6d  %-7s %s\n", counts[id], id, name)
		}
	}
	if l.flags.quiet {
		return
	}
	l.tellStale()
	for _, notice := range in.notices {
		l.streams.tell(notice)
	}
	if result.Summary.Objects == 0 && (l.flags.diff || !slices.ContainsFunc(l.outputs, output.summed)) {
		l.streams.tell("no Kubernetes object was found")
	}
}

// maxStale is how many entries of a baseline that are out of use are named.
const maxStale = 5

// tellStale says which entries of the baseline are out of use.
func (l *linter) tellStale() {
	n := len(l.stale)
	if n == 0 {
		return
	}
	entries := "1 entry of %s is"
	if n > 1 {
		entries = fmt.Sprint(n) + " entries of %s are"
	}
	l.streams.tell(fmt.Sprintf(entries, l.flags.baseline) + " out of use; write it again with --write-baseline")
	for _, e := range l.stale[:min(n, maxStale)] {
		line := "  " + e.Rule + " in " + e.File
		if e.Object != "" {
			line += ", " + e.Object
		}
		l.streams.tell(line)
	}
	if n > maxStale {
		l.streams.tell(fmt.Sprintf("  and %d more", n-maxStale))
	}
}

// distinct lists the texts of errors once each: a policy that is broken fails
// on every object.
func distinct(faults []error) []string {
	var out []string
	for _, fault := range faults {
		if text := fault.Error(); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
