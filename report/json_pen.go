package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"github.com/akslint/akslint/analyzer"
)

// pen writes a JSON text value by value, laid out as all our JSON is. Package json
// takes most of its time to find out what a value is made of, which does not
// matter but where there are thousands.
type pen struct {
	out   []byte
	to    io.Writer // takes what is written, page by page
	err   error     // of the first page that it did not take
	depth int
	begun bool                      // something stands in the object or list at hand
	pages map[*analyzer.Meta]string // the URLs of rules
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
		p.spill(page)
	}
	p.close(']')
}

// page is what a pen writes before it hands it on.
const page = 16 << 10

// spill hands on what has been written where it is more than some bytes.
func (p *pen) spill(bytes int) {
	if len(p.out) <= bytes {
		return
	}
	if p.err == nil {
		_, p.err = p.to.Write(p.out)
	}
	p.out = p.out[:0]
}

// appendText appends a text as a JSON string that does no harm. Package json
// knows how to write what is not plain.
func appendText(out []byte, text string) []byte {
	begin, from := len(out), 0 // what comes before from is written
	out = append(out, '"')
	for i := range len(text) {
		c := text[i]
		if asIs[c] {
			continue
		}
		switch {
		case c == '\n':
			out = append(append(out, text[from:i]...), '\\', 'n')
			from = i + 1
		case c == '"' || c == '\\':
			out = append(append(out, text[from:i]...), '\\')
			from = i
		case c != '#' || i > 0 && text[i-1] == '#':
			return append(out[:begin], encoded(text)...)
		}
	}
	return append(append(out, text[from:]...), '"')
}

// asIs are the bytes that stand in a JSON string as they are, wherever they stand.
var asIs = func() (is [256]bool) {
	for c := ' '; c <= '~'; c++ {
		is[c] = c != '"' && c != '\\' && c != '#'
	}
	return is
}()

// encoded is a text as package json writes it, made inert.
func encoded(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text always has a form
	return inertJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
