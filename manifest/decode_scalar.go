package manifest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/util/intstr"
)

// bytes decodes base64. What is none is not shown: it may well be the secret
// itself.
func (d *decoder) bytes(n Node, v reflect.Value) bool {
	data, err := base64.StdEncoding.DecodeString(n.content())
	if err != nil {
		return d.misfit(n, "is no base64")
	}
	if v.IsValid() {
		v.SetBytes(data)
	}
	return true
}

// anything decodes into an empty interface.
func (d *decoder) anything(n Node, v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	plain, err := n.Plain()
	if err != nil || plain == nil || v.NumMethod() > 0 {
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
	if !v.IsValid() {
		if s.typ == quantity && isUsualQuantity(n) {
			return true
		}
		v = reflect.New(s.typ).Elem()
	}
	var err error
	switch target := v.Addr().Interface().(type) {
	case *intstr.IntOrString:
		if portOf(n, target) {
			return true
		}
		err = d.readJSON(n, target)
	case json.Unmarshaler:
		err = d.readJSON(n, target)
	}
	if err != nil {
		v.SetZero()
		return d.mismatch(n, s.noun())
	}
	return true
}

// readJSON gives a type the JSON of a node to read.
func (d *decoder) readJSON(n Node, target json.Unmarshaler) (err error) {
	if d.json, err = n.appendJSON(d.json[:0]); err != nil {
		return err
	}
	return target.UnmarshalJSON(d.json)
}

// portOf reads what nearly all ports are without a detour over JSON: a whole
// number or a string. It returns false for anything else.
func portOf(n Node, target *intstr.IntOrString) bool {
	switch n.Type() {
	case String:
		*target = intstr.FromString(n.content())
		return utf8.ValidString(target.StrVal)
	case Int:
		number := n.resolve()
		*target = intstr.FromInt32(int32(number.num))
		return !number.unsigned() && int64(target.IntVal) == int64(number.num)
	}
	return false
}

// scalar decodes into strings, booleans and numbers.
func (d *decoder) scalar(n Node, v reflect.Value, s *shape) bool {
	if !v.IsValid() && s.kind != reflect.String {
		v = reflect.New(s.typ).Elem()
	}
	switch {
	case n.Kind() != Scalar:
	case s.kind == reflect.String && n.Type() == String:
		setString(v, n.content())
		return true
	case s.kind == reflect.Bool && n.Type() == Bool:
		v.SetBool(n.resolve().yes)
		return true
	case (n.Type() == Int || n.Type() == Float) && setNumber(n.resolve(), v):
		return true
	case n.Type() == Int && (v.CanInt() || v.CanUint()):
		return d.misfit(n, fmt.Sprintf("is `%s`, a number beyond what the field can hold", shorten(n.Text())))
	}
	return d.mismatch(n, s.noun())
}

// setNumber stores a number, and reports whether it fits. A Float fits an
// integer where JSON would write it as one.
func setNumber(number scalar, v reflect.Value) bool {
	if number.typ == Int && !number.unsigned() && v.CanInt() {
		i := int64(number.num)
		if v.OverflowInt(i) {
			return false
		}
		v.SetInt(i)
		return true
	}
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
