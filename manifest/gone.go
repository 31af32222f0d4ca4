package manifest

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"weak"
)

// This file lets go of texts. In many repositories most bytes are the schemas
// of CustomResourceDefinitions, which no rule reads. The trees of a file of
// schemas hold all that rules ask for; its text is read again where a finding
// needs a line of it.

// gone is a text that was let go of.
type gone struct {
	again   func() ([]byte, error)
	size    int
	sum     uint64
	changed atomic.Bool // it is not there any more, or another

	mu   sync.Mutex
	last weak.Pointer[string] // what was read again, while the collector leaves it
}

var seed = maphash.MakeSeed()

// minGone is the size in bytes from which letting go of a text pays.
const minGone = 16 << 10

// mostlySchemas reports whether at least half of a text is documents that look
// like CustomResourceDefinitions.
func mostlySchemas(text string, documents []Span) bool {
	size := 0
	for _, d := range documents {
		if strings.Contains(text[d.Start:d.End], "kind: "+definition) {
			size += d.End - d.Start
		}
	}
	return 2*size >= len(text)
}

// letGo lets go of the text. Nothing may need it any more: where its bytes lie,
// another text may lie next.
func (s *Source) letGo(again func() ([]byte, error)) {
	s.gone = &gone{again: again, size: len(s.text), sum: maphash.String(seed, s.text)}
	s.text = ""
}

// holds reports whether the text is these bytes. Of one that was let go of, the
// sum tells.
func (s *Source) holds(data []byte) bool {
	if s.gone != nil {
		return s.gone.size == len(data) && s.gone.sum == maphash.Bytes(seed, data)
	}
	return s.text == string(data)
}

// Changed reports whether the file of a text that was let go of turned out to
// have changed when the text was read again. Its places mean nothing any more.
func (s *Source) Changed() bool { return s.gone != nil && s.gone.changed.Load() }

// read reads the text again. What has changed reads as blanks, so that every
// place lies inside.
func (g *gone) read() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if text := g.last.Value(); text != nil {
		return *text
	}
	text := ""
	if data, err := g.again(); err == nil {
		text = NewSource("", data).text
	}
	if len(text) != g.size || maphash.String(seed, text) != g.sum {
		g.changed.Store(true)
		text = strings.Repeat(" ", g.size)
	}
	g.last = weak.Make(&text)
	return text
}

// detach makes a tree independent of the text: it keeps the content of all its
// scalars, and the places of the comments.
func (t *tree) detach() {
	if !t.trimmed {
		t.kept = slices.Collect(t.root().Comments())
	}
	size, count := 0, 0
	for id := range t.nodes {
		if t.nodes[id].kind == Scalar {
			size += len(Node{t, int32(id)}.value())
			count++
		}
	}
	var all strings.Builder // grown once: what it has given stays where it is
	all.Grow(size)
	texts := make([]string, 0, count)
	for id := range t.nodes {
		if t.nodes[id].kind == Scalar {
			start := all.Len()
			all.WriteString(Node{t, int32(id)}.value())
			texts = append(texts, all.String()[start:])
			t.nodes[id].first = int32(len(texts))
		}
	}
	t.texts, t.detached = texts, true
}
