package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// LB006: A load balancer annotation stands where Azure does not read it.
//
// Azure reads these annotations on Services of type `LoadBalancer` without a
// `loadBalancerClass`, and nowhere else. On another type of Service, on an
// Ingress, a Deployment or a pod template they do nothing: no load balancer
// becomes internal, no address is kept. A Gateway of the Istio classes passes
// its own annotations on to its Service only as long as
// `spec.infrastructure.annotations` is not set, and an NginxIngressController
// only those of `spec.loadBalancerAnnotations`. A Gateway of Application Gateway
// for Containers has no load balancer of Azure at all.
//
// `load-balancer-source-ranges` on a Service of another type is an error: the
// API server refuses the Service.
//
// # Fix
//
// On a Gateway and an NginxIngressController, the fix moves the annotation to
// where it is read. It is unsafe, because the annotation
// begins to act.
var LB006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB006", Name: "annotation-without-load-balancer", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.infrastructure", "spec.gatewayClassName"},
		References: []string{
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations",
			"https://learn.microsoft.com/azure/aks/istio-gateway-api",
			"https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, key := range lbAnnotations(p.Object, annotationsField) {
			checkWhere(p, key)
		}
		for _, key := range lbAnnotations(p.Object, infrastructureAnnotations) {
			if isAGCGateway(p) {
				reportOnAGC(p, infrastructureAnnotations.Key(key))
			}
		}
		if w := p.View.Member.Workload; w != nil && w.Template.Len() > 0 {
			at := w.AnnotationsPath()
			for _, key := range lbAnnotations(p.Object, at) {
				reportMisplaced(p, at.Key(key), "is on a pod template")
			}
		}
	},
}

// infrastructureAnnotations are what a Gateway hands on to what serves it.
var infrastructureAnnotations = manifest.At("spec", "infrastructure", "annotations")

func isGateway(o *manifest.Object) bool {
	return inventory.KindName(o) == "Gateway.gateway.networking.k8s.io"
}

func isAGCGateway(p *analyzer.Pass) bool {
	return isGateway(p.Object) && network.GatewayController(*p.View, p.View.Member).ID == aks.AGC
}

// checkWhere judges an annotation of the object itself by what that is.
func checkWhere(p *analyzer.Pass, key string) {
	lb, ok := p.View.LoadBalancer()
	svc, isService := p.Object.Typed.(*corev1.Service)
	gateway := isGateway(p.Object)
	switch {
	case isService && ok:
	case isService:
		reportOnService(p, svc, key)
	case isAGCGateway(p):
		reportOnAGC(p, annotationAt(key))
	case gateway && p.Object.Find(infrastructureAnnotations).Len() > 0, ok && !gateway:
		reportBeside(p, lb, key)
	case !gateway && builtIn(p.Object.Group()):
		reportMisplaced(p, annotationAt(key), fmt.Sprintf("is on kind `%s`", p.Object.Kind))
	}
}

// builtIn reports whether an API group is one of Kubernetes. Operators may
// copy the annotations of their own kinds to Services.
func builtIn(group string) bool {
	return !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io") && !strings.HasSuffix(group, ".x-k8s.io")
}

// lbAnnotations are the keys of a mapping that Azure would read on a load
// balancer, without those that a kustomization gives to everything, for the
// sake of a load balancer elsewhere in it.
func lbAnnotations(o *manifest.Object, at manifest.Path) []string {
	var keys []string
	for key := range o.Find(at).Entries() {
		if aks.IsServiceAnnotation(key.Key()) && !manifest.IsPlaceholder(key.Key()) && !o.Common(at.Key(key.Key())) {
			keys = append(keys, key.Key())
		}
	}
	return keys
}

func reportOnService(p *analyzer.Pass, svc *corev1.Service, key string) {
	f := analyzer.Finding{At: annotationAt(key), KeyOnly: true, Lower: analyzer.At(analyzer.Warning)}
	ranges := key == corev1.AnnotationLoadBalancerSourceRangesKey
	kind := string(svc.Spec.Type)
	if kind == "" {
		kind = string(corev1.ServiceTypeClusterIP)
	}
	class, ports := svc.Spec.LoadBalancerClass, p.Object.Find(portsField)
	switch {
	case svc.Spec.Type == "" && ports.Len() == 0, // half a Service says nothing
		p.Object.Unknown(typeField) || class != nil && (ranges || manifest.IsPlaceholder(*class)):
		return
	case class != nil:
		f.Message = fmt.Sprintf("`%s` does nothing, since `loadBalancerClass: %s` leaves this Service to another controller", shortKey(key), *class)
	case ranges:
		f.Lower = nil
		f.Message = fmt.Sprintf("`%s` may only be used with `type: LoadBalancer`; on type `%s` the API server refuses the Service", shortKey(key), kind)
	default:
		f.Message = fmt.Sprintf("`%s` does nothing on a Service of type `%s`; Azure reads it on load balancers only", shortKey(key), kind)
	}
	p.Report(f)
}

// reportBeside speaks of an annotation of a Gateway or NginxIngressController
// that has a place of its own for the annotations of its load balancer.
func reportBeside(p *analyzer.Pass, lb inventory.LBIntent, key string) {
	f := analyzer.Finding{At: annotationAt(key), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("`%s` does not reach the load balancer of this %s, which has the annotations of `%s`", shortKey(key), p.Object.Kind, lb.Annotations)}
	value := p.Object.Find(f.At)
	if target := lb.Annotations.Key(key); value.Type() == manifest.String && !p.Object.Find(target).Exists() {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("move it to `%s`", lb.Annotations), Safety: analyzer.Unsafe, Changes: []manifest.Change{
			{Op: manifest.Add, Path: target, Value: value.Text()}, {Op: manifest.Remove, Path: f.At}}}}
	}
	p.Report(f)
}

// reportOnAGC speaks of an annotation of a Gateway that makes no load balancer.
func reportOnAGC(p *analyzer.Pass, at manifest.Path) {
	p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning), Message: fmt.Sprintf(
		"`%s` does nothing on a Gateway of Application Gateway for Containers, which has a frontend of its own and no Azure load balancer", shortKey(at.Last().Key))})
}

func reportMisplaced(p *analyzer.Pass, at manifest.Path, where string) {
	p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("`%s` %s; Azure reads it on Services of type `LoadBalancer` only", shortKey(at.Last().Key), where)})
}
