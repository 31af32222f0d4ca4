// Package akslint_test holds the walls of the house: who may import whom.
package akslint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

const module = "github.com/akslint/akslint"

type floor struct{ pkg, imports string }

// floors says, from the ground to the top, what of ours a package may import.
// A row holds for the packages below it too. .golangci.yml says the same.
var floors = []floor{
	{"manifest", ""},
	{"aks", "manifest"},
	{"inventory", "manifest"},
	{"network", "inventory aks manifest"},
	{"plan", "inventory aks manifest"},
	{"analyzer", "network inventory aks manifest"},
	{"policies", "analyzer network inventory aks manifest"},
	{"report", "plan analyzer network inventory aks manifest"},
	{"internal/fixture", "analyzer network inventory aks manifest"},
	{"rules", "policies plan analyzer network inventory aks manifest"},
	{"docs", ""},
	{"internal/config", "rules policies report plan analyzer network inventory aks manifest"},
	{"internal/gen", "rules policies report plan analyzer network inventory aks manifest"},
	{"internal/cli", "internal/config internal/fixture docs rules policies report plan analyzer network inventory aks manifest"},
	{"cmd/akslint", "internal/cli"},
	{"bench/corpus", ""},
	{"bench", ""},
}

// doors says which packages alone may import what is heavy, or touches more
// than values. A "$" ends a whole import path; others are prefixes.
var doors = []struct{ name, imports, openers string }{
	{"YAML", "go.yaml.in/yaml gopkg.in/yaml sigs.k8s.io/json sigs.k8s.io/yaml", "manifest bench"},
	{"Kubernetes", "k8s.io/api k8s.io/apimachinery sigs.k8s.io/gateway-api", "manifest inventory network plan analyzer rules bench"},
	{"OPA", "github.com/open-policy-agent/opa", "policies"},
	{"colour", "github.com/fatih/color", "report"},
	{"flags", "github.com/spf13/cobra github.com/spf13/pflag", "internal/cli"},
	{"tests", "github.com/google/go-cmp github.com/rogpeppe/go-internal/testscript github.com/santhosh-tekuri/jsonschema", "internal/fixture"},
	{"machine", "os$ os/", "manifest policies internal cmd/akslint bench"},
	{"nobody", "github.com/owenrumney/go-sarif helm.sh/helm k8s.io/client-go net$ net/http", ""},
}

// drawers are names of packages that are about nothing.
var drawers = []string{"common", "helper", "helpers", "misc", "pkg", "types", "util", "utils"}

var fset = token.NewFileSet()

func TestFloors(t *testing.T) {
	for name, file := range sources(t, parser.ImportsOnly) {
		dir := path.Dir(name)
		row := slices.IndexFunc(floors, func(f floor) bool { return under(dir, f.pkg) })
		if row < 0 {
			t.Errorf("%s: %s has no floor: give it a row in floors and a set in .golangci.yml", name, dir)
			continue
		}
		here := floors[row]
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if ours, ok := strings.CutPrefix(imp, module+"/"); ok && !anyUnder(ours, here.pkg+" "+here.imports) {
				t.Errorf("%s: %s may not import %s, only %q", name, here.pkg, ours, here.imports)
			}
			for _, door := range doors {
				if opens(imp, door.imports) && !anyUnder(dir, door.openers) {
					t.Errorf("%s: %s may not import %s, only %q may", name, here.pkg, imp, door.openers)
				}
			}
		}
	}
}

func TestPackageNames(t *testing.T) {
	for name := range sources(t, parser.PackageClauseOnly) {
		for room := range strings.SplitSeq(path.Dir(name), "/") {
			if slices.Contains(drawers, room) {
				t.Errorf("%s: %s names nothing; a helper lives in the package whose noun it is about", name, room)
			}
		}
	}
}

// TestOneMain keeps "go install ./..." from installing a second program.
func TestOneMain(t *testing.T) {
	mains := map[string]bool{}
	for name, file := range sources(t, parser.PackageClauseOnly|parser.ParseComments) {
		if file.Name.Name == "main" && !ignored(file) {
			mains[path.Dir(name)] = true
		}
	}
	if diff := cmp.Diff(map[string]bool{"cmd/akslint": true}, mains); diff != "" {
		t.Errorf("main packages (-want +got):\n%s", diff)
	}
}

// TestPanic lets only functions named must... panic: a bad manifest is a
// finding, a bad flag an error.
func TestPanic(t *testing.T) {
	for _, file := range sources(t, parser.SkipObjectResolution) {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && strings.HasPrefix(strings.ToLower(fn.Name.Name), "must") {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
						t.Errorf("%s: panic outside a must... function", fset.Position(call.Pos()))
					}
				}
				return true
			})
		}
	}
}

// TestPolice holds the depguard rules of .golangci.yml to the tables above.
func TestPolice(t *testing.T) {
	text, err := os.ReadFile(".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	type deny struct{ Pkg string }
	type set struct {
		Mode  string `yaml:"list-mode"`
		Files []string
		Allow []string
		Deny  []deny
	}
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules map[string]set }
			}
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	want := map[string]set{}
	for _, f := range floors {
		s := set{Mode: "lax", Files: []string{"${config-path}/" + f.pkg + "/**", "!$test"}, Deny: []deny{{module}}}
		for _, pkg := range strings.Fields(f.pkg + " " + f.imports) {
			s.Allow = append(s.Allow, module+"/"+pkg)
		}
		want[f.pkg] = s
	}
	for _, d := range doors {
		s := set{Files: []string{"$all"}}
		for _, pkg := range strings.Fields(d.openers) {
			s.Files = append(s.Files, "!${config-path}/"+pkg+"/**")
		}
		s.Files = append(s.Files, "!$test")
		for _, imp := range strings.Fields(d.imports) {
			s.Deny = append(s.Deny, deny{imp})
		}
		want["door "+d.name] = s
	}
	if diff := cmp.Diff(want, config.Linters.Settings.Depguard.Rules); diff != "" {
		t.Errorf("depguard rules of .golangci.yml (-tables +config):\n%s", diff)
	}
}

// sources parses every file of the module but tests, by path from the root.
func sources(t *testing.T, mode parser.Mode) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && name != ".":
			_, err := os.Stat(filepath.Join(name, "go.mod"))
			if err == nil || base == "testdata" || base == "fixtures" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
				return fs.SkipDir
			}
		case path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"):
			file, err := parser.ParseFile(fset, name, nil, mode)
			if err != nil {
				return err
			}
			files[name] = file
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// ignored says whether the file is no part of any build.
func ignored(file *ast.File) bool {
	return slices.ContainsFunc(file.Comments, func(group *ast.CommentGroup) bool {
		return group.List[0].Text == "//go:build ignore"
	})
}

// under says whether pkg is room or lies in it.
func under(pkg, room string) bool {
	return pkg == room || strings.HasPrefix(pkg, room+"/")
}

func anyUnder(pkg, rooms string) bool {
	return slices.ContainsFunc(strings.Fields(rooms), func(room string) bool { return under(pkg, room) })
}

// opens says whether imp is one of the imports, as depguard reads them.
func opens(imp, imports string) bool {
	return slices.ContainsFunc(strings.Fields(imports), func(i string) bool {
		whole, exact := strings.CutSuffix(i, "$")
		return imp == whole || !exact && strings.HasPrefix(imp, whole)
	})
}
