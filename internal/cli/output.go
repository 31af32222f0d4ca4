package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/report"
)

// output is one report of a run: a format, and a file or standard output.
type output struct {
	format string
	file   string // "" for standard output
	write  report.Writer
}

// summed reports whether people see a summary beside the report.
func (o output) summed() bool {
	return o.file == "" && slices.Contains([]string{"text", "github", "azure"}, o.format)
}

// readOutputs reads --format and --output. Standard output gets one report:
// that of an --output without a file, else that of --format.
func readOutputs(format string, words []string) ([]output, error) {
	var out []output
	onStdout := ""
	for _, word := range words {
		name, file, hasFile := strings.Cut(word, "=")
		if hasFile && file == "" {
			return nil, fmt.Errorf("--output %s= names no file; write it as %s=FILE", name, name)
		}
		if !hasFile && onStdout != "" {
			return nil, fmt.Errorf("--output %s and --output %s both go to standard output; give one of them a file, as %s=FILE", onStdout, name, name)
		}
		if !hasFile {
			onStdout = name
		}
		out = append(out, output{format: name, file: file})
	}
	if onStdout == "" {
		out = append(out, output{format: format})
	}
	for i := range out {
		var ok bool
		if out[i].write, ok = report.For(out[i].format); !ok {
			return nil, unknown("format", out[i].format, report.Formats())
		}
	}
	return out, nil
}

// report writes all reports of the run. Each is made whole before a byte of it
// is written.
func (l *linter) report(result *analyzer.Result) error {
	for _, o := range l.outputs {
		var text bytes.Buffer
		opt := l.reportOptions()
		if o.file != "" {
			opt.Color, opt.Links, opt.Width = false, false, 0
		}
		if err := o.write(&text, result, opt); err != nil {
			return err
		}
		if o.file == "" {
			if _, err := l.streams.Out.Write(text.Bytes()); err != nil {
				return err
			}
			continue
		}
		if err := writeWhole(o.file, text.Bytes(), 0o644); err != nil {
			return fmt.Errorf("%s: the report was not written: %w", o.file, err)
		}
	}
	return nil
}

func (l *linter) reportOptions() report.Options {
	return report.Options{
		Color: l.colored(), Links: l.colored() && isTerminal(l.streams.Out),
		Version: Version(), Quiet: l.flags.quiet, FromRoot: l.fromRoot,
		Notice: func(line string) { fmt.Fprintln(l.streams.Err, "akslint: "+report.Inert(line)) },
	}
}

// fromRoot names a file as a code host does: by its real path from the root of
// the repository, or by its absolute path where it lies elsewhere.
func (l *linter) fromRoot(name string) string {
	real, err := filepath.EvalSymlinks(filepath.FromSlash(name))
	if err != nil { // standard input
		return name
	}
	rel := l.rooted(real)
	if rel == ".." || strings.HasPrefix(rel, "../") {
		if abs, err := filepath.Abs(real); err == nil {
			return filepath.ToSlash(abs)
		}
	}
	return rel
}

// summarise tells people how the run went where the report is commands to the
// log of a CI system, which a clean run leaves empty.
func (l *linter) summarise(result *analyzer.Result) error {
	commands := func(o output) bool { return o.file == "" && (o.format == "github" || o.format == "azure") }
	if l.flags.quiet || !slices.ContainsFunc(l.outputs, commands) {
		return nil
	}
	return report.Summary(l.streams.Err, result, report.Options{})
}

// writeWhole writes a file by way of a temporary one beside it, so that a run
// that is killed leaves the old text or the new one.
func writeWhole(name string, text []byte, mode os.FileMode) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() { // /dev/stderr and the like
		return os.WriteFile(name, text, mode)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".akslint-*")
	if at := new(fs.PathError); errors.As(err, &at) {
		return fmt.Errorf("its folder takes no new file: %w", at.Err) // the name of the temporary file says nothing
	} else if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone once it is moved
	_, err = tmp.Write(text)
	if err == nil {
		err = tmp.Chmod(mode)
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	return err
}
