package manifest

import "strings"

// ProblemKind tells the ways in which a text can fail to be a manifest.
type ProblemKind uint8

// The kinds of problems.
const (
	// Unreadable: no YAML or JSON, bad characters, or too deep or too large.
	Unreadable ProblemKind = iota
	// DuplicateKey: a mapping has the same key twice.
	DuplicateKey
	// WrongType: a value cannot be decoded into the type of its field.
	WrongType
	// UnknownField: a key that the kind's type does not have.
	UnknownField
	// NotString: an annotation whose scalar is no string to kubectl.
	NotString
)

// Problem is something wrong with a document that its reader found. Every
// problem has a place.
type Problem struct {
	Kind ProblemKind
	// Span is the place: a key, a value or, in a text that could not be read,
	// the character where reading stopped.
	Span Span
	// Path leads from the Object to the place; for a DuplicateKey from the top
	// of the document. Where nothing could be read, it is the root.
	Path Path
	// Message says what is wrong, as findings do.
	Message string
	// First is the place of the first mention (DuplicateKey).
	First Span
	// Unquoted is the text of a scalar that would fit its field in quotes
	// (WrongType); else "".
	Unquoted string
	// Known lists the keys that the type has at this place (UnknownField).
	Known []string
	// Glued is set where a DuplicateKey comes from a document separator that
	// is glued to the end of the line before ("- ALL---").
	Glued Span
}

// The messages of what no reader can bear begin with these words.
const (
	tooDeep  = "the nesting is deeper than "
	tooLarge = "expanding the aliases "
)

// isExcess reports whether a text is too deep or its aliases multiply without
// end: a trap for readers, and told whatever the text was meant to be.
func (p *Problem) isExcess() bool {
	return strings.HasPrefix(p.Message, tooDeep) || strings.HasPrefix(p.Message, tooLarge)
}
