package aks

import "strings"

// IngressAnnotation is an annotation, or an option of a listener, that a
// controller of AKS for Ingress and Gateway API reads.
type IngressAnnotation struct {
	Key string
	Value
	// Kinds are the kinds of objects that it is read on.
	Kinds []string
	// Since is the version of the controller that first reads it.
	Since string
	// Requires is a key without which this one does nothing.
	Requires string
	// Does says in one clause what the annotation is for.
	Does string
	Fact
}

// The prefixes of the keys that the controllers claim.
const (
	// AGICPrefix is that of the Application Gateway Ingress Controller.
	AGICPrefix = "appgw.ingress.kubernetes.io/"
	// AGCPrefix is that of Application Gateway for Containers.
	AGCPrefix = "alb.networking.azure.io/"
)

// AGICAnnotations are those of the Application Gateway Ingress Controller, by
// key.
func AGICAnnotations() []IngressAnnotation { return agicAnnotations }

// LookupAGICAnnotation finds an annotation of the Application Gateway Ingress
// Controller by its key.
func LookupAGICAnnotation(key string) (IngressAnnotation, bool) {
	if !strings.HasPrefix(key, AGICPrefix) {
		return IngressAnnotation{}, false
	}
	return lookupIngress(agicAnnotations, key)
}

// AppRoutingAnnotations are those of the application routing add-on, by key.
func AppRoutingAnnotations() []IngressAnnotation { return appRoutingAnnotations }

// LookupAppRoutingAnnotation finds an annotation of the application routing
// add-on by its key.
func LookupAppRoutingAnnotation(key string) (IngressAnnotation, bool) {
	return lookupIngress(appRoutingAnnotations, key)
}

// AGCAnnotations are those of Application Gateway for Containers, by key.
func AGCAnnotations() []IngressAnnotation { return agcAnnotations }

// LookupAGCAnnotation finds an annotation of Application Gateway for
// Containers by its key.
func LookupAGCAnnotation(key string) (IngressAnnotation, bool) {
	return lookupIngress(agcAnnotations, key)
}

func lookupIngress(rows []IngressAnnotation, key string) (IngressAnnotation, bool) {
	return find(rows, key, func(a *IngressAnnotation) string { return a.Key })
}
