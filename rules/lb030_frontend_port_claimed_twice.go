package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB030: Two load balancers claim the same port of the same address.
//
// Services may share an address of the Azure load balancer, by the name of its
// public IP or by the address itself, but each port of it belongs to one of
// them. Whichever Service comes second fails to reconcile, and stays pending.
// Gateways of Istio have the port 15021 besides those of their listeners, so
// that two of them cannot share an address.
//
// A Private Link Service belongs to the Service that made it. Another Service
// on the same address shares it, as long as it has no `azure-pls-*` settings
// of its own.
var LB030 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB030", Name: "frontend-port-claimed-twice", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.loadBalancerIP", "spec.ports", "spec.listeners"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/shared-ip/",
			"https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/#sharing-managed-privatelinkservice",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		own := frontendsOf(lb)
		if len(own) == 0 {
			return
		}
		others := sharers(p.View, own)
		for _, port := range claimedPorts(lb) {
			for _, other := range others {
				if reportClaimedTwice(p, port, other) {
					break
				}
			}
		}
		for _, other := range others {
			if both(turnedOn(lb, plsCreateKey), turnedOn(other, plsCreateKey)) == inventory.Yes {
				reportSecondPrivateLink(p, lb, other)
				return
			}
		}
	},
}

// claimedPorts are the ports of a load balancer that surely have a rule.
func claimedPorts(lb inventory.LBIntent) []frontendPort {
	all, _ := frontendPorts(lb)
	return slices.DeleteFunc(all, func(port frontendPort) bool {
		return turnedOn(lb, "port_"+port.number+"_no_lb_rule") != inventory.No
	})
}

// reportClaimedTwice reports whether another load balancer takes the same port.
func reportClaimedTwice(p *analyzer.Pass, own frontendPort, other inventory.LBIntent) bool {
	for _, theirs := range claimedPorts(other) {
		if theirs.number != own.number || theirs.protocol != own.protocol {
			continue
		}
		o := other.Member.Object
		p.Report(analyzer.Finding{At: own.at,
			Message: fmt.Sprintf("%s port `%s` is taken on this address by %s `%s`; the second of them fails to reconcile, and stays pending", own.protocol, own.number, o.Kind, o.Name),
			Related: []analyzer.Related{{Object: o, At: theirs.at, Message: fmt.Sprintf("%s `%s`", o.Kind, o.Name)}},
		})
		return true
	}
	return false
}

// reportSecondPrivateLink speaks of settings of a Private Link Service that
// another Service owns.
func reportSecondPrivateLink(p *analyzer.Pass, lb, owner inventory.LBIntent) {
	for s := range settings(lb) {
		row, ok := aks.LookupServiceAnnotation(s.Key())
		if !ok || row.Requires != lbPrefix+plsCreateKey || shortKey(s.Key()) == "azure-pls-resource-group" {
			continue
		}
		o := owner.Member.Object
		p.Report(analyzer.Finding{At: s.At(), KeyOnly: true,
			Message: fmt.Sprintf("the Private Link Service of this address belongs to %s `%s`; with settings of its own, a second one fails to reconcile", o.Kind, o.Name),
			Related: []analyzer.Related{{Object: o, At: owner.Annotations.Key(lbPrefix + plsCreateKey), Message: "the first"}},
		})
		return
	}
}
