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
	"path"

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
	// FromRoot turns the name of a Source into the path of its file from the
	// root of the repository, with slashes; for a file outside of it, into its
	// absolute path. It is for the formats that code hosts read: sarif, github,
	// azure and gitlab. Nil takes names as they are.
	FromRoot func(name string) string
	// Notice, unless nil, is told in a line what a format with a limit had to
	// leave out.
	Notice func(line string)
}

// place is where a code host finds the file of a Source.
func (o Options) place(name string) string {
	if o.FromRoot != nil {
		name = o.FromRoot(name)
	}
	return path.Clean(name)
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
		{"sarif", SARIF},
		{"github", GitHub},
		{"azure", Azure},
		{"gitlab", GitLab},
		{"junit", JUnit},
		{"markdown", Markdown},
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
