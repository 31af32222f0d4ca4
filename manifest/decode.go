package manifest

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
)

// decode fills o.Typed and o.Problems, strictly, as the API server decodes:
// keys are compared with case, unknown ones are a problem, and no number or
// boolean passes for a string. What cannot be decoded stays zero, and the rest
// of the object is decoded all the same.
func (o *Object) decode() {
	typ, known := typeOf(o.APIVersion, o.Kind)
	if !known {
		o.checkMetadata()
		return
	}
	target := reflect.New(typ)
	d := decoder{object: o}
	d.value(o.Node, target.Elem(), Path{})
	o.Typed = target.Interface()
}

// DecodeAs decodes the node at a path into a value that target points to,
// leniently: what does not fit stays zero. It serves kinds outside the table
// of types that hold a known piece, such as a pod template.
func (o *Object) DecodeAs(p Path, target any) {
	if n := o.Find(p); n.Exists() {
		d := decoder{object: &Object{Document: o.Document, Node: o.Node}}
		d.value(n, reflect.ValueOf(target).Elem(), p)
	}
}

// checkMetadata holds the metadata of kinds without a type to its form.
func (o *Object) checkMetadata() {
	meta := o.Find(At("metadata"))
	d := decoder{object: o}
	if k := meta.Kind(); k == Sequence || k == Scalar && meta.Type() != Null {
		d.wrongType(meta, At("metadata"), "a mapping")
		return
	}
	labels := map[string]string{}
	d.value(meta.Get("labels"), reflect.ValueOf(&labels).Elem(), At("metadata", "labels"))
}

type decoder struct {
	object *Object
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// value decodes a node into v. Null and placeholders leave v zero.
func (d *decoder) value(n Node, v reflect.Value, p Path) {
	if !n.Exists() || n.Kind() == Scalar && n.Type() == Null {
		return
	}
	placeholder := n.Kind() == Scalar && IsPlaceholder(n.Text())
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if reflect.PointerTo(v.Type()).Implements(jsonUnmarshaler) {
		if !placeholder {
			d.unmarshal(n, v, p)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, p, placeholder)
	case reflect.Map:
		d.mapping(n, v, p, placeholder)
	case reflect.Slice:
		d.slice(n, v, p, placeholder)
	case reflect.Array:
		d.array(n, v, p)
	case reflect.Interface:
		if plain, err := n.Plain(); err == nil && v.NumMethod() == 0 && plain != nil {
			v.Set(reflect.ValueOf(plain))
		}
	default:
		d.scalar(n, v, p, placeholder)
	}
}

// unmarshal decodes by a type's own JSON reader (quantities, times, ports).
func (d *decoder) unmarshal(n Node, v reflect.Value, p Path) {
	text, err := n.JSON()
	if err == nil {
		if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
			err = u.UnmarshalJSON(text)
		}
	}
	if err != nil {
		v.SetZero()
		d.problem(WrongType, n, p, fmt.Sprintf("`%s` is %s, which Kubernetes does not read as %s; the API server refuses the object", p, d.found(n), noun(v.Type())))
	}
}

func (d *decoder) structure(n Node, v reflect.Value, p Path, placeholder bool) {
	if n.Kind() != Mapping {
		if !placeholder {
			d.wrongType(n, p, "a mapping")
		}
		return
	}
	fields := fieldsOf(v.Type())
	for key, value := range n.Entries() {
		name := key.Key()
		index, ok := fields.index[name]
		if !ok {
			if !IsPlaceholder(name) {
				at := p.Key(name)
				d.object.Problems = append(d.object.Problems, Problem{Kind: UnknownField, Span: key.Span(), Path: at, Known: fields.names,
					Message: fmt.Sprintf("`%s` is no field of %s", at, d.object.Kind)})
			}
			continue
		}
		d.value(value, v.FieldByIndex(index), p.Key(name))
	}
}

