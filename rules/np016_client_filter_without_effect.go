package rules

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// NP016: A network policy filters clients whose addresses the pods never see.
//
// Behind a load balancer with `externalTrafficPolicy: Cluster`, which is the
// default, a node forwards the traffic to the pod under its own address. An
// `ipBlock` with addresses of clients then matches nothing: the clients that it
// is meant to admit are dropped, or, where another rule admits the nodes,
// everybody gets in.
//
// # Fix
//
// Filter where the address is still there: `spec.loadBalancerSourceRanges` of
// the Service. Or set `externalTrafficPolicy: Local`, with which the pods see
// the clients. The fix does the latter; it is unsafe, because it also changes
// how traffic is spread and probed.
var NP016 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP016", Name: "client-filter-without-effect", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.podSelector", "spec.policyTypes"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			"https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip",
			"https://learn.microsoft.com/azure/aks/load-balancer-standard#restrict-inbound-traffic-to-specific-ip-ranges",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || !holds(policy, false) {
			return
		}
		var subjects []*inventory.Workload
		for _, r := range policyRules(policy) {
			if r.Egress || !r.known(p.View.Member) {
				continue
			}
			for i, peer := range r.Peers {
				if peer.IPBlock == nil {
					continue
				}
				cidr, ok := sloppyCIDR(peer.IPBlock.CIDR)
				if !ok || !publicRange(cidr) {
					continue
				}
				if subjects == nil {
					subjects, _ = policySubjects(p.View, p.View.Member, policy)
				}
				if service, ok := clusterPolicyService(p.View, subjects, r); ok {
					p.Report(filterFinding(r.PeersAt().Index(i).Keys("ipBlock", "cidr"), peer.IPBlock.CIDR, service))
				}
			}
		}
	},
}

// clusterPolicyService finds a load balancer of some workloads that hides its
// clients and leads to a port of a rule.
func clusterPolicyService(v *inventory.View, subjects []*inventory.Workload, r policyRule) (service *inventory.Member, ok bool) {
	for _, w := range subjects {
		for _, m := range v.Selecting("Service", w) {
			lb, is := (inventory.View{Scope: v.Scope, Member: m}).LoadBalancer()
			if !is || m.Governs(w) != inventory.Yes || localPolicy(lb) != inventory.No {
				continue
			}
			for _, port := range lb.Service.Spec.Ports {
				if target, known := network.TargetPort(w, port); known && r.admits(w, target, port.Protocol) {
					return m, true
				}
			}
		}
	}
	return nil, false
}

// admits reports whether the ports of a rule include a port of a workload.
func (r policyRule) admits(w *inventory.Workload, number int32, protocol corev1.Protocol) bool {
	if len(r.Ports) == 0 {
		return true
	}
	for _, port := range r.Ports {
		own := corev1.ProtocolTCP
		if port.Protocol != nil {
			own = *port.Protocol
		}
		if protocol == "" {
			protocol = corev1.ProtocolTCP
		}
		switch {
		case own != protocol:
		case port.Port == nil:
			return true
		case port.Port.Type == intstr.String:
			for _, declared := range w.Ports() {
				if declared.Name == port.Port.StrVal && declared.Protocol == own && declared.Number == number {
					return true
				}
			}
		case port.Port.IntVal == number, port.EndPort != nil && port.Port.IntVal <= number && number <= *port.EndPort:
			return true
		}
	}
	return false
}

func filterFinding(at manifest.Path, cidr string, service *inventory.Member) analyzer.Finding {
	policyField := trafficPolicyField
	change := manifest.Change{Op: manifest.Set, Path: policyField, Value: string(corev1.ServiceExternalTrafficPolicyLocal)}
	if !service.Object.Find(policyField).Exists() {
		change.Op = manifest.Add
	}
	return analyzer.Finding{
		At: at,
		Message: fmt.Sprintf("`%s` never matches a client of the load balancer of Service `%s`: without `externalTrafficPolicy: Local`, the pods see the address of a node",
			cidr, service.Object.Name),
		Help:    "list the clients in `spec.loadBalancerSourceRanges` of the Service",
		Related: []analyzer.Related{{Object: service.Object, At: policyField, Message: "the load balancer"}},
		Fixes: []analyzer.Fix{{Title: "let the pods see the clients with `externalTrafficPolicy: Local`", Safety: analyzer.Unsafe, Object: service.Object,
			Changes: []manifest.Change{change}}},
	}
}
