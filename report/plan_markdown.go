package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/plan"
)

// PlanMarkdown writes plans for a pull request or a wiki: the tables of the
// text format, with bars.
func PlanMarkdown(w io.Writer, plans []*plan.Plan, _ Options) error {
	var b bytes.Buffer
	b.WriteString("<!-- akslint plan -->\n")
	for i, p := range plans {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "## %s\n\n", literal(Inert(clip(p.Cluster.Name, maxName))))
		if title := planTitle(p); title != "" {
			b.WriteString(prose(sentence(Inert(clip(title, maxText)))) + "\n")
		}
		for _, t := range []planTable{rangesTable(p), poolsTable(p), asksTable(p)} {
			if len(t.rows) > 0 {
				markdownPlanTable(&b, t)
			}
		}
		lines := verdicts(p)
		for i, line := range lines {
			lines[i] = "**Too small:** " + prose(Inert(clip(line, maxText)))
		}
		for _, note := range p.Notes {
			lines = append(lines, prose(sentence(Inert(clip(note, maxText)))))
		}
		for _, line := range lines {
			b.WriteString("\n- " + line)
		}
		b.WriteString("\n\n<details>\n<summary>How it is counted</summary>\n")
		for _, c := range countings(p) {
			fmt.Fprintf(&b, "\n- [%s](%s): %s", prose(Inert(clip(c.what, maxName))), c.Source, prose(Inert(clip(c.Text, maxText))))
		}
		b.WriteString("\n\n</details>\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownPlanTable(b *bytes.Buffer, t planTable) {
	fmt.Fprintf(b, "\n### %s\n\n| %s |  |\n|%s%s---|\n", t.title, strings.Join(t.columns, " | "),
		strings.Repeat("---|", t.numbers), strings.Repeat("--:|", len(t.columns)-t.numbers))
	for _, row := range t.rows {
		b.WriteByte('|')
		for _, cell := range row.cells {
			b.WriteString(" " + prose(Inert(clip(cell, maxName))) + " |")
		}
		tail := prose(Inert(clip(row.tail, maxText)))
		if row.size > 0 || row.used > 0 {
			tail = strings.TrimSpace("<code>" + bar(row.now, row.used, row.size) + "</code> " + percent(row.used, row.size) + " " + tail)
		}
		b.WriteString(" " + tail + " |\n")
	}
}