func (d *decoder) mapping(n Node, v reflect.Value, p Path, placeholder bool) {
	if n.Kind() != Mapping {
		if !placeholder {
			d.wrongType(n, p, "a mapping")
		}
		return
	}
	typ := v.Type()
	v.Set(reflect.MakeMap(typ))
	annotations := isAnnotations(p)
	for key, value := range n.Entries() {
		name := key.Key()
		k := reflect.New(typ.Key()).Elem()
		if k.Kind() != reflect.String {
			if u, ok := k.Addr().Interface().(encoding.TextUnmarshaler); !ok || u.UnmarshalText([]byte(name)) != nil {
				continue
			}
		} else {
			k.SetString(name)
		}
		elem := reflect.New(typ.Elem()).Elem()
		if annotations && value.Kind() == Scalar && value.Type() != String {
			// LB002 speaks about it; the text lets the other rules go on.
			d.problem(NotString, value, p.Key(name), "")
			elem.SetString(value.Text())
		} else {
			d.value(value, elem, p.Key(name))
		}
		v.SetMapIndex(k, elem)
	}
}

// isAnnotations reports whether a path leads to the annotations of an object
// or of a pod template.
func isAnnotations(p Path) bool {
	n := p.Len()
	return n >= 2 && p.Step(n-1).Key == "annotations" && p.Step(n-2).Key == "metadata"
}

func (d *decoder) slice(n Node, v reflect.Value, p Path, placeholder bool) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		d.bytes(n, v, p, placeholder)
		return
	}
	if n.Kind() != Sequence {
		if !placeholder {
			d.wrongType(n, p, "a list")
		}
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), n.Len(), n.Len()))
	for i, item := range n.Items() {
		d.value(item, v.Index(i), p.Index(i))
	}
}

func (d *decoder) array(n Node, v reflect.Value, p Path) {
	if n.Kind() != Sequence {
		d.wrongType(n, p, "a list")
		return
	}
	for i, item := range n.Items() {
		if i < v.Len() {
			d.value(item, v.Index(i), p.Index(i))
		}
	}
}

func (d *decoder) bytes(n Node, v reflect.Value, p Path, placeholder bool) {
	if n.Type() != String {
		d.wrongType(n, p, "a string")
		return
	}
	data, err := base64.StdEncoding.DecodeString(n.target().at().resolve().text)
	if err != nil && !placeholder {
		d.problem(WrongType, n, p, fmt.Sprintf("`%s` is no base64; the API server refuses the object", p))
		return
	}
	v.SetBytes(data)
}

// scalar decodes into strings, booleans and numbers.
func (d *decoder) scalar(n Node, v reflect.Value, p Path, placeholder bool) {
	s := n.target().at().resolve()
	switch kind := v.Kind(); kind {
	case reflect.String:
		if n.Kind() == Scalar && s.typ == String {
			v.SetString(s.text)
			return
		}
		if placeholder {
			return
		}
		d.wrongType(n, p, "a string")
	case reflect.Bool:
		if s.typ == Bool {
			v.SetBool(s.yes)
		} else if !placeholder {
			d.wrongType(n, p, "a boolean")
		}
	default:
		if !placeholder && !setNumber(s, v) {
			d.wrongType(n, p, noun(v.Type()))
		}
	}
}

// setNumber stores a number, and reports whether it fits.
func setNumber(s scalar, v reflect.Value) bool {
	if s.typ != Int && s.typ != Float {
		return false
	}
	text, err := s.appendJSON(nil)
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

func (d *decoder) problem(kind ProblemKind, n Node, p Path, message string) {
	span := n.Span()
	if span.Empty() {
		span = d.object.Locate(p)
	}
	d.object.Problems = append(d.object.Problems, Problem{Kind: kind, Span: span, Path: p, Message: message})
}

func (d *decoder) wrongType(n Node, p Path, want string) {
	d.problem(WrongType, n, p, fmt.Sprintf("`%s` is %s, where Kubernetes wants %s; the API server refuses the object", p, d.found(n), want))
}

// found describes a node for a message: its value and its type.
func (d *decoder) found(n Node) string {
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

// noun names a Go type in the words of a manifest.
func noun(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "an integer"
	case reflect.Float32, reflect.Float64:
		return "a number"
	}
	switch t.Name() {
	case "IntOrString":
		return "a number or a name"
	case "Quantity":
		return "a quantity like 100m or 2Gi"
	case "Time", "MicroTime":
		return "a time like 2026-01-31T12:00:00Z"
	case "Duration":
		return "a duration like 30s"
	}
	return "a " + t.Name()
}
