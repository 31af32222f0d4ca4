package aks

import "strings"

// BooleanReader is how the Azure cloud provider reads a boolean annotation.
type BooleanReader uint8

// The readers. NotBoolean stands for annotations that are none.
const (
	NotBoolean BooleanReader = iota
	// Strict takes exactly "true", in lower case and without blanks.
	Strict
	// AnyCase takes "true" in any case, without blanks.
	AnyCase
	// Trimmed takes "true" in any case, with blanks around it.
	Trimmed
)

const servicePrefix = "service.beta.kubernetes.io/"

// booleans are the boolean annotations of load balancers.
//
// Source: kubernetes-sigs/cloud-provider-azure master @7b31c76 (2026-08-19):
// azure_loadbalancer.go requiresInternalLoadBalancer, pkg/consts
// expectAttributeInSvcAnnotationBeEqualTo, getBoolValueFromServiceAnnotations.
var booleans = map[string]BooleanReader{
	servicePrefix + "azure-load-balancer-internal":                       Strict,
	servicePrefix + "azure-load-balancer-disable-tcp-reset":              AnyCase,
	servicePrefix + "azure-load-balancer-enable-high-availability-ports": AnyCase,
	servicePrefix + "azure-disable-load-balancer-floating-ip":            AnyCase,
	servicePrefix + "azure-deny-all-except-load-balancer-source-ranges":  AnyCase,
	servicePrefix + "azure-disable-load-balancer-nsg-rule":               AnyCase,
	servicePrefix + "azure-pls-create":                                   Trimmed,
	servicePrefix + "azure-pls-proxy-protocol":                           Trimmed,
}

// Boolean says how the Azure cloud provider reads an annotation, NotBoolean
// for all that are no booleans to it.
func Boolean(key string) BooleanReader { return booleans[key] }

// Understands reports whether a value is one of the two words that the reader
// tells apart. Annotations that are no booleans understand everything.
func (r BooleanReader) Understands(value string) bool {
	switch r {
	case NotBoolean:
		return true
	case Strict:
		return value == "true" || value == "false"
	case Trimmed:
		value = strings.TrimSpace(value)
	}
	return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
}
