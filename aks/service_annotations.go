package aks

import "strings"

// Scope says for which load balancers an annotation is read.
type Scope uint8

// The scopes.
const (
	Both Scope = iota
	Internal
	Public
)

// Status says whether what a row is about can be used.
type Status uint8

// The statuses.
const (
	Current Status = iota
	// Preview is a feature of Azure that has to be switched on first.
	Preview
	// Dead is read, and without effect on every AKS cluster of today.
	Dead
	// Removed is not read any more.
	Removed
)

// ServiceAnnotation is an annotation of a load balancer that the Azure cloud
// provider reads: of a Service of type LoadBalancer, of the infrastructure of
// a Gateway, or among the loadBalancerAnnotations of a NginxIngressController.
type ServiceAnnotation struct {
	// Key is the whole key; of annotations for one port it has "{n}" in the
	// place of the Service port's number.
	Key string
	Value
	// Scope says for which load balancers it is read; for others it is ignored.
	Scope Scope
	// Since is the first version with it, Until the first without.
	Since, Until Version
	Status       Status
	// Requires is a key without which, set to true, this one is ignored.
	Requires string
	// Istio says that the Istio add-on keeps the annotation on the Services of
	// its ingress gateways.
	Istio bool
	// Does says in one clause what the annotation is for.
	Does string
	// Instead says what to use instead of one that is Dead or Removed.
	Instead string
	Fact
}

const (
	servicePrefix = "service.beta.kubernetes.io/"
	portPrefix    = servicePrefix + "port_"
)

// Suffix is the part of a port annotation's key behind the number.
func (a ServiceAnnotation) Suffix() string {
	return strings.TrimPrefix(a.Key, portPrefix+"{n}_")
}

// ServiceAnnotations are those that hold for a whole load balancer, by key.
func ServiceAnnotations() []ServiceAnnotation { return serviceAnnotations }

// PortAnnotations are those that hold for one port, by suffix.
func PortAnnotations() []ServiceAnnotation { return portAnnotations }

// LookupServiceAnnotation finds an annotation of a whole load balancer by its
// key.
func LookupServiceAnnotation(key string) (ServiceAnnotation, bool) {
	if !strings.HasPrefix(key, servicePrefix) {
		return ServiceAnnotation{}, false
	}
	return find(serviceAnnotations, key, func(a *ServiceAnnotation) string { return a.Key })
}

// LookupPortAnnotation finds an annotation of one port by its suffix, as
// ParsePortAnnotation gives it.
func LookupPortAnnotation(suffix string) (ServiceAnnotation, bool) {
	return find(portAnnotations, portPrefix+"{n}_"+suffix, func(a *ServiceAnnotation) string { return a.Key })
}

// ParsePortAnnotation cuts the key of a port annotation,
// "service.beta.kubernetes.io/port_80_no_probe_rule", into the number of the
// Service port and the suffix. Whether either exists, others know.
func ParsePortAnnotation(key string) (port, suffix string, ok bool) {
	rest, ok := strings.CutPrefix(key, portPrefix)
	if !ok {
		return "", "", false
	}
	port, suffix, ok = strings.Cut(rest, "_")
	if !ok || port == "" || strings.Trim(port, "0123456789") != "" {
		return "", "", false
	}
	return port, suffix, true
}

// IsServiceAnnotation reports whether a key is in the part of the name space
// that the Azure cloud provider claims: those that it does not know are typos.
func IsServiceAnnotation(key string) bool {
	rest, ok := strings.CutPrefix(key, servicePrefix)
	return ok && (strings.HasPrefix(rest, "azure-") || strings.HasPrefix(rest, "port_") || rest == "load-balancer-source-ranges")
}

// ForeignAnnotation is the prefix of annotations that the load balancers of
// another cloud read.
type ForeignAnnotation struct {
	Prefix string
	// Cloud is whose load balancers they are for.
	Cloud string
	Fact
}

// LookupForeignAnnotation finds the other cloud that an annotation is for.
func LookupForeignAnnotation(key string) (ForeignAnnotation, bool) {
	return longestPrefix(foreignAnnotations, key, func(a *ForeignAnnotation) string { return a.Prefix })
}
