package manifest

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// Reader reads files and parses them. Of files with the same text, as in
// lessons that build on each other and in vendored copies, one is parsed, and
// the others share what that gave. Its methods may be called in parallel.
type Reader struct {
	// KeepTexts is for runs that go over all texts, or change files.
	KeepTexts bool
	// StrictYAML is that of ParseOptions.
	StrictYAML bool

	large sync.Mutex
	room  []byte       // of a text that was let go of, for the next large one; mu
	texts atomic.Int64 // bytes of the texts that were read
	trees atomic.Int64 // bytes of the trees that were offered to stay
	mu    sync.Mutex
	seen  map[fingerprint]*File
}

// fingerprint tells texts apart by a sum whose seed nobody can foresee; what has
// the same is compared all the same (Source.holds). The same text is read
// otherwise in a chart or a kustomization.
type fingerprint struct {
	sum                          uint64
	size                         int
	chartTemplate, kustomization bool
}

var fingerSeed = maphash.MakeSeed()

// largeFile is the size in bytes from which files are parsed one at a time, so
// that several workers do not need several times the memory.
const largeFile = 128 << 10

// keptTexts is how many bytes a run may read before it lets go of any text: nearly
// each file of schemas that holds something else has a finding, for which its
// text would be read again, twice.
const keptTexts = 16 << 20

// Read reads a file as ReadFile does, and parses it. chartTemplate is that of
// ParseOptions.
func (r *Reader) Read(f Found, chartTemplate bool) (*File, error) {
	data, err := readInto(r.roomFor, f)
	if err != nil {
		return nil, err
	}
	key := fingerprint{maphash.Bytes(fingerSeed, data), len(data), chartTemplate, IsKustomizationFile(f.Name)}
	r.mu.Lock()
	same := r.seen[key]
	r.mu.Unlock()
	if same != nil && same.Source.holds(data) {
		r.give(data)
		return same.as(f.Name), nil
	}
	if len(data) > largeFile { // its nodes take many times its size while it is read
		r.large.Lock()
		defer r.large.Unlock()
	}
	opt := ParseOptions{ChartTemplate: chartTemplate, StrictYAML: r.StrictYAML, trees: &r.trees}
	if r.texts.Add(int64(len(data))) > keptTexts && !r.KeepTexts {
		opt.Again = func() ([]byte, error) { return ReadFile(f) }
	}
	parsed := Parse(NewSource(f.Name, data), opt)
	if parsed.Source.gone != nil {
		r.give(data)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[fingerprint]*File{}
	}
	r.seen[key] = parsed
	return parsed, nil
}

// roomFor makes room for the bytes of a file. A large one gets that of another
// whose text was let go of, unless the half of it would stay empty.
func (r *Reader) roomFor(size int64) []byte {
	if size <= largeFile {
		return newRoom(size)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if room := r.room; size <= int64(cap(room)) && int64(cap(room)) <= 2*size {
		r.room = nil
		return room[:size]
	}
	return newRoom(size + size/8)[:size] // the next one may be a little larger
}

// give leaves the room of a text that nothing looks at any more to the next one.
func (r *Reader) give(room []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if cap(room) > cap(r.room) {
		r.room = room
	}
}

// as is what another file of the same text holds. Texts, trees and typed values
// are shared, for nobody changes them.
func (f *File) as(name string) *File {
	src := &Source{Name: name, Recoded: f.Source.Recoded, text: f.Source.text, gone: f.Source.gone, lines: f.Source.lines, strict: f.Source.strict}
	out := &File{Source: src, Template: f.Template, Directed: f.Directed, Documents: make([]*Document, len(f.Documents))}
	for i, d := range f.Documents {
		twin := &Document{Source: src, Index: d.Index, Span: d.Span, Problems: d.Problems, Origin: d.Origin, Glued: d.Glued, Inline: d.Inline, shelf: d.shelf}
		twin.Objects = make([]*Object, len(d.Objects))
		for j, o := range d.Objects {
			object := *o
			object.Document = twin
			twin.Objects[j] = &object
		}
		out.Documents[i] = twin
	}
	return out
}
