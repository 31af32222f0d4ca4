package inventory

import (
	"slices"
	"sync"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/manifest"
)

// namespace indexes the objects of a scope that land in one namespace.
type namespace struct {
	kinds     map[string]*list // by KindName
	workloads list
	// pods are the workloads where no object has several definitions.
	pods []*Workload
	// byLabel lists the workloads whose pods carry a label, inDoubt those of
	// which it is not known whether they carry a label of some key, and open
	// those that may carry any.
	byLabel map[label][]*group
	inDoubt map[string][]*group
	open    []*group
	// values lists the values of each label.
	values map[string]*values
	// selecting lists, by kind, the objects that select workloads.
	selecting map[string]*selecting
	// owners says that a custom resource lives here that may own pods.
	owners bool
}

type label struct{ key, value string }

// selecting lists objects by one of the labels that they select by, and under
// the zero label those that may select any workload; and by the key of it.
type selecting struct {
	byLabel map[label][]*group
	byKey   map[string][]*group
}

// index files the members of a scope by namespace, kind and label.
func (s *Scope) index() {
	s.namespaces = map[string]*namespace{}
	groups := make([]*group, 0, len(s.Members))
	folders := locations{}
	for i, m := range s.Members {
		if src := m.Object.Source(); i > 0 && s.Members[i-1].Object.Source() == src { // those of a file follow each other
			m.file = s.Members[i-1].file
		} else {
			m.file = &location{around: folders.around(src.Name)}
		}
		m.file.take(m, i)
		if m.Fragment {
			continue
		}
		l := s.namespace(m.Namespace).list(m.kind)
		if g := l.byName[m.name]; g != nil && m.name != "" {
			m.group = g
			g.members, l.several = append(g.members, m), true
			continue
		}
		m.group = &group{members: s.Members[i : i+1 : i+1]}
		groups = append(groups, m.group)
		l.byName[m.name] = m.group
		l.add(m.group)
	}
	for _, g := range groups {
		first := g.members[0]
		s.namespaces[first.Namespace].add(g)
		s.deploys = s.deploys || deploysOthers(first.Object)
	}
	for _, ns := range s.namespaces {
		for _, kind := range []string{"Service", "NetworkPolicy.networking.k8s.io"} {
			ns.indexSelecting(kind)
		}
	}
	slices.Sort(s.vague)
	s.named = slices.Clip(slices.Sorted(slices.Values(s.named)))
	s.services, s.senders = sync.OnceValue(s.findServices), sync.OnceValue(s.findSenders)
	s.mentions, s.callers = sync.OnceValue(s.findMentions), sync.OnceValue(s.findCallers)
}

// namespace finds a namespace of the scope, or begins it.
func (s *Scope) namespace(name string) *namespace {
	ns := s.namespaces[name]
	if ns == nil {
		ns = &namespace{kinds: map[string]*list{}, byLabel: map[label][]*group{}, inDoubt: map[string][]*group{},
			values: map[string]*values{}, selecting: map[string]*selecting{}}
		s.namespaces[name] = ns
		if name != "" {
			s.named = append(s.named, name)
		}
		if manifest.IsPlaceholder(name) {
			s.vague = append(s.vague, name)
		}
	}
	return ns
}

// list finds the objects of a kind, or begins their list.
func (ns *namespace) list(kind string) *list {
	l := ns.kinds[kind]
	if l == nil {
		l = &list{byName: map[string]*group{}}
		ns.kinds[kind] = l
	}
	return l
}

// add files an object by what it has to do with pods.
func (ns *namespace) add(g *group) {
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
		ns.pods = append(ns.pods, g.members[0].Workload)
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

// indexSelecting files each object of a kind under the rarest label that it
// selects by.
func (ns *namespace) indexSelecting(kind string) {
	l := ns.kinds[kind]
	if l == nil {
		return
	}
	index := &selecting{byLabel: map[label][]*group{}, byKey: map[string][]*group{}}
	ns.selecting[kind] = index
	for _, g := range l.groups {
		for _, m := range g.members {
			var by label
			if selector, known := selectorOfPods(m); known {
				if by = ns.rarest(telling(selector)); kind == "Service" && len(selector) == 0 {
					continue // it selects nothing
				}
			}
			file(index.byLabel, by, g)
			file(index.byKey, by.key, g)
		}
	}
}

var podSelectorField = manifest.At("spec", "podSelector")

// selectorOfPods gives the labels that an object selects pods by. known is
// false where they are not what the text shows.
func selectorOfPods(m *Member) (selector map[string]string, known bool) {
	var at manifest.Path
	switch t := m.Object.Typed.(type) {
	case *corev1.Service:
		selector, at = t.Spec.Selector, serviceSelectorField
	case *networkingv1.NetworkPolicy:
		selector, at = t.Spec.PodSelector.MatchLabels, podSelectorField
	default:
		return nil, false
	}
	return selector, !m.Patched(at) && !m.Object.Unknown(at)
}

// telling lists the labels of a selector that tell which workloads may match.
func telling(selector map[string]string) (out []label) {
	for _, key := range sortedKeys(selector) {
		if value := selector[key]; !SetByControllers(key) && !manifest.IsPlaceholder(value) && !manifest.IsPlaceholder(key) {
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

// candidates lists the workloads that may match a selector with some telling
// labels, in no order.
func (ns *namespace) candidates(labels []label) []*group {
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

// Selecting returns the Services, or the NetworkPolicies, of a workload's
// namespace that may select it, in the order of the input. Most of those that
// select other labels are left out.
func (v View) Selecting(kind string, w *Workload) []*Member {
	ns := v.Scope.namespaces[w.Member.Namespace]
	if ns == nil || ns.selecting[kind] == nil {
		return nil
	}
	index := ns.selecting[kind]
	if w.open {
		return v.Objects(kind, w.Member.Namespace)
	}
	groups := slices.Clone(index.byLabel[label{}])
	for key, value := range w.Labels {
		groups = append(groups, index.byLabel[label{key, value}]...)
	}
	for key := range w.inDoubt {
		groups = append(groups, index.byKey[key]...)
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
