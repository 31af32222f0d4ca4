package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fatih/color"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// MapText writes a tree for people: what enters from outside, and then for
// each namespace its workloads, what reaches them, and why. Workloads of which
// the same is to be said are said together.
func MapText(w io.Writer, maps []*network.Map, opt Options) error {
	return writeTrees(w, maps, newScene, opt)
}

// writeTrees writes the trees of the scenes of some maps.
func writeTrees(w io.Writer, maps []*network.Map, sceneOf func(*network.Map) *scene, opt Options) error {
	p := &treePrinter{printer: newPrinter(opt)}
	maps = worthShowing(maps)
	if len(maps) == 0 {
		p.line("There is no workload here, so there is nothing to map.")
	}
	for i, m := range maps {
		if i > 0 {
			p.line()
		}
		if len(maps) > 1 {
			p.line(p.strong.Sprint("Folder " + name(m.Scope.Name)))
			p.line()
		}
		p.scene(sceneOf(m))
	}
	return p.flush(w)
}

// worthShowing leaves out maps with nothing on them.
func worthShowing(maps []*network.Map) []*network.Map {
	var out []*network.Map
	for _, m := range maps {
		if m != nil && len(m.Groups)+len(m.Entries) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// branch is one line of a tree, and what hangs below it.
type branch struct {
	text string
	dye  *color.Color // nil for plain
	// place is where it stands, "" for none.
	place string
	below []branch
}

// treePrinter writes trees.
type treePrinter struct{ *printer }

func (p *treePrinter) scene(s *scene) {
	first := true
	part := func(title string, tree []branch) {
		if len(tree) == 0 {
			return
		}
		if !first {
			p.line()
		}
		first = false
		p.line(p.strong.Sprint(brief(title)))
		p.tree(tree, "")
	}
	if s.m.Unenforced > 0 {
		p.line(p.severity[1].Sprint(unenforcedWords(s.m.Unenforced)))
		first = false
	}
	part("Entry points", p.doors(s))
	for _, sp := range s.spaces {
		title := "Namespace " + sp.name + ": " + count(len(sp.actors), "workload", "workloads")
		if !sp.mutual.Empty() {
			title += ", which reach each other on " + portWords(sp.mutual)
		}
		part(title, p.space(s, sp))
	}
	if !p.opt.Quiet {
		p.line()
		p.line(tallyWords(s))
	}
}

// tree writes branches below a margin.
func (p *treePrinter) tree(tree []branch, margin string) {
	for i, b := range tree {
		arm, next := "├─ ", "│  "
		if i == len(tree)-1 {
			arm, next = "└─ ", "   "
		}
		text := brief(b.text)
		if b.dye != nil {
			text = b.dye.Sprint(text)
		}
		if b.place != "" {
			text += p.faint.Sprint(" (" + brief(b.place) + ")")
		}
		p.line(margin, p.frame.Sprint(arm), text)
		p.tree(b.below, margin+p.frame.Sprint(next))
	}
}

// doors is the tree of what enters: by where from, by entry, by workload.
func (p *treePrinter) doors(s *scene) []branch {
	var out []branch
	for _, reach := range []network.Reach{network.Public, network.ReachUnknown, network.VNet} {
		b := branch{text: reachWords(reach)}
		if reach == network.Public {
			b.dye = p.severity[2]
		}
		for _, d := range s.doors {
			if d.entry.Reach == reach {
				b.below = append(b.below, p.door(s, d))
			}
		}
		if len(b.below) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// reachWords is where an entry is open to.
func reachWords(r network.Reach) string {
	if r == network.ReachUnknown {
		return "internet or virtual network; the input does not tell"
	}
	return r.String()
}

func (p *treePrinter) door(s *scene, d *door) branch {
	e := d.entry
	b := branch{text: entryWords(d), place: memberPlace(e.Member)}
	if len(e.Hosts) > 0 {
		b.text += " for " + listWords(capped(e.Hosts, few))
		if more := len(e.Hosts) - few; more > 0 {
			b.text += fmt.Sprintf(" and %d more", more)
		}
	}
	if !e.Sources.Empty() {
		b.text += ", only from " + addressWords(e.Sources)
	}
	for i := range e.Targets {
		b.below = append(b.below, p.target(s, d, &e.Targets[i]))
	}
	if len(e.Targets) == 0 {
		b.below = append(b.below, branch{text: "no workload of the input"})
	}
	if e.Reason != "" {
		b.below = append(b.below, branch{text: e.Reason, dye: p.faint})
	}
	return b
}

func (p *treePrinter) target(s *scene, d *door, t *network.Target) branch {
	f := s.wayFact(way{d, t}, d.space)
	b := branch{text: strings.TrimSpace(portOf(t) + " → " + workloadOf(t, d.space) + arrives(t))}
	switch t.Reached {
	case inventory.No:
		b.text += ": blocked"
		b.dye = p.severity[1]
	case inventory.Unknown:
		b.text += ": it depends"
	}
	for _, n := range f.notes {
		if n.text != d.entry.Reason {
			b.below = append(b.below, branch{text: n.text, place: n.place, dye: p.faint})
		}
	}
	return b
}

// tallyWords is a scene in one sentence.
func tallyWords(s *scene) string {
	t := s.tally()
	words := []string{
		count(t.workloads, "workload", "workloads") + " in " + count(t.namespaces, "namespace", "namespaces"),
		count(t.publicReached, "way in", "ways in") + " from the internet",
	}
	if t.publicBlocks > 0 {
		words = append(words, strconv.Itoa(t.publicBlocks)+" more that policies block")
	}
	if t.unclear > 0 {
		words = append(words, count(t.unclear, "way in that may be public", "ways in that may be public"))
	}
	if t.workloads > 0 {
		words = append(words, of(t.openIn, t.workloads)+" open to any workload")
	}
	if t.denied > 0 {
		words = append(words, count(t.denied, "call", "calls")+" that policies deny")
	}
	return strings.Join(words, ", ") + "."
}
