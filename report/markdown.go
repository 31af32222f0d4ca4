package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// Bounds of a summary.
const (
	maxTop      = 20          // findings that are seen at once
	maxMarkdown = 1000 * 1024 // bytes; GitHub refuses a summary of more than 1024 KiB
	roomForEnd  = 50 * 1024   // bytes of it for what stands behind the findings
)

const tableHead = "\n| Severity | Rule | Place | Finding |\n|---|---|---|---|\n"

// Markdown writes a summary for the page of a run or a comment: the worst
// findings in a table, the rest folded away. Its first line is a mark by which
// a comment can be found again.
func Markdown(w io.Writer, r *analyzer.Result, _ Options) error {
	var b bytes.Buffer
	verdict := strings.Join(newPrinter(Options{}).verdict(&r.Summary), ", ")
	fmt.Fprintf(&b, "<!-- akslint -->\n## akslint: %s\n\n%s\n", verdict, prose(sentence(checked(&r.Summary)+fixable(&r.Summary))))
	findings := worstFirst(r.Findings)
	top := findings[:min(len(findings), maxTop)]
	markdownTable(&b, top)
	if rest := findings[len(top):]; len(rest) > 0 {
		fmt.Fprintf(&b, "\n<details>\n<summary>%s</summary>\n", count(len(rest), "more finding", "more findings"))
		left := markdownTable(&b, rest)
		b.WriteString("\n</details>\n")
		if left > 0 {
			fmt.Fprintf(&b, "\n%s in the summary; the text format lists them all.\n", count(left, "finding has no room", "findings have no room"))
		}
	}
	notes := wants(r.Summary.NotEvaluated)
	if parts := leftAlone(&r.Summary); len(parts) > 0 {
		notes = append([]string{strings.Join(parts, ", ")}, notes...)
	}
	for i, note := range notes {
		if i == 0 {
			b.WriteByte('\n')
		}
		if line := "- " + prose(sentence(note)) + "\n"; b.Len()+len(line) < maxMarkdown {
			b.WriteString(line)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// markdownTable adds a row for each finding, and returns how many had no room.
func markdownTable(b *bytes.Buffer, findings []*analyzer.Finding) (left int) {
	if len(findings) == 0 {
		return 0
	}
	b.WriteString(tableHead)
	for i, f := range findings {
		at := f.Source().Position(f.Span.Start)
		row := fmt.Sprintf("| %s | [%s](%s) | <code>%s</code> | %s |\n", f.Severity, literal(name(f.Rule.ID)), docsURL(f.Rule),
			literal(location(f.Source(), at)), prose(statement(f)))
		if b.Len()+len(row) > maxMarkdown-roomForEnd {
			return len(findings) - i
		}
		b.WriteString(row)
	}
	return 0
}

// prose shows inert text in Markdown, with the parts in backticks as code. No
// backtick is left to Markdown: it pairs them by rules of its own.
func prose(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if part == "" {
			continue
		}
		if i%2 == 1 {
			b.WriteString("<code>" + literal(part) + "</code>")
			continue
		}
		b.WriteString(mentions.Replace(literal(part)))
	}
	return b.String()
}

// mentions keep code hosts from making links of @name and #1: in code they
// do not.
var mentions = strings.NewReplacer("&#64;", "<code>&#64;</code>", "&#35;", "<code>&#35;</code>")

// literal shows inert text in Markdown as it is: what means something to
// Markdown, HTML, or the code hosts' own additions becomes a reference, which
// stands for the character and never for what it means.
func literal(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; strings.IndexByte("\\`*_~[]!<>&|:@#$", c) >= 0 {
			fmt.Fprintf(&b, "&#%d;", c)
		} else {
			b.WriteByte(c)
		}
	}
	return strings.ReplaceAll(b.String(), "www.", "www&#46;") // a link even without a scheme
}
