package aks

import (
	"slices"
	"strings"
)

// Namespace is one that Kubernetes, AKS or an add-on owns.
type Namespace struct {
	// Name is a whole name, or a prefix, which ends in "-".
	Name string
	// Owner is who owns it.
	Owner string
	Fact
}

// LookupManagedNamespace finds the owner of a namespace that is not the
// team's.
func LookupManagedNamespace(name string) (Namespace, bool) {
	for _, ns := range managedNamespaces {
		if ns.Name == name || strings.HasSuffix(ns.Name, "-") && strings.HasPrefix(name, ns.Name) {
			return ns, true
		}
	}
	return Namespace{}, false
}

// ManagedNamespace reports whether AKS or one of its add-ons owns a namespace:
// what runs there is not the team's to isolate, and most of it is in no
// manifest of theirs.
func ManagedNamespace(name string) bool {
	_, ok := LookupManagedNamespace(name)
	return ok
}

// ManagedNamespaces are all of them, in the order of the table.
func ManagedNamespaces() []Namespace { return slices.Clone(managedNamespaces) }
