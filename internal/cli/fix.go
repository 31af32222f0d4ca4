package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// maxRounds bounds how often fixes are applied and the result is read again:
// fixes that touch the same bytes wait for each other.
const maxRounds = 10

// settle applies fixes to what was read until nothing changes, in memory. It
// returns the input and result that are left, and the number of findings whose
// fix was applied.
func (l *linter) settle(ctx context.Context, in *input, result *analyzer.Result, faults []error) (*input, *analyzer.Result, []error, int, error) {
	count := 0
	for range maxRounds {
		fixed := analyzer.ApplyFixes(result.Findings, l.flags.unsafe)
		if len(fixed) == 0 {
			break
		}
		next := &input{paths: in.paths, notices: in.notices, files: make([]*manifest.File, len(in.files)), wanted: map[*manifest.Source]bool{}}
		copy(next.files, in.files)
		for _, f := range fixed {
			count += f.Count
			for i, file := range in.files {
				if file.Source == f.Source {
					src := manifest.NewSource(f.Source.Name, []byte(f.Text))
					next.files[i] = manifest.Parse(src, manifest.ParseOptions{Manifest: in.paths[i] == ""})
					next.wanted[src] = in.wanted[f.Source]
				}
			}
		}
		for src, wanted := range in.wanted {
			next.wanted[src] = wanted
		}
		if in.wanted == nil {
			next.wanted = nil
		}
		in = next
		result, faults = l.analyse(in)
		if err := ctx.Err(); err != nil {
			return nil, nil, nil, 0, err
		}
	}
	return in, result, faults, count, nil
}

// applyFixes settles the fixes and writes each file that changed, whole or not
// at all.
func (l *linter) applyFixes(ctx context.Context, in *input, result *analyzer.Result, faults []error) (*analyzer.Result, []error, error) {
	after, result, faults, count, err := l.settle(ctx, in, result, faults)
	if err != nil {
		return nil, nil, err
	}
	written := 0
	for i, f := range after.files {
		if f.Source == in.files[i].Source {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if err := replaceFile(in.paths[i], in.files[i].Source.Text, f.Source.Text); err != nil {
			return nil, nil, err
		}
		written++
	}
	if written > 0 && !l.flags.quiet {
		fmt.Fprintf(l.streams.Err, "akslint: fixed %s in %s\n", plural(count, "finding"), plural(written, "file"))
	}
	return result, faults, nil
}

// replaceFile gives a file a new text, whole or not at all. It refuses when the
// file is no longer what was read.
func replaceFile(name, old, text string) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if now, err := os.ReadFile(target); err != nil || string(now) != old {
		return fmt.Errorf("%s: changed while akslint was reading it; run it again", name)
	}
	if f, err := os.OpenFile(target, os.O_WRONLY, 0); err != nil { // the move below would not mind a file that may not be written
		return fmt.Errorf("%s: is read-only, so the fix was not written", name)
	} else if err := f.Close(); err != nil {
		return err
	}
	if err := writeWhole(target, []byte(text), info.Mode().Perm()); err != nil {
		return fmt.Errorf("%s: the fix was not written: %w", name, err)
	}
	return nil
}

// printDiff prints what fixes would change as a unified diff.
func (l *linter) printDiff(ctx context.Context, in *input, result *analyzer.Result) error {
	after, _, _, _, err := l.settle(ctx, in, result, nil)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(l.streams.Out)
	for i, f := range after.files {
		if f.Source == in.files[i].Source {
			continue
		}
		name := filepath.ToSlash(f.Source.Name)
		text := diff.Diff("a/"+name, []byte(in.files[i].Source.Text), "b/"+name, []byte(f.Source.Text))
		_, body, _ := bytes.Cut(text, []byte("\n")) // its first line is a command that git does not know
		if _, err := out.Write(body); err != nil {
			return err
		}
	}
	return out.Flush()
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
