package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	unfixed = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    example.com/cost-center: 4711 # keep\n"
	manyOf  = 600 // files, so that a run is still writing when it is stopped
)

// TestStopped stops runs of --fix that have begun to write, by a signal that
// asks and by one that does not. Each file has its old text or its new one,
// and the next run does the rest.
func TestStopped(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals")
	}
	for _, test := range []struct {
		name   string
		signal os.Signal
		said   string
	}{
		{"interrupted", os.Interrupt, `^akslint: interrupted; (1 file is|\d+ files are) changed, each whole; run again for the rest\n$`},
		{"killed", os.Kill, `^$`},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			for i := range manyOf {
				write(t, dir, fmt.Sprintf("%03d.yaml", i), unfixed)
			}
			fix := func() (*exec.Cmd, *bytes.Buffer) {
				cmd := program(t, "lint", "--fix", "--select", "LB002", "--format", "concise", ".")
				cmd.Dir = dir
				var said bytes.Buffer
				cmd.Stderr = &said
				return cmd, &said
			}
			cmd, said := fix()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for read(t, dir, "000.yaml") == unfixed {
				time.Sleep(100 * time.Microsecond)
			}
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			err := cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				t.Fatalf("it was not stopped: %v", err)
			}
			if !regexp.MustCompile(test.said).MatchString(said.String()) {
				t.Errorf("it says %q", said)
			}
			if done := fixedIn(t, dir); done == 0 || done == manyOf {
				t.Errorf("%d of %d files are fixed; this shows nothing", done, manyOf)
			}
			cmd, said = fix()
			if err := cmd.Run(); err != nil {
				t.Errorf("the next run: %v\n%s", err, said)
			}
			if done := fixedIn(t, dir); done != manyOf {
				t.Errorf("%d of %d files are fixed in the end", done, manyOf)
			}
		})
	}
}

// fixedIn counts the files that are fixed, and holds that the others are as
// they were.
func fixedIn(t *testing.T, dir string) int {
	t.Helper()
	done := 0
	for i := range manyOf {
		switch text := read(t, dir, fmt.Sprintf("%03d.yaml", i)); text {
		case strings.Replace(unfixed, "4711", `"4711"`, 1):
			done++
		case unfixed:
		default:
			t.Errorf("a file is neither old nor new: %q", text)
		}
	}
	return done
}

// program is akslint as a program of its own, which is this test under
// another name; see TestMain.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args = append([]string{"akslint"}, args...)
	return cmd
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
