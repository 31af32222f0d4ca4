package manifest

import (
	"errors"
	"fmt"
	"strings"
)

// takeAppend puts a scalar into one of the new documents.
func (e *editor) takeAppend(c Change) error {
	for len(e.news) <= c.Document {
		if len(e.news) < c.Document || c.Document < 0 {
			return errors.New("is in a new document that does not follow the last one")
		}
		e.news = append(e.news, &work{})
	}
	var room pathRoom
	return e.news[c.Document].graft(c, c.Path.steps(room[:0]))
}

// append writes the new documents behind the last one of the source, laid out
// as the document of the object is.
func (e *editor) append() error {
	if len(e.news) == 0 {
		return nil
	}
	end := len(e.whole)
	switch {
	case e.json:
		return errors.New("a JSON file takes no second document")
	case breakBefore(e.whole) == 0 && len(e.text) < end:
		return errors.New("the file ends in the middle of a line")
	}
	k := ink{eol: e.eol(e.root.Span().Start)}
	var text strings.Builder
	if breakBefore(e.whole) == 0 {
		text.WriteString(k.eol)
	}
	for i, w := range e.news {
		lines, err := e.writeAll(w.adds, w.kind == Sequence, 0, k)
		if err != nil {
			return fmt.Errorf("a new document: %w", err)
		}
		if i > 0 || !endsWithSeparator(e.whole) {
			text.WriteString("---" + k.eol)
		}
		for _, line := range lines {
			text.WriteString(line)
			text.WriteString(k.eol)
		}
	}
	e.replace(end, end, text.String(), 0)
	return nil
}

// endsWithSeparator reports whether the last line of a text that is not blank is
// "---".
func endsWithSeparator(text string) bool {
	before, found := strings.CutSuffix(strings.TrimRight(text, " \t\r\n"), "---")
	return found && (before == "" || strings.HasSuffix(before, "\n"))
}
