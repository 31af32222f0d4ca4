package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/network"
)

// MapDOT writes a graph for Graphviz.
func MapDOT(w io.Writer, maps []*network.Map, _ Options) error {
	return writeGraph(w, maps, func(w io.Writer) graphLanguage { return dot{w} })
}

// dot is the language of Graphviz.
type dot struct{ w io.Writer }

func (l dot) begin() {
	fmt.Fprintln(l.w, "digraph akslint {\n  rankdir=LR\n  fontname=\"sans-serif\"\n  node [shape=box style=\"rounded,filled\" fillcolor=white color=\"#c3ccd8\" fontname=\"sans-serif\" fontsize=11]\n  edge [color=\"#8c99a9\" fontname=\"sans-serif\" fontsize=9]")
}

func (l dot) mark(picture, i int, m mark, margin string) {
	style := ""
	switch {
	case m.kind == markInternet:
		style = " shape=circle fillcolor=\"#d4322c\" color=\"#d4322c\" fontcolor=white"
	case m.kind == markVNet, m.kind == markElsewhere:
		style = " shape=circle color=\"#3d6b99\""
	case m.kind == markWorkload && m.open:
		style = " color=\"#e09312\""
	case m.kind == markWorkload:
		style = " color=\"#12806f\""
	}
	fmt.Fprintf(l.w, "%ss%dn%d [label=%s%s]\n", margin, picture, i, dotText(m.caption()), style)
}

func (l dot) openBox(picture, i int, name string) {
	fmt.Fprintf(l.w, "  subgraph cluster_s%db%d {\n    label=%s\n    color=\"#cfd7e1\"\n", picture, i, dotText(name))
}

func (l dot) closeBox() { fmt.Fprintln(l.w, "  }") }

func (l dot) line(picture int, s *stroke) {
	style := ""
	switch s.kind {
	case strokeOpen:
		style = " penwidth=2"
		if s.public {
			style = " color=\"#d4322c\" penwidth=2"
		}
	case strokeBlocked, strokeDenied:
		style = " color=\"#d4322c\" style=dashed arrowhead=tee"
	case strokeCall:
		style = " color=\"#2f5fd0\""
	case strokeUnsure:
		style = " color=\"#8456c9\" style=dashed"
	}
	fmt.Fprintf(l.w, "  s%dn%d -> s%dn%d [label=%s%s]\n", picture, s.from, picture, s.to, dotText(s.caption()), style)
}

func (l dot) end() { fmt.Fprintln(l.w, "}") }

// dotQuote escapes text for a string of the DOT language, in which a backslash
// begins something and so does &.
var dotQuote = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")

func dotText(text string) string { return `"` + dotQuote.Replace(brief(text)) + `"` }
