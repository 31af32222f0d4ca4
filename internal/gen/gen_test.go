package gen_test

import (
	"os"
	"testing"

	"github.com/akslint/akslint/internal/gen"
	"github.com/akslint/akslint/rules"
)

// TestStale holds that what is generated is what the rules and their fixtures
// say now.
func TestStale(t *testing.T) {
	root := os.DirFS("../..")
	catalog, err := gen.Catalog(root)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := gen.Pages(root, rules.All(), rules.Families())
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range []gen.Files{catalog, pages} {
		stale, err := files.Stale(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range stale {
			t.Errorf("%s is stale: run go generate ./...", name)
		}
	}
}
