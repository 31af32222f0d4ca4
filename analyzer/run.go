package analyzer

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
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

// runner runs rules, sorted by what they look at.
type runner struct {
	inv       *inventory.Inventory
	opt       Options
	networks  *network.Models
	documents []*Rule            // rules on documents
	every     []*Rule            // rules on all objects
	workloads []*Rule            // rules on whatever makes pods
	kinds     map[string][]*Rule // rules on a kind
	profiles  []*Rule            // rules on clusters
	// suppressions are the rules on suppressions, and ran all that run.
	suppressions []*Rule
	ran          map[string]bool
	notEvaluated []NotEvaluated
	passes       sync.Pool // of those that have served a document, to serve the next
}

func newRunner(inv *inventory.Inventory, opt Options) *runner {
	settings := network.SettingsFor(opt.Profiles, opt.Subnets, opt.Params.IPBlockMatchesPods)
	settings.Unenforced = false // rules judge policies as they are written; some ask the cluster besides
	r := &runner{inv: inv, opt: opt, networks: network.NewModels(settings), kinds: map[string][]*Rule{}, ran: map[string]bool{}}
	for i := range opt.Rules {
		rule := &opt.Rules[i]
		r.ran[rule.ID] = true
		if r.lacks(rule) {
			continue
		}
		switch {
		case rule.Subject == Clusters:
			r.profiles = append(r.profiles, rule)
		case rule.Subject == Suppressions:
			r.suppressions = append(r.suppressions, rule)
		case rule.Subject == Documents:
			r.documents = append(r.documents, rule)
		case len(rule.Kinds) == 0:
			r.every = append(r.every, rule)
		}
		for _, kind := range rule.Kinds {
			if kind == KindWorkload {
				r.workloads = append(r.workloads, rule)
			} else {
				r.kinds[kind] = append(r.kinds[kind], rule)
			}
		}
	}
	if r.opt.Lookup == nil {
		r.opt.Lookup = func(id string) (string, bool) { return id, r.ran[id] }
	}
	return r
}

// document runs all rules over one document and its objects.
func (r *runner) document(d *manifest.Document) (out outcome) {
	if len(d.Problems) == 0 && len(d.Objects) == 0 {
		return out
	}
	d.Hold()
	defer d.Release()
	pass, _ := r.passes.Get().(*Pass)
	if pass == nil {
		pass = r.pass(Pass{})
	}
	defer func() {
		clear(pass.findings)
		pass.Object, pass.View, pass.Profile, pass.findings = nil, nil, nil, pass.findings[:0]
		r.passes.Put(pass)
	}()
	pass.Document = d
	for _, rule := range r.documents {
		findings := r.call(rule, pass, &out)
		for i := range findings {
			r.finish(&findings[i], rule, d, nil, "")
		}
	}
	if !d.Glued {
		r.objects(d, pass, &out)
	}
	out.findings = slices.Clone(pass.findings)
	return out
}

// objects runs all rules on objects over those of a document.
func (r *runner) objects(d *manifest.Document, pass *Pass, out *outcome) {
	for _, o := range d.Objects {
		pass.Object = o
		views := r.inv.Views(o)
		if len(views) == 0 {
			continue
		}
		for _, rule := range r.every {
			r.object(rule, pass, views, out)
		}
		for _, rule := range r.kinds[views[0].Member.Kind()] {
			r.object(rule, pass, views, out)
		}
		if views[0].Member.Workload != nil {
			for _, rule := range r.workloads {
				r.object(rule, pass, views, out)
			}
		}
	}
}

// object runs one rule over the object of a pass, once for each profile where it
// reads one.
func (r *runner) object(rule *Rule, pass *Pass, views []inventory.View, out *outcome) {
	var found []Finding
	before := len(pass.findings)
	switch profiles := r.opt.Profiles; {
	case len(profiles) == 0 || !rule.Sees(ClusterInput):
		found = r.everywhere(rule, pass, views, nil, out)
	case len(profiles) == 1:
		found = r.everywhere(rule, pass, views, profiles[0], out)
	default:
		lists := make([][]Finding, len(profiles))
		for i, p := range profiles {
			lists[i] = r.everywhere(rule, pass, views, p, out)
		}
		found = distinguished(rule, lists, profiles)
	}
	for i := range found {
		r.finish(&found[i], rule, pass.Document, pass.Object, views[0].Member.Namespace)
	}
	pass.findings = append(pass.findings[:before], found...) // as a rule they lie there
}

// call runs one rule once, and turns a panic into a fault of that rule. The same
// pass serves many calls, and what it returns stays while the pass does.
func (r *runner) call(rule *Rule, p *Pass, out *outcome) (findings []Finding) {
	before := len(p.findings)
	p.rule, p.Subnets = rule, p.Profile.SubnetsOr(r.opt.Subnets)
	defer func() {
		if cause := recover(); cause != nil {
			out.faults = append(out.faults, fmt.Errorf("rule %s stopped on %s: %v; this is a fault of akslint, please report it", rule.ID, p.subject(), cause))
			p.findings, p.failures, findings = p.findings[:before], nil, nil
		}
	}()
	rule.Check(p)
	if len(p.failures) > 0 {
		out.faults, p.failures = append(out.faults, p.failures...), nil
	}
	return slices.Clip(p.findings[before:])
}

// pass is a pass with what all of a run have.
func (r *runner) pass(p Pass) *Pass {
	p.Params, p.AsOf, p.networks = r.opt.Params, r.opt.AsOf, r.networks
	return &p
}

// subject names what a pass looks at, for faults.
func (p *Pass) subject() string {
	if p.Inventory != nil {
		return "the cluster of " + p.Document.Source.Name
	}
	if p.Object == nil {
		return fmt.Sprintf("document %d of %s", p.Document.Index+1, p.Document.Source.Name)
	}
	return fmt.Sprintf("%s %q in %s", p.Object.Kind, p.Object.Name, p.Document.Source.Name)
}
