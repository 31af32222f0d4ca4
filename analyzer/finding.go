package analyzer

import "github.com/akslint/akslint/manifest"

// Finding is one thing that a rule found. A rule fills At, Message and what it
// can of Severity, Help, Related and Fixes; the engine fills the rest.
type Finding struct {
	// At is the place, as a path of the object. Findings on documents have
	// a Span instead.
	At manifest.Path
	// Message is one present-tense sentence: the value in backticks, then the
	// consequence on AKS; no rule id, no file name, no final stop.
	Message string
	// Help is one line that says what to do, where no fix can say it.
	Help string
	// Lower makes this finding less severe than Meta.Severity; nil keeps it.
	Lower *Severity
	// KeyOnly places the finding on the key at At, not on its value.
	KeyOnly bool
	// AsWritten says that the finding is about the text at At, though it may
	// not fit the type of its field.
	AsWritten bool
	// Related are other places that belong to the finding.
	Related []Related
	// Fixes are the edits that would end it, the best first.
	Fixes []Fix

	// The engine fills what follows.

	Rule     *Meta
	Severity Severity
	// Object is nil for findings on documents.
	Object   *manifest.Object
	Document *manifest.Document
	// Namespace is the object's, after defaults and kustomizations.
	Namespace string
	// Span is where the finding lies in Document.Source. Never empty, except
	// in an empty text.
	Span manifest.Span
	// Profile names the cluster that the finding lies in, or, where a run has
	// several, the one that it depends on; "" where it is so with all of them.
	Profile string
	// Applied is nil unless the rule saw the object with patches laid over it.
	Applied *Applied
}

// Source is the text that the finding lies in.
func (f *Finding) Source() *manifest.Source { return f.Document.Source }

// Related is a second place of a finding: the other end of a reference, the
// first of two duplicates. A rule gives Object and At, or a Span for documents.
type Related struct {
	Object  *manifest.Object
	At      manifest.Path
	Message string

	// The engine fills Source and Span from Object and At, and lets go of At.
	Source *manifest.Source
	Span   manifest.Span
}

// Safety says whether a fix may be applied without a person's eye.
type Safety uint8

// A Safe fix cannot change what a correct manifest means. An Unsafe one may;
// every fix that widens access or moves a live frontend is unsafe.
const (
	Safe Safety = iota
	Unsafe
)

// String is "safe" or "unsafe".
func (s Safety) String() string {
	if s == Safe {
		return "safe"
	}
	return "unsafe"
}

// Fix is an edit that ends a finding. A rule speaks in Changes on paths of
// Object (nil: the finding's own); the engine turns them into Edits of Source,
// and lets go of them.
type Fix struct {
	Title   string
	Safety  Safety
	Object  *manifest.Object
	Changes []manifest.Change

	// The engine fills these, unless the rule speaks of text that is no value,
	// such as a comment, and has filled them itself.
	Source *manifest.Source
	Edits  []manifest.Edit
}

// Result is what one run found, ready for a writer: sorted by file, place and
// rule, the same for the same input.
type Result struct {
	Findings []Finding
	// Rules are those that ran, by ID.
	Rules   []*Meta
	Summary Summary
}

// Summary counts what a run saw.
type Summary struct {
	// Files counts the files that held at least one Kubernetes object or
	// could not be read as one.
	Files, Objects          int
	Errors, Warnings, Infos int
	Suppressed              int
	// Fixable counts findings with a safe fix; Unsafe those whose only fixes
	// are unsafe.
	Fixable, Unsafe int
	// Templates counts the files that were skipped because they are
	// templates; Placeholders the scalars that a later step fills in.
	Templates, Placeholders int
	NotEvaluated            []NotEvaluated
}

// NotEvaluated names a rule that could not run for want of something.
type NotEvaluated struct {
	Rule, Needs string
}
