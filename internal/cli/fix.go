package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/report"
)

// maxRounds bounds how often fixes are applied and the result is read again:
// fixes that touch the same bytes wait for each other.
const maxRounds = 10

// settled is what fixes leave when nothing changes any more.
type settled struct {
	*input
	result *analyzer.Result
	faults []error
	// counts are the findings whose fix was applied, by file.
	counts []int
}

// settle applies fixes to what was read until nothing changes, in memory.
func (l *linter) settle(ctx context.Context, in *input, result *analyzer.Result, faults []error) (*settled, error) {
	s := &settled{input: in, result: result, faults: faults, counts: make([]int, len(in.files))}
	for range maxRounds {
		place := map[*manifest.Source]int{}
		for i, f := range s.files {
			place[f.Source] = i
		}
		fixed := analyzer.ApplyFixes(s.result.Findings, l.flags.unsafe)
		if len(fixed) == 0 {
			break
		}
		next := &input{paths: in.paths, notices: in.notices, files: slices.Clone(s.files), wanted: maps.Clone(s.wanted)}
		for _, f := range fixed {
			i, src := place[f.Source], manifest.NewSource(f.Source.Name, []byte(f.Text))
			next.files[i] = manifest.Parse(src, manifest.ParseOptions{Manifest: in.paths[i] == "", StrictYAML: l.flags.common.strict})
			if s.wanted[f.Source] {
				next.wanted[src] = true
			}
			s.counts[i] += f.Count
		}
		s.input = next
		s.result, s.faults = l.analyse(next)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// applyFixes settles the fixes and writes each file that changed, whole or not
// at all. What cannot be written is a fault, and its findings are left.
func (l *linter) applyFixes(ctx context.Context, in *input, result *analyzer.Result, faults []error) (*analyzer.Result, []error, error) {
	s, err := l.settle(ctx, in, result, faults)
	l.progress.stop()
	if err != nil {
		return nil, nil, err
	}
	var unwritten []error
	written, count := 0, 0
	for i, f := range s.files {
		before, after := in.files[i].Source.Text(), f.Source.Text()
		if before == after {
			continue
		}
		if ctx.Err() != nil {
			return nil, nil, fmt.Errorf("interrupted; %s changed, each whole; run again for the rest", changed(written))
		}
		if err := replaceFile(in.paths[i], before, after); err != nil {
			unwritten = append(unwritten, fmt.Errorf("%s: %w", in.files[i].Source.Name, err))
			s.files[i] = in.files[i]
			continue
		}
		written++
		count += s.counts[i]
	}
	if len(unwritten) > 0 {
		s.result, s.faults = l.analyse(s.input)
	}
	if written > 0 && !l.flags.quiet {
		l.streams.tell(fmt.Sprintf("fixed %s in %s", plural(count, "finding"), plural(written, "file")))
	}
	return s.result, append(s.faults, unwritten...), nil
}

// changed says how many files are, as the beginning of a clause.
func changed(files int) string {
	switch files {
	case 0:
		return "no file is"
	case 1:
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", files)
}

// replaceFile gives a file a new text, whole or not at all. It refuses when the
// file is no longer what was read. A link stays, and what it leads to is
// written.
func replaceFile(name, old, text string) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return errMeanwhile
	}
	if now, err := os.ReadFile(target); err != nil || string(now) != old {
		return errMeanwhile
	}
	f, err := os.OpenFile(target, os.O_WRONLY, 0) // the move below would not mind a file that may not be written
	if err != nil {
		return errors.New("the fix was not written, for the file is read-only; make it writable and run again")
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := writeWhole(target, plain([]byte(text))); err != nil {
		return fmt.Errorf("the fix was not written: %w", err)
	}
	return nil
}

var errMeanwhile = errors.New("the fix was not written, for the file has changed since akslint read it; run again")

// printDiff prints what fixes would change as a unified diff for git apply.
func (l *linter) printDiff(ctx context.Context, in *input, result *analyzer.Result) error {
	s, err := l.settle(ctx, in, result, nil)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(l.streams.Out)
	for i, f := range s.files {
		before, after := in.files[i].Source.Text(), f.Source.Text()
		if before == after {
			continue
		}
		name := patchName(f.Source.Name, in.paths[i])
		text := diff.Diff(quoted("a/"+name), []byte(before), quoted("b/"+name), []byte(after))
		_, body, _ := bytes.Cut(text, []byte("\n")) // its first line is a command that git does not know
		if isTerminal(l.streams.Out) {              // nobody applies a patch from there
			body = []byte(report.InertLines(string(body)))
		}
		if _, err := out.Write(body); err != nil {
			return err
		}
	}
	return out.Flush()
}

// patchName is what a patch must call a file. git applies none to a link, so
// it is what the link leads to.
func patchName(name, path string) string {
	target, err := filepath.EvalSymlinks(path)
	if path == "" || err != nil || target == filepath.Clean(path) {
		return name
	}
	if dir, err := os.Getwd(); err == nil && filepath.IsAbs(target) {
		if rel, err := filepath.Rel(dir, target); err == nil {
			target = rel
		}
	}
	return filepath.ToSlash(target)
}

// quoted writes a file name as git does in patches: one with characters that
// have a meaning there in quotes, and one with blanks with a tab behind it.
func quoted(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		if strings.Contains(name, " ") {
			return name + "\t"
		}
		return name
	}
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	return `"` + b.String() + `"`
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
