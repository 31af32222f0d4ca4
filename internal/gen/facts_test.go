package gen_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/akslint/akslint/internal/gen"
)

// TestFacts holds that the tables of package aks are what their rows say now.
func TestFacts(t *testing.T) {
	root := os.DirFS("../..")
	files, err := gen.Facts(root)
	if err != nil {
		t.Fatal(err)
	}
	stale, err := files.Stale(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stale {
		t.Errorf("%s is stale: run go generate ./...", name)
	}
}

// TestFactsFaults holds that a wrong row is an error that says where.
func TestFactsFaults(t *testing.T) {
	root := os.DirFS("../..")
	good, err := gen.Facts(root)
	if err != nil {
		t.Fatal(err)
	}
	const head = "source: https://example.com/\nasOf: 2026-01-31\n"
	for name, test := range map[string]struct{ text, want string }{
		"unreadable":     {"rows: [", "not one readable document"},
		"no rows":        {head, "no rows"},
		"missing column": {head + "rows:\n  - prefix: a/\n", "line 4: no cloud"},
		"unknown column": {head + "rows:\n  - {prefix: a/, cloud: A, sky: B}\n", `line 4: unknown column "sky"`},
		"column twice":   {head + "rows:\n  - {prefix: a/, cloud: A, cloud: B}\n", "line 4: a column twice"},
		"row twice":      {head + "rows:\n  - {prefix: a/, cloud: A}\n  - {prefix: a/, cloud: B}\n", `two rows for "a/"`},
		"no source":      {"asOf: 2026-01-31\nrows:\n  - {prefix: a/, cloud: A}\n", "line 3: no source"},
		"bad source":     {head + "rows:\n  - {prefix: a/, cloud: A, source: a book}\n", `"a book" is neither a URL`},
		"bad day":        {head + "rows:\n  - {prefix: a/, cloud: A, asOf: 2026-02-30}\n", "asOf: "},
		"empty text":     {head + "rows:\n  - {prefix: a/, cloud: }\n", "cloud: not a text"},
		"unknown head":   {head + "row: []\n", `unknown column "row"`},
	} {
		t.Run(name, func(t *testing.T) {
			overlay := fstest.MapFS{}
			for file := range good {
				data := strings.TrimSuffix(strings.Replace(file, "aks/", "aks/data/", 1), "_gen.go") + ".yaml"
				text, err := os.ReadFile("../../" + data)
				if err != nil {
					t.Fatal(err)
				}
				overlay[data] = &fstest.MapFile{Data: text}
			}
			overlay["aks/data/foreign_annotations.yaml"] = &fstest.MapFile{Data: []byte(test.text)}
			_, err := gen.Facts(overlay)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
}
