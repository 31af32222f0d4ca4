package inventory_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestScopes describes the scopes that the files of each archive make, and
// compares that with the archive's last file.
func TestScopes(t *testing.T) {
	archives, err := filepath.Glob("../fixtures/inventory/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := &archive.Files[len(archive.Files)-1]
			if want.Name != "want" {
				t.Fatalf("the last file is %s, not want", want.Name)
			}
			inv := build(archive.Files[:len(archive.Files)-1])
			got := describe(inv)
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(want.Data), got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// build makes an inventory of some files.
func build(files []txtar.File) *inventory.Inventory {
	var parsed []*manifest.File
	for _, f := range files {
		src := manifest.NewSource(f.Name, f.Data)
		parsed = append(parsed, manifest.Parse(src, manifest.ParseOptions{ChartTemplate: strings.Contains(f.Name, "templates/")}))
	}
	return inventory.Build(parsed, inventory.Options{Namespace: "default"})
}

// tree makes an inventory of a text of files in the form of txtar.
func tree(text string) *inventory.Inventory { return build(txtar.Parse([]byte(text)).Files) }

// describe writes what an inventory holds: a line for each scope, and below it
// one for each member, with the labels of its pods.
func describe(inv *inventory.Inventory) string {
	var b strings.Builder
	for _, s := range inv.Scopes {
		b.WriteString("scope " + s.Name)
		if s.Kustomization {
			b.WriteString(" (kustomization)")
		}
		if s.Open {
			b.WriteString(" (open)")
		}
		b.WriteByte('\n')
		for _, m := range s.Members {
			fmt.Fprintf(&b, "  %s: %s", m.Object.Source().Name, title(m))
			if m.Fragment {
				b.WriteString(" (fragment)")
			}
			if w := m.Workload; w != nil {
				fmt.Fprintf(&b, " {%s}", pairs(w.Labels))
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// title names a member as it lands: "Deployment shop/web".
func title(m *inventory.Member) string {
	id := m.Identity()
	if id.Namespace == "" {
		return id.Kind + " " + id.Name
	}
	return id.Kind + " " + id.Namespace + "/" + id.Name
}

// pairs writes labels: "app=web,env=prod".
func pairs(labels map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, key+"="+labels[key])
	}
	return strings.Join(out, ",")
}

// view finds the view of the one object of a kind and name in a file.
func view(t *testing.T, inv *inventory.Inventory, file, kind, name string) inventory.View {
	t.Helper()
	for _, s := range inv.Scopes {
		for _, m := range s.Members {
			if o := m.Object; o.Source().Name == file && o.Kind == kind && o.Name == name {
				return inventory.View{Scope: s, Member: m}
			}
		}
	}
	t.Fatalf("no %s %s in %s", kind, name, file)
	return inventory.View{}
}
