package inventory

import "github.com/akslint/akslint/manifest"

// namespace indexes the objects of a scope that land in one namespace.
type namespace struct {
	byKind    map[string][]*Member
	workloads []*Workload
	// byLabel lists the workloads whose pods carry a label, by "key=value".
	byLabel map[string][]*Workload
	// unsure lists the workloads some of whose labels are unknown.
	unsure []*Workload
	// variants says that several files define one of the workloads.
	variants bool
	// owners says that a custom resource lives here that may own pods.
	owners bool
}

// index files the members of a scope by namespace, kind and label.
func (s *Scope) index() {
	s.namespaces = map[string]*namespace{}
	s.variants = map[manifest.Identity][]*Member{}
	for _, m := range s.Members {
		if m.Fragment {
			continue
		}
		ns := s.namespaces[m.Namespace]
		if ns == nil {
			ns = &namespace{byKind: map[string][]*Member{}, byLabel: map[string][]*Workload{}}
			s.namespaces[m.Namespace] = ns
		}
		kind := KindName(m.Object)
		ns.byKind[kind] = append(ns.byKind[kind], m)
		if m.Object.Name != "" {
			same := append(s.variants[m.Identity()], m)
			s.variants[m.Identity()] = same
			ns.variants = ns.variants || len(same) > 1
		}
		if w := m.Workload; w != nil {
			ns.add(w)
		} else {
			ns.owners = ns.owners || mayOwnPods(m.Object)
			s.deploys = s.deploys || deploysOthers(m.Object)
		}
	}
}

func (ns *namespace) add(w *Workload) {
	ns.workloads = append(ns.workloads, w)
	for key, value := range w.Labels {
		pair := key + "=" + value
		ns.byLabel[pair] = append(ns.byLabel[pair], w)
	}
	if w.unsure {
		ns.unsure = append(ns.unsure, w)
	}
}

// HasWorkloads reports whether the view shows any workload in a namespace.
func (v View) HasWorkloads(name string) bool { return len(v.Workloads(name)) > 0 }

// PodsElsewhere reports whether pods of a namespace may come from something
// that the input does not show: the scope is open, or a custom resource there
// may own pods.
func (v View) PodsElsewhere(name string) bool {
	ns := v.Scope.namespaces[name]
	return v.Scope.Open || v.Scope.deploys || ns != nil && ns.owners
}
