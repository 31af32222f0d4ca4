package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// The headlines of a change: one function for each sort of thing that differs.

func exposureLine(e *network.Exposure) headline {
	way := e.Any()
	h := headline{
		opens:  e.Change != network.ExposureClosed && e.Change != network.ExposureNarrowed,
		public: way.Entry.Reach == network.Public || e.Was != nil && e.Was.Entry.Reach == network.Public,
		text:   wayWords(way),
	}
	switch e.Change {
	case network.ExposureWidened, network.ExposureNarrowed, network.ExposureMoved:
		if is, was := openTo(e.Is.Entry), openTo(e.Was.Entry); is != was {
			h.text += ": open to " + is + ", before to " + was
		} else {
			h.text = is + " → " + h.text + ": " + surely(e.Is) + ", before " + surely(e.Was)
		}
	case network.ExposureOpened:
		h.text = openTo(way.Entry) + " → " + h.text
		if e.Was != nil {
			h.text += ", which policies blocked before"
		}
	default:
		h.text = openTo(way.Entry) + " → " + h.text
		if e.Is != nil {
			h.text += ", which policies block now"
		}
	}
	if way.Target != nil {
		h.notes = decisionGrounds(way.Target)
	}
	h.notes = append(h.notes, note{text: wordsOf(way.Entry.Member), place: memberPlace(way.Entry.Member)})
	return h
}

// surely says whether what comes a way arrives.
func surely(w *network.Way) string {
	if w.Target != nil && w.Target.Reached == inventory.Yes {
		return "it arrives"
	}
	return "it depended on where it came from"
}

// wordsOf names an object: "Service shop/web".
func wordsOf(m *inventory.Member) string {
	if m.Namespace == "" {
		return m.Object.Kind + " " + objectOf(m)
	}
	return m.Object.Kind + " " + m.Namespace + "/" + objectOf(m)
}

// wayWords names a way in with what it leads to.
func wayWords(w *network.Way) string {
	e := w.Entry
	text := doorWords(e)
	if w.Target == nil {
		return text + ", which leads to no workload of the input"
	}
	return text + portOf(w.Target) + " → " + workloadOf(w.Target, nil) + arrives(w.Target)
}

// openTo names where an entry is open to.
func openTo(e *network.Entry) string {
	to := e.Reach.String()
	if e.Reach == network.ReachUnknown {
		to = "internet or virtual network"
	}
	if !e.Sources.Empty() {
		to += " (" + addressWords(e.Sources) + ")"
	}
	return to
}

// decisionGrounds is why something arrives, or does not.
func decisionGrounds(t *network.Target) []note {
	switch t.Reached {
	case inventory.Yes:
		if len(t.Decision.Allows) == 0 {
			return []note{{text: "no policy holds what comes in to " + objectOf(t.Workload.Member)}}
		}
		return ruleNotes(t.Decision.Allows)
	case inventory.No:
		return decisionNotes(t.Decision, t.Ports, "comes in to "+objectOf(t.Workload.Member))
	}
	return []note{{text: t.Reason}}
}

// heldLines say which workloads policies begin or cease to isolate; those with
// which the same happens for the same reason are one line.
func heldLines(c *network.Change) []headline {
	type sort struct {
		truths   string
		policies string
	}
	type set struct {
		workloads  []*inventory.Workload
		directions []network.Direction
		one        *network.Held
	}
	of := func(h *network.Held) []*network.Policy {
		if h.Is.Truth == inventory.No {
			return h.Was.By
		}
		return h.Is.By
	}
	var sets []*set
	at := map[sort]*set{}
	for i := range c.Held {
		h := &c.Held[i]
		directions := []network.Direction{h.Direction}
		if i+1 < len(c.Held) && c.Held[i+1].Workload == h.Workload {
			if next := &c.Held[i+1]; next.Is.Truth == h.Is.Truth && slices.Equal(of(next), of(h)) {
				directions = append(directions, next.Direction)
			}
		} else if i > 0 && c.Held[i-1].Workload == h.Workload {
			if before := &c.Held[i-1]; before.Is.Truth == h.Is.Truth && slices.Equal(of(before), of(h)) {
				continue // said with it
			}
		}
		key := sort{fmt.Sprint(directions, h.Is.Truth), policyList(of(h))}
		if at[key] == nil {
			at[key] = &set{directions: directions, one: h}
			sets = append(sets, at[key])
		}
		at[key].workloads = append(at[key].workloads, h.Workload)
	}
	var out []headline
	for _, s := range sets {
		var what []string
		for _, d := range s.directions {
			what = append(what, [...]string{network.Ingress: "what comes in", network.Egress: "what is sent"}[d])
		}
		line := headline{opens: s.one.Is.Truth != inventory.Yes, text: crowdWords(s.workloads, c.New) + ": "}
		switch s.one.Is.Truth {
		case inventory.Yes:
			line.text += "policies hold " + listWords(what) + " now"
		case inventory.No:
			line.text += "no policy holds " + listWords(what) + " any more"
		default:
			line.text += "it is not known any more whether a policy holds " + listWords(what)
		}
		for _, p := range capped(of(s.one), maxReasons) {
			line.notes = append(line.notes, note{policyWords(p), policyPlace(p)})
		}
		out = append(out, line)
	}
	return out
}

