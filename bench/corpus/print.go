package corpus

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// object is a mapping in order. Values are strings, lines, ints, bools, objects
// and lists ([]any).
type object []field

type field struct {
	key   string
	value any
}

// lines is a string of several lines, written as a block.
type lines string

// list makes a list of strings.
func list(texts ...string) []any {
	values := make([]any, len(texts))
	for i, t := range texts {
		values[i] = t
	}
	return values
}

// kindOf is the kind of a document in lower case, for the name of its file.
func kindOf(o object) string {
	for _, f := range o {
		if kind, ok := f.value.(string); ok && f.key == "kind" {
			return strings.ToLower(kind)
		}
	}
	return "object"
}

// printer is the hand of one author: how YAML is laid out in a file.
type printer struct {
	hang     bool       // the dashes of a list are indented below its key
	quote    bool       // every string is quoted
	comments *rand.Rand // says where there are comments; nil for none
	b        *strings.Builder
}

// print writes documents as one file, in the hand of some author.
func (g *generator) print(docs ...object) string {
	p := printer{hang: oneIn(g.r, 2), quote: oneIn(g.r, 8)}
	if oneIn(g.r, 3) {
		p.comments = g.r
	}
	return p.text(docs...)
}

func (p printer) text(docs ...object) string {
	p.b = &strings.Builder{}
	for i, d := range docs {
		if i > 0 {
			p.b.WriteString("---\n")
		}
		p.object(d, 0)
	}
	return p.b.String()
}

// object writes the fields of a mapping. The cursor stands where the first
// belongs; the others go below it.
func (p printer) object(o object, depth int) {
	for i, f := range o {
		if p.comments != nil && i > 0 && oneIn(p.comments, 25) {
			p.indent(depth)
			fmt.Fprintf(p.b, "# %s\n", sentence(p.comments, 8))
		}
		if i > 0 {
			p.indent(depth)
		}
		p.b.WriteString(scalar(f.key, false) + ":")
		p.value(f.value, depth)
	}
}

// value writes what stands behind a colon.
func (p printer) value(v any, depth int) {
	switch v := v.(type) {
	case object:
		if len(v) == 0 {
			p.b.WriteString(" {}\n")
			return
		}
		p.b.WriteByte('\n')
		p.indent(depth + 1)
		p.object(v, depth+1)
	case []any:
		if len(v) == 0 {
			p.b.WriteString(" []\n")
			return
		}
		p.b.WriteByte('\n')
		if p.hang {
			depth++
		}
		for _, item := range v {
			p.indent(depth)
			p.item(item, depth)
		}
	case lines:
		p.b.WriteString(" |-\n")
		for line := range strings.SplitSeq(string(v), "\n") {
			p.indent(depth + 1)
			p.b.WriteString(line + "\n")
		}
	default:
		p.b.WriteString(" " + p.scalar(v) + "\n")
	}
}

func (p printer) item(v any, depth int) {
	if o, ok := v.(object); ok && len(o) > 0 {
		p.b.WriteString("- ")
		p.object(o, depth+1)
		return
	}
	p.b.WriteString("-")
	p.value(v, depth)
}

func (p printer) indent(depth int) {
	for range depth {
		p.b.WriteString("  ")
	}
}

func (p printer) scalar(v any) string {
	if s, ok := v.(string); ok {
		return scalar(s, p.quote)
	}
	return fmt.Sprint(v)
}

var (
	plain     = regexp.MustCompile(`^[A-Za-z/.$][A-Za-z0-9_./:@$(), -]*$`)
	ambiguous = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|\.nan|[-+]?\.inf)$|^\.[0-9]|: |:$| $|^- `)
)

// scalar writes a string so that it stays one.
func scalar(s string, quote bool) string {
	if quote || !plain.MatchString(s) || ambiguous.MatchString(s) {
		return strconv.Quote(s)
	}
	return s
}

// printJSON writes a document as programs do.
func printJSON(o object) string {
	var b strings.Builder
	writeJSON(&b, o, 0)
	return b.String() + "\n"
}

func writeJSON(b *strings.Builder, v any, depth int) {
	line := func(depth int) { b.WriteString("\n" + strings.Repeat("    ", depth)) }
	comma := func(i int) {
		if i > 0 {
			b.WriteByte(',')
		}
		line(depth + 1)
	}
	switch v := v.(type) {
	case object:
		b.WriteByte('{')
		for i, f := range v {
			comma(i)
			b.WriteString(strconv.Quote(f.key) + ": ")
			writeJSON(b, f.value, depth+1)
		}
		line(depth)
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			comma(i)
			writeJSON(b, item, depth+1)
		}
		line(depth)
		b.WriteByte(']')
	case lines:
		b.WriteString(strconv.Quote(string(v)))
	case string:
		b.WriteString(strconv.Quote(v))
	default:
		fmt.Fprint(b, v)
	}
}
