package manifest

import (
	"math"
	"strings"
)

// This file and its neighbours fast_*.go are the fast reader, a room of its
// own: feedFast is the door. It fills a tree from the YAML that people and
// tools write manifests in, which is a small part of YAML, and hands every
// document that has anything else over to feedYAML, by giving no tree. It must
// never fill a tree otherwise than feedYAML and check do, nor fill one where
// these refuse the document: FuzzFast holds the two ways together, node by node.
//
// docs/fast-reader.md says what the part is, and why it is exactly that.

// feedFast fills a tree as feedYAML and check would, or returns nil where these
// have to read the document.
func feedFast(src *Source, span Span) *tree {
	if !isUsual(src.text[span.Start:span.End]) {
		return nil
	}
	return newFastReader(src, span).read()
}

func newFastReader(src *Source, span Span) *fastReader {
	t := newRoomyTree(src, span)
	return &fastReader{tree: t, text: src.text[:span.End], at: span.Start, line: span.Start, buffer: t.slab.buffer}
}

func (r *fastReader) read() *tree {
	read := r.document()
	if r.tree.slab.buffer = r.buffer; !read {
		r.tree.drop()
		return nil
	}
	return r.tree
}

// fastReader walks over the text of one document once. Its methods leave at
// behind what they have read; those that return the index of a node return 0,
// and those that return ok false, where the document has to be handed over.
type fastReader struct {
	tree   *tree
	text   string // up to the end of the document
	at     int    // the next byte
	line   int    // where the line that holds it starts
	column int    // of the block node at hand, from 0; -1 behind the last one
	depth  int    // collections around it
	remark bool   // the last end of a line had a comment before the next node
	buffer []byte // for scalars that are written otherwise than they read

	skims   bool // leaves out what forgetSchema drops (fast_skim.go)
	within  bool // such a value is being read
	repeats bool // some mapping repeats a key
}

// deepest bounds the collections within each other, so that no document makes
// the reader run out of stack.
const deepest = 100

// document reads all: comments, perhaps a marker "---", one block collection.
func (r *fastReader) document() bool {
	if !r.nextNode() {
		return false
	}
	marked := r.atMarker()
	if marked {
		if r.text[r.at] != '-' {
			return false
		}
		r.at += len("---")
		if !r.endLine() || r.atMarker() {
			return false
		}
	}
	if r.column < 0 {
		if marked { // at the end of the text
			r.addEmpty(r.at)
		}
		return true
	}
	return r.block(-1) != 0 && r.column < 0
}

// fastScalar is a scalar on its way into the tree. It fits into registers:
// a node is filled where it lies, for one that is copied while its fields are
// still on their way to memory has to wait for them.
type fastScalar struct {
	start, end int
	style      Style
	buffered   bool // it is written otherwise than it reads, and the buffer has its content
}

// add appends a node to the tree. x is where it lies until the next is added.
func (r *fastReader) add(kind Kind, style Style, start, end int) (id int32, x *node) {
	r.tree.nodes = append(r.tree.nodes, node{})
	id = int32(len(r.tree.nodes) - 1)
	x = &r.tree.nodes[id]
	x.kind, x.style, x.start, x.end = kind, style, int32(start), int32(end)
	return id, x
}

// addScalar adds a scalar. first is that of the node.
func (r *fastReader) addScalar(p fastScalar, typ Type, first int32) int32 {
	id, x := r.add(Scalar, p.style, p.start, p.end)
	x.typ, x.first = typ, first
	return id
}

// addValue adds a scalar that is a value, if kubectl takes it for one: not every
// number fits into JSON.
func (r *fastReader) addValue(p fastScalar) int32 {
	typ, first := String, int32(0)
	if p.buffered {
		if !r.within { // else it will be left out
			first = r.tree.keep(string(r.buffer))
		}
	} else if text := r.text[p.start:p.end]; p.style == Plain && !surelyText(text) {
		s := resolvePlain(text)
		if s.typ == Float && (math.IsInf(s.real, 0) || math.IsNaN(s.real)) {
			return 0
		}
		typ = s.typ
	}
	return r.addScalar(p, typ, first)
}

