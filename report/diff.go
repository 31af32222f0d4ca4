package report

import (
	"io"
	"slices"

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
