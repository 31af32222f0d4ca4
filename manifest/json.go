package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// errNumber is what JSON cannot hold.
var errNumber = errors.New("is no number that JSON can hold")

// maxExpanded bounds the number of values that a document may have once its
// aliases are expanded: far beyond any manifest, and little enough memory that
// a hostile one ("billion laughs") only costs a moment.
const maxExpanded = 2_000_000

// expander walks a tree with aliases expanded and gives up at maxExpanded.
type expander struct{ left int }

var errExpanded = fmt.Errorf("its aliases expand to more than %d values", maxExpanded)

// JSON writes the node as kubectl would send it: YAML 1.1 words and numbers
// read, merge keys and aliases expanded, of repeated keys the last.
func (n Node) JSON() ([]byte, error) {
	e := expander{left: maxExpanded}
	return e.appendJSON(nil, n)
}

func (e *expander) appendJSON(out []byte, n Node) ([]byte, error) {
	if e.left--; e.left < 0 {
		return nil, errExpanded
	}
	var err error
	switch n.Kind() {
	case Mapping:
		out = append(out, '{')
		first := true
		for key, value := range n.Entries() {
			if !first {
				out = append(out, ',')
			}
			first = false
			out = append(appendString(out, key.Key()), ':')
			if out, err = e.appendJSON(out, value); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	case Sequence:
		out = append(out, '[')
		for i, item := range n.Items() {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = e.appendJSON(out, item); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	}
	return n.target().at().resolve().appendJSON(out)
}

func (s scalar) appendJSON(out []byte) ([]byte, error) {
	switch s.typ {
	case String:
		return appendString(out, s.text), nil
	case Int:
		return append(out, s.digits()...), nil
	case Bool:
		return strconv.AppendBool(out, s.yes), nil
	case Float:
		if math.IsNaN(s.real) || math.IsInf(s.real, 0) {
			return nil, errNumber
		}
		text, err := json.Marshal(s.real)
		return append(out, text...), err
	}
	return append(out, "null"...), nil
}

func appendString(out []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(out, `""`...)
	}
	return append(out, quoted...)
}

// Plain returns the node as Go values: map[string]any, []any, string, bool,
// nil, int64 (uint64 beyond its range) and float64. It is what a policy
// language gets to see of an object.
func (n Node) Plain() (any, error) {
	e := expander{left: maxExpanded}
	return e.plain(n)
}

func (e *expander) plain(n Node) (any, error) {
	if e.left--; e.left < 0 {
		return nil, errExpanded
	}
	switch n.Kind() {
	case Mapping:
		out := map[string]any{}
		for key, value := range n.Entries() {
			v, err := e.plain(value)
			if err != nil {
				return nil, err
			}
			out[key.Key()] = v
		}
		return out, nil
	case Sequence:
		out := []any{}
		for _, item := range n.Items() {
			v, err := e.plain(item)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	switch s := n.target().at().resolve(); s.typ {
	case String:
		return s.text, nil
	case Int:
		if !s.neg && s.num > math.MaxInt64 {
			return s.num, nil
		}
		return int64(s.num), nil
	case Bool:
		return s.yes, nil
	case Float:
		return s.real, nil
	}
	return nil, nil
}
