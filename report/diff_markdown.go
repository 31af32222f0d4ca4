package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/akslint/akslint/network"
)

// DiffMarkdown writes a comment for a pull request: what a change opens and
// closes, the reasons folded away. Its first line is a mark by which the
// comment can be found again.
func DiffMarkdown(w io.Writer, changes []*network.Change, _ Options) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- akslint map -->\n## akslint map: %s\n", prose(sentence(small(verdictWords(changes)))))
	told := worthTelling(changes)
	left := 0
	for _, c := range told {
		if len(changes) > 1 {
			fmt.Fprintf(&b, "\n### <code>%s</code>\n", literal(name(scopeName(c))))
		}
		for _, part := range changeParts(c) {
			left += markdownPart(&b, part)
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s; the text format lists them all.\n", count(left, "line has no room here", "lines have no room here"))
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdownPart adds a table, and returns how many lines had no room.
func markdownPart(b *bytes.Buffer, part part) (left int) {
	fmt.Fprintf(b, "\n| | %s | Why |\n|---|---|---|\n", part.title)
	for i, h := range part.lines {
		if i == maxDiffLines || b.Len() > maxMarkdown-roomForEnd {
			return len(part.lines) - i
		}
		mark := "closed"
		switch {
		case part.title == "Workloads" && h.opens:
			mark = "new"
		case part.title == "Workloads":
			mark = "gone"
		case h.opens && h.public:
			mark = "**opened to the internet**"
		case h.opens:
			mark = "**opened**"
		}
		fmt.Fprintf(b, "| %s | %s | ", mark, prose(brief(h.text)))
		for j, n := range h.notes {
			if j > 0 {
				b.WriteString("<br>")
			}
			b.WriteString(prose(brief(n.text)))
			if n.place != "" {
				fmt.Fprintf(b, " <code>%s</code>", literal(brief(n.place)))
			}
		}
		b.WriteString(" |\n")
	}
	return 0
}

// maxDiffLines is how many lines of a table are seen at once.
const maxDiffLines = 60

// small lets a text begin with a small letter.
func small(text string) string {
	if text == "" || text[0] < 'A' || text[0] > 'Z' {
		return text
	}
	return string(text[0]+'a'-'A') + text[1:]
}
