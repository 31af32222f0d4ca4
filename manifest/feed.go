package manifest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// feed reads one document and returns its tree, or what kubectl refuses in it.
// A text without any value gives an empty tree.
func feed(src *Source, span Span) (*tree, *Problem) {
	t, problem := feedBy(feedFast, src, span)
	if problem == nil {
		t.settle()
	}
	return t, problem
}

// feedBy is feed with the fast reader that is given. The tree has to be settled.
func feedBy(fast func(*Source, Span) *tree, src *Source, span Span) (*tree, *Problem) {
	asJSON := readsAsJSON(src.text[span.Start:span.End])
	if !asJSON && !src.strict {
		if t := fast(src, span); t != nil {
			return t, nil
		}
	}
	if problem := badCharacter(src, span, asJSON); problem != nil {
		return nil, problem
	}
	read := feedYAML
	if asJSON {
		read = feedJSON
	}
	t, problem := read(src, span)
	if problem == nil {
		problem = t.check()
	}
	if problem != nil {
		return nil, problem
	}
	return t, nil
}

// readsAsJSON reports whether kubectl reads a document as JSON: it begins with a
// brace, and there is no mistake in it. JSON has escapes that YAML has not.
func readsAsJSON(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") && json.Valid([]byte(text))
}

// guard turns a panic of a library, on a text that nobody has tried yet, into
// a problem.
func guard(src *Source, span Span, problem **Problem) {
	if r := recover(); r != nil {
		*problem = &Problem{Span: oneCharacter(src, span.Start, span), Message: fmt.Sprintf("the YAML reader gives up on this document (%v); it is not checked", r)}
	}
}
