// Package inventory sees the objects of a run as applications: which objects
// are applied together, in which namespace, which pods a selector means, and
// what makes an Azure load balancer. It knows no rule.
package inventory

import (
	"slices"

	"github.com/akslint/akslint/manifest"
)

// Inventory is all objects of a run, by scope.
type Inventory struct {
	Scopes []*Scope
	// memberships lists for each object the scopes that it is applied in.
	memberships map[*manifest.Object][]View
}

// Views returns the scopes of an object, as seen from it. An object of a
// kustomize base has one view for each overlay that uses the base.
func (inv *Inventory) Views(o *manifest.Object) []View { return inv.memberships[o] }

// Scope is a set of objects that are applied together: a kustomization with
// all that it reaches, a Helm chart, or a tree of plain files.
type Scope struct {
	// Name is the folder of the scope.
	Name string
	// Kustomization says that a kustomization makes the scope: all of it is
	// applied at once.
	Kustomization bool
	// Document is the kustomization, nil where none makes the scope.
	Document *manifest.Document
	// Members are the objects, in the order of the input.
	Members []*Member
	// Open says that more belongs to the scope than the input shows: a
	// template was skipped, a document did not decode, a base lies elsewhere.
	// In an open scope nothing can be called missing.
	Open bool

	namespaces map[string]*namespace
	named      []string // the names of the namespaces, sorted
	vague      []string // those that are placeholders
	// deploys says that some object installs others into any namespace (an
	// Argo CD Application and its kin).
	deploys bool
	notes   notes
	// services are the names of the Services of the scope; senders, mentions and
	// callers say what names them. Each is found when it is first asked for: see
	// senders.go and callers.go.
	services func() map[string]bool
	senders  func() map[serviceName][]sender
	mentions func() map[string]bool
	callers  func() map[serviceName][]*Workload
}

// Member is an object in a scope.
type Member struct {
	Object *manifest.Object
	// Namespace is where the object lands: the kustomization's namespace, or
	// its own, or the default; "" for objects that live in no namespace.
	Namespace string
	// Fragment says that the object is a kustomize patch: it holds only what
	// it changes, and what it lacks says nothing.
	Fragment bool
	// Labels are those that kustomizations add to the object's own.
	Labels map[string]string
	// Workload is the object's view as the source of pods, nil for others.
	Workload *Workload

	notes   notes
	applied func() *Member // nil where there is nothing to lay over the object
	name    string         // the object's, where it lands
	kind    string         // KindName of the object
	group   *group         // nil for fragments
	file    *location
	order   int
	patches []*patch
}

// Remember returns what find returned when it was first called for a key: what
// the rules on many objects would have to find out of this one again and again.
func (m *Member) Remember(key any, find func() any) any { return m.notes.remember(key, find) }

// Remember is as that of a Member, for what is to be found out of all objects.
func (s *Scope) Remember(key any, find func() any) any { return s.notes.remember(key, find) }

// Identity is the object's identity in its scope.
func (m *Member) Identity() manifest.Identity {
	return manifest.Identity{Group: m.Object.Group(), Kind: m.Object.Kind, Namespace: m.Namespace, Name: m.name}
}

// Patched reports whether a kustomize patch of the scope may change the value
// at a path of the object, or something below or above it.
func (m *Member) Patched(p manifest.Path) bool {
	for _, patch := range m.patches {
		if patch.touches(p) {
			return true
		}
	}
	return false
}

// HasPatches reports whether some kustomize patch of the scope means the object.
func (m *Member) HasPatches() bool { return len(m.patches) > 0 }

// Applied is the member with the patches of the scope laid over its object, for
// rules that judge an object by itself. It is nil where there are none, or some
// are not understood; where a patch deletes the object, it has no Object.
func (m *Member) Applied() *Member {
	if m.applied == nil {
		return nil
	}
	return m.applied()
}

// Kind is KindName of the object.
func (m *Member) Kind() string { return m.kind }

// Before reports whether m comes before other in the input.
func (m *Member) Before(other *Member) bool { return m.order < other.order }

// Truth is an answer that may be unknown: a placeholder, a patch, or a
// namespace outside the input stands in the way.
type Truth uint8

// The three answers.
const (
	No Truth = iota
	Yes
	Unknown
)

// View is a scope as it stands when one of its objects is applied: of objects
// that several files define (variants), it shows those nearest to that object.
type View struct {
	Scope  *Scope
	Member *Member
}

