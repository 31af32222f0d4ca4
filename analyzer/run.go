package analyzer

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// Options steer a run.
type Options struct {
	// Rules are those that run.
	Rules []Rule
	// Params are the organisation's settings; nil means none.
	Params *Params
	// Profiles are the clusters that the objects are bound for, each with a name
	// of its own.
	Profiles []*aks.Profile
	// Subnets are the address ranges of subnets; nil where they are not given,
	// and those count that the files of the profiles tell of.
	Subnets *aks.Subnets
	// AsOf is the day for rules that read the calendar.
	AsOf time.Time
	// Jobs is the number of workers; 0 takes one for each processor.
	Jobs int
	// Lookup turns the id or name of any rule, whether it runs or not, into
	// its id, for suppressions; nil knows the rules that run.
	Lookup func(string) (id string, ok bool)
	// Skip says that a rule does not run on a file; nil skips nothing.
	Skip func(file, id string) bool
	// Severity replaces the severity of all findings of a rule, by ID.
	Severity map[string]Severity
}

// Run runs the rules over all documents and objects of some files. The order
// of the findings, and their text, does not depend on Jobs. The errors are
// faults of rules: the findings of the other rules are complete.
func Run(files []*manifest.File, inv *inventory.Inventory, opt Options) (*Result, []error) {
	if opt.Params == nil {
		opt.Params = &Params{}
	}
	r := newRunner(inv, opt)
	count := 0
	for _, f := range files {
		count += len(f.Documents)
	}
	documents := make([]*manifest.Document, 0, count) // a worker takes one: rendered charts come as one large file
	for _, f := range files {
		documents = append(documents, f.Documents...)
	}
	outcomes := make([]outcome, len(documents))
	Parallel(len(documents), opt.Jobs, func(i int) { outcomes[i] = r.document(documents[i]) })

	result := &Result{Summary: summarise(files)}
	result.Summary.NotEvaluated = slices.Clone(r.notEvaluated)
	slices.SortStableFunc(result.Summary.NotEvaluated, func(a, b NotEvaluated) int { return strings.Compare(a.Rule, b.Rule) })
	inPatches := move(outcomes)
	count = 0
	for i := range outcomes {
		count += len(outcomes[i].findings)
	}
	for _, list := range inPatches {
		count += len(list)
	}
	result.Findings = make([]Finding, 0, count)
	var faults []error
	add := func(out outcome) {
		result.Findings = append(result.Findings, out.findings...)
		result.Summary.Suppressed += out.suppressed
		faults = append(faults, out.faults...)
	}
	profiles := r.clusters()
	for _, f := range files {
		if !profiles.hold(f) { // a configuration lies among the manifests
			add(r.file(f, outcomes[:len(f.Documents)], inPatches[f.Source], result.Findings[len(result.Findings):]))
		}
		outcomes = outcomes[len(f.Documents):]
	}
	for _, p := range profiles {
		add(r.file(p.file, []outcome{p.outcome}, nil, nil))
	}
	sortFindings(result.Findings)
	for i := range opt.Rules {
		result.Rules = append(result.Rules, &opt.Rules[i].Meta)
	}
	slices.SortFunc(result.Rules, func(a, b *Meta) int { return strings.Compare(a.ID, b.ID) })
	result.Summary.count(result.Findings)
	return result, faults
}

// Parallel calls f for 0 to n-1 on some workers, one for each processor where
// jobs is 0, and returns when all calls have. The caller is one of the workers.
func Parallel(n, jobs int, f func(int)) {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	var group sync.WaitGroup
	for range min(jobs, n) - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
}

// outcome is what one document gave, or one file.
type outcome struct {
	findings   []Finding
	suppressed int
	faults     []error
}

// file joins what the documents of a file gave, and what lies in its patches,
// without what is skipped or suppressed there. The findings lie in the room given
// where they fit.
func (r *runner) file(f *manifest.File, documents []outcome, inPatches, room []Finding) outcome {
	out := outcome{findings: room}
	for _, d := range documents {
		out.findings, out.faults = append(out.findings, d.findings...), append(out.faults, d.faults...)
	}
	out.merge(inPatches)
	skipped := func(g Finding) bool { return r.opt.Skip != nil && r.opt.Skip(f.Source.Name, g.Rule.ID) }
	out.findings = slices.DeleteFunc(out.findings, skipped)
	if f.Directed { // nearly no file has suppressions
		list := suppressions(f, r.opt.Lookup)
		out.findings, out.suppressed = suppress(out.findings, list)
		r.review(list, &out)
		out.findings = slices.DeleteFunc(out.findings, skipped)
	}
	return out
}
