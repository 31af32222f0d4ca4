package manifest

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// Reader reads files and parses them. Of files with the same text, as in
// lessons that build on each other and in vendored copies, one is parsed, and
// the others share what that gave. Its methods may be called in parallel.
type Reader struct {
	// WholeTexts is for runs that go over all texts, or change files: none is
	// abridged.
	WholeTexts bool
	// StrictYAML is that of ParseOptions.
	StrictYAML bool

	large sync.Mutex
	trees atomic.Int64 // bytes of the trees that were offered to stay
	mu    sync.Mutex
	rooms [][]byte // for texts that may be abridged; mu
	seen  map[reading]*File

	known knownSchemas
}

// fingerprint tells texts apart by a sum whose seed nobody can foresee.
type fingerprint struct {
	sum  uint64
	size int
}

var fingerSeed = maphash.MakeSeed()

// reading is a text as it is read: in a chart or a kustomization the same one is
// read otherwise.
type reading struct {
	text                         fingerprint
	chartTemplate, kustomization bool
}

// largeFile is the size in bytes from which files are read one at a time, so
// that several workers do not need several times the memory.
const largeFile = 128 << 10

// Read reads a file as ReadFile does, and parses it. chartTemplate is that of
// ParseOptions.
func (r *Reader) Read(f Found, chartTemplate bool) (*File, error) {
	large := false
	data, err := readInto(func(size int64) []byte {
		if large = size > largeFile; large { // it takes room to be read, and its nodes many times that
			r.large.Lock()
		}
		return r.roomFor(size)
	}, f)
	if large {
		defer r.large.Unlock()
	}
	if err != nil {
		return nil, err
	}
	key := reading{fingerprint{maphash.Bytes(fingerSeed, data), len(data)}, chartTemplate, IsKustomizationFile(f.Name)}
	r.mu.Lock()
	same := r.seen[key]
	r.mu.Unlock()
	if same != nil && same.Source.holds(data) {
		r.giveBack(data)
		return same.as(f.Name), nil
	}
	parsed := r.parse(f.Name, data, ParseOptions{ChartTemplate: chartTemplate, StrictYAML: r.StrictYAML, trees: &r.trees, known: &r.known})
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[reading]*File{}
	}
	r.seen[key] = parsed
	return parsed, nil
}

// parse parses the text of a file.
func (r *Reader) parse(name string, data []byte, opt ParseOptions) *File {
	if !r.lends(int64(len(data))) {
		return Parse(NewSource(name, data), opt)
	}
	defer r.giveBack(data)
	if f := parseAbridged(NewSource(name, data), opt); f != nil {
		return f
	}
	return Parse(NewSource(name, bytes.Clone(data)), opt)
}

// lends reports whether a text of some bytes is read into a room that the next
// one gets. No room stays that holds much more than schemas need.
func (r *Reader) lends(size int64) bool {
	return size >= minAbridged && size <= maxAbridged && !r.WholeTexts
}

// roomFor makes room for the bytes of a file.
func (r *Reader) roomFor(size int64) []byte {
	if !r.lends(size) {
		return newRoom(size)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	whole := int64(largeFile) // rooms have few sizes, so that the next file finds one
	for whole < size {
		whole *= 8
	}
	for i, room := range r.rooms {
		if int64(cap(room)) == whole {
			r.rooms = slices.Delete(r.rooms, i, i+1)
			return room[:size]
		}
	}
	return newRoom(whole)[:size] // what nobody writes to takes no memory
}

// giveBack ends the use of a room that was lent.
func (r *Reader) giveBack(room []byte) {
	if !r.lends(int64(len(room))) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rooms = append(r.rooms, room)
}

// holds reports whether the text is these bytes, which have the same sum. Of one
// that is abridged, nothing more can be told.
func (s *Source) holds(data []byte) bool { return s.gaps != nil || s.text == string(data) }

// as is what another file of the same text holds. Texts, trees and typed values
// are shared, for nobody changes them.
func (f *File) as(name string) *File {
	src := &Source{Name: name, Recoded: f.Source.Recoded, text: f.Source.text, gaps: f.Source.gaps, lines: f.Source.lines, strict: f.Source.strict}
	out := &File{Source: src, Template: f.Template, Directed: f.Directed, Documents: make([]*Document, len(f.Documents))}
	for i, d := range f.Documents {
		twin := &Document{Source: src, Index: d.Index, Span: d.Span, Problems: d.Problems, Origin: d.Origin, Glued: d.Glued, Inline: d.Inline, shelf: d.shelf}
		twin.Objects = make([]*Object, len(d.Objects))
		for j, o := range d.Objects {
			twin.Objects[j] = &Object{twin, o.content}
		}
		out.Documents[i] = twin
	}
	return out
}