// Objects returns the members of a kind ("Service", "Ingress.networking.k8s.io")
// in a namespace, in the order of the input. Patch fragments are left out.
func (v View) Objects(kind, namespace string) []*Member {
	ns := v.Scope.namespaces[namespace]
	if ns == nil {
		return nil
	}
	return ns.kinds[kind].seenFrom(v.Member)
}

// Names returns the names, as written, of all objects of a kind in a namespace,
// however they are defined. known is false where some name is filled in later.
// The list is the scope's own, to read.
func (v View) Names(kind, namespace string) (names []string, known bool) {
	ns := v.Scope.namespaces[namespace]
	if ns == nil || ns.kinds[kind] == nil {
		return nil, true
	}
	return ns.kinds[kind].readNames()
}

// Has reports whether a namespace has an object of a kind.
func (v View) Has(kind, namespace string) bool {
	ns := v.Scope.namespaces[namespace]
	return ns != nil && ns.kinds[kind] != nil
}

// Lookup finds an object by kind, namespace and name.
func (v View) Lookup(kind, namespace, name string) (*Member, bool) {
	ns := v.Scope.namespaces[namespace]
	if ns == nil || ns.kinds[kind] == nil {
		return nil, false
	}
	g := ns.kinds[kind].byName[name]
	if g == nil || name == "" {
		return nil, false
	}
	return g.seenFrom(v.Member)[0], true
}

// Workloads returns the workloads of a namespace, in the order of the input.
func (v View) Workloads(namespace string) []*Workload {
	ns := v.Scope.namespaces[namespace]
	if ns == nil {
		return nil
	}
	if !ns.workloads.several {
		return ns.pods
	}
	members := ns.workloads.seenFrom(v.Member)
	out := make([]*Workload, 0, len(members))
	for _, m := range members {
		if m.Workload != nil { // one of several definitions may be none
			out = append(out, m.Workload)
		}
	}
	return out
}

// HasWorkloads reports whether a namespace has any workload.
func (v View) HasWorkloads(namespace string) bool {
	ns := v.Scope.namespaces[namespace]
	return ns != nil && len(ns.workloads.groups) > 0
}

// Namespaces returns the names of the namespaces that hold objects, sorted.
// The list is the scope's own, to read.
func (v View) Namespaces() []string { return v.Scope.named }

// First returns the first definition of the view's own object among those that
// are applied together with it: in the same file, or in the same
// kustomization. ok is false where the view's object is the first.
func (v View) First() (first *Member, ok bool) {
	if v.Member.group == nil {
		return nil, false
	}
	for _, m := range v.Member.group.members {
		if m == v.Member {
			return nil, false
		}
		if v.Scope.Kustomization || m.Object.Source() == v.Member.Object.Source() {
			return m, true
		}
	}
	return nil, false
}

// KindName is a kind with its group, as kubectl takes it: "Service",
// "Deployment.apps".
func KindName(o *manifest.Object) string {
	if g := o.Group(); g != "" {
		return o.Kind + "." + g
	}
	return o.Kind
}

// Sees reports whether the view shows an object of its scope: the object has
// one definition, or this one is among those that count.
func (v View) Sees(m *Member) bool {
	switch g := m.group; {
	case g == nil:
		return false
	case len(g.members) == 1:
		return true
	case g == v.Member.group:
		return m == v.Member
	case m.file == v.Member.file:
		return true
	default:
		at := g.nearest(v.Member)
		return at == nil || at.holds(m)
	}
}

// Variants reports whether some object of the scope has several definitions, so
// that not every view shows the same.
func (s *Scope) Variants() bool {
	return slices.ContainsFunc(s.Members, func(m *Member) bool { return m.group != nil && len(m.group.members) > 1 })
}

// Front is the view of a scope where one is wanted of the whole: from the first
// object that has several definitions, else from the first object. ok is false
// for a scope without objects.
func (s *Scope) Front() (v View, ok bool) {
	if len(s.Members) == 0 {
		return View{}, false
	}
	for _, m := range s.Members {
		if m.group == nil || len(m.group.members) == 1 {
			continue
		}
		for _, other := range m.group.members { // of one file, the last is what stays
			if other.Object.Source() == m.Object.Source() {
				m = other
			}
		}
		return View{s, m}, true
	}
	return View{s, s.Members[0]}, true
}

// Replaced reports whether another definition of the object comes behind it in
// its file, and takes its place where the file is applied.
func (m *Member) Replaced() bool {
	if m.group == nil || len(m.group.members) == 1 {
		return false
	}
	own := m.group.in(m.file)
	return own[len(own)-1] != m
}

// Name is the name that the object has where it lands: kustomize gives a
// Namespace the name that it gives to all namespaces.
func (m *Member) Name() string { return m.name }
