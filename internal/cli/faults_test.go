package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// zeros is an input without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestFaults holds what is said where a script cannot bring the fault about.
func TestFaults(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, "policies", "no folder")
	for _, test := range []struct {
		args []string
		in   io.Reader
		want string
	}{
		{[]string{"lint", "-"}, iotest.ErrReader(errors.New("broken pipe")), "akslint: standard input cannot be read: broken pipe; nothing was checked\n"},
		{[]string{"lint", "-"}, zeros{}, fmt.Sprintf("akslint: standard input is more than the %d MiB that akslint reads; split it\n", stdinLimit>>20)},
		{[]string{"init", "--policy", "x"}, nil, "akslint: policies/akslint/org001_x.rego was not written: mkdir policies: not a directory; make the folder writable\n"},
	} {
		var said bytes.Buffer
		if code := Main(context.Background(), test.args, Streams{In: test.in, Out: io.Discard, Err: &said}); code != exitFault || said.String() != test.want {
			t.Errorf("exit code %d\ngot  %swant %s", code, &said, test.want)
		}
	}
}

// TestInterrupted holds that a run that waits for standard input can be
// stopped.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	in, _ := io.Pipe()
	time.AfterFunc(50*time.Millisecond, stop)
	var said bytes.Buffer
	if code := Main(ctx, []string{"lint", "--no-config", "-"}, Streams{In: in, Out: io.Discard, Err: &said}); code != exitFault || said.String() != "akslint: interrupted\n" {
		t.Errorf("exit code %d, %s", code, &said)
	}
}

// TestMeanwhile holds that a fix is not written over what somebody else wrote.
func TestMeanwhile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.yaml", "newer")
	for _, name := range []string{"a.yaml", "gone.yaml"} {
		if err := replaceFile(filepath.Join(dir, name), "read", "fixed"); err == nil || err.Error() != "the fix was not written, for the file has changed since akslint read it; run again" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := read(t, dir, "a.yaml"); got != "newer" {
		t.Errorf("it is %q", got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestFreeID holds that ids come to an end with a word about it.
func TestFreeID(t *testing.T) {
	dir := t.TempDir()
	for n := 1; n < 1000; n++ {
		write(t, dir, fmt.Sprintf("org%03d_x.rego", n), "")
	}
	if _, err := freeID(dir); err == nil || !strings.HasSuffix(err.Error(), "are taken; copy a rule, and give it an id with other letters") {
		t.Errorf("got %v", err)
	}
}

// TestVersionFile holds the version in the code to the file VERSION.
func TestVersionFile(t *testing.T) {
	if got := strings.TrimSpace(read(t, "../..", "VERSION")); got != next {
		t.Errorf("VERSION is %s, the code says %s", got, next)
	}
}
