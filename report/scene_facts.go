package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// fact is one sentence of the map, with what it rests on. Texts may quote the
// input, and are not inert.
type fact struct {
	kind strokeKind
	text string
	// notes are what it rests on, each with the place where it stands, "" for
	// none.
	notes []note
}

// note is one thing that a fact rests on.
type note struct{ text, place string }

// linkKind is what a line for a link says.
func linkKind(l *link) strokeKind {
	if l.ports.Empty() {
		return strokeUnsure
	}
	return strokeAllow
}

// grounded lists why a link is there: the rules of both ends, or that nothing
// holds them.
func (s *scene) grounded(l *link) []note {
	if l.notes == nil {
		l.notes = s.ground(l)
	}
	return l.notes
}

func (s *scene) ground(l *link) (notes []note) {
	why := s.linkGrounds(l)
	notes = append(notes, s.endNotes(why.in, s.isolation(l.to, network.Ingress), "comes in")...)
	switch {
	case len(why.out) > 0:
		notes = append(notes, s.ruleNotes(why.out)...)
	case l.from.kind == allWhichSend:
	case allFree(s, l.from.actors):
		notes = append(notes, note{text: "no policy holds what is sent"})
	}
	for _, r := range capped(why.doubts, maxReasons) {
		notes = append(notes, note{"it is not known whether " + ruleWords(r) + " matches", rulePlace(r)})
	}
	return notes
}

func allFree(s *scene, actors []*actor) bool {
	return !slices.ContainsFunc(actors, func(a *actor) bool { return s.isolation(a, network.Egress).Truth != inventory.No })
}

// endNotes are the rules that admit traffic at one end, or that nothing holds
// it there.
func (s *scene) endNotes(rules []*network.Rule, i network.Isolation, what string) []note {
	switch {
	case len(rules) > 0:
		return s.ruleNotes(rules)
	case i.Truth == inventory.No:
		return []note{{text: "no policy holds what " + what}}
	case i.Truth == inventory.Unknown:
		return []note{{text: "it is not known whether a policy holds what " + what}}
	}
	return nil
}

// maxReasons is how many rules are named for one fact.
const maxReasons = 6

func capped[T any](list []T, most int) []T { return list[:min(len(list), most)] }

// ruleNotes names the rules that a fact rests on, the first few of many.
func ruleNotes(rules []*network.Rule) []note { return rulesAs(rules, ruleNote) }

// ruleNotes is as the function of that name, for facts of which many rest on one
// rule.
func (s *scene) ruleNotes(rules []*network.Rule) []note {
	return rulesAs(rules, func(r *network.Rule) note {
		said, ok := s.said[r]
		if !ok {
			said = ruleNote(r)
			s.said[r] = said
		}
		return said
	})
}

func rulesAs(rules []*network.Rule, say func(*network.Rule) note) []note {
	var notes []note
	for _, r := range capped(rules, maxReasons) {
		notes = append(notes, say(r))
	}
	if more := len(rules) - maxReasons; more > 0 {
		notes = append(notes, note{text: "and by " + count(more, "more rule", "more rules")})
	}
	return notes
}

// ruleNote says what a rule does.
func ruleNote(r *network.Rule) note {
	verb := "allowed by "
	if r.Action == network.Deny {
		verb = "denied by "
	}
	return note{verb + ruleWords(r), rulePlace(r)}
}

// useFact says what becomes of a call that a manifest shows.
func (s *scene) useFact(u *use, here *space) fact {
	f := fact{kind: strokeCall, text: workloadWords(u.from, here) + " calls " + workloadWords(u.to, here) + " on " + portWords(u.ports)}
	o := u.use.Object
	said := note{o.Kind + " " + o.Name + " names the Service " + u.use.Service.Object.Name, o.Source().Name + ":" + o.Source().Position(o.Locate(u.use.Path).Start).String()}
	f.notes = append(f.notes, said)
	switch {
	case !u.denied.Empty():
		f.kind = strokeDenied
		f.text += "; denied"
		if !u.denied.Equal(u.ports) {
			f.text += " on " + portWords(u.denied)
		}
		f.notes = append(f.notes, deniedNotes(u)...)
	case !u.unsure.Empty():
		f.kind = strokeUnsure
		f.text += "; it is not known whether policies allow it"
		for _, r := range capped(slices.Concat(u.flow.In.Doubts, u.flow.Out.Doubts), maxReasons) {
			f.notes = append(f.notes, note{"it is not known whether " + ruleWords(r) + " matches", rulePlace(r)})
		}
	default:
		f.notes = append(f.notes, s.endNotes(u.flow.In.Allows, u.flow.In.Isolation, "comes in to "+u.to.name())...)
		f.notes = append(f.notes, s.endNotes(u.flow.Out.Allows, u.flow.Out.Isolation, u.from.name()+" sends")...)
	}
	return f
}

