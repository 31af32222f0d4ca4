package inventory

import "sync/atomic"

// notes are what was found out of an object or of a scope, by what was asked.
// Most objects have none and others a handful, which a list holds in less room
// than a map, and finds sooner.
type notes struct{ last atomic.Pointer[note] }

type note struct {
	key, value any
	before     *note
}

// remember returns what find returned for a key. Of two that ask for it at once
// both may call find, and both get the value of the first that is done.
func (n *notes) remember(key any, find func() any) any {
	if known := n.last.Load().of(key); known != nil {
		return known.value
	}
	made := &note{key: key, value: find()}
	for {
		made.before = n.last.Load()
		if known := made.before.of(key); known != nil {
			return known.value
		}
		if n.last.CompareAndSwap(made.before, made) {
			return made.value
		}
	}
}

// of finds the note of a key among a note and those before it.
func (n *note) of(key any) *note {
	for n != nil && n.key != key {
		n = n.before
	}
	return n
}
