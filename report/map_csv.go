package report

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// MapWriter writes the maps of the scopes of a run.
type MapWriter func(w io.Writer, maps []*network.Map, opt Options) error

// mapWriters are the formats of a map, in the order in which help lists them.
var mapWriters = []struct {
	format string
	write  MapWriter
}{
	{"text", MapText},
	{"csv", WriteMapCSV},
	{"json", MapJSON},
	{"mermaid", MapMermaid},
	{"dot", MapDOT},
	{"html", MapHTML},
}

// MapFormats lists the formats of a map.
func MapFormats() []string {
	out := make([]string, len(mapWriters))
	for i, m := range mapWriters {
		out[i] = m.format
	}
	return out
}

// NewMapWriter finds the writer for a format.
func NewMapWriter(format string) (MapWriter, bool) {
	for _, m := range mapWriters {
		if m.format == format {
			return m.write, true
		}
	}
	return nil, false
}

// WriteMapCSV writes the canonical form: one line for each source and
// destination between which policies surely admit something, sorted, with the
// ports. A workload is namespace/name[Kind], a range of addresses ip:A-B. What
// is not known is left out, and so are connections of a workload with itself.
// Where several scopes have the same pair, its line has the ports of all.
func WriteMapCSV(w io.Writer, maps []*network.Map, _ Options) error {
	out := bufio.NewWriter(w)
	line := func(src, dst, ports string) { // Flush tells of all errors
		for _, s := range []string{field(src), ",", field(dst), ",", field(ports), "\n"} {
			_, _ = out.WriteString(s)
		}
	}
	line("src", "dst", "ports")
	maps = slices.DeleteFunc(slices.Clone(maps), func(m *network.Map) bool { return len(m.Groups) == 0 })
	if len(maps) == 1 { // may be large, and is in order
		for l := range csvLines(maps[0]) {
			line(l.src, l.dst, l.ports.String())
		}
		return out.Flush()
	}
	type pair struct{ src, dst string }
	all := map[pair]network.PortSet{}
	for _, m := range maps {
		for l := range csvLines(m) {
			key := pair{l.src, l.dst}
			all[key] = all[key].Union(l.ports)
		}
	}
	pairs := make([]pair, 0, len(all))
	for key := range all {
		pairs = append(pairs, key)
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if a.src != b.src {
			return strings.Compare(a.src, b.src)
		}
		return strings.Compare(a.dst, b.dst)
	})
	for _, key := range pairs {
		line(key.src, key.dst, all[key].String())
	}
	return out.Flush()
}

// field quotes a field of CSV where it has to be (RFC 4180).
func field(s string) string {
	if strings.ContainsAny(s, ",\"\r\n") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

type csvLine struct {
	src, dst string
	ports    network.PortSet
}

// csvLines yields the lines of one map in order.
func csvLines(m *network.Map) func(yield func(csvLine) bool) {
	return func(yield func(csvLine) bool) {
		sources := csvSources(m)
		names := make([]string, 0, len(sources))
		for name := range sources {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, src := range names {
			for _, line := range sources[src]() {
				line.src = src
				if line.dst != src && !yield(line) {
					return
				}
			}
		}
	}
}

// csvSources gives for each source its lines, by destination.
func csvSources(m *network.Map) map[string]func() []csvLine {
	outward := make([][]csvLine, len(m.Groups))
	inward := map[string][]network.AddressEdge{}
	for _, e := range m.Outside {
		for _, r := range e.Addresses.Ranges() {
			name := "ip:" + r.String()
			if e.Direction == network.Ingress {
				inward[name] = append(inward[name], e)
				continue
			}
			for _, group := range e.Groups {
				outward[group] = append(outward[group], csvLine{dst: name, ports: e.Ports})
			}
		}
	}
	out := map[string]func() []csvLine{}
	for name, edges := range inward {
		out[name] = func() (lines []csvLine) {
			for _, e := range edges {
				for _, group := range e.Groups {
					lines = appendGroup(lines, m.Groups[group], e.Ports)
				}
			}
			return joined(lines)
		}
	}
	for group, rows := range m.Rows() {
		lines := func() []csvLine {
			all := slices.Clone(outward[group])
			for _, row := range rows {
				all = appendGroup(all, m.Groups[row.To], row.Ports)
			}
			return joined(all)
		}
		for _, w := range m.Groups[group].Workloads {
			name := csvName(w)
			if before := out[name]; before != nil { // pods of one owner that behave differently
				out[name] = func() []csvLine { return joined(append(before(), lines()...)) }
				continue
			}
			out[name] = lines
		}
	}
	return out
}

func appendGroup(lines []csvLine, g network.Group, ports network.PortSet) []csvLine {
	for _, w := range g.Workloads {
		lines = append(lines, csvLine{dst: csvName(w), ports: ports})
	}
	return lines
}

// joined sorts lines and joins those with one destination; empty ones go.
func joined(lines []csvLine) []csvLine {
	slices.SortStableFunc(lines, func(a, b csvLine) int { return strings.Compare(a.dst, b.dst) })
	out := lines[:0]
	for _, line := range lines {
		switch n := len(out); {
		case line.ports.Empty():
		case n > 0 && out[n-1].dst == line.dst:
			out[n-1].ports = out[n-1].ports.Union(line.ports)
		default:
			out = append(out, line)
		}
	}
	return out
}

// csvName is how the canonical form calls a workload.
func csvName(w *inventory.Workload) string {
	kind, name := w.Owner()
	return Inert(w.Member.Namespace + "/" + name + "[" + kind + "]")
}
