package report

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// pen writes a JSON text value by value, laid out as all our JSON is. Package json
// takes most of its time to find out what a value is made of, which does not
// matter but where there are thousands.
type pen struct {
	out   []byte
	depth int
	begun bool // something stands in the object or list at hand
}

// next begins an item of a list, or a member of an object, on a line of its own.
func (p *pen) next() {
	if p.begun {
		p.out = append(p.out, ',')
	}
	p.begun = true
	p.out = appendLine(p.out, p.depth)
}

func (p *pen) open(bracket byte) {
	p.out = append(p.out, bracket)
	p.depth++
	p.begun = false
}

func (p *pen) close(bracket byte) {
	p.depth--
	if p.begun {
		p.out = appendLine(p.out, p.depth)
	}
	p.out = append(p.out, bracket)
	p.begun = true
}

// key begins a member; a plain word names it.
func (p *pen) key(name string) {
	p.next()
	p.out = append(append(append(p.out, '"'), name...), `": `...)
}

func (p *pen) text(name, value string) {
	p.key(name)
	p.out = appendText(p.out, value)
}

func (p *pen) number(name string, value int) {
	p.key(name)
	p.out = strconv.AppendInt(p.out, int64(value), 10)
}

// listOf writes a list, an empty one where there is nothing.
func listOf[T any](p *pen, name string, items []T, item func(*T)) {
	p.key(name)
	p.open('[')
	for i := range items {
		p.next()
		item(&items[i])
	}
	p.close(']')
}

// appendText appends a text as a JSON string that does no harm. Package json
// knows how to write what is not plain.
func appendText(out []byte, text string) []byte {
	begin := len(out)
	out = append(out, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ' || c > '~' || c == '#' && i > 0 && text[i-1] == '#':
			return append(out[:begin], encoded(text)...)
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// encoded is a text as package json writes it, made inert.
func encoded(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text always has a form
	return inertJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