// addEmpty adds the value of what has none.
func (r *fastReader) addEmpty(at int) int32 { return r.addValue(fastScalar{start: at, end: at}) }

// addKey adds a key, if kubectl takes it for one, and marks it among those of
// its mapping.
func (r *fastReader) addKey(p fastScalar, marks *keyMarks) int32 {
	typ, first := String, int32(0)
	if text := r.text[p.start:p.end]; p.style == Plain && (!surelyText(text) || text == "<<") {
		s := resolvePlain(text)
		if s.typ == Null || s.typ == Int && s.unsigned() || text == "<<" {
			return 0
		}
		typ = s.typ
	}
	if p.buffered {
		first = r.tree.keep(string(r.buffer))
	}
	id := r.addScalar(p, typ, first)
	if typ == String && first == 0 {
		marks.add(r.tree.nodes[id].raw(r.text))
	} else { // reads otherwise than it is written
		marks.alike = true
	}
	return id
}

// nextNode goes from the start of a line to the first byte of the next node.
// Tabs there mean other things at other places.
func (r *fastReader) nextNode() bool {
	for r.line = r.at; r.at < len(r.text); {
		switch r.text[r.at] {
		case ' ':
			r.skipSpaces()
		case '\r':
			r.at++
		case '\n':
			r.at++
			r.line = r.at
		case '#':
			r.remark = true
			r.skipComment()
		case '\t':
			return false
		default:
			r.column = r.at - r.line
			return true
		}
	}
	r.column = -1
	return true
}

// skipLine goes to the start of the next line.
func (r *fastReader) skipLine() {
	if n := strings.IndexByte(r.text[r.at:], '\n'); n >= 0 {
		r.at += n + len("\n")
	} else {
		r.at = len(r.text)
	}
	r.line = r.at
}

// endLine goes from the end of a node to the next one, which stands on another
// line. Nothing but a comment may stand between.
func (r *fastReader) endLine() bool {
	remark, ok := r.skipRest()
	r.remark = remark
	return ok && r.nextNode()
}

// skipRest goes to the next line where nothing is left of this one, or a comment
// alone (remark).
func (r *fastReader) skipRest() (remark, ok bool) {
	before := r.at
	r.skipSpaces()
	switch {
	case r.at < len(r.text) && r.text[r.at] == '\n': // as nearly always
		r.at++
		return false, true
	case r.lineEnds():
		r.skipLine()
		return false, true
	case r.text[r.at] != '#' || r.at == before:
		return false, false
	}
	r.skipComment()
	return true, true
}

// lineEnds reports whether no more bytes stand on the line.
func (r *fastReader) lineEnds() bool {
	return r.at == len(r.text) || r.text[r.at] == '\n' || r.text[r.at] == '\r'
}

func (r *fastReader) skipSpaces() {
	for strings.HasPrefix(r.text[r.at:], eightSpaces) { // one comparison
		r.at += len(eightSpaces)
	}
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
}

const eightSpaces = "        "

// atMarker reports whether "---" or "..." starts the line at hand, whatever
// follows: these may end a document.
func (r *fastReader) atMarker() bool { return r.column == 0 && r.markerAt(r.at) }

func (r *fastReader) markerAt(at int) bool {
	if at+3 > len(r.text) {
		return false
	}
	three := r.text[at : at+3]
	return three == "---" || three == "..."
}

// isGap reports whether a blank, the end of a line or of the text is at a
// byte: "-" and ":" mean something before these only.
func (r *fastReader) isGap(at int) bool {
	return at >= len(r.text) || gaps[r.text[at]]
}

var gaps = tableOf(" \n\r\t")
