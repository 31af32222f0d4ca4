package manifest

import (
	"encoding/base64"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Type is what kubectl reads a scalar as. kubectl reads YAML 1.1 through
// sigs.k8s.io/yaml, so an unquoted yes is a Bool and 0777 is the Int 511; the
// differential test of this package holds that both agree.
type Type uint8

// The types of scalars. Invalid is what contradicts its own tag ("!!int x"),
// and everything that is no scalar.
const (
	Invalid Type = iota
	Null
	Bool
	Int
	Float
	String
)

var typeNames = [...]string{"invalid", "null", "a boolean", "an integer", "a number", "a string"}

// String names the type with its article, as messages do.
func (t Type) String() string { return typeNames[t] }

// tag is the tag of a scalar, as far as it decides what the scalar means.
type tag uint8

const (
	noTag tag = iota
	nullTag
	boolTag
	intTag
	floatTag
	timestampTag
	binaryTag
	mergeTag
	textTag      // !!str, "!", and every tag that kubectl does not know: text stays text
	distinctKeys // no tag: what a mapping has for node.distinct
)

var tagTypes = [...]Type{nullTag: Null, boolTag: Bool, intTag: Int, floatTag: Float, timestampTag: String}

// tagOf reads the short form of a tag.
func tagOf(name string) tag {
	switch name {
	case "":
		return noTag
	case "!!null":
		return nullTag
	case "!!bool":
		return boolTag
	case "!!int":
		return intTag
	case "!!float":
		return floatTag
	case "!!timestamp":
		return timestampTag
	case "!!binary":
		return binaryTag
	case "!!merge":
		return mergeTag
	}
	return textTag
}

// scalar is a scalar after its type is read.
type scalar struct {
	typ  Type
	text string  // String
	num  uint64  // Int: the magnitude's bits, as int64 when signed
	real float64 // Float
	neg  bool    // Int: num holds a negative int64
	yes  bool    // Bool
}

// resolve reads the type and value of a scalar, aliases followed.
func (n Node) resolve() scalar {
	n = n.target()
	x, value := n.at(), n.value()
	text := scalar{typ: String, text: value}
	switch {
	case x.kind != Scalar:
		return scalar{}
	case x.tag == noTag && x.style == Plain:
		return resolvePlain(value)
	case x.tag == noTag || x.tag == mergeTag || x.tag == textTag:
		return text
	case x.tag == binaryTag:
		data, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return scalar{}
		}
		text.text = string(data)
		return text
	case x.tag == timestampTag && !isTimestamp(value):
		return scalar{}
	}
	s := resolvePlain(value)
	if x.tag == floatTag && s.typ == Int && !s.unsigned() {
		return scalar{typ: Float, real: float64(int64(s.num))}
	}
	if s.typ != tagTypes[x.tag] {
		return scalar{}
	}
	return s
}

// read is the type of a scalar node. Most texts show by their first character
// that they are Strings.
func (n Node) read() Type {
	x := n.at()
	switch {
	case x.kind != Scalar:
		return Invalid
	case x.tag == noTag && (x.style != Plain || surelyText(n.tree.source.text[x.start:x.end])):
		return String
	}
	return n.resolve().typ
}

// surelyText reports whether a plain scalar shows at a glance that it is a
// String.
func surelyText(text string) bool {
	return text != "" && (!telling[text[0]] || isLetter(text[0]) && len(text) > len("false"))
}

// telling are the characters with which a plain scalar that is no String may
// begin.
var telling = tableOf("yYnNtTfFoO~.+-0123456789")

// resolvePlain reads a plain scalar by the rules of YAML 1.1 as
// go.yaml.in/yaml/v2 applies them for sigs.k8s.io/yaml. The first character
// tells what a text may be.
func resolvePlain(text string) scalar {
	if text == "" {
		return scalar{typ: Null}
	}
	switch c := text[0]; {
	case !telling[c]:
	case c >= '0' && c <= '9':
		return resolveNumber(text)
	case c == '+' || c == '-':
		if s := resolveWord(text); s.typ != String {
			return s
		}
		return resolveNumber(text)
	case c == '.':
		if s := resolveWord(text); s.typ != String {
			return s
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return scalar{typ: Float, real: f}
		}
	default:
		return resolveWord(text)
	}
	return scalar{typ: String, text: text}
}

// resolveWord reads the words that stand for a value of their own.
func resolveWord(text string) scalar {
	if len(text) > len("false") {
		return scalar{typ: String, text: text}
	}
	switch text {
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return scalar{typ: Bool, yes: true}
	case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return scalar{typ: Bool}
	case "~", "null", "Null", "NULL":
		return scalar{typ: Null}
	case ".nan", ".NaN", ".NAN":
		return scalar{typ: Float, real: math.NaN()}
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return scalar{typ: Float, real: math.Inf(1)}
	case "-.inf", "-.Inf", "-.INF":
		return scalar{typ: Float, real: math.Inf(-1)}
	}
	return scalar{typ: String, text: text}
}

var floatForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
})

// resolveNumber reads what begins like a number: 0x1F, 0o17, 0777, 1_000 and
// 1e3 are numbers, dates and everything else are not.
func resolveNumber(text string) scalar {
	for i := range len(text) {
		if !ofNumber[text[i]] {
			return scalar{typ: String, text: text}
		}
	}
	plain := strings.ReplaceAll(text, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return scalar{typ: Int, num: uint64(i), neg: i < 0}
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return scalar{typ: Int, num: u}
	}
	if floatForm().MatchString(plain) {
		if f, err := strconv.ParseFloat(plain, 64); err == nil {
			return scalar{typ: Float, real: f}
		}
	}
	return scalar{typ: String, text: text}
}

// ofNumber are the characters that a number may have. Addresses, sizes and
// durations (10m) have others, and need no closer look.
var ofNumber = tableOf("0123456789abcdefABCDEFoOxX_+-.")

// isTimestamp reports whether YAML 1.1 takes a text for a date, which kubectl
// then keeps as a string.
func isTimestamp(text string) bool {
	if len(text) < len("2006-1-2") || text[4] != '-' {
		return false
	}
	for _, c := range []byte(text[:4]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	for _, layout := range [...]string{
		"2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00",
		"2006-1-2 15:4:5.999999999", "2006-1-2",
	} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// Key is a mapping key as JSON has it: numbers and booleans become their text.
func (n Node) Key() string {
	n = n.target()
	if x := n.at(); x.typ == String && x.tag != binaryTag {
		return n.value()
	}
	switch s := n.resolve(); s.typ {
	case String:
		return s.text
	case Int:
		return s.digits()
	case Bool:
		return strconv.FormatBool(s.yes)
	case Float:
		return s.floatKey()
	}
	return n.value()
}

// floatKey writes a Float as sigs.k8s.io/yaml does where it is a key: to 32
// bits.
func (s scalar) floatKey() string {
	switch text := strconv.FormatFloat(s.real, 'g', -1, 32); text {
	case "NaN":
		return ".nan"
	case "+Inf":
		return ".inf"
	case "-Inf":
		return "-.inf"
	default:
		return text
	}
}

// unsigned reports whether an Int needs all of 64 bits.
func (s scalar) unsigned() bool { return !s.neg && s.num > math.MaxInt64 }

// digits writes an Int in decimal.
func (s scalar) digits() string {
	if s.neg {
		return strconv.FormatInt(int64(s.num), 10)
	}
	return strconv.FormatUint(s.num, 10)
}
