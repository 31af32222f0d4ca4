package manifest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
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
	d := decoder{object: &Object{Document: o.Document, Node: o.Node}, path: slices.Clip(p.steps)}
	v := reflect.ValueOf(target).Elem()
	d.value(o.Find(p), v, shapeOf(v.Type()))
}

// decoder turns nodes into Go values, and tells what does not fit.
type decoder struct {
	object *Object
	path   []Step // to the value at hand
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
		d.path = field.at.steps
		d.value(d.object.Find(field.at), v, shapeOf(v.Type()))
	}
	d.path = At("metadata").steps
	if meta := d.object.Node.Get("metadata"); meta.Kind() == Sequence || meta.Kind() == Scalar && meta.Type() != Null {
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
		d.path = append(d.path, Step{Key: name})
		switch f, ok := s.field(name); {
		case ok && len(f.index) == 1:
			d.value(value, v.Field(f.index[0]), f.shape)
		case ok:
			d.value(value, v.FieldByIndex(f.index), f.shape)
		case !IsPlaceholder(name):
			d.object.Problems = append(d.object.Problems, Problem{Kind: UnknownField, Span: key.Span(), Path: d.here(), Known: s.names,
				Message: fmt.Sprintf("`%s` is no field of %s; kubectl refuses the object", d.here(), d.object.Kind)})
		}
		d.path = d.path[:len(d.path)-1]
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
	for key, value := range n.Entries() {
		name := key.Key()
		d.path = append(d.path, Step{Key: name})
		elem := reflect.New(s.elem.typ).Elem()
		d.value(value, elem, s.elem)
		v.SetMapIndex(reflect.ValueOf(name).Convert(s.typ.Key()), elem)
		d.path = d.path[:len(d.path)-1]
	}
	return true
}

// texts decodes labels, selectors, annotations and their like.
func (d *decoder) texts(n Node) map[string]string {
	texts := make(map[string]string, n.Len())
	annotations := d.inAnnotations()
	for key, value := range n.Entries() {
		name := key.Key()
		d.path = append(d.path, Step{Key: name})
		switch {
		case value.Kind() == Scalar && value.Type() == String:
			texts[name] = value.content()
		case value.Kind() == Scalar && annotations:
			// LB002 speaks about it; the text lets the other rules go on.
			d.problem(NotString, "")
			texts[name] = value.Text()
		default:
			texts[name] = ""
			if value.Type() != Null {
				d.mismatch(value, "a string")
			}
		}
		d.path = d.path[:len(d.path)-1]
	}
	return texts
}

// inAnnotations reports whether the value at hand is the annotations of an
// object or of a pod template.
func (d *decoder) inAnnotations() bool {
	n := len(d.path)
	return n >= 2 && d.path[n-1].Key == "annotations" && d.path[n-2].Key == "metadata"
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
		d.path = append(d.path, Step{Index: i, IsIndex: true})
		d.value(item, v.Index(i), s.elem)
		d.path = d.path[:len(d.path)-1]
	}
	return true
}

func (d *decoder) bytes(n Node, v reflect.Value) bool {
	data, err := base64.StdEncoding.DecodeString(n.content())
	if err != nil {
		return d.mismatch(n, "base64")
	}
	v.SetBytes(data)
	return true
}

// anything decodes into an empty interface.
func (d *decoder) anything(n Node, v reflect.Value) bool {
	plain, err := n.Plain()
	if err != nil || plain == nil {
		return false
	}
	v.Set(reflect.ValueOf(plain))
	return true
}

// unmarshal decodes by a type's own JSON reader.
func (d *decoder) unmarshal(n Node, v reflect.Value, s *shape) bool {
	if n.Kind() == Scalar && IsPlaceholder(n.Text()) {
		return false
	}
	text, err := n.JSON()
	if reader, ok := v.Addr().Interface().(json.Unmarshaler); ok && err == nil {
		err = reader.UnmarshalJSON(text)
	}
	if err != nil {
		v.SetZero()
		return d.mismatch(n, s.noun())
	}
	return true
}

// scalar decodes into strings, booleans and numbers.
func (d *decoder) scalar(n Node, v reflect.Value, s *shape) bool {
	switch {
	case n.Kind() != Scalar:
	case s.kind == reflect.String && n.Type() == String:
		v.SetString(n.content())
		return true
	case s.kind == reflect.Bool && n.Type() == Bool:
		v.SetBool(n.target().at().resolve().yes)
		return true
	case (n.Type() == Int || n.Type() == Float) && setNumber(n.target().at().resolve(), v):
		return true
	}
	return d.mismatch(n, s.noun())
}

// setNumber stores a number, and reports whether it fits. A Float fits an
// integer where JSON would write it as one.
func setNumber(number scalar, v reflect.Value) bool {
	text, err := number.appendJSON(nil)
	if err != nil {
		return false
	}
	switch {
	case v.CanInt():
		i, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil || v.OverflowInt(i) {
			return false
		}
		v.SetInt(i)
	case v.CanUint():
		u, err := strconv.ParseUint(string(text), 10, 64)
		if err != nil || v.OverflowUint(u) {
			return false
		}
		v.SetUint(u)
	case v.CanFloat():
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil || v.OverflowFloat(f) {
			return false
		}
		v.SetFloat(f)
	default:
		return false
	}
	return true
}

// here is the path to the value at hand.
func (d *decoder) here() Path { return Path{slices.Clone(d.path)} }

// mismatch reports a value that does not fit its field, unless it is a
// placeholder: what becomes of that is not known. It returns false.
func (d *decoder) mismatch(n Node, want string) bool {
	if n.Kind() != Scalar || !IsPlaceholder(n.Text()) {
		d.problem(WrongType, fmt.Sprintf("`%s` is %s, where Kubernetes wants %s; the API server refuses the object", d.here(), describe(n), want))
	}
	return false
}

func (d *decoder) problem(kind ProblemKind, message string) {
	at := d.here()
	d.object.Problems = append(d.object.Problems, Problem{Kind: kind, Span: d.object.Locate(at), Path: at, Message: message})
}

// describe names a value and its type for a message.
func describe(n Node) string {
	switch n.Kind() {
	case Mapping:
		return "a mapping"
	case Sequence:
		return "a list"
	}
	text := shorten(n.Text())
	if n.Style() != Plain {
		text = strconv.Quote(text)
	}
	return fmt.Sprintf("`%s`, %s", text, n.Type())
}
