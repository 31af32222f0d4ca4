package inventory

import (
	"iter"
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// This file finds what sends requests to a Service, and what names it. Each
// scope is read once for all of its Services, when the first one is asked for.

// sender are the objects of a kind that name a Service.
type sender struct {
	kind    string
	members []*Member
}

// Senders returns the objects of a kind (one of IngressKinds or RouteKinds in the
// namespace of a Service, or VirtualServiceKind) that have it among their
// backends, in the order of the input. A route of the Gateway API may mean a
// Service of that name in another namespace.
func (v View) Senders(kind string, service *Member) []*Member {
	for _, s := range v.Scope.senders()[serviceName{service.Namespace, service.Object.Name}] {
		if s.kind == kind {
			return v.shown(s.members)
		}
	}
	return nil
}

// shown are those of some members that the view shows.
func (v View) shown(members []*Member) []*Member {
	first := slices.IndexFunc(members, func(m *Member) bool { return !v.Sees(m) })
	if first < 0 {
		return members
	}
	out := slices.Clip(members[:first]) // few of many are shown where there are variants
	for _, m := range members[first+1:] {
		if v.Sees(m) {
			out = append(out, m)
		}
	}
	return out
}

// findSenders reads the backends of all Ingresses and routes.
func (s *Scope) findSenders() map[serviceName][]sender {
	senders := map[serviceName][]sender{}
	file := func(kind string, m *Member, namespace, service string) {
		if service == "" {
			return
		}
		key := serviceName{namespace, service}
		all := senders[key]
		if n := len(all); n == 0 || all[n-1].kind != kind { // they come kind by kind
			all = append(all, sender{kind: kind})
			senders[key] = all
		}
		own := &all[len(all)-1]
		if n := len(own.members); n == 0 || own.members[n-1] != m {
			own.members = append(own.members, m)
		}
	}
	for kind, m := range s.ofKinds(IngressKinds) {
		for b := range m.Ingress().Backends() {
			file(kind, m, m.Namespace, b.Service)
		}
	}
	for kind, m := range s.ofKinds(RouteKinds) {
		for _, ref := range m.RouteBackends() {
			file(kind, m, m.Namespace, ref.Name)
		}
	}
	for kind, m := range s.ofKinds([]string{VirtualServiceKind}) {
		for _, ref := range m.Destinations() {
			file(kind, m, ref.Namespace, ref.Name)
		}
	}
	for _, all := range senders {
		for _, s := range all {
			slices.SortStableFunc(s.members, byOrder)
		}
	}
	return senders
}

// SentTo reports whether requests may be sent to a Service: an Ingress of its
// namespace has it as a backend, or a route or custom resource of the scope has
// its name as a value, alone or as the first label of a host name. What the name
// means to a custom resource, nobody knows.
func (v View) SentTo(service *Member) bool {
	return v.Scope.mentions()[service.Object.Name] ||
		slices.ContainsFunc(IngressKinds, func(kind string) bool { return len(v.Senders(kind, service)) > 0 })
}

// findMentions lists the names of Services that routes and custom resources
// mention.
func (s *Scope) findMentions() map[string]bool {
	services, mentioned := s.services(), map[string]bool{}
	if len(services) == 0 {
		return mentioned
	}
	for _, m := range s.Members {
		if o := m.Object; o.Kind == "CustomResourceDefinition" || o.Typed != nil && !isRoute(o) {
			continue
		}
		for n := range m.Object.Node().Values() {
			if host := firstLabel(n.Text()); services[host] {
				mentioned[host] = true
			}
		}
	}
	return mentioned
}

// isRoute reports whether an object is of one of RouteKinds. Few kinds end so.
func isRoute(o *manifest.Object) bool {
	return strings.HasSuffix(o.Kind, "Route") && slices.Contains(RouteKinds, KindName(o))
}

// ofKinds yields the objects of some kinds, in no order of the input.
func (s *Scope) ofKinds(kinds []string) iter.Seq2[string, *Member] {
	return func(yield func(string, *Member) bool) {
		for _, kind := range kinds {
			for _, ns := range s.namespaces {
				for m := range ns.kinds[kind].all() {
					if !yield(kind, m) {
						return
					}
				}
			}
		}
	}
}

// all yields every definition of the objects of a list.
func (l *list) all() iter.Seq[*Member] {
	return func(yield func(*Member) bool) {
		if l == nil {
			return
		}
		for _, g := range l.groups {
			for _, m := range g.members {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// findServices lists the names of the Services of a scope.
func (s *Scope) findServices() map[string]bool {
	names := map[string]bool{}
	for _, m := range s.ofKinds([]string{"Service"}) {
		if m.Object.Name != "" {
			names[m.Object.Name] = true
		}
	}
	return names
}

// HasService reports whether some Service of the scope, in whatever namespace and
// however it is defined, has a name.
func (s *Scope) HasService(name string) bool { return s.services()[name] }

// firstLabel is the first label of a host name.
func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}
