package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// space is the tree of a namespace's workloads.
func (p *treePrinter) space(s *scene, sp *space) []branch {
	type block struct {
		branch
		actors []*actor
	}
	var blocks []*block
	at := map[string]*block{}
	for _, a := range sp.actors {
		b := branch{below: p.actor(s, a)}
		key := fmt.Sprint(b.below)
		same := at[key]
		if same == nil {
			same = &block{branch: b}
			at[key] = same
			blocks = append(blocks, same)
		}
		same.actors = append(same.actors, a)
	}
	out := make([]branch, len(blocks))
	for i, b := range blocks {
		out[i] = b.branch
		out[i].dye = p.strong
		if len(b.actors) == 1 {
			out[i].text, out[i].place = workloadWords(b.actors[0], sp), memberPlace(b.actors[0].w.Member)
			continue
		}
		const most = 8
		var names []string
		for _, a := range capped(b.actors, most) {
			names = append(names, workloadWords(a, sp))
		}
		if more := len(b.actors) - most; more > 0 {
			names = append(names, strconv.Itoa(more)+" more")
		}
		out[i].text = listWords(names)
	}
	return out
}

// actor is what there is to say about one workload.
func (p *treePrinter) actor(s *scene, a *actor) []branch {
	if s.m.Groups[a.group].HostNetwork == inventory.Yes {
		return []branch{{text: "on the network of the node, where no policy holds what comes in or what is sent"}}
	}
	var out []branch
	out = append(out, p.held(s, a)...)
	if len(a.users) > 0 {
		out = append(out, branch{text: "called by " + callersWords(a)})
	}
	out = append(out, p.reaching(s, a)...)
	for _, e := range s.outside[a.group] {
		if s.isolation(a, e.Direction).Truth == inventory.No {
			continue
		}
		arrow := "→ "
		if e.Direction == network.Ingress {
			arrow = "← "
		}
		out = append(out, branch{text: arrow + addressWords(e.Addresses) + " on " + bothPorts(e.Ports, e.Maybe)})
	}
	for _, u := range a.uses {
		if u.denied.Empty() && u.unsure.Empty() {
			continue
		}
		f := s.useFact(u, a.space)
		b := branch{text: "calls " + strings.TrimPrefix(f.text, workloadWords(a, a.space)+" calls "), dye: p.severity[1]}
		for _, n := range f.notes {
			b.below = append(b.below, branch{text: n.text, place: n.place, dye: p.faint})
		}
		out = append(out, b)
	}
	return out
}

// reaching is what policies let reach a workload. Workloads of which the same
// is to be said are said together.
func (p *treePrinter) reaching(s *scene, a *actor) []branch {
	type set struct {
		names []string
		link  *link
	}
	var sets []*set
	at := map[string]*set{}
	for _, l := range a.in {
		if s.plain(l) {
			continue
		}
		words := sourceWords(l.from, a.space)
		if l.from.kind == someOfSpace {
			words = someWords(l.from, a.space)
		}
		key := l.sameWords(s.grounded(l))
		if at[key] == nil {
			at[key] = &set{link: l}
			sets = append(sets, at[key])
		}
		at[key].names = append(at[key].names, words)
	}
	var out []branch
	for _, one := range sets {
		l := one.link
		names := capped(one.names, 2*few)
		if more := len(one.names) - 2*few; more > 0 {
			names = append(slices.Clone(names), strconv.Itoa(more)+" more")
		}
		b := branch{text: "← " + listWords(names) + " on " + bothPorts(l.ports, l.maybe)}
		for _, n := range s.grounded(l) {
			b.below = append(b.below, branch{text: n.text, place: n.place, dye: p.faint})
		}
		out = append(out, b)
	}
	return out
}

// sameWords is the same for links of which the same is to be said, but for where
// they come from.
func (l *link) sameWords(notes []note) string {
	words := []string{bothPorts(l.ports, l.maybe), strconv.FormatBool(l.from.kind == oneWorkload)}
	for _, n := range notes {
		words = append(words, n.text, n.place)
	}
	return strings.Join(words, "\x00")
}

// held says how policies hold a workload, in one line where they hold both
// directions alike.
func (p *treePrinter) held(s *scene, a *actor) []branch {
	in, out := s.isolation(a, network.Ingress), s.isolation(a, network.Egress)
	switch {
	case in.Truth == inventory.No && out.Truth == inventory.No:
		return []branch{{text: "open both ways: no policy holds what comes in or what is sent", dye: p.severity[1]}}
	case in.Truth == inventory.Yes && out.Truth == inventory.Yes && slices.Equal(in.By, out.By):
		return []branch{{text: "held by " + policyList(in.By)}}
	}
	one := func(i network.Isolation, held, open string) branch {
		switch i.Truth {
		case inventory.Yes:
			return branch{text: held + " held by " + policyList(i.By)}
		case inventory.No:
			return branch{text: open, dye: p.severity[1]}
		}
		return branch{text: "it is not known whether a policy holds " + held[:strings.LastIndexByte(held, ' ')]}
	}
	return []branch{
		one(in, "what comes in is", "open to any workload: no policy holds what comes in"),
		one(out, "what is sent is", "free to reach anything: no policy holds what is sent"),
	}
}

// callersWords names what calls a workload.
func callersWords(a *actor) string {
	var words []string
	for _, u := range capped(a.users, 2*few) {
		words = append(words, workloadWords(u.from, a.space)+" on "+portWords(u.ports))
	}
	if more := len(a.users) - 2*few; more > 0 {
		words = append(words, strconv.Itoa(more)+" more")
	}
	return listWords(words)
}

// someWords names several workloads of a namespace, the first of them.
func someWords(from source, here *space) string {
	var names []string
	for _, a := range capped(from.actors, few) {
		names = append(names, workloadWords(a, here))
	}
	if more := len(from.actors) - few; more > 0 {
		words := strconv.Itoa(more) + " more"
		if from.space != here {
			words += " of " + from.space.name
		}
		names = append(names, words)
	}
	return listWords(names)
}
