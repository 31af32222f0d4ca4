package aks

import (
	"iter"
	"slices"
)

// Removal is a version of an API of Kubernetes that is deprecated, or that no
// API server of today serves.
type Removal struct {
	APIVersion string
	Kinds      []string
	// DeprecatedIn is the first version that warns, RemovedIn the first that
	// does not serve it; none where that is not planned.
	DeprecatedIn, RemovedIn Version
	// Replacement is the apiVersion to use instead, "" where there is none.
	Replacement string
	// Convertible says that an object can be rewritten without a decision of
	// its owner.
	Convertible bool
	// Notes says what is different in the replacement.
	Notes string
	Fact
}

// LookupRemoval finds what is known about the end of an API version of a kind.
func LookupRemoval(apiVersion, kind string) (Removal, bool) {
	for i := range removals {
		if removals[i].APIVersion == apiVersion && slices.Contains(removals[i].Kinds, kind) {
			return removals[i], true
		}
	}
	return Removal{}, false
}

// Removals are all of them, by apiVersion.
func Removals() []Removal { return removals }

// Served reports whether the API servers of a version serve the API.
func (r Removal) Served(by Version) bool { return r.RemovedIn.IsZero() || by.Before(r.RemovedIn) }

// DeprecatedField is a field or an annotation of a Kubernetes object that is
// deprecated, or that no API server of today reads.
type DeprecatedField struct {
	Kind string
	// Path is a field as "spec.externalIPs", or the key of an annotation.
	Path string
	// Status is Removed where no API server of today reads it.
	Status Status
	// DeprecatedIn is the first version that advises against it, RemovedIn the
	// first that does not read it.
	DeprecatedIn, RemovedIn Version
	Replacement             string
	Notes                   string
	Fact
}

// DeprecatedFields yields those of a kind of the core API, by path.
func DeprecatedFields(kind string) iter.Seq[*DeprecatedField] {
	return func(yield func(*DeprecatedField) bool) {
		for i := range deprecatedFields {
			if field := &deprecatedFields[i]; field.Kind == kind && !yield(field) {
				return
			}
		}
	}
}
