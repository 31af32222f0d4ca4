package manifest

import (
	"reflect"
	"strings"
	"sync"
)

// fields tells which keys a struct type has, and which field each fills.
type fields struct {
	index map[string][]int
	names []string
}

var fieldCache sync.Map // reflect.Type -> *fields

// fieldsOf reads the json tags of a struct type, once per type.
func fieldsOf(t reflect.Type) *fields {
	if f, ok := fieldCache.Load(t); ok {
		if known, ok := f.(*fields); ok {
			return known
		}
	}
	f := &fields{index: map[string][]int{}}
	f.collect(t, nil)
	fieldCache.Store(t, f)
	return f
}

// collect adds the fields of t, and those of its inlined structs.
func (f *fields) collect(t reflect.Type, prefix []int) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		index := append(prefix[:len(prefix):len(prefix)], i)
		switch {
		case tag == "-" || !field.IsExported() && !field.Anonymous:
		case tag == "" && (field.Anonymous || strings.Contains(options, "inline")) && field.Type.Kind() == reflect.Struct:
			f.collect(field.Type, index)
		default:
			if tag == "" {
				tag = field.Name
			}
			if _, taken := f.index[tag]; !taken {
				f.index[tag] = index
				f.names = append(f.names, tag)
			}
		}
	}
}
