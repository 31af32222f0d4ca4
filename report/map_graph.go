package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report/layout"
)

// The formats mermaid and dot show the first picture of each scope, which has
// namespaces closed where there are many workloads. Where its parts stand is
// left to who draws them.

// graphLanguage is a language that such a picture is written in, in the order
// of the methods: what stands by itself, then each box with what is in it, then
// the lines. Marks and boxes have the number of their picture and their own.
type graphLanguage interface {
	begin()
	mark(picture, i int, m mark, margin string)
	openBox(picture, i int, name string)
	closeBox()
	line(picture int, s *stroke)
	end()
}

// writeGraph writes the pictures of some maps.
func writeGraph(w io.Writer, maps []*network.Map, language func(io.Writer) graphLanguage) error {
	b := bufio.NewWriter(w)
	l := language(b)
	l.begin()
	for n, m := range worthShowing(maps) {
		p := sketch(newScene(m), nil)
		inBox := func(box int, margin string) {
			for i, m := range p.marks {
				if p.graph.Nodes[i].Box == box {
					l.mark(n, i, m, margin)
				}
			}
		}
		inBox(layout.NoBox, "  ")
		for box, sp := range p.frames {
			l.openBox(n, box, sp.name)
			inBox(box, "    ")
			l.closeBox()
		}
		for i := range p.strokes {
			l.line(n, &p.strokes[i])
		}
	}
	l.end()
	return b.Flush()
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
