package inventory

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// This file finds what is surely applied together: by one kustomization, or
// from one folder.

// Nearby returns those of Objects that are surely applied together with the
// view's own object: by one kustomization, or from the same folder. The list may
// be the scope's own, to read.
func (v View) Nearby(kind, namespace string) []*Member {
	if v.Scope.Kustomization {
		return v.Objects(kind, namespace)
	}
	return v.together(filing{kind, byNamespace}, namespace)
}

// NearbyAnywhere is Nearby for all namespaces, in the order of the input.
func (v View) NearbyAnywhere(kind string) []*Member { return v.together(filing{kind, byNothing}, "") }

// Claiming returns the Ingresses of any namespace that are surely applied
// together with the view's own object and have a rule for a host, given in lower
// case; in the order of the input.
func (v View) Claiming(host string) []*Member {
	var all []*Member
	for _, kind := range IngressKinds {
		all = append(all, v.together(filing{kind, byHost}, host)...)
	}
	slices.SortFunc(all, byOrder)
	return all
}

// SelectingAlike returns the Services of the view's namespace that are surely
// applied together with its own Service and have the same selector; in the order
// of the input, its own among them.
func (v View) SelectingAlike() []*Member {
	if selector := bySelector.words(v.Member); len(selector) > 0 {
		return v.together(filing{"Service", bySelector}, selector[0])
	}
	return nil
}

// filing is how the objects of a kind are filed in a scope, folder by folder.
type filing struct {
	kind string
	by   criterion
}

// criterion is what the objects of a folder are told apart by.
type criterion uint8

const (
	byNothing criterion = iota
	byNamespace
	byHost     // of the rules of an Ingress, in lower case
	bySelector // of a Service, with its namespace
)

// words are those that an object is filed under.
func (c criterion) words(m *Member) []string {
	switch c {
	case byNamespace:
		return []string{m.Namespace}
	case byHost:
		var hosts []string
		for _, rule := range m.Ingress().Rules {
			hosts = append(hosts, strings.ToLower(rule.Host))
		}
		return hosts
	case bySelector:
		svc, ok := m.Object.Typed.(*corev1.Service)
		if !ok || len(svc.Spec.Selector) == 0 {
			return nil
		}
		var room [256]byte // nearly every selector is shorter
		word := append(room[:0], m.Namespace...)
		for _, key := range sortedKeys(svc.Spec.Selector) {
			word = append(append(append(append(word, ','), key...), '='), svc.Spec.Selector[key]...)
		}
		return []string{string(word)}
	}
	return []string{""}
}

// shelf is where objects lie together; folder is nil for all of a kustomization.
type shelf struct {
	folder *location
	word   string
}

func (s *Scope) shelf(m *Member, word string) shelf {
	if s.Kustomization {
		return shelf{nil, word}
	}
	return shelf{m.file.around, word}
}

// together lists the objects that the view shows on its own shelf and below a
// word. The list may be the scope's own, to read.
func (v View) together(f filing, word string) []*Member {
	shelves, _ := v.Scope.Remember(f, func() any { return v.Scope.fileAs(f) }).(map[shelf]*list)
	own := v.Scope.shelf(v.Member, word)
	l := shelves[own]
	found := l.seenFrom(v.Member)
	if l == nil || !l.several {
		return found
	}
	// Of an object that is filed here, the definition that is seen may lie elsewhere.
	other := func(m *Member) bool { return v.Scope.shelf(m, word) != own || !slices.Contains(f.by.words(m), word) }
	if !slices.ContainsFunc(found, other) {
		return found
	}
	return slices.DeleteFunc(slices.Clone(found), other)
}

// fileAs files each object where one of its definitions lies.
func (s *Scope) fileAs(f filing) map[shelf]*list {
	shelves := map[shelf]*list{}
	for _, m := range s.ofKinds([]string{f.kind}) {
		for _, word := range f.by.words(m) {
			at := s.shelf(m, word)
			l := shelves[at]
			if l == nil {
				l = &list{}
				shelves[at] = l
			}
			if n := len(l.groups); n == 0 || l.groups[n-1] != m.group {
				l.add(m.group)
			}
		}
	}
	for _, l := range shelves {
		l.sort()
	}
	return shelves
}
