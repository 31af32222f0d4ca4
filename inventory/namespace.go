package inventory

import (
	"maps"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/manifest"
)

// namespace indexes the objects of a scope that land in one namespace.
type namespace struct {
	kinds     map[string]*list // by KindName
	workloads list
	// byLabel lists the workloads whose pods carry a label, inDoubt those of
	// which it is not known whether they carry a label of some key, and open
	// those that may carry any.
	byLabel map[label][]*group
	inDoubt map[string][]*group
	open    []*group
	// values lists the values of each label.
	values map[string]*values
	// policies lists the NetworkPolicies by one of the labels that they select
	// by, and under the zero label those that may select any workload;
	// policyKeys lists them by the key of that label.
	policies   map[label][]*group
	policyKeys map[string][]*group
	// owners says that a custom resource lives here that may own pods.
	owners bool
}

type label struct{ key, value string }

// index files the members of a scope by namespace, kind and label.
func (s *Scope) index() {
	s.namespaces, s.groups = map[string]*namespace{}, map[manifest.Identity]*group{}
	var groups []*group
	for _, m := range s.Members {
		if m.Fragment {
			continue
		}
		if m.group = s.groups[m.Identity()]; m.group == nil || m.name == "" {
			m.group = &group{}
			groups = append(groups, m.group)
			s.groups[m.Identity()] = m.group
		}
		m.group.members = append(m.group.members, m)
	}
	for _, g := range groups {
		g.index()
		first := g.members[0]
		ns := s.namespaces[first.Namespace]
		if ns == nil {
			ns = &namespace{kinds: map[string]*list{}, byLabel: map[label][]*group{}, inDoubt: map[string][]*group{},
				values: map[string]*values{}, policies: map[label][]*group{}, policyKeys: map[string][]*group{}}
			s.namespaces[first.Namespace] = ns
			if manifest.IsPlaceholder(first.Namespace) {
				s.vague = append(s.vague, first.Namespace)
			}
		}
		ns.add(g)
		s.deploys = s.deploys || deploysOthers(first.Object)
	}
	for _, ns := range s.namespaces {
		ns.indexPolicies()
	}
	slices.Sort(s.vague)
}

func (ns *namespace) add(g *group) {
	kind := KindName(g.members[0].Object)
	if ns.kinds[kind] == nil {
		ns.kinds[kind] = &list{}
	}
	ns.kinds[kind].add(g)
	makesPods := false
	for _, m := range g.members {
		w := m.Workload
		if w == nil {
			continue
		}
		makesPods = true
		for key, value := range w.Labels {
			if ns.values[key] == nil {
				ns.values[key] = &values{}
			}
			if ns.byLabel[label{key, value}] == nil {
				ns.values[key].add(value)
			}
			file(ns.byLabel, label{key, value}, g)
		}
		for key := range w.inDoubt {
			file(ns.inDoubt, key, g)
		}
		if w.open {
			ns.open = append(ns.open, g)
		}
	}
	if makesPods {
		ns.workloads.add(g)
	} else {
		ns.owners = ns.owners || mayOwnPods(g.members[0].Object)
	}
}

// file appends a group to a list that groups come to one by one.
func file[K comparable](index map[K][]*group, key K, g *group) {
	if old := index[key]; len(old) == 0 || old[len(old)-1] != g {
		index[key] = append(old, g)
	}
}

// indexPolicies files each NetworkPolicy under the rarest label that it selects
// by.
func (ns *namespace) indexPolicies() {
	l := ns.kinds["NetworkPolicy.networking.k8s.io"]
	if l == nil {
		return
	}
	for _, g := range l.groups {
		for _, m := range g.members {
			var by label
			if policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy); ok && !m.Patched(manifest.At("spec", "podSelector")) {
				by = ns.rarest(telling(policy.Spec.PodSelector.MatchLabels))
			}
			file(ns.policies, by, g)
			file(ns.policyKeys, by.key, g)
		}
	}
}

// telling lists the labels of a selector that tell which workloads may match.
func telling(selector map[string]string) (out []label) {
	for _, key := range slices.Sorted(maps.Keys(selector)) {
		if value := selector[key]; !setByControllers(key) && !manifest.IsPlaceholder(value) && !manifest.IsPlaceholder(key) {
			out = append(out, label{key, value})
		}
	}
	return out
}

// rarest is the one of some labels that the fewest workloads may carry, the
// zero label where there are none.
func (ns *namespace) rarest(labels []label) (rarest label) {
	best := 0
	for i, l := range labels {
		if n := len(ns.byLabel[l]) + len(ns.inDoubt[l.key]); i == 0 || n < best {
			rarest, best = l, n
		}
	}
	return rarest
}

// candidates lists the workloads that may match a selector, in no order.
func (ns *namespace) candidates(selector map[string]string) []*group {
	labels := telling(selector)
	if len(labels) == 0 {
		return ns.workloads.groups
	}
	by := ns.rarest(labels)
	out := ns.byLabel[by]
	if len(ns.inDoubt[by.key])+len(ns.open) == 0 {
		return out
	}
	seen := map[*group]bool{}
	return slices.DeleteFunc(slices.Concat(out, ns.inDoubt[by.key], ns.open), func(g *group) bool {
		again := seen[g]
		seen[g] = true
		return again
	})
}

// NetworkPolicies returns the NetworkPolicies of a workload's namespace that
// may select it, in the order of the input. Most of those that select other
// labels are left out.
func (v View) NetworkPolicies(w *Workload) []*Member {
	ns := v.Scope.namespaces[w.Member.Namespace]
	switch {
	case ns == nil || len(ns.policies) == 0:
		return nil
	case w.open:
		return v.Objects("NetworkPolicy.networking.k8s.io", w.Member.Namespace)
	}
	groups := slices.Clone(ns.policies[label{}])
	for key, value := range w.Labels {
		groups = append(groups, ns.policies[label{key, value}]...)
	}
	for key := range w.inDoubt {
		groups = append(groups, ns.policyKeys[key]...)
	}
	return slices.Compact(seenFrom(v.Member, groups))
}

// Alike returns the other namespaces of the scope, sorted, that may turn out to
// be the same as one: the name of either is a placeholder.
func (v View) Alike(name string) []string {
	if !manifest.IsPlaceholder(name) {
		return v.Scope.vague
	}
	var out []string
	for other := range v.Scope.namespaces {
		if other != name && other != "" {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// PodsElsewhere reports whether pods of a namespace may come from something
// that the input does not show there: the scope is open, a custom resource may
// own pods, or there are workloads in a namespace whose name is a placeholder.
func (v View) PodsElsewhere(name string) bool {
	ns := v.Scope.namespaces[name]
	return v.Scope.Open || v.Scope.deploys || ns != nil && ns.owners || slices.ContainsFunc(v.Alike(name), v.HasWorkloads)
}