// deniedNotes say which end denies a call, and by which policies.
func deniedNotes(u *use) []note {
	notes := decisionNotes(u.flow.In, u.denied, "comes in to "+u.to.name())
	return append(notes, decisionNotes(u.flow.Out, u.denied, u.from.name()+" sends")...)
}

// decisionNotes say which policies of one end deny ports, none where it admits
// them all.
func decisionNotes(d network.Decision, ports network.PortSet, what string) []note {
	if d.Ports.Covers(ports) {
		return nil
	}
	var notes []note
	if len(d.Denies) > 0 {
		notes = ruleNotes(d.Denies)
	}
	for _, p := range capped(d.Isolation.By, maxReasons) {
		text := policyWords(p) + " holds what " + what
		if len(d.Allows) == 0 {
			text += ", and no rule admits this"
		} else {
			text += ", and no rule admits this port"
		}
		notes = append(notes, note{text, policyPlace(p)})
	}
	if more := len(d.Isolation.By) - maxReasons; more > 0 {
		notes = append(notes, note{text: count(more, "more policy does", "more policies do") + " the same"})
	}
	return notes
}

// wayFact says whether what enters arrives.
func (s *scene) wayFact(w way, here *space) fact {
	t := w.target
	if t == nil {
		f := fact{kind: strokeUnsure, text: entryWords(w.door) + " leads to no workload of the input"}
		if w.door.entry.Reason != "" {
			f.notes = []note{{text: w.door.entry.Reason}}
		}
		return f
	}
	f := fact{kind: reached(t.Reached), text: doorWords(w.door.entry) + portOf(t) + " → " + workloadOf(t, here) + arrives(t)}
	switch t.Reached {
	case inventory.No:
		f.text += ": blocked"
		f.notes = decisionNotes(t.Decision, t.Ports, "comes in")
	case inventory.Unknown:
		f.text += ": it depends"
	default:
		f.notes = s.endNotes(t.Decision.Allows, t.Decision.Isolation, "comes in")
	}
	for _, reason := range []string{t.Reason, w.door.entry.Reason} {
		if reason != "" && !slices.Contains(f.notes, note{text: reason}) {
			f.notes = append(f.notes, note{text: reason})
		}
	}
	return f
}

// doorWords names an entry without its namespace.
func doorWords(e *network.Entry) string {
	o := e.Member.Object
	if e.Kind == network.HostPort || o.Kind == e.Kind.String() {
		return e.Kind.String() + " " + objectOf(e.Member)
	}
	return e.Kind.String() + " " + o.Kind + " " + objectOf(e.Member)
}

// portOf is what a client connects to.
func portOf(t *network.Target) string {
	if t.Port == 0 {
		return ""
	}
	return " " + portWords(network.Ports(t.Protocol, t.Port, t.Port))
}

func arrives(t *network.Target) string {
	if t.Ports.Empty() || t.Ports.Equal(network.Ports(t.Protocol, t.Port, t.Port)) {
		return ""
	}
	return " on " + portWords(t.Ports)
}

func workloadOf(t *network.Target, here *space) string {
	ns := t.Workload.Member.Namespace
	if here != nil && ns == here.name {
		return t.Workload.Kind() + " " + objectOf(t.Workload.Member)
	}
	return t.Workload.Kind() + " " + ns + "/" + objectOf(t.Workload.Member)
}

// outsideFact says which addresses a workload may exchange traffic with.
func outsideFact(e *network.AddressEdge) fact {
	f := fact{kind: strokeAllow}
	if e.Ports.Empty() {
		f.kind = strokeUnsure
	}
	verb := "may reach "
	if e.Direction == network.Ingress {
		verb = "policies admit "
	}
	f.text = verb + addressWords(e.Addresses) + " on " + bothPorts(e.Ports, e.Maybe)
	return f
}

// tally is what a scene comes to, in numbers.
type tally struct {
	workloads, namespaces               int
	public, publicReached, publicBlocks int // ways in from the internet
	openIn, openOut                     int // workloads that nothing holds
	unclear                             int // ways in that may be public
	denied                              int // calls
}

func (s *scene) tally() tally {
	t := tally{workloads: len(s.actors), namespaces: len(s.spaces)}
	for _, d := range s.doors {
		if d.entry.Reach == network.ReachUnknown {
			t.unclear++
		}
		if d.entry.Reach != network.Public {
			continue
		}
		t.public++
		switch doorState(d) {
		case strokeOpen:
			t.publicReached++
		case strokeBlocked:
			t.publicBlocks++
		}
	}
	for _, a := range s.actors {
		if s.open(a) {
			t.openIn++
		}
		if s.isolation(a, network.Egress).Truth == inventory.No {
			t.openOut++
		}
	}
	for _, u := range s.uses {
		if !u.denied.Empty() {
			t.denied++
		}
	}
	return t
}

// of says how many of a number: "all 12", "3 of 12", "none".
func of(n, all int) string {
	switch {
	case n == 0:
		return "none"
	case n == all && all > 1:
		return "all " + strconv.Itoa(all)
	}
	return fmt.Sprintf("%d of %d", n, all)
}
