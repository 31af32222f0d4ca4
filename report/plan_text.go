package report

import (
	"io"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/plan"
)

// PlanText writes plans for people: a table for the ranges, the pools and the
// manifests of each cluster, with bars, what does not fit, and notes; at the
// end how all of it is counted.
func PlanText(w io.Writer, plans []*plan.Plan, opt Options) error {
	p := newPrinter(opt)
	for i, one := range plans {
		if i > 0 {
			p.line()
		}
		p.plan(one)
	}
	if list := countings(plans...); len(list) > 0 && !opt.Quiet {
		p.line()
		p.line(p.strong.Sprint("How it is counted"))
		for _, c := range list {
			p.line("  ", Inert(clip(c.what+": "+c.Text, maxText)), p.faint.Sprint(" ("+c.Source+")"))
		}
	}
	return p.flush(w)
}

func (p *printer) plan(one *plan.Plan) {
	p.line(p.strong.Sprint(lead(Inert(clip(one.Cluster.Name, maxName)))), "  ", Inert(clip(planTitle(one), maxText)))
	for _, t := range []planTable{rangesTable(one), poolsTable(one), asksTable(one)} {
		if len(t.rows) > 0 {
			p.line()
			p.planTable(t)
		}
	}
	p.line()
	lines := verdicts(one)
	for _, line := range lines {
		p.line(p.severity[analyzer.Error].Sprint("too small:"), " ", Inert(clip(line, maxText)))
	}
	if len(lines) == 0 && len(one.Ranges) > 0 {
		p.line(p.good.Sprint("everything fits"), ", as far as this counts")
	}
	if p.opt.Quiet {
		return
	}
	for _, note := range one.Notes {
		p.note(Inert(clip(note, maxText)))
	}
}

// planTable writes a table with columns as wide as they need to be.
func (p *printer) planTable(t planTable) {
	p.line(p.strong.Sprint(t.title))
	cells := [][]string{t.columns}
	for _, row := range t.rows {
		line := make([]string, len(row.cells))
		for i, cell := range row.cells {
			line[i] = strings.ReplaceAll(Inert(clip(cell, maxName)), "`", "")
		}
		cells = append(cells, line)
	}
	wide := make([]int, len(t.columns))
	for _, line := range cells {
		for i, cell := range line {
			wide[i] = max(wide[i], width(cell))
		}
	}
	for n, line := range cells {
		var b strings.Builder
		for i, cell := range line {
			pad := strings.Repeat(" ", wide[i]-width(cell))
			if i >= t.numbers {
				cell = pad + cell
			} else {
				cell += pad
			}
			b.WriteString("  " + cell)
		}
		if n == 0 {
			p.line(p.faint.Sprint(strings.TrimRight(b.String(), " ")))
			continue
		}
		row := t.rows[n-1]
		text, tail := b.String(), ""
		if row.size > 0 || row.used > 0 {
			tail = "  " + p.bar(row) + " " + percent(row.used, row.size)
		}
		if row.tail != "" {
			tail += "  " + strings.ReplaceAll(Inert(clip(row.tail, maxText)), "`", "")
		}
		p.line(strings.TrimRight(text+tail, " "))
	}
}

func (p *printer) bar(row planRow) string {
	text := bar(row.now, row.used, row.size)
	switch {
	case row.over:
		return p.severity[analyzer.Error].Sprint(text)
	case row.used*5 > row.size*4: // as CL010 warns
		return p.severity[analyzer.Warning].Sprint(text)
	}
	return p.good.Sprint(text)
}
