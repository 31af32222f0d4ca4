package manifest

// Op is what a Change does.
type Op uint8

// The operations. Set replaces the value at Path by a scalar. Add gives the
// mapping at Path's parent the key that Path ends with; parents that are
// absent or null are made. Remove takes the entry or item at Path away.
// Rename replaces the key at Path by Value. Join makes one mapping of the item
// at Path and the one before it in its list. Append is Add in a new document
// behind the last one of the source.
const (
	Set Op = iota
	Add
	Remove
	Rename
	Join
	Append
)

// Change is one edit of an object in terms of paths, as rules speak. Where the
// bytes lie, and how quotes, indentation and comments are kept, is the affair
// of Object.Edits.
type Change struct {
	Op   Op
	Path Path
	// Value is the new scalar (Set, Add, Append) or the new key (Rename).
	Value string
	// Raw says that Value is written as it is (true, 8080), not quoted where
	// YAML would read it as something other than a string.
	Raw bool
	// Document tells the new documents of one fix apart (Append).
	Document int
}

// Edit replaces the bytes of a Source at Span by Text. Edits of one fix do not
// overlap and are sorted.
type Edit struct {
	Span Span
	Text string
}
