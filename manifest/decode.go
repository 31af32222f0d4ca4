package manifest

import (
	"fmt"
	"reflect"
	"sync"
)

// decode fills o.Typed and o.Problems, strictly, as the API server decodes:
// keys are compared with case, unknown ones are a problem, and no number or
// boolean passes for a string. What cannot be decoded stays zero, and the rest
// of the object is decoded all the same.
func (o *Object) decode() {
	d := newDecoder(o)
	defer d.giveBack()
	typ, known := typeOf(o.APIVersion, o.Kind)
	if !known {
		d.metadata()
		return
	}
	target := reflect.New(typ)
	d.value(o.Node(), target.Elem(), shapeOf(typ))
	o.Typed = target.Interface()
}

// DecodeAs decodes the node at a path into a value that target points to,
// leniently: what does not fit stays zero. It serves kinds outside the table
// of types that hold a known piece, such as a pod template.
func (o *Object) DecodeAs(p Path, target any) {
	d := newDecoder(&Object{o.Document, &content{id: o.id}})
	defer d.giveBack()
	v := reflect.ValueOf(target).Elem()
	d.value(d.enter(p), v, shapeOf(v.Type()))
}

// decoder turns nodes into Go values, and tells what does not fit.
type decoder struct {
	object *Object
	way    []stride          // to the value at hand
	json   []byte            // room for what types read by themselves
	texts  map[string]string // of the object, those that were decoded last
}

// stride is one step of the way to a value, by the key of an entry or to an
// item. It becomes a Step only where a problem has to tell the path.
type stride struct {
	spot  Node
	index int // of an item; -1 for a key
}

// decoders keeps decoders for the room that they have.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

func newDecoder(o *Object) *decoder {
	d := decoders.Get().(*decoder) //nolint:forcetypeassert // New makes them
	d.object = o
	return d
}

func (d *decoder) giveBack() {
	d.object, d.texts = nil, nil
	clear(d.way[:cap(d.way)]) // so that no tree is held
	d.way = d.way[:0]
	decoders.Put(d)
}

func (d *decoder) pushKey(key Node)          { d.way = append(d.way, stride{key, -1}) }
func (d *decoder) pushItem(item Node, i int) { d.way = append(d.way, stride{item, i}) }
func (d *decoder) pop()                      { d.way = d.way[:len(d.way)-1] }

func (s stride) isKey(name string) bool { return s.index < 0 && s.spot.Key() == name }

// path is the path to the value at hand.
func (d *decoder) path() Path {
	return Path{}.along(len(d.way), func(i int) Step {
		if s := d.way[i]; s.index < 0 {
			return Step{Key: s.spot.Key()}
		}
		return Step{Index: d.way[i].index, IsIndex: true}
	})
}

// enter makes the node at a path of the object the value at hand.
func (d *decoder) enter(p Path) Node {
	d.way = d.way[:0]
	n := d.object.Node()
	var room pathRoom
	for _, s := range p.steps(room[:0]) {
		if s.IsIndex {
			n = n.Item(s.Index)
			d.pushItem(n, s.Index)
		} else {
			var key Node
			key, n = n.Entry(s.Key)
			d.pushKey(key)
		}
	}
	return n
}

// metadata holds to its form what every kind has, also one without a type: the
// names, labels and annotations, and the annotations of a pod template.
func (d *decoder) metadata() {
	for _, c := range common() {
		if n := d.enter(c.at); n.Exists() {
			d.value(n, nobody, c.shape)
		}
	}
	if meta := d.enter(metadata); meta.Kind() == Sequence || meta.Kind() == Scalar && meta.Type() != Null {
		d.mismatch(meta, "a mapping")
	}
}

var metadata = At("metadata")

// common are the fields that objects of all kinds may have.
var common = sync.OnceValue(func() []commonField {
	text, texts := shapeOf(reflect.TypeFor[string]()), shapeOf(reflect.TypeFor[map[string]string]())
	return []commonField{
		{metadata.Key("name"), text}, {metadata.Key("namespace"), text}, {metadata.Key("generateName"), text},
		{metadata.Key("labels"), texts}, {metadata.Key("annotations"), texts},
		{At("spec", "template", "metadata", "annotations"), texts},
	}
})

