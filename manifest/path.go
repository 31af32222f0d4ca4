package manifest

import (
	"slices"
	"strconv"
)

// Path leads from the root of an Object to one of its fields. The zero Path is
// the object itself. A Path is a value: Key and Index return a longer one and
// leave the receiver alone.
type Path struct {
	last *link
}

// link is a step with the way to it, which longer paths share: rules make many
// paths, and look at few of them. So a link is small.
type link struct {
	before *link
	key    string
	index  int32 // noIndex for a key
	count  int32 // of the steps so far
}

const noIndex = -1

// step is the step as others see it.
func (l *link) step() Step {
	if l.index == noIndex {
		return Step{Key: l.key}
	}
	return Step{Index: int(l.index), IsIndex: true}
}

// linked is a step after the path.
func (p Path) linked(s Step) link {
	l := link{before: p.last, key: s.Key, index: noIndex, count: int32(p.Len()) + 1}
	if s.IsIndex {
		l.index = int32(s.Index)
	}
	return l
}

// Step is one element of a Path: a key of a mapping, or, where Key is empty
// and IsIndex is set, an index into a sequence.
type Step struct {
	Key     string
	Index   int
	IsIndex bool
}

// At makes a Path of mapping keys: At("spec", "type") is spec.type.
func At(keys ...string) Path { return Path{}.Keys(keys...) }

// Key returns the path to a key of the mapping at p.
func (p Path) Key(key string) Path { return p.with(Step{Key: key}) }

// Index returns the path to an item of the sequence at p, counted from 0.
func (p Path) Index(i int) Path { return p.with(Step{Index: i, IsIndex: true}) }

func (p Path) with(s Step) Path {
	l := p.linked(s)
	return Path{&l}
}

// Keys returns the path that follows several keys from p.
func (p Path) Keys(keys ...string) Path {
	return p.along(len(keys), func(i int) Step { return Step{Key: keys[i]} })
}

// along returns the path that follows some steps from p.
func (p Path) along(count int, step func(i int) Step) Path {
	links := make([]link, count)
	for i := range links {
		links[i] = p.linked(step(i))
		p = Path{&links[i]}
	}
	return p
}

// Join returns the path that goes on from p along q.
func (p Path) Join(q Path) Path {
	var room pathRoom
	steps := q.steps(room[:0])
	return p.along(len(steps), func(i int) Step { return steps[i] })
}

// pathRoom has room for the steps of nearly every path.
type pathRoom [16]Step

// steps are the steps from the root on, in the room given where they fit.
func (p Path) steps(room []Step) []Step {
	steps := slices.Grow(room, p.Len())[:p.Len()]
	for l := p.last; l != nil; l = l.before {
		steps[l.count-1] = l.step()
	}
	return steps
}

// Len is the number of steps.
func (p Path) Len() int {
	if p.last == nil {
		return 0
	}
	return int(p.last.count)
}

// Step returns step i, counted from 0.
func (p Path) Step(i int) Step { return p.upTo(i + 1).Last() }

// upTo is the path to step n.
func (p Path) upTo(n int) Path {
	for p.Len() > n {
		p = p.Parent()
	}
	return p
}

// Parent returns the path without its last step; the parent of the root is
// the root.
func (p Path) Parent() Path {
	if p.last == nil {
		return p
	}
	return Path{p.last.before}
}

// Last returns the last step, the zero Step for the root.
func (p Path) Last() Step {
	if p.last == nil {
		return Step{}
	}
	return p.last.step()
}

// HasPrefix reports whether q leads to p or to something that holds p.
func (p Path) HasPrefix(q Path) bool { return p.upTo(q.Len()).Equal(q) }

// Equal reports whether both paths have the same steps.
func (p Path) Equal(q Path) bool {
	if p.Len() != q.Len() {
		return false
	}
	for p.last != q.last {
		if p.Last() != q.Last() {
			return false
		}
		p, q = p.Parent(), q.Parent()
	}
	return true
}

// String writes the path as people do: spec.ports[0].port, and keys that are
// no plain words in brackets and quotes: metadata.annotations["a.b/c"].
func (p Path) String() string {
	var room pathRoom
	var text [128]byte // has room for nearly every path
	b := text[:0]
	for i, s := range p.steps(room[:0]) {
		switch {
		case s.IsIndex:
			b = append(strconv.AppendInt(append(b, '['), int64(s.Index), 10), ']')
		case !plainWord(s.Key):
			b = append(strconv.AppendQuote(append(b, '['), s.Key), ']')
		default:
			if i > 0 {
				b = append(b, '.')
			}
			b = append(b, s.Key...)
		}
	}
	return string(b)
}

// plainWord reports whether a key needs no quotes in a path.
func plainWord(key string) bool {
	for i := range len(key) {
		c := key[i]
		if c != '_' && c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return key != ""
}
