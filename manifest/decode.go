package manifest

import (
	"fmt"
	"reflect"
)

// decode fills o.Typed and o.Problems, strictly, as the API server decodes:
// keys are compared with case, unknown ones are a problem, and no number or
// boolean passes for a string. What cannot be decoded stays zero, and the rest
// of the object is decoded all the same.
func (o *Object) decode() {
	d := decoder{object: o}
	typ, known := typeOf(o.APIVersion, o.Kind)
	if !known {
		d.metadata()
		return
	}
	target := reflect.New(typ)
	d.value(o.Node, target.Elem(), shapeOf(typ))
	o.Typed = target.Interface()
}

// DecodeAs decodes the node at a path into a value that target points to,
// leniently: what does not fit stays zero. It serves kinds outside the table
// of types that hold a known piece, such as a pod template.
func (o *Object) DecodeAs(p Path, target any) {
	d := decoder{object: &Object{Document: o.Document, Node: o.Node}}
	v := reflect.ValueOf(target).Elem()
	d.value(d.enter(p), v, shapeOf(v.Type()))
}

// decoder turns nodes into Go values, and tells what does not fit.
type decoder struct {
	object *Object
	// The way to the value at hand, and the key or item at each of its steps.
	path  []Step
	spots []Node
}

func (d *decoder) push(s Step, spot Node) {
	d.path = append(d.path, s)
	d.spots = append(d.spots, spot)
}

func (d *decoder) pop() {
	d.path = d.path[:len(d.path)-1]
	d.spots = d.spots[:len(d.spots)-1]
}

// enter makes the node at a path of the object the value at hand.
func (d *decoder) enter(p Path) Node {
	d.path, d.spots = nil, nil
	n := d.object.Node
	for _, s := range p.steps {
		spot, next := n.Entry(s.Key)
		if s.IsIndex {
			spot, next = n.Item(s.Index), n.Item(s.Index)
		}
		d.push(s, spot)
		n = next
	}
	return n
}

// metadata holds to its form what every kind has, also one without a type: the
// names, labels and annotations, and the annotations of a pod template.
func (d *decoder) metadata() {
	var text string
	var texts map[string]string
	for _, field := range []struct {
		at   Path
		into any
	}{
		{At("metadata", "name"), &text}, {At("metadata", "namespace"), &text}, {At("metadata", "generateName"), &text},
		{At("metadata", "labels"), &texts}, {At("metadata", "annotations"), &texts},
		{At("spec", "template", "metadata", "annotations"), &texts},
	} {
		v := reflect.ValueOf(field.into).Elem()
		d.value(d.enter(field.at), v, shapeOf(v.Type()))
	}
	if meta := d.enter(At("metadata")); meta.Kind() == Sequence || meta.Kind() == Scalar && meta.Type() != Null {
		d.mismatch(meta, "a mapping")
	}
}

// value decodes a node into v, and reports whether v holds something now: null
// and what does not fit leave it zero.
func (d *decoder) value(n Node, v reflect.Value, s *shape) bool {
	if !n.Exists() || n.Type() == Null {
		return false
	}
	switch {
	case s.kind == reflect.Pointer:
		target := reflect.New(s.elem.typ)
		if !d.value(n, target.Elem(), s.elem) {
			return false
		}
		v.Set(target)
		return true
	case s.reads:
		return d.unmarshal(n, v, s)
	}
	switch s.kind {
	case reflect.Struct:
		return d.structure(n, v, s)
	case reflect.Map:
		return d.mapping(n, v, s)
	case reflect.Slice:
		return d.list(n, v, s)
	case reflect.Interface:
		return d.anything(n, v)
	}
	return d.scalar(n, v, s)
}

// structure decodes the entries of a mapping into the fields of a struct.
func (d *decoder) structure(n Node, v reflect.Value, s *shape) bool {
	if n.Kind() != Mapping {
		return d.mismatch(n, s.noun())
	}
	for key, value := range n.Entries() {
		name := key.Key()
		d.push(Step{Key: name}, key)
		switch f, ok := s.field(name); {
		case ok && len(f.index) == 1:
			d.value(value, v.Field(f.index[0]), f.shape)
		case ok:
			d.value(value, v.FieldByIndex(f.index), f.shape)
		case !IsPlaceholder(name):
			d.unknown(s)
		}
		d.pop()
	}
	return true
}

// mapping decodes a mapping whose keys are data.
func (d *decoder) mapping(n Node, v reflect.Value, s *shape) bool {
	if n.Kind() != Mapping {
		return d.mismatch(n, s.noun())
	}
	if texts, ok := v.Addr().Interface().(*map[string]string); ok {
		*texts = d.texts(n)
		return true
	}
	v.Set(reflect.MakeMapWithSize(s.typ, n.Len()))
	annotations := d.inAnnotations() && s.elem.kind == reflect.String
	for key, value := range n.Entries() {
		name := key.Key()
		d.push(Step{Key: name}, key)
		elem := reflect.New(s.elem.typ).Elem()
		if annotations && value.Kind() == Scalar && value.Type() != String {
			elem.SetString(d.notString(value))
		} else {
			d.value(value, elem, s.elem)
		}
		v.SetMapIndex(reflect.ValueOf(name).Convert(s.typ.Key()), elem)
		d.pop()
	}
	return true
}

// texts decodes labels, selectors, annotations and their like.
func (d *decoder) texts(n Node) map[string]string {
	texts := make(map[string]string, n.Len())
	annotations := d.inAnnotations()
	for key, value := range n.Entries() {
		name := key.Key()
		d.push(Step{Key: name}, key)
		switch {
		case value.Kind() == Scalar && value.Type() == String:
			texts[name] = value.content()
		case value.Kind() == Scalar && annotations:
			texts[name] = d.notString(value)
		default:
			texts[name] = ""
			if value.Type() != Null {
				d.mismatch(value, "a string")
			}
		}
		d.pop()
	}
	return texts
}

// notString takes an annotation that is no string for its text, so that other
// rules can go on.
func (d *decoder) notString(value Node) string {
	d.problem(NotString, value, fmt.Sprintf("is %s, where Kubernetes wants a string", describe(value)))
	return value.Text()
}

// inAnnotations reports whether the value at hand is the annotations of an
// object, of a pod template or of a Gateway's infrastructure.
func (d *decoder) inAnnotations() bool {
	n := len(d.path)
	return n >= 2 && d.path[n-1].Key == "annotations" && (d.path[n-2].Key == "metadata" || d.path[n-2].Key == "infrastructure")
}

func (d *decoder) list(n Node, v reflect.Value, s *shape) bool {
	if s.elem.kind == reflect.Uint8 && n.Type() == String {
		return d.bytes(n, v)
	}
	if n.Kind() != Sequence {
		return d.mismatch(n, s.noun())
	}
	count := n.Len()
	v.Set(reflect.MakeSlice(s.typ, count, count))
	for i, item := range n.Items() {
		d.push(Step{Index: i, IsIndex: true}, item)
		d.value(item, v.Index(i), s.elem)
		d.pop()
	}
	return true
}
