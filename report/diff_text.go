package report

import (
	"io"

	"github.com/akslint/akslint/network"
)

// DiffText writes for people what a change opens (+) and closes (-).
func DiffText(w io.Writer, changes []*network.Change, opt Options) error {
	p := newPrinter(opt)
	told := worthTelling(changes)
	for _, c := range told {
		if len(changes) > 1 {
			p.line(p.strong.Sprint("Folder " + name(scopeName(c))))
			p.line()
		}
		for _, part := range changeParts(c) {
			p.line(p.strong.Sprint(part.title))
			for _, h := range part.lines {
				p.headline(h)
			}
			p.line()
		}
	}
	if len(told) == 0 || !opt.Quiet {
		p.line(verdictWords(changes) + ".")
	}
	return p.flush(w)
}

func (p *printer) headline(h headline) {
	mark, dye := "-", p.good
	if h.opens {
		mark, dye = "+", p.severity[1]
		if h.public {
			dye = p.severity[2]
		}
	}
	p.line("  ", dye.Sprint(mark+" "+brief(h.text)))
	for _, n := range h.notes {
		text := brief(n.text)
		if n.place != "" {
			text += " (" + brief(n.place) + ")"
		}
		p.line("      ", p.faint.Sprint(text))
	}
}
