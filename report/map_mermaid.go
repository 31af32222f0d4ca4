package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/network"
)

// MapMermaid writes a flowchart, as code hosts draw it in Markdown.
func MapMermaid(w io.Writer, maps []*network.Map, _ Options) error {
	return writeGraph(w, maps, func(w io.Writer) graphLanguage { return mermaid{w} })
}

// mermaid is the language of Mermaid's flowcharts.
type mermaid struct{ w io.Writer }

func (l mermaid) begin() { fmt.Fprintln(l.w, "flowchart LR") }

func (l mermaid) mark(picture, i int, m mark, margin string) {
	left, right := mermaidShape(m.kind)
	fmt.Fprintf(l.w, "%ss%dn%d%s\"%s\"%s%s\n", margin, picture, i, left, mermaidText(m.caption()), right, m.class())
}

func (l mermaid) openBox(picture, i int, name string) {
	fmt.Fprintf(l.w, "  subgraph s%db%d [\"%s\"]\n", picture, i, mermaidText(name))
}

func (l mermaid) closeBox() { fmt.Fprintln(l.w, "  end") }

func (l mermaid) line(picture int, s *stroke) {
	arrow := "-->"
	switch s.kind {
	case strokeOpen:
		arrow = "==>"
	case strokeBlocked, strokeDenied:
		arrow = "--x"
	case strokeUnsure, strokeAllow:
		arrow = "-.->"
	}
	label := s.caption()
	if label != "" {
		label = "|\"" + mermaidText(label) + "\"|"
	}
	fmt.Fprintf(l.w, "  s%dn%d %s%s s%dn%d\n", picture, s.from, arrow, label, picture, s.to)
}

func (l mermaid) end() {
	fmt.Fprintln(l.w, "  classDef internet fill:#d4322c,stroke:#d4322c,color:#fff\n  classDef open stroke:#e09312,stroke-width:2px\n  classDef held stroke:#12806f,stroke-width:2px")
}

// mermaidShape is the pair of brackets that gives a node its form.
func mermaidShape(k markKind) (left, right string) {
	switch k {
	case markInternet, markVNet, markElsewhere:
		return "((", "))"
	case markDoor:
		return "([", "])"
	case markSpace:
		return "[[", "]]"
	case markWorkload:
		return "[", "]"
	}
	return "(", ")"
}

// class is the style of a node in a flowchart.
func (m mark) class() string {
	switch {
	case m.kind == markInternet:
		return ":::internet"
	case m.kind == markWorkload && m.open:
		return ":::open"
	case m.kind == markWorkload:
		return ":::held"
	}
	return ""
}

// mermaidText shows text in a label between quotes, where everything but
// letters, digits and a few signs is written as a reference: Mermaid takes
// labels for Markdown and HTML.
func mermaidText(text string) string {
	var b strings.Builder
	for _, r := range brief(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" -./,:()", r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return strings.ReplaceAll(b.String(), "://", "#58;//") // no links
}
