package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run akslint as a program that is this test.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"akslint": func() {
			os.Exit(Main(context.Background(), os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts runs the scripts under fixtures/cli, one for each behaviour of
// the command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../fixtures/cli",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ESC", "\x1b")
			env.Setenv("TAB", "\t")
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"crlf":  crlf,
			"mode":  mode,
			"utf16": utf16le,
		},
	})
}

// condition knows [root], and [tool:git]: whether a program is there, which it
// must be where AKSLINT_REQUIRE_TOOLS is 1.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Geteuid() == 0, nil
	}
	tool, ok := strings.CutPrefix(name, "tool:")
	if !ok {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	_, err := exec.LookPath(tool)
	if err != nil && os.Getenv("AKSLINT_REQUIRE_TOOLS") != "1" {
		return false, nil
	}
	return err == nil, err
}

// exits runs akslint and holds it to an exit code: "exits 2 lint nowhere".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("akslint", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// crlf gives files the line endings of Windows: "crlf FILE...".
func crlf(ts *testscript.TestScript, neg bool, args []string) {
	for _, file := range args {
		text := strings.ReplaceAll(ts.ReadFile(file), "\n", "\r\n")
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o600))
	}
}

// mode holds a file to its permissions: "mode 640 FILE".
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// utf16le writes files anew in UTF-16: "utf16 FILE...".
func utf16le(ts *testscript.TestScript, neg bool, args []string) {
	for _, file := range args {
		data := []byte{0xff, 0xfe}
		for _, unit := range utf16.Encode([]rune(ts.ReadFile(file))) {
			data = append(data, byte(unit), byte(unit>>8))
		}
		ts.Check(os.WriteFile(ts.MkAbs(file), data, 0o600))
	}
}
