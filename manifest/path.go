package manifest

import (
	"strconv"
	"strings"
)

// Path leads from the root of an Object to one of its fields. The zero Path is
// the object itself. A Path is a value: Key and Index return a longer copy and
// leave the receiver alone.
type Path struct {
	steps []Step
}

// Step is one element of a Path: a key of a mapping, or, where Key is empty
// and IsIndex is set, an index into a sequence.
type Step struct {
	Key     string
	Index   int
	IsIndex bool
}

// At makes a Path of mapping keys: At("spec", "type") is spec.type.
func At(keys ...string) Path {
	steps := make([]Step, len(keys))
	for i, k := range keys {
		steps[i] = Step{Key: k}
	}
	return Path{steps}
}

// Key returns the path to a key of the mapping at p.
func (p Path) Key(key string) Path { return p.with(Step{Key: key}) }

// Index returns the path to an item of the sequence at p, counted from 0.
func (p Path) Index(i int) Path { return p.with(Step{Index: i, IsIndex: true}) }

// Keys returns the path that follows several keys from p.
func (p Path) Keys(keys ...string) Path { return p.Join(At(keys...)) }

// with has no more room than it needs: hardly any path is made longer twice.
func (p Path) with(s Step) Path {
	steps := make([]Step, len(p.steps)+1)
	steps[copy(steps, p.steps)] = s
	return Path{steps}
}

// Join returns the path that goes on from p along q.
func (p Path) Join(q Path) Path {
	return Path{append(p.steps[:len(p.steps):len(p.steps)], q.steps...)}
}

// Len is the number of steps.
func (p Path) Len() int { return len(p.steps) }

// Step returns step i, counted from 0.
func (p Path) Step(i int) Step { return p.steps[i] }

// Parent returns the path without its last step; the parent of the root is
// the root.
func (p Path) Parent() Path {
	if len(p.steps) == 0 {
		return p
	}
	return Path{p.steps[:len(p.steps)-1]}
}

// Last returns the last step, the zero Step for the root.
func (p Path) Last() Step {
	if len(p.steps) == 0 {
		return Step{}
	}
	return p.steps[len(p.steps)-1]
}

// HasPrefix reports whether q leads to p or to something that holds p.
func (p Path) HasPrefix(q Path) bool {
	if len(q.steps) > len(p.steps) {
		return false
	}
	for i, s := range q.steps {
		if p.steps[i] != s {
			return false
		}
	}
	return true
}

// Equal reports whether both paths have the same steps.
func (p Path) Equal(q Path) bool { return len(p.steps) == len(q.steps) && p.HasPrefix(q) }

// String writes the path as people do: spec.ports[0].port, and keys that are
// no plain words in brackets and quotes: metadata.annotations["a.b/c"].
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p.steps {
		switch {
		case s.IsIndex:
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(s.Index))
			b.WriteByte(']')
		case !plainWord(s.Key):
			b.WriteByte('[')
			b.WriteString(strconv.Quote(s.Key))
			b.WriteByte(']')
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Key)
		}
	}
	return b.String()
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
