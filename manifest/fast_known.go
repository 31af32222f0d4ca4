package manifest

import (
	"hash/maphash"
	"slices"
	"sync"
)

// knownSchemas are the CustomResourceDefinitions that a run has read. Whoever
// renders a product in several ways has the same ones in each file, and their
// schemas are most of its bytes: what is left of them is the same, but for its
// place.
type knownSchemas struct {
	mu    sync.Mutex
	trees map[fingerprint]*tree // of their texts, which may be gone
}

// minKnown is the size in bytes from which remembering a schema pays.
const minKnown = 4 << 10

// skim is skimFast, which the same schema needs once.
func (s *knownSchemas) skim(src *Source, span Span) *tree {
	text := src.text[span.Start:span.End]
	if s == nil || len(text) < minKnown || !mayDefine(text) {
		return skimFast(src, span)
	}
	key := fingerprint{maphash.String(fingerSeed, text), len(text)}
	s.mu.Lock()
	known := s.trees[key]
	s.mu.Unlock()
	if known != nil {
		return known.moved(src, span)
	}
	t := skimFast(src, span)
	if t == nil || !t.trimmed {
		return t
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trees == nil {
		s.trees = map[fingerprint]*tree{}
	}
	s.trees[key] = t.moved(nil, span) // the text may go
	return t
}

// moved is what a trimmed tree would be, had its text been read at another place.
func (t *tree) moved(src *Source, span Span) *tree {
	by := span.Start - t.document.Start
	out := &tree{source: src, document: span, texts: slices.Clip(t.texts), trimmed: true, nodes: slices.Clone(t.nodes), kept: slices.Clone(t.kept)}
	out.move(func(at int) int { return at + by })
	return out
}
