package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/network"
)

// The formats mermaid and dot show the first picture of each scope, which has
// namespaces closed where there are many workloads.

// MapMermaid writes a flowchart, as code hosts draw it in Markdown.
func MapMermaid(w io.Writer, maps []*network.Map, _ Options) error {
	var b bytes.Buffer
	b.WriteString("flowchart LR\n")
	for i, m := range worthShowing(maps) {
		mermaidPicture(&b, draw(newScene(m), nil), fmt.Sprintf("s%d", i))
	}
	b.WriteString("  classDef internet fill:#d4322c,stroke:#d4322c,color:#fff\n  classDef open stroke:#e09312,stroke-width:2px\n  classDef held stroke:#12806f,stroke-width:2px\n")
	_, err := w.Write(b.Bytes())
	return err
}

func mermaidPicture(b *bytes.Buffer, p *picture, prefix string) {
	id := func(i int) string { return fmt.Sprintf("%sn%d", prefix, i) }
	node := func(i int, margin string) {
		m := p.marks[i]
		left, right := mermaidShape(m.kind)
		fmt.Fprintf(b, "%s%s%s\"%s\"%s%s\n", margin, id(i), left, mermaidText(m.caption()), right, m.class())
	}
	for i := range p.marks {
		if p.graph.Nodes[i].Box < 0 {
			node(i, "  ")
		}
	}
	for box, sp := range p.frames {
		fmt.Fprintf(b, "  subgraph %sb%d [\"%s\"]\n", prefix, box, mermaidText(sp.name))
		for i := range p.marks {
			if p.graph.Nodes[i].Box == box {
				node(i, "    ")
			}
		}
		b.WriteString("  end\n")
	}
	for i := range p.strokes {
		s := &p.strokes[i]
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
		fmt.Fprintf(b, "  %s %s%s %s\n", id(s.from), arrow, label, id(s.to))
	}
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

// caption is a mark in one line.
func (m mark) caption() string {
	switch m.kind {
	case markWorkload:
		return m.label + " (" + m.actor.w.Kind() + ")"
	case markDoor:
		return m.label + " (" + m.door.entry.Kind.String() + ")"
	case markSpace:
		return m.label + " (" + count(len(m.space.actors), "workload", "workloads") + ")"
	}
	return m.label
}

// caption is what a line says in a few words: the ports, or how many
// connections it stands for.
func (s *stroke) caption() string {
	var ports, maybe network.PortSet
	for _, l := range s.links {
		ports, maybe = ports.Union(l.ports), maybe.Union(l.maybe)
	}
	if len(s.uses) > 0 { // what is called says more than what is allowed
		ports, maybe = network.PortSet{}, network.PortSet{}
	}
	for _, u := range s.uses {
		ports = ports.Union(u.ports)
	}
	for _, w := range s.ways {
		if w.target != nil && s.inner {
			ports = ports.Union(w.target.Ports)
		} else if w.target != nil && w.target.Port != 0 {
			ports = ports.Union(network.Ports(w.target.Protocol, w.target.Port, w.target.Port))
		}
	}
	if s.outside != nil {
		ports, maybe = s.outside.Ports, s.outside.Maybe
	}
	if s.count > few {
		return fmt.Sprintf("%d connections", s.count)
	}
	return bothPorts(ports, maybe.Minus(ports))
}

// MapDOT writes a graph for Graphviz.
func MapDOT(w io.Writer, maps []*network.Map, _ Options) error {
	var b bytes.Buffer
	b.WriteString("digraph akslint {\n  rankdir=LR\n  fontname=\"sans-serif\"\n  node [shape=box style=\"rounded,filled\" fillcolor=white color=\"#c3ccd8\" fontname=\"sans-serif\" fontsize=11]\n  edge [color=\"#8c99a9\" fontname=\"sans-serif\" fontsize=9]\n")
	for i, m := range worthShowing(maps) {
		dotPicture(&b, draw(newScene(m), nil), fmt.Sprintf("s%d", i))
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

func dotPicture(b *bytes.Buffer, p *picture, prefix string) {
	node := func(i int, margin string) {
		m := p.marks[i]
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
		fmt.Fprintf(b, "%s%sn%d [label=%s%s]\n", margin, prefix, i, dotText(m.caption()), style)
	}
	for i := range p.marks {
		if p.graph.Nodes[i].Box < 0 {
			node(i, "  ")
		}
	}
	for box, sp := range p.frames {
		fmt.Fprintf(b, "  subgraph cluster_%sb%d {\n    label=%s\n    color=\"#cfd7e1\"\n", prefix, box, dotText(sp.name))
		for i := range p.marks {
			if p.graph.Nodes[i].Box == box {
				node(i, "    ")
			}
		}
		b.WriteString("  }\n")
	}
	for i := range p.strokes {
		s := &p.strokes[i]
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
		fmt.Fprintf(b, "  %sn%d -> %sn%d [label=%s%s]\n", prefix, s.from, prefix, s.to, dotText(s.caption()), style)
	}
}

// dotText is a string of the DOT language, in which a backslash begins
// something and so does &.
func dotText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(brief(text)) + `"`
}