type commonField struct {
	at    Path
	shape *shape
}

// value decodes a node into v, and reports whether v holds something now: null
// and what does not fit leave it zero. v may be nobody.
func (d *decoder) value(n Node, v reflect.Value, s *shape) bool {
	if !n.Exists() || n.Type() == Null {
		return false
	}
	if s.unread {
		v = nobody
	}
	switch {
	case s.kind == reflect.Pointer && !v.IsValid():
		return d.value(n, nobody, s.elem)
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
		d.pushKey(key)
		switch f := s.field(name); {
		case f != nil:
			d.value(value, f.of(v), f.shape)
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
	name, elem := nobody, nobody
	if v.IsValid() {
		if texts, ok := v.Addr().Interface().(*map[string]string); ok {
			if !d.repeats(n) {
				d.texts = d.decodeTexts(n)
			}
			*texts = d.texts
			return true
		}
		v.Set(reflect.MakeMapWithSize(s.typ, n.Len()))
		name, elem = reflect.New(s.typ.Key()).Elem(), reflect.New(s.elem.typ).Elem() // the map copies both
	}
	annotations := d.inAnnotations() && s.elem.kind == reflect.String
	for key, value := range n.Entries() {
		d.pushKey(key)
		if elem.IsValid() {
			elem.SetZero()
		}
		if annotations && value.Kind() == Scalar && value.Type() != String {
			setString(elem, d.notString(value))
		} else {
			d.value(value, elem, s.elem)
		}
		if elem.IsValid() {
			name.SetString(key.Key())
			v.SetMapIndex(name, elem)
		}
		d.pop()
	}
	return true
}

// repeats reports whether a mapping is the texts that were decoded last, as most
// selectors are: then the two share their memory, for nobody changes them.
func (d *decoder) repeats(n Node) bool {
	count := 0
	for key, value := range n.Entries() {
		if text, ok := d.texts[key.Key()]; !ok || value.Type() != String || value.content() != text {
			return false
		}
		count++
	}
	return count > 0 && count == len(d.texts)
}

// decodeTexts decodes labels, selectors, annotations and their like.
func (d *decoder) decodeTexts(n Node) map[string]string {
	texts := make(map[string]string, n.Len())
	annotations := d.inAnnotations()
	for key, value := range n.Entries() {
		name := key.Key()
		d.pushKey(key)
		switch {
		case value.Kind() == Scalar && value.Type() == String:
			texts[name] = value.content()
		case value.Kind() == Scalar && annotations:
			texts[name] = d.notString(value)
		default:
			texts[name] = ""
			if value.Type() != Null {
				d.mismatch(value, aString)
			}
		}
		d.pop()
	}
	return texts
}

// notString takes an annotation that is no string for its text, so that other
// rules can go on; null is the empty string.
func (d *decoder) notString(value Node) string {
	d.problem(NotString, value, fmt.Sprintf("is %s, where Kubernetes wants a string", describe(value)))
	if value.Type() == Null {
		return ""
	}
	return value.Text()
}

// inAnnotations reports whether the value at hand is the annotations of an
// object, of a pod template or of a Gateway's infrastructure.
func (d *decoder) inAnnotations() bool {
	n := len(d.way)
	return n >= 2 && d.way[n-1].isKey("annotations") && (d.way[n-2].isKey("metadata") || d.way[n-2].isKey("infrastructure"))
}

func (d *decoder) list(n Node, v reflect.Value, s *shape) bool {
	if s.elem.kind == reflect.Uint8 && n.Type() == String {
		return d.bytes(n, v)
	}
	if n.Kind() != Sequence {
		return d.mismatch(n, s.noun())
	}
	if v.IsValid() {
		v.SetZero()
		if count := n.Len(); count > 0 {
			v.Grow(count)
			v.SetLen(count)
		} else {
			v.Set(reflect.MakeSlice(s.typ, 0, 0)) // not nil
		}
	}
	for i, item := range n.Items() {
		d.pushItem(item, i)
		d.value(item, itemOf(v, i), s.elem)
		d.pop()
	}
	return true
}
