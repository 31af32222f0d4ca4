package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB021: A load balancer is public, and uses what only internal ones have.
//
// SCTP works on internal load balancers alone: on a public one the
// reconciliation fails, and the Service stays pending. High availability ports
// (one rule for all ports) are for internal load balancers too; on a public
// one the annotation is ignored, and only the ports of the Service are
// balanced.
//
// Basic load balancers have neither, which is an error where the profile of the
// cluster is known.
//
// Where high availability ports are on, that one rule covers every port. The
// annotations that leave a port out, `port_{n}_no_lb_rule`, or that switch
// floating IP off are then ignored.
var LB021 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB021", Name: "internal-feature-on-public-load-balancer", Severity: analyzer.Error, Whole: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
			"https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		internal, on := isInternal(lb), turnedOn(lb, haPortsKey)
		public := internal == inventory.No
		if on == inventory.Yes && basicBalancer(p.Profile) {
			p.Report(analyzer.Finding{At: setting(lb, haPortsKey).At(),
				Message: "high availability ports need a Standard load balancer, and that of this cluster is a Basic one (`loadBalancerSku: basic`); Azure ignores them"})
		} else if public && on == inventory.Yes {
			p.Report(analyzer.Finding{At: setting(lb, haPortsKey).At(), Lower: analyzer.At(analyzer.Warning),
				Message: "high availability ports need an internal load balancer; on this public one Azure ignores them, and balances only the ports of the Service",
				Help:    "set `azure-load-balancer-internal` to `\"true\"`, or delete the annotation"})
		}
		if ports, known := servicePorts(lb); known && (public || basicBalancer(p.Profile)) {
			reportPublicSCTP(p, lb, ports)
		}
		if both(internal, on) == inventory.Yes {
			reportCoveredByHAPorts(p, lb)
		}
	},
}

// reportPublicSCTP speaks of SCTP ports of a public load balancer.
func reportPublicSCTP(p *analyzer.Pass, lb inventory.LBIntent, ports []corev1.ServicePort) {
	for i, port := range ports {
		if port.Protocol != corev1.ProtocolSCTP || turnedOn(lb, portKey(port.Port, "no_lb_rule")) != inventory.No {
			continue
		}
		if at := portsField.Index(i).Key("protocol"); basicBalancer(p.Profile) {
			p.Reportf(at, "port `%d` is `SCTP`, which the Basic load balancer of this cluster does not have (`loadBalancerSku: basic`); the reconciliation fails, and the Service stays pending", port.Port)
			continue
		}
		p.Report(analyzer.Finding{At: portsField.Index(i).Key("protocol"), Help: "set `azure-load-balancer-internal` to `\"true\"`",
			Message: fmt.Sprintf("port `%d` is `SCTP`, which only internal load balancers have; the reconciliation fails, and the Service stays pending", port.Port)})
	}
}

// reportCoveredByHAPorts speaks of annotations that one rule for all ports
// leaves without effect.
func reportCoveredByHAPorts(p *analyzer.Pass, lb inventory.LBIntent) {
	for s := range settings(lb) {
		short := shortKey(s.Key())
		if !strings.HasSuffix(short, "_no_lb_rule") && short != noFloatingIPKey || !aks.Boolean(s.Key()).True(s.Value) {
			continue
		}
		p.Report(analyzer.Finding{At: s.At(), Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("`%s` is ignored, since with high availability ports one rule covers every port", short)})
	}
}
