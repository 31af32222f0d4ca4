// Package report turns what a run found into text for people and into formats
// for programs. A writer is a pure function: it gets a Result and Options and
// writes to an io.Writer; it asks neither the clock nor the environment, so the
// same Result gives the same bytes everywhere. Whatever comes from a manifest
// passes through sanitize.go on its way out. A new format is one file with one
// Writer, and one line in writers below.
package report

import (
	"io"
	"net/url"

	"github.com/akslint/akslint/analyzer"
)

// Options say how a report is to look. What is found is not their affair.
type Options struct {
	// Color allows ANSI colours in the formats for people.
	Color bool
	// Links makes rule ids hyperlinks (OSC 8) to their documentation in the
	// formats for people.
	Links bool
	// Width is the width of the terminal in columns, 0 where it is unknown.
	Width int
	// Version is akslint's own, for the formats that name their tool.
	Version string
	// Quiet leaves the summary out of the formats for people.
	Quiet bool
}

// Writer writes one report in one format. The error is that of w.
type Writer func(w io.Writer, r *analyzer.Result, opt Options) error

// format is a Writer under the name by which people ask for it.
type format struct {
	name  string
	write Writer
}

// writers is the one list of formats, in the order in which help shows them.
func writers() []format {
	return []format{
		{"text", Text},
		{"concise", Concise},
		{"json", JSON},
	}
}

// For returns the writer of a format; ok is false where there is none.
func For(name string) (write Writer, ok bool) {
	for _, f := range writers() {
		if f.name == name {
			return f.write, true
		}
	}
	return nil, false
}

// Formats lists the names that For knows, the default first.
func Formats() []string {
	var names []string
	for _, f := range writers() {
		names = append(names, f.name)
	}
	return names
}

// docsURL is where the page of a rule can be read.
func docsURL(rule *analyzer.Meta) string {
	return "https://github.com/akslint/akslint/blob/main/docs/rules/" + url.PathEscape(rule.ID) + ".md"
}
