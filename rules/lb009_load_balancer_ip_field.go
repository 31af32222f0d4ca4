package rules

import (
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB009: The address of a load balancer is set by the deprecated field `loadBalancerIP`.
//
// Kubernetes deprecated `spec.loadBalancerIP` in 1.24: it cannot say what a
// dual-stack Service needs, and providers read it as they like. Azure takes
// the annotations `azure-load-balancer-ipv4` and `azure-load-balancer-ipv6`
// instead, and where they are set, the field is ignored. On a Service that is no
// load balancer it does nothing.
//
// # Fix
//
// Moves the address to the annotation of its family, or deletes the field where
// the annotation is there.
var LB009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB009", Name: "load-balancer-ip-field", Severity: analyzer.Warning, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer",
			"https://learn.microsoft.com/azure/aks/static-ip",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_utils.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if lb.Service == nil || lb.Service.Spec.LoadBalancerIP == "" {
			return
		}
		at := loadBalancerIPField
		if !stated(lb, at) {
			return
		}
		ip := lb.Service.Spec.LoadBalancerIP
		if !ok {
			reportIdleAddress(p, lb.Service, at)
			return
		}
		addr, err := netip.ParseAddr(ip)
		key := "azure-load-balancer-ipv4"
		if addr.Is6() {
			key = "azure-load-balancer-ipv6"
		}
		s := setting(lb, key)
		f := analyzer.Finding{At: at}
		switch {
		case s.is() && s.Value != "" && s.Value != ip:
			f.Message = fmt.Sprintf("`loadBalancerIP: %s` is ignored, since the annotation `%s: %s` wins; the field is deprecated", ip, key, s.Value)
		case s.is() && s.Value != "":
			f.Message = fmt.Sprintf("`loadBalancerIP` is deprecated, and repeats the annotation `%s`", key)
		default:
			f.Message = fmt.Sprintf("`loadBalancerIP` is deprecated since Kubernetes 1.24; on AKS the annotation `%s` sets the address", key)
		}
		remove := manifest.Change{Op: manifest.Remove, Path: at}
		switch {
		case lb.Member.Fragment: // the rest of the Service is elsewhere
		case s.is() && s.Value != "":
			f.Fixes = []analyzer.Fix{{Title: "delete the field", Safety: analyzer.Safe, Changes: []manifest.Change{remove}}}
		case s.Set == inventory.No && err == nil:
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("move it to the annotation `%s`", key), Safety: analyzer.Safe,
				Changes: []manifest.Change{{Op: manifest.Add, Path: s.At(), Value: ip}, remove}}}
		}
		p.Report(f)
	},
}

// reportIdleAddress speaks of an address of a Service that is no load balancer.
func reportIdleAddress(p *analyzer.Pass, svc *corev1.Service, at manifest.Path) {
	if svc.Spec.LoadBalancerClass != nil || p.Object.Unknown(typeField) { // another controller may read it
		return
	}
	p.Report(analyzer.Finding{At: at, Message: fmt.Sprintf("`loadBalancerIP: %s` does nothing on a Service of type `%s`; the field is deprecated", svc.Spec.LoadBalancerIP, typeOf(svc)),
		Help: "delete the field, or make the Service one of `type: LoadBalancer`"})
}
