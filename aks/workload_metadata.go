package aks

import "slices"

// Place is where metadata is read.
type Place string

// The places. PodLabel and PodAnnotation are those of the pod template where
// there is one: on the workload itself they do nothing.
const (
	PodLabel                 Place = "pod label"
	PodAnnotation            Place = "pod annotation"
	NamespaceLabel           Place = "Namespace label"
	ServiceAccountAnnotation Place = "ServiceAccount annotation"
)

// WorkloadMetadata is a label or an annotation of pods, ServiceAccounts or
// Namespaces that a feature of AKS reads.
type WorkloadMetadata struct {
	Key string
	// Where are the places where it is read; anywhere else it does nothing.
	Where []Place
	Value
	Status Status
	// Does says in one clause what it is for.
	Does string
	// Instead says what to use instead of one that is Dead or Removed.
	Instead string
	Fact
}

// LookupWorkloadMetadata finds a label or annotation by its key.
func LookupWorkloadMetadata(key string) (WorkloadMetadata, bool) {
	return find(workloadMetadata, key, func(m *WorkloadMetadata) string { return m.Key })
}

// KeysOf are the keys that are read in a place, in the order of the table.
func KeysOf(place Place) []string {
	var keys []string
	for i := range workloadMetadata {
		if slices.Contains(workloadMetadata[i].Where, place) {
			keys = append(keys, workloadMetadata[i].Key)
		}
	}
	return keys
}
