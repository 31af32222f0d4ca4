package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/plan"
)

// PlanWriter writes the address plans of some clusters in one format.
type PlanWriter func(w io.Writer, plans []*plan.Plan, opt Options) error

// planWriters is the one list of the formats of a plan, the default first.
func planWriters() []struct {
	name  string
	write PlanWriter
} {
	return []struct {
		name  string
		write PlanWriter
	}{
		{"text", PlanText},
		{"json", PlanJSON},
		{"markdown", PlanMarkdown},
	}
}

// PlanFor returns the writer of a format; ok is false where there is none.
func PlanFor(name string) (write PlanWriter, ok bool) {
	for _, f := range planWriters() {
		if f.name == name {
			return f.write, true
		}
	}
	return nil, false
}

// PlanFormats lists the names that PlanFor knows, the default first.
func PlanFormats() []string {
	var names []string
	for _, f := range planWriters() {
		names = append(names, f.name)
	}
	return names
}

// This is what the formats for people have in common: three tables of cells.

// planTable is a table of a plan. The first columns are text, from the column
// numbers on they are numbers; a row ends with what stands behind the columns.
type planTable struct {
	title   string
	columns []string
	numbers int
	rows    []planRow
}

type planRow struct {
	cells []string
	// used is what is taken at the most, and now at present, of size.
	now, used, size int
	tail            string
	over            bool
}

func rangesTable(p *plan.Plan) planTable {
	t := planTable{title: "Address ranges", columns: []string{"range", "of", "counts", "room", "min", "now", "max", "free"}, numbers: 3}
	for _, r := range p.Ranges {
		var of []string
		for _, prefix := range r.Prefixes {
			of = append(of, prefix.String())
		}
		tail := ""
		if !r.Complete {
			tail = "at least: not all of it could be counted"
		}
		t.rows = append(t.rows, planRow{
			cells: append([]string{r.Name, strings.Join(of, " "), r.Unit}, planNumbers(r.Size, r.Used, r.Free())...),
			now:   r.Used.Now, used: r.Used.Max, size: r.Size, tail: tail, over: r.Free() < 0,
		})
	}
	return t
}

func planNumbers(size int, used aks.Scale, free int) []string {
	return []string{strconv.Itoa(size), strconv.Itoa(used.Min), strconv.Itoa(used.Now), strconv.Itoa(used.Max), strconv.Itoa(free)}
}

func poolsTable(p *plan.Plan) planTable {
	t := planTable{title: "Node pools", columns: []string{"pool", "system", "pods get addresses from", "min", "now", "max", "surge", "pods each", "can grow to"}, numbers: 3}
	for _, pool := range p.Pools {
		t.rows = append(t.rows, planRow{
			cells: []string{
				pool.Name, pool.OS, string(pool.Addressing), strconv.Itoa(pool.Nodes.Min), strconv.Itoa(pool.Nodes.Now), strconv.Itoa(pool.Nodes.Max),
				strconv.Itoa(pool.Surge), strconv.Itoa(pool.MaxPods), strconv.Itoa(pool.Holds),
			},
			tail: "then " + pool.First, over: pool.Holds < pool.Nodes.Max,
		})
	}
	return t
}

func asksTable(p *plan.Plan) planTable {
	t := planTable{title: "What the manifests ask for", columns: []string{"what", "room", "min", "now", "max", "free"}, numbers: 1}
	for _, a := range p.Asks {
		tail := ""
		if !a.Complete {
			tail = "of the room that could be counted"
		}
		t.rows = append(t.rows, planRow{
			cells: append([]string{a.What}, planNumbers(a.Room.Max, a.Asked, a.Free())...),
			now:   a.Asked.Now, used: a.Asked.Max, size: a.Room.Max, tail: tail, over: a.Short(),
		})
	}
	return t
}

// planTitle is the first line about a cluster.
func planTitle(p *plan.Plan) string {
	parts := []string{}
	if v, ok := p.Cluster.Version(); ok {
		parts = append(parts, "Kubernetes "+v.String())
	}
	if engine, ok := p.Cluster.PolicyEngine(); ok {
		parts = append(parts, "network policies by "+string(engine))
	}
	if out := p.Cluster.OutboundType(); out.Known() {
		parts = append(parts, "outbound through "+out.Text())
	}
	return strings.Join(parts, ", ")
}

// verdicts say what does not fit.
func verdicts(p *plan.Plan) (lines []string) {
	for _, r := range p.Ranges {
		if r.Free() < 0 {
			lines = append(lines, fmt.Sprintf("%s: %d %s are needed at the most, and there is room for %d", r.Name, r.Used.Max, r.Unit, r.Size))
		}
	}
	for _, a := range p.Asks {
		if a.Short() {
			lines = append(lines, fmt.Sprintf("%s: the manifests ask for %d at the most, and the cluster has room for %d", a.What, a.Asked.Max, a.Room.Max))
		}
	}
	return lines
}

// counting says how numbers of a plan are counted.
type counting struct {
	what string
	plan.Formula
}

// countings lists how the numbers of plans are counted, each way once.
func countings(plans ...*plan.Plan) (list []counting) {
	seen := map[string]bool{}
	add := func(what string, f plan.Formula) {
		if !seen[f.Text] {
			seen[f.Text] = true
			list = append(list, counting{what, f})
		}
	}
	for _, p := range plans {
		for _, r := range p.Ranges {
			add(r.Name, r.Formula)
		}
		if len(p.Pools) > 0 {
			add("can grow to", plan.Growth)
		}
		for _, a := range p.Asks {
			add(a.What, a.Formula)
		}
	}
	return list
}

const planCells = 12 // of a bar

// bar draws how much of something is taken: the full part at present, the
// hatched one at the most. Less than a percent is not seen.
func bar(now, used, size int) string {
	if size <= 0 {
		return strings.Repeat("▒", planCells)
	}
	cells := func(n int) int {
		if n*100 < size {
			return 0
		}
		return min(planCells, (n*planCells+size-1)/size)
	}
	full := cells(now)
	hatched := max(0, cells(used)-full)
	return strings.Repeat("█", full) + strings.Repeat("▒", hatched) + strings.Repeat("░", planCells-full-hatched)
}

// percent is how much of something is taken, as people say it.
func percent(used, size int) string {
	switch {
	case size <= 0:
		return "-"
	case used > 0 && used*100 < size:
		return "under 1 %"
	}
	return strconv.Itoa(used*100/size) + " %"
}
