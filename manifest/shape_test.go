package manifest

import (
	"reflect"
	"slices"
	"testing"
)

// TestShapes walks over every type of the table. The decoder leaves out what
// no Kubernetes type has; a type that has it shows here.
func TestShapes(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(s *shape, path string)
	walk = func(s *shape, path string) {
		if seen[s.typ] || s.reads {
			return
		}
		seen[s.typ] = true
		if reflect.PointerTo(s.typ).Implements(unmarshaler) {
			t.Errorf("%s: %v reads JSON by itself, and is no struct", path, s.typ)
		}
		switch s.kind {
		case reflect.Pointer, reflect.Slice:
			walk(s.elem, path+"[]")
		case reflect.Map:
			if s.typ.Key().Kind() != reflect.String {
				t.Errorf("%s: the keys of %v are no strings", path, s.typ)
			}
			walk(s.elem, path+"{}")
		case reflect.Struct:
			s.field("")
			keys := map[string]bool{}
			for _, f := range slices.Concat(s.fields...) {
				keys[f.key] = true
				walk(f.shape, path+"."+f.key)
			}
			if len(s.names) != len(keys) {
				t.Errorf("%s: %v has a key twice: %v", path, s.typ, s.names)
			}
		case reflect.Array, reflect.Chan, reflect.Func, reflect.Interface, reflect.Complex64, reflect.Complex128:
			t.Errorf("%s: %v cannot be decoded", path, s.typ)
		}
	}
	for key, typ := range types {
		walk(shapeOf(typ), key.kind)
	}
	if len(seen) < 500 {
		t.Errorf("only %d types", len(seen))
	}
}
