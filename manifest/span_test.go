package manifest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// TestSpans holds the law of spans over every manifest at hand.
func TestSpans(t *testing.T) {
	nodes := 0
	eachText(t, func(src *Source) {
		for _, span := range split(src.Text()) {
			tree, problem := feed(src, span)
			if problem != nil {
				continue
			}
			nodes += len(tree.nodes) - 1
			if why := misplaced(tree, span); why != "" {
				t.Errorf("%s: %s", src.Name, why)
			}
		}
	})
	t.Logf("%d nodes", nodes)
}

// misplaced says which node or comment of a tree breaks the law of spans, ""
// where none does:
//
//   - the text of a scalar's span decodes to its value, in its style;
//   - children lie inside their parent, one behind the other;
//   - all lie inside the document, in the order of the text;
//   - a comment begins with "#" and overlaps no scalar.
func misplaced(t *tree, document Span) string {
	type place struct {
		inside Span // what is left of the parent
		indent int  // the column of the block collection around, -1 at the top
	}
	lines := newColumns(t.source.Text(), document)
	places := map[int32]place{1: {document, -1}}
	for id := int32(1); int(id) < len(t.nodes); id++ {
		n, at := Node{t, id}, places[id]
		x, s := n.at(), n.Span()
		if s.Start < at.inside.Start || s.End > at.inside.End || s.Start > s.End {
			return fmt.Sprintf("node %d %v leaves %v", id, s, at.inside)
		}
		if x.style == Block {
			line := t.source.Text()[lines.lines[lines.lineAt(s.Start)]:s.Start]
			at.indent = utf8.RuneCountInString(before.ReplaceAllString(line, ""))
		}
		if x.kind == Mapping || x.kind == Sequence {
			for child := range n.children() {
				places[child.id] = place{s, at.indent}
				s.Start = max(s.Start, child.Span().End) // the next one stands behind it
			}
		} else if why := misread(n, max(at.indent, 0)); why != "" {
			return fmt.Sprintf("node %d %v: %s", id, s, why)
		}
	}
	return miscommented(t, document)
}

// misread says why the text of the span of a scalar or alias is not that node.
func misread(n Node, indent int) string {
	x := n.at()
	text := n.tree.source.Text()[x.start:x.end]
	if x.kind == Alias {
		if !strings.HasPrefix(text, "*") || strings.ContainsAny(text, spaces) {
			return fmt.Sprintf("%q is no alias", text)
		}
		return ""
	}
	if text == "" && n.value() == "" && x.style == Plain {
		return "" // "key:"
	}
	if n.tree.nodes[1].style == Flow && json.Valid([]byte(text)) { // JSON has escapes that YAML has not
		var value string
		if json.Unmarshal([]byte(text), &value) == nil && value == n.value() {
			return ""
		}
	}
	if x.style == Literal || x.style == Folded {
		text += firstBreak.FindString(n.tree.source.Text()[x.end:])
		text = regexp.MustCompile(`([\r\n\x{85}\x{2028}\x{2029}]) {0,`+strconv.Itoa(indent)+`}`).ReplaceAllString(text, "$1")
	} else {
		text = folds.ReplaceAllString(text, "$1  ")
	}
	// What may stand where depends on the surroundings, so several are tried.
	var why string
	for _, around := range []string{"- " + text, text + ": key", "[" + text + "]", "{" + text + ": key}"} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(around), &doc); err != nil {
			why = fmt.Sprintf("%q: %v", text, err)
			continue
		}
		if y := doc.Content[0].Content; len(y) > 0 && y[0].Kind == yaml.ScalarNode && y[0].Value == n.value() && scalarStyle(y[0].Style) == x.style {
			return ""
		}
		why = fmt.Sprintf("%q is not %q in style %d", text, n.value(), x.style)
	}
	return why
}

var (
	// before matches the anchor and tag of a key.
	before     = regexp.MustCompile(`([&!]\S*[ \t]+)+$`)
	firstBreak = regexp.MustCompile(`^(\r\n|[\r\n\x{85}\x{2028}\x{2029}])`)
	// folds are line breaks with the indentation behind them, which is no part
	// of a quoted or plain scalar.
	folds = regexp.MustCompile(`(\r\n|[\r\n\x{85}\x{2028}\x{2029}])[ \t]*`)
)

// miscommented says which comment of a document is none.
func miscommented(t *tree, document Span) string {
	var scalars []Span
	for i := range t.nodes {
		if x := &t.nodes[i]; x.kind == Scalar || x.kind == Alias {
			s := Span{int(x.start), int(x.end)}
			if x.style == Literal || x.style == Folded { // a comment may stand behind its indicator
				line, _, _ := strings.Cut(t.source.Text()[s.Start:s.End], "\n")
				scalars = append(scalars, Span{s.Start, s.Start + 1})
				s.Start += len(line)
			}
			scalars = append(scalars, s)
		}
	}
	last := document.Start
	for c := range t.root().Comments() {
		text := t.source.Text()[c.Start:c.End]
		for len(scalars) > 0 && scalars[0].End <= c.Start {
			scalars = scalars[1:]
		}
		switch {
		case !strings.HasPrefix(text, "#") || strings.ContainsAny(text, breaks):
			return fmt.Sprintf("%q is no comment", text)
		case c.Start < last || c.End > document.End:
			return fmt.Sprintf("the comment %q leaves the document, or stands before the comment before it", text)
		case len(scalars) > 0 && scalars[0].Start < c.End:
			return fmt.Sprintf("the comment %q lies in a scalar", text)
		}
		last = c.End
	}
	return ""
}
