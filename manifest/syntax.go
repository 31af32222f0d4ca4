package manifest

import (
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v2"
)

// fault is a place at which the YAML libraries gave up, on its way to a
// Problem. They tell a line at best, each another one; fault finds the
// character.
type fault struct {
	src   *Source
	span  Span    // the document
	lines columns // its lines
	words string  // what the libraries say
	told  int     // the line that yaml/v2 tells
	line  int     // the line, from 0, where reading stopped
	began int     // the line where the thing began that was being read
	at    int     // the character where reading stopped
	early bool    // yaml/v2 does not refuse the document, as it never sees the fault
	value any     // what it reads then
}

// syntaxProblem turns an error of yaml/v3 into a Problem: the place, what is
// wrong there in the words of somebody who writes YAML, and the consequence.
func syntaxProblem(src *Source, span Span, err error) *Problem {
	f := newFault(src, span, err)
	if f.early {
		return endsEarly(src, f.behind(), span)
	}
	for _, explain := range [...]explanation{conflictMarker, tabIndentation, explanations[f.words], unexplained} {
		if explain == nil {
			continue
		}
		if at, message := explain(f); message != "" {
			return &Problem{Span: oneCharacter(src, at, span), Message: message + "; kubectl refuses the document"}
		}
	}
	return nil
}

// newFault finds the place of an error of yaml/v3.
//
// yaml/v2, which kubectl reads with, tells the line where reading stopped;
// yaml/v3 tells the line where the thing began that was being read, unless
// that is the first one. Neither names the first line, and both count from 1
// where their scanner complains, from 0 where their parser does.
func newFault(src *Source, span Span, err error) *fault {
	f := &fault{src: src, span: span, lines: newColumns(src.text, span)}
	f.began, f.words = takeApart(err)
	f.line = f.began
	if f.value, err = f.read(span.End); err != nil {
		f.line, f.words = takeApart(err)
	} else {
		f.early = true
	}
	f.told = f.line
	if !fromParser[f.words] {
		f.line, f.began = f.line-1, f.began-1
	}
	f.line = min(max(f.line, 0), len(f.lines.lines)-1)
	f.began = min(max(f.began, 0), f.line)
	f.at = oneCharacter(src, f.find(), span).Start
	return f
}

var yamlError = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`) })

// takeApart reads line and words of an error of a YAML library.
func takeApart(err error) (line int, words string) {
	m := yamlError().FindStringSubmatch(err.Error())
	if m == nil {
		return 0, err.Error()
	}
	if n, err := strconv.Atoi(m[1]); err == nil {
		line = n
	}
	return line, m[2]
}

// fromParser are the words of the libraries' parsers; all others come from
// their scanners.
var fromParser = map[string]bool{
	"did not find expected <stream-start>": true, "did not find expected <document start>": true,
	"did not find expected node content": true, "did not find expected key": true,
	"did not find expected '-' indicator": true, "did not find expected ',' or ']'": true,
	"did not find expected ',' or '}'": true, "found undefined tag handle": true,
	"found duplicate %YAML directive": true, "found duplicate %TAG directive": true,
	"found incompatible YAML document": true,
}

// mostProbed bounds the documents that are read again to find a column.
const mostProbed = 256 << 10

// find returns the character of the line at which reading stopped: the one
// that ends the shortest beginning of the document with the same mistake.
func (f *fault) find() int {
	start, end := f.bounds(f.line)
	if start == end || f.span.End-f.span.Start > mostProbed || !f.fails(end) {
		return f.firstOf(f.line)
	}
	end = start + 1 + sort.Search(end-start-1, func(n int) bool { return f.fails(start + 1 + n) })
	_, n := utf8.DecodeLastRuneInString(f.src.text[start:end])
	at := end - n
	if c := f.src.text[at]; fromParser[f.words] && (c == '"' || c == '\'') { // the end of a token
		at = start + max(strings.LastIndexByte(f.src.text[start:at], c), 0)
	}
	return at
}

// read reads the document up to a byte, as kubectl does.
func (f *fault) read(end int) (value any, err error) {
	err = yaml.Unmarshal([]byte(f.src.text[f.span.Start:end]), &value)
	return value, err
}

// fails reports whether the same mistake is in the document when it ends at a
// byte. Empty lines are put there, so that the end itself is none of them.
func (f *fault) fails(end int) bool {
	var value any
	err := yaml.Unmarshal([]byte(f.src.text[f.span.Start:end]+"\n\n"), &value)
	if err == nil {
		return false
	}
	line, words := takeApart(err)
	return words == f.words && line == f.told
}

// bounds is where a line, from 0, starts and where its text ends.
func (f *fault) bounds(line int) (start, end int) {
	return int(f.lines.lines[line]), f.lines.lineEnd(line)
}

// text is a line without its line break.
func (f *fault) text(line int) string {
	start, end := f.bounds(line)
	return f.src.text[start:end]
}

// beginnings are the lines where the thing that was being read may have begun.
func (f *fault) beginnings() []int {
	if f.began != f.line {
		return []int{f.began}
	}
	return []int{f.line, 0} // yaml/v3 does not name the first line
}

// firstOf is the first character of a line that is not blank.
func (f *fault) firstOf(line int) int {
	start, end := f.bounds(line)
	for start < end && isBlank(f.src.text[start]) {
		start++
	}
	return start
}

// endsEarly is the problem of a document whose top value is complete before
// its text is. kubectl reads that value; what follows is lost.
func endsEarly(src *Source, at int, within Span) *Problem {
	return &Problem{Span: oneCharacter(src, at, within), Message: "the document ends before this, and kubectl does not read the rest"}
}

// behind finds where the text goes on behind its first value, which is complete
// where the shortest beginning of the text with the same value ends.
func (f *fault) behind() int {
	size := f.span.End - f.span.Start
	if size > mostProbed {
		return f.at
	}
	end := f.span.Start + sort.Search(size, func(n int) bool {
		value, err := f.read(f.span.Start + n)
		return err == nil && reflect.DeepEqual(value, f.value)
	})
	b := builder{text: f.src.text[:f.span.End], columns: f.lines}
	return b.skipSpace(end)
}
