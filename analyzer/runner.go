package analyzer

import (
	"fmt"
	"slices"
	"sync"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

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
