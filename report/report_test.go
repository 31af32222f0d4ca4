package report

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akslint/akslint/analyzer"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const fixtures = "../fixtures/report"

// render runs a writer.
func render(t *testing.T, format string, r *analyzer.Result, opt Options) string {
	t.Helper()
	write, ok := For(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var buf bytes.Buffer
	if err := write(&buf, r, opt); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// golden compares a report with its file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	sameAsFile(t, filepath.Join(fixtures, file), got)
}

// sameAsFile compares a text with a golden file, or writes it there.
func sameAsFile(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); rewrite with -update:\n%s", path, diff)
	}
}

func TestGolden(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{"json": compiled(t, schemaFile), "sarif": compiled(t, sarifSchemaFile)}
	for name, r := range cases() {
		for _, format := range Formats() {
			t.Run(name+"."+format, func(t *testing.T) {
				got := render(t, format, r, Options{Version: "0.0.0"})
				golden(t, name+"."+format, got)
				checkHarmless(t, format, got, r)
				if schema := schemas[format]; schema != nil {
					validate(t, schema, got)
				}
			})
		}
	}
}

// TestColor holds that colours and links add sequences and change no text.
func TestColor(t *testing.T) {
	t.Setenv("NO_COLOR", "1") // the writers ask nobody but their options
	sequence := regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b\\]8;;[^\x1b]*\x1b\\\\")
	for _, format := range []string{"text", "concise"} {
		colored := render(t, format, serviceCase(), Options{Color: true, Links: true})
		golden(t, "color."+format, colored)
		if got, want := sequence.ReplaceAllString(colored, ""), render(t, format, serviceCase(), Options{}); got != want {
			t.Errorf("%s: without its sequences the coloured report differs:\n%s", format, cmp.Diff(want, got))
		}
	}
}

func TestOptions(t *testing.T) {
	if got := render(t, "text", serviceCase(), Options{Quiet: true}); strings.Contains(got, "Checked") {
		t.Errorf("a quiet report has a summary:\n%s", got)
	}
	for _, line := range strings.Split(render(t, "text", longCase(), Options{Width: 80, Quiet: true}), "\n") {
		if strings.Contains(line, " | ") && width(line) > 80 {
			t.Errorf("a snippet is wider than the terminal: %q", line)
		}
	}
}

func TestFormats(t *testing.T) {
	if got := Formats(); got[0] != "text" || !slices.Contains(got, "json") {
		t.Errorf("Formats() = %q", got)
	}
	if _, ok := For("xml"); ok {
		t.Error("there is a writer for xml")
	}
}

// brokenWriter is a pipe whose reader has gone.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteError(t *testing.T) {
	for _, f := range writers() {
		if err := f.write(brokenWriter{}, serviceCase(), Options{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: error = %v", f.name, err)
		}
	}
	if err := Summary(brokenWriter{}, serviceCase(), Options{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Summary: error = %v", err)
	}
}

func BenchmarkWriters(b *testing.B) {
	r := many(1000)
	for _, f := range writers() {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f.write(io.Discard, r, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
