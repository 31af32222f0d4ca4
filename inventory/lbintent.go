package inventory

import (
	corev1 "k8s.io/api/core/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	gatewayv1beta1 "sigs.k8s.io/gateway-api/apis/v1beta1"

	"github.com/akslint/akslint/manifest"
)

// LBIntent is one view of everything that makes an Azure load balancer: a
// Service of type LoadBalancer, a Gateway of the managed Istio classes, which
// passes its infrastructure annotations, or else its own, on to the Service that
// it makes, and an NginxIngressController of the application routing add-on.
type LBIntent struct {
	Member *Member
	// Annotations is the path of the mapping that holds the load balancer's
	// annotations.
	Annotations manifest.Path
	// Values are these annotations.
	Values map[string]string
	// Service is the Service itself, nil for the other kinds.
	Service *corev1.Service
}

// istioClasses are the Gateway classes whose controllers on AKS make a Service
// of type LoadBalancer and copy annotations to it.
var istioClasses = map[string]bool{"istio": true, "approuting-istio": true}

var (
	annotationsField    = manifest.At("metadata", "annotations")
	infrastructureField = manifest.At("spec", "infrastructure", "annotations")
)

// LoadBalancer gives the view's object as a load balancer; ok is false where
// it makes none. A patch fragment that does not tell the type of its Service,
// or the class of its Gateway, counts: its annotations are meant for one.
func (v View) LoadBalancer() (lb LBIntent, ok bool) {
	o := v.Member.Object
	lb.Member = v.Member
	switch t := o.Typed.(type) {
	case *corev1.Service:
		lb.Service, lb.Annotations, lb.Values = t, annotationsField, t.Annotations
		fragment := v.Member.Fragment && t.Spec.Type == ""
		return lb, t.Spec.LoadBalancerClass == nil && (t.Spec.Type == corev1.ServiceTypeLoadBalancer || fragment)
	case *gatewayv1.Gateway:
		return lb.ofGateway(t.Spec, t.Annotations)
	case *gatewayv1beta1.Gateway:
		return lb.ofGateway(t.Spec, t.Annotations)
	}
	if KindName(o) == "NginxIngressController.approuting.kubernetes.azure.com" {
		lb.Annotations = manifest.At("spec", "loadBalancerAnnotations")
		lb.Values = map[string]string{}
		for key, value := range o.Find(lb.Annotations).Entries() {
			lb.Values[key.Key()] = value.Text()
		}
		return lb, true
	}
	return lb, false
}

// ofGateway reads a Gateway. Where it has no infrastructure annotations, Istio
// copies its own.
func (lb LBIntent) ofGateway(spec gatewayv1.GatewaySpec, own map[string]string) (LBIntent, bool) {
	class := string(spec.GatewayClassName)
	lb.Annotations, lb.Values = infrastructureField, map[string]string{}
	switch {
	case spec.Infrastructure != nil && spec.Infrastructure.Annotations != nil:
		for key, value := range spec.Infrastructure.Annotations {
			lb.Values[string(key)] = string(value)
		}
	case len(own) > 0 && istioClasses[class] && !lb.Member.Patched(infrastructureField):
		lb.Annotations, lb.Values = annotationsField, own
	}
	return lb, (istioClasses[class] || lb.Member.Fragment && class == "") && !lb.ofOtherType() && !servedByHand(spec)
}

// servedByHand reports whether a Gateway names the Service that serves it, so that
// Istio makes none for it.
func servedByHand(spec gatewayv1.GatewaySpec) bool {
	if len(spec.Addresses) != 1 {
		return len(spec.Addresses) > 1
	}
	kind := spec.Addresses[0].Type
	return kind != nil && *kind != gatewayv1.IPAddressType
}

// ofOtherType reports whether an annotation has Istio make a Service of another
// type for a Gateway.
func (lb LBIntent) ofOtherType() bool {
	const key = "networking.istio.io/service-type"
	kind := lb.Values[key]
	if own := lb.Member.Object.Find(annotationsField.Key(key)).Text(); kind == "" {
		kind = own
	}
	return kind != "" && kind != string(corev1.ServiceTypeLoadBalancer) && !manifest.IsPlaceholder(kind)
}

// InternalAnnotation is the key that makes a load balancer internal.
const InternalAnnotation = "service.beta.kubernetes.io/azure-load-balancer-internal"

// Internal reports whether the load balancer gets a private address, as the
// Azure cloud provider decides: the value is exactly "true".
func (lb LBIntent) Internal() Truth {
	value, present := lb.Values[InternalAnnotation]
	at := lb.Annotations.Key(InternalAnnotation)
	if present && manifest.IsPlaceholder(value) || !present && lb.Member.Fragment || lb.Member.Patched(at) {
		return Unknown
	}
	return truth(value == "true")
}
