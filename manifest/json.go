package manifest

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"unicode/utf8"
)

// errNumber is about what JSON cannot hold. Documents with such a number are
// refused when they are read (check.go), and so are those whose aliases expand
// without end (aliases.go): nothing here has to count.
var errNumber = errors.New("is no number that JSON can hold")

// JSON writes the node as kubectl would send it: YAML 1.1 words and numbers
// read, merge keys and aliases expanded, of repeated keys the last.
func (n Node) JSON() ([]byte, error) { return n.appendJSON(nil) }

func (n Node) appendJSON(out []byte) (_ []byte, err error) {
	switch n.Kind() {
	case Mapping:
		out = append(out, '{')
		for key, value := range n.Entries() {
			out = appendComma(out, '{')
			out = append(appendString(out, key.Key()), ':')
			if out, err = value.appendJSON(out); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	case Sequence:
		out = append(out, '[')
		for _, item := range n.Items() {
			out = appendComma(out, '[')
			if out, err = item.appendJSON(out); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	}
	return n.resolve().appendJSON(out)
}

// appendComma separates a value from the one before it, where there is one.
func appendComma(out []byte, opening byte) []byte {
	if out[len(out)-1] == opening {
		return out
	}
	return append(out, ',')
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
		text, err := json.Marshal(s.real)
		if err != nil {
			return nil, errNumber
		}
		return append(out, text...), nil
	}
	return append(out, "null"...), nil
}

func appendString(out []byte, text string) []byte {
	if isBare(text) {
		return append(append(append(out, '"'), text...), '"')
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(out, `""`...)
	}
	return append(out, quoted...)
}

// isBare reports whether a text stands in JSON as it is; most do.
func isBare(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c >= utf8.RuneSelf, c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// Plain returns the node as Go values: map[string]any, []any, string, bool,
// nil, int64 (uint64 beyond its range) and float64. It is what a policy
// language gets to see of an object.
func (n Node) Plain() (any, error) {
	switch n.Kind() {
	case Mapping:
		out := make(map[string]any, n.Len())
		for key, value := range n.Entries() {
			v, err := value.Plain()
			if err != nil {
				return nil, err
			}
			out[key.Key()] = v
		}
		return out, nil
	case Sequence:
		out := make([]any, 0, n.Len())
		for _, item := range n.Items() {
			v, err := item.Plain()
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	return n.resolve().plain()
}

func (s scalar) plain() (any, error) {
	switch s.typ {
	case String:
		return s.text, nil
	case Int:
		if s.unsigned() {
			return s.num, nil
		}
		return int64(s.num), nil
	case Bool:
		return s.yes, nil
	case Float:
		if math.IsNaN(s.real) || math.IsInf(s.real, 0) {
			return nil, errNumber
		}
		return s.real, nil
	}
	return nil, nil
}
