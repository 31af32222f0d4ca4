package cli

import (
	"bytes"
	"context"
	"io"
	"testing"
)

// TestSameFindings holds that neither the fast reader nor the number of workers
// changes a byte of the report on all fixtures.
func TestSameFindings(t *testing.T) {
	t.Chdir("../..")
	report := func(flags ...string) string {
		t.Helper()
		var out bytes.Buffer
		args := append([]string{"lint", "--no-config", "--format", "json", "--as-of", "2026-11-21"}, flags...)
		if code := Main(context.Background(), append(args, "fixtures"), Streams{Out: &out, Err: io.Discard}); code != exitFindings {
			t.Fatalf("%v: exit code %d", flags, code)
		}
		return out.String()
	}
	want := report("--jobs", "1")
	for _, flags := range [][]string{{"--jobs", "2"}, {"--jobs", "1", "--strict-yaml"}, {"--jobs", "2", "--strict-yaml"}} {
		if got := report(flags...); got != want {
			t.Errorf("%v: another report than with --jobs 1", flags)
		}
	}
}
