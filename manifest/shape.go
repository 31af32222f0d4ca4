package manifest

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// shape is what the decoder has to know of a Go type, found out once.
type shape struct {
	typ    reflect.Type
	kind   reflect.Kind
	reads  bool   // the type reads JSON by itself: quantities, times, ports
	elem   *shape // of a pointer, slice or map
	unread bool   // nobody reads such a value

	once   sync.Once // a struct's fields are looked up when they are needed
	fields [][]field // by the length of their key, which tells most apart
	names  []string  // the keys in the order of the type
}

// field is a field of a struct, or of a struct inlined in it.
type field struct {
	key   string
	index []int
	shape *shape
}

// of is the field in a struct, nobody where nobody reads that.
func (f *field) of(v reflect.Value) reflect.Value {
	switch {
	case !v.IsValid():
		return nobody
	case len(f.index) == 1:
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

var shapes = struct {
	sync.Mutex
	known map[reflect.Type]*shape
}{known: map[reflect.Type]*shape{}}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// shapeOf returns the shape of a type.
func shapeOf(t reflect.Type) *shape {
	shapes.Lock()
	defer shapes.Unlock()
	return knownShape(t)
}

func knownShape(t reflect.Type) *shape {
	if s := shapes.known[t]; s != nil {
		return s
	}
	s := &shape{typ: t, kind: t.Kind(), unread: unread[t]}
	// Of the types at hand, none but structs read JSON by themselves.
	s.reads = s.kind == reflect.Struct && reflect.PointerTo(t).Implements(unmarshaler)
	shapes.known[t] = s // before its elements: a type may hold itself
	switch s.kind {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		s.elem = knownShape(t.Elem())
		s.unread = s.unread || s.elem.unread
	}
	return s
}

// field returns the field that a key fills, nil where there is none.
func (s *shape) field(key string) *field {
	s.once.Do(func() { s.collect(s.typ, nil) })
	if len(key) >= len(s.fields) {
		return nil
	}
	alike := s.fields[len(key)]
	for i := range alike {
		if f := &alike[i]; f.key[0] == key[0] && f.key == key { // most differ there, which costs no call
			return f
		}
	}
	return nil
}

// collect adds the fields of a struct, and those of structs inlined in it.
func (s *shape) collect(t reflect.Type, prefix []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		index := append(prefix[:len(prefix):len(prefix)], i)
		switch {
		case key == "-" || !f.IsExported():
		case key == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			s.collect(f.Type, index)
		default:
			if key == "" {
				key = f.Name
			}
			for len(s.fields) <= len(key) {
				s.fields = append(s.fields, nil)
			}
			s.fields[len(key)] = append(s.fields[len(key)], field{key, index, shapeOf(f.Type)})
			s.names = append(s.names, key)
		}
	}
}

// aString is the noun of text.
const aString = "a string"

// noun names the type in the words of a manifest.
func (s *shape) noun() string {
	switch s.kind {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "an integer"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return aString
	case reflect.Slice:
		return "a list"
	case reflect.Map:
		return "a mapping"
	}
	switch s.typ.Name() {
	case "IntOrString":
		return "a number or a name"
	case "Quantity":
		return "a quantity like 100m or 2Gi"
	case "Time", "MicroTime":
		return "a time like 2026-01-31T12:00:00Z"
	case "Duration":
		return "a duration like 30s"
	}
	return "a mapping"
}
