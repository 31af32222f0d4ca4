package rules

import (
	"fmt"
	"iter"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// SVC003: An application opens many load balancers, each with a public IP of its own.
//
// Every public LoadBalancer Service gets a public IP, which costs money, is one
// more address to protect, and has TLS, a firewall and host names only if the
// application brings them. An Ingress or a Gateway serves many Services at one
// address.
//
// Counted are the public Services of one kustomization, or of one folder.
// Services that name the same address count once. More than three are an info.
//
// A warning is given where the ports of all LoadBalancer Services, internal ones
// included, come near to 300: each is a rule on every node, and Azure allows no
// more rules on a network interface.
var SVC003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC003", Name: "many-load-balancers", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "metadata.annotations"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ingress",
			"https://cloud-provider-azure.sigs.k8s.io/topics/multislb/",
			"https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits",
		},
	},
	Check: func(p *analyzer.Pass) {
		if _, ok := p.View.LoadBalancer(); !ok {
			return
		}
		var public []inventory.LBIntent
		rules, addresses := 0, map[string]bool{}
		for lb := range balancersTogether(p.View) {
			if rules >= manyRules && len(public) > manyAddresses {
				return // one before has told all
			}
			own := lb.Member == p.View.Member
			before := rules
			rules += len(lb.Service.Spec.Ports)
			if own && before < manyRules && rules >= manyRules {
				p.Report(analyzer.Finding{At: portsField, KeyOnly: true, Message: fmt.Sprintf(
					"with this Service %d ports are on load balancers, and each is a rule on every node; Azure allows %d", rules, aks.MaxRulesPerNIC)})
			}
			if address, ok := publicAddress(lb); ok && (address == "" || !addresses[address]) {
				addresses[address] = true
				if public = append(public, lb); own && len(public) == manyAddresses+1 {
					reportSprawl(p, public)
				}
			}
			if own {
				return
			}
		}
	},
}

const (
	manyAddresses = 3
	manyRules     = 250
)

// balancersTogether are the LoadBalancer Services that are applied together
// with a view's own, in the order of the input.
func balancersTogether(v *inventory.View) iter.Seq[inventory.LBIntent] {
	return func(yield func(inventory.LBIntent) bool) {
		for _, m := range v.NearbyAnywhere("Service") {
			if _, known := m.Service(); !known {
				continue
			}
			if lb, ok := (inventory.View{Scope: v.Scope, Member: m}).LoadBalancer(); ok && !yield(lb) {
				return
			}
		}
	}
}

// publicAddress is what a load balancer says of its public address, "" for
// nothing: Services that say the same share one. ok is false where it has none.
func publicAddress(lb inventory.LBIntent) (address string, ok bool) {
	type asked struct{}
	address, ok = lb.Member.Remember(asked{}, func() any {
		if isInternal(lb) != inventory.No {
			return nil
		}
		for _, key := range []string{"azure-pip-name", "azure-load-balancer-ipv4", "azure-load-balancer-ipv6"} {
			if s := setting(lb, key); s.is() && s.Value != "" {
				return strings.ToLower(s.Value)
			}
		}
		return lb.Service.Spec.LoadBalancerIP
	}).(string)
	return address, ok
}

// reportSprawl speaks of the first load balancer that is one too many.
func reportSprawl(p *analyzer.Pass, public []inventory.LBIntent) {
	where := "this kustomization"
	if !p.View.Scope.Kustomization {
		where = "this folder"
	}
	f := analyzer.Finding{At: typeField, Lower: analyzer.At(analyzer.Info), Message: fmt.Sprintf(
		"this is public load balancer number %d of %s, each with a public IP of its own; an Ingress or a Gateway serves many Services at one", len(public), where)}
	for _, lb := range public[:manyAddresses] {
		f.Related = append(f.Related, analyzer.Related{Object: lb.Member.Object, At: typeField, Message: "another public load balancer"})
	}
	p.Report(f)
}
