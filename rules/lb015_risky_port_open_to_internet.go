package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB015: A public load balancer opens a database or management port to the internet.
//
// For every port of a public load balancer, AKS opens the network security
// group to all of the internet, unless source ranges or service tags limit it.
// Ports of databases, caches, remote shells and control planes are found by
// scanners within minutes, and most of what listens there was not built to
// face them. A range of all addresses (`0.0.0.0/0`, `::/0`) and the service tag
// `Internet` limit nothing.
//
// # Fix
//
// List the clients in `spec.loadBalancerSourceRanges` (add the ranges of the
// pods where pods use the public address), or make the load balancer internal.
var LB015 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB015", Name: "risky-port-open-to-internet", Severity: analyzer.Warning, Whole: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/load-balancer-standard#restrict-inbound-traffic-to-specific-ip-ranges",
			"https://learn.microsoft.com/azure/aks/policy-reference",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || isInternal(lb) != inventory.No || !openToInternet(lb) {
			return
		}
		ports, known := servicePorts(lb)
		if !known {
			return
		}
		for i, port := range ports {
			name, risky := aks.RiskyPort(port.Port)
			if !risky || port.Protocol != "" && port.Protocol != corev1.ProtocolTCP || strings.Contains(strings.ToLower(port.Name), "grpc") {
				continue
			}
			closed := setting(lb, fmt.Sprintf("port_%d_no_lb_rule", port.Port))
			if closed.Set == inventory.Unknown || aks.Boolean(closed.Key()).True(closed.Value) {
				continue
			}
			p.Report(analyzer.Finding{At: portsField.Index(i).Key("port"),
				Message: fmt.Sprintf("port `%d`, the usual one of %s, is open to the whole internet through this load balancer", port.Port, name),
				Help:    "list the clients in `spec.loadBalancerSourceRanges`, or make the load balancer internal"})
		}
	},
}

// openToInternet reports whether the network security group surely admits the
// whole internet to a public load balancer.
func openToInternet(lb inventory.LBIntent) bool {
	ranges, known := sourceRanges(lb)
	tags, managed := setting(lb, "azure-allowed-service-tags"), setting(lb, "azure-disable-load-balancer-nsg-rule")
	if !known || tags.Set == inventory.Unknown || managed.Set != inventory.No && !strings.EqualFold(managed.Value, "false") {
		return false
	}
	for _, r := range ranges {
		if r.everyone() {
			return true
		}
	}
	for _, tag := range strings.Split(tags.Value, ",") {
		if strings.EqualFold(strings.TrimSpace(tag), "Internet") {
			return true
		}
	}
	return len(ranges) == 0 && !tags.is()
}
