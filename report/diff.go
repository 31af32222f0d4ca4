package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// DiffWriter writes what differs between the maps of two runs.
type DiffWriter func(w io.Writer, changes []*network.Change, opt Options) error

// diffWriters are the formats of a difference, in the order in which help
// lists them.
var diffWriters = []struct {
	format string
	write  DiffWriter
}{
	{"text", DiffText},
	{"json", DiffJSON},
	{"markdown", DiffMarkdown},
}

// DiffFormats lists the formats of a difference.
func DiffFormats() []string {
	out := make([]string, len(diffWriters))
	for i, d := range diffWriters {
		out[i] = d.format
	}
	return out
}

// NewDiffWriter finds the writer for a format.
func NewDiffWriter(format string) (DiffWriter, bool) {
	for _, d := range diffWriters {
		if d.format == format {
			return d.write, true
		}
	}
	return nil, false
}

// headline is one thing that a change does, in words. The formats for people
// differ in their marks only.
type headline struct {
	// opens says that it lets something through that did not get through
	// before.
	opens bool
	// public says that it is about the internet.
	public bool
	text   string
	notes  []note
}

// part is headlines of one sort.
type part struct {
	title string
	lines []headline
}

// changeParts says what a change does, the most important first.
func changeParts(c *network.Change) []part {
	var held, connections, addresses part
	held.title, connections.title, addresses.title = "What policies hold", "Connections", "Addresses outside the cluster"
	exposures := part{title: "Ways in from outside"}
	for i := range c.Exposures {
		exposures.lines = append(exposures.lines, exposureLine(&c.Exposures[i]))
	}
	slices.SortStableFunc(exposures.lines, func(a, b headline) int { return rankOf(b) - rankOf(a) })
	held.lines = heldLines(c)
	fresh := part{title: "Connections of new workloads"} // those of workloads that are gone go without saying
	for i := range c.Opened {
		line := connectionLine(c, &c.Opened[i], true)
		if c.Opened[i].Fresh {
			fresh.lines = append(fresh.lines, line)
		} else {
			connections.lines = append(connections.lines, line)
		}
	}
	for i := range c.Closed {
		if !c.Closed[i].Fresh {
			connections.lines = append(connections.lines, connectionLine(c, &c.Closed[i], false))
		}
	}
	for i := range c.AddressesOpened {
		addresses.lines = append(addresses.lines, addressLine(&c.AddressesOpened[i], true))
	}
	for i := range c.AddressesClosed {
		addresses.lines = append(addresses.lines, addressLine(&c.AddressesClosed[i], false))
	}
	workloads := part{title: "Workloads"}
	workloads.lines = append(workloads.lines, bareLines(c.Added, true)...)
	workloads.lines = append(workloads.lines, bareLines(c.Removed, false)...)
	var out []part
	for _, p := range []part{exposures, held, connections, addresses, workloads, fresh} {
		if len(p.lines) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func rankOf(h headline) int {
	rank := 0
	if h.public {
		rank += 2
	}
	if h.opens {
		rank++
	}
	return rank
}

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

// verdictWords is a change in one sentence.
func verdictWords(changes []*network.Change) string {
	var public, opened, closed, inner, added, removed int
	any := false
	for _, c := range changes {
		any = any || !c.Empty()
		for i := range c.Exposures {
			h := exposureLine(&c.Exposures[i])
			switch {
			case h.opens && h.public:
				public++
			case h.opens:
				inner++
			}
		}
		for _, n := range c.Opened {
			if !n.Fresh {
				opened++
			}
		}
		for _, n := range c.Closed {
			if !n.Fresh {
				closed++
			}
		}
		added += len(c.Added)
		removed += len(c.Removed)
	}
	if !any {
		return "Nothing changes who reaches whom"
	}
	var words []string
	if public > 0 {
		words = append(words, "opens or widens "+count(public, "way", "ways")+" in from the internet")
	}
	if inner > 0 {
		words = append(words, "opens or widens "+count(inner, "other way in", "other ways in"))
	}
	if opened > 0 {
		words = append(words, "opens "+count(opened, "connection", "connections"))
	}
	if closed > 0 {
		words = append(words, "closes "+count(closed, "connection", "connections"))
	}
	if added > 0 {
		words = append(words, "adds "+count(added, "workload", "workloads"))
	}
	if removed > 0 {
		words = append(words, "removes "+count(removed, "workload", "workloads"))
	}
	if len(words) == 0 {
		return "The change opens and closes nothing between workloads"
	}
	return "The change " + listWords(words)
}

// worthTelling leaves out changes without a difference.
func worthTelling(changes []*network.Change) []*network.Change {
	return slices.DeleteFunc(slices.Clone(changes), (*network.Change).Empty)
}

// scopeName is the folder of a change.
func scopeName(c *network.Change) string {
	if c.New != nil {
		return c.New.Scope.Name
	}
	return c.Old.Scope.Name
}
