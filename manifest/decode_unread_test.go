package manifest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// TestUnread finds code that may read a field that the decoder leaves empty: it
// asks for one of that name, and somebody knows the types of its package.
func TestUnread(t *testing.T) {
	files := otherFiles(t)
	known := map[string]bool{}
	for _, f := range files {
		for _, i := range f.Imports {
			known[strings.Trim(i.Path.Value, `"`)] = true
		}
	}
	if len(files) < 200 || !known[reflect.TypeFor[corev1.Pod]().PkgPath()] {
		t.Fatalf("%d files import %v", len(files), known)
	}
	empty := map[string]bool{}
	for typ, names := range unreadFields() {
		for _, name := range names {
			empty[name] = empty[name] || known[typ.PkgPath()]
		}
	}
	if !empty["Volumes"] || empty["Containers"] {
		t.Fatalf("the decoder leaves %v empty", empty)
	}
	for path, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && empty[s.Sel.Name] {
				t.Errorf("%s may read %s, which the decoder leaves empty (decode_unread.go)", path, s.Sel.Name)
			}
			return true
		})
	}
}

// otherFiles are those of all other packages of the program, by their path.
func otherFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == "../manifest", path == "../bench": // which is in no program
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files[path], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// unreadFields are the fields of decoded structs that stay empty.
func unreadFields() map[reflect.Type][]string {
	fields, seen := map[reflect.Type][]string{}, map[*shape]bool{}
	var walk func(s *shape)
	walk = func(s *shape) {
		if seen[s] || s.reads || s.unread {
			return
		}
		seen[s] = true
		switch s.kind {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(s.elem)
		case reflect.Struct:
			s.field("")
			for _, f := range slices.Concat(s.fields...) {
				if f.shape.unread {
					fields[s.typ] = append(fields[s.typ], s.typ.FieldByIndex(f.index).Name)
				}
				walk(f.shape)
			}
		}
	}
	for _, typ := range types {
		walk(shapeOf(typ))
	}
	return fields
}

// forget empties of a value what the decoder leaves empty.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch {
			case !v.Type().Field(i).IsExported():
			case shapeOf(v.Type().Field(i).Type).unread:
				v.Field(i).SetZero()
			default:
				forget(v.Field(i))
			}
		}
	}
}
