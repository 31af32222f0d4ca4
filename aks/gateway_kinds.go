package aks

import (
	"slices"
	"strings"
)

// GatewayKind is a version of kinds of Gateway API that has a successor or is
// experimental. All others may be used.
type GatewayKind struct {
	APIVersion string
	Kinds      []string
	// Replacement is the apiVersion of the successor.
	Replacement string
	// Experimental says that the managed Gateway API does not have it.
	Experimental bool
	// Istio is the first revision of the Istio add-on that serves it.
	Istio string
	Fact
}

// LookupGatewayKind finds a version of a kind that should not be used. All of
// the experimental group gateway.networking.x-k8s.io is found too.
func LookupGatewayKind(apiVersion, kind string) (GatewayKind, bool) {
	for _, row := range gatewayKinds {
		if row.APIVersion == apiVersion && slices.Contains(row.Kinds, kind) {
			return row, true
		}
	}
	group, _, _ := strings.Cut(apiVersion, "/")
	if group == "gateway.networking.x-k8s.io" {
		return GatewayKind{APIVersion: apiVersion, Kinds: []string{kind}, Experimental: true, Fact: gatewayKinds[0].Fact}, true
	}
	return GatewayKind{}, false
}