// connectionLine says which connections are opened or closed, and why.
func connectionLine(c *network.Change, n *network.Connection, opens bool) headline {
	m := c.Old
	if opens {
		m = c.New
	}
	h := headline{opens: opens, text: crowdWords(n.From, m) + " → " + crowdWords(n.To, m) + " on " + bothPorts(n.Ports, n.Maybe)}
	switch {
	case opens:
		h.notes = flowNotes(n.New)
	default:
		h.notes = append(decisionNotes(n.New.In, n.Ports, "comes in now"), decisionNotes(n.New.Out, n.Ports, "is sent now")...)
	}
	return h
}

// flowNotes is why traffic goes.
func flowNotes(f network.Flow) []note {
	notes := ruleNotes(append(slices.Clone(f.In.Allows), f.Out.Allows...))
	if f.In.Isolation.Truth == inventory.No {
		notes = append(notes, note{text: "no policy holds what comes in"})
	}
	if f.Out.Isolation.Truth == inventory.No && len(f.In.Allows) == 0 {
		notes = append(notes, note{text: "no policy holds what is sent"})
	}
	return notes
}

// crowdWords names workloads: all of the map, all of a namespace, or the first few.
func crowdWords(list []*inventory.Workload, m *network.Map) string {
	total, in := 0, map[string]int{}
	for _, g := range m.Groups {
		for _, w := range g.Workloads {
			total++
			in[w.Member.Namespace]++
		}
	}
	if len(list) == total && total > 2 {
		return "every workload"
	}
	mine := map[string][]*inventory.Workload{}
	var order []string
	for _, w := range list {
		ns := w.Member.Namespace
		if mine[ns] == nil {
			order = append(order, ns)
		}
		mine[ns] = append(mine[ns], w)
	}
	var words []string
	for _, ns := range order {
		if len(mine[ns]) == in[ns] && in[ns] > 2 {
			words = append(words, fmt.Sprintf("all %d workloads of %s", in[ns], ns))
			continue
		}
		for _, w := range capped(mine[ns], few) {
			words = append(words, wordsOf(w.Member))
		}
		if more := len(mine[ns]) - few; more > 0 {
			words = append(words, fmt.Sprintf("%d more of %s", more, ns))
		}
	}
	const most = 8
	if more := len(words) - most; more > 0 {
		words = append(words[:most:most], fmt.Sprintf("%d more", more))
	}
	return listWords(words)
}

func addressLine(a *network.AddressChange, opens bool) headline {
	var names []string
	for _, w := range capped(a.Workloads, few) {
		names = append(names, wordsOf(w.Member))
	}
	if more := len(a.Workloads) - few; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	who, what := listWords(names), addressWords(a.Addresses)
	if a.Direction == network.Ingress {
		who, what = what, who
	}
	return headline{opens: opens, text: who + " → " + what + " on " + portWords(a.Ports)}
}

// bareLines names workloads that come or go, by namespace.
func bareLines(list []*inventory.Workload, opens bool) (out []headline) {
	by := map[string][]string{}
	var order []string
	for _, w := range list {
		ns := w.Member.Namespace
		if by[ns] == nil {
			order = append(order, ns)
		}
		by[ns] = append(by[ns], w.Kind()+" "+objectOf(w.Member))
	}
	for _, ns := range order {
		names := capped(by[ns], 2*few)
		if more := len(by[ns]) - 2*few; more > 0 {
			names = append(slices.Clone(names), fmt.Sprintf("%d more", more))
		}
		verb := " is new"
		switch {
		case opens && len(by[ns]) > 1:
			verb = " are new"
		case !opens && len(by[ns]) > 1:
			verb = " are gone"
		case !opens:
			verb = " is gone"
		}
		out = append(out, headline{opens: opens, text: strings.TrimSpace("in " + ns + ": " + listWords(names) + verb)})
	}
	return out
}
