package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
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
	files := map[string]string{} // formats, by what they are written to
	for i := range out {
		if other, ok := files[out[i].file]; ok && out[i].file != "" {
			return nil, fmt.Errorf("--output %s and --output %s both write %s; give each a file of its own", other, out[i].format, out[i].file)
		}
		files[out[i].file] = out[i].format
		var ok bool
		if out[i].write, ok = report.For(out[i].format); !ok {
			return nil, unknown("format", out[i].format, report.Formats())
		}
	}
	return out, nil
}

// report writes all reports of the run, as they are made: some are large. One
// that cannot be written keeps no other back.
func (l *linter) report(result *analyzer.Result) error {
	var faults []error
	for _, o := range l.outputs {
		opt := l.reportOptions()
		if o.file != "" {
			opt.Color, opt.Links, opt.Width = false, false, 0
		}
		write := func(w io.Writer) error {
			buffer := bufio.NewWriterSize(w, reportBuffer)
			if err := o.write(buffer, result, opt); err != nil {
				return err
			}
			return buffer.Flush()
		}
		var err error
		if o.file == "" {
			err = write(l.streams.Out)
		} else if err = writeWhole(o.file, write); err != nil {
			err = fmt.Errorf("%s: the report was not written: %w", o.file, err)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// reportBuffer is how many bytes of a report are written at a time.
const reportBuffer = 64 << 10

// spareManifests refuses to write over a manifest: it is easily named where the
// file of a report is wanted.
func (l *linter) spareManifests(in *input) error {
	targets := []string{l.flags.writeBaseline}
	for _, o := range l.outputs {
		targets = append(targets, o.file)
	}
	for _, target := range targets {
		written, err := os.Stat(target)
		if target == "" || err != nil {
			continue
		}
		for i, f := range in.files {
			if !holdsObjects(f) {
				continue
			}
			if read, err := os.Stat(in.paths[i]); err == nil && os.SameFile(read, written) {
				return fmt.Errorf("%s is a manifest, and would be written over; name another file", target)
			}
		}
	}
	return nil
}

// holdsObjects reports whether a file is a manifest, though it may be broken.
func holdsObjects(f *manifest.File) bool {
	return slices.ContainsFunc(f.Documents, func(d *manifest.Document) bool { return len(d.Objects)+len(d.Problems) > 0 })
}

func (l *linter) reportOptions() report.Options {
	return report.Options{
		Color: l.colored(), Links: l.colored() && isTerminal(l.streams.Out), Width: width(l.streams.Out),
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

// writeWhole has a file written by way of a temporary one beside it, so that a run
// that is killed leaves the old text or the new one. A link stays, and what it
// leads to is written; a file keeps its permissions.
func writeWhole(name string, write func(io.Writer) error) error {
	if strings.HasPrefix(name, "/dev/") { // a stream that somebody else may have written to already
		return appendTo(name, write)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return errors.New("that is a folder; name a file in it")
	case err == nil && !info.Mode().IsRegular(): // a pipe
		return appendTo(name, write)
	}
	tmp, failed := createBeside(name)
	if failed != nil {
		return failed
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone once it is moved
	failed = write(tmp)
	if failed == nil && err == nil {
		failed = tmp.Chmod(info.Mode().Perm())
	}
	if closed := tmp.Close(); failed == nil {
		failed = closed
	}
	if failed == nil {
		failed = os.Rename(tmp.Name(), name)
	}
	return failed
}

// plain writes a text for writeWhole.
func plain(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

func appendTo(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// createBeside creates a temporary file in the folder of another.
func createBeside(name string) (*os.File, error) {
	dir := filepath.Dir(name)
	tmp := filepath.Join(dir, fmt.Sprintf(".akslint-%d-%d", os.Getpid(), time.Now().UnixNano()))
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	switch at := new(fs.PathError); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s; make it first", dir)
	case errors.As(err, &at): // the name of the temporary file says nothing
		return nil, fmt.Errorf("its folder takes no new file (%w); make it writable, or choose another", at.Err)
	}
	return f, err
}
