package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB016: Source ranges and the annotation that denies everything else are out of step.
//
// The network security group of AKS admits the whole virtual network by
// default (`AllowVnetInBound`). So source ranges alone do not limit the clients
// of an internal load balancer: `azure-deny-all-except-load-balancer-source-ranges`
// must be `"true"` as well. With `spec.loadBalancerSourceRanges`, kube-proxy
// drops the others on the nodes, which then is the only thing in their way.
//
// The annotation on its own denies nothing; it needs source ranges, and service
// tags do not count.
//
// # Fix
//
// Adds the annotation. It is unsafe, because clients in the virtual network may
// rely on the way in.
var LB016 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB016", Name: "deny-all-out-of-step", Severity: analyzer.Warning, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/internal-lb",
			"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/loadbalancer/accesscontrol.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		deny := setting(lb, "azure-deny-all-except-load-balancer-source-ranges")
		ranges, known := sourceRanges(lb)
		if !known || deny.Set == inventory.Unknown {
			return
		}
		field := false
		for _, r := range ranges {
			if !r.Prefix.IsValid() || r.everyone() { // LB013: Azure denies all by itself; or all may enter on purpose
				return
			}
			field = field || r.Field
		}
		switch {
		case len(ranges) == 0 && aks.Boolean(deny.Key()).True(deny.Value):
			f := analyzer.Finding{At: deny.At(), KeyOnly: true, Help: "list the clients in `spec.loadBalancerSourceRanges`, or delete the annotation",
				Message: "`azure-deny-all-except-load-balancer-source-ranges` denies nothing, since this load balancer has no source ranges"}
			if setting(lb, "azure-allowed-service-tags").is() {
				f.Message += "; service tags do not count"
			}
			p.Report(f)
		case len(ranges) > 0 && deny.Set == inventory.No && isInternal(lb) == inventory.Yes:
			p.Report(vnetStillAdmitted(lb, ranges[0], deny, field))
		}
	},
}

func vnetStillAdmitted(lb inventory.LBIntent, first sourceRange, deny lbSetting, field bool) analyzer.Finding {
	at := first.At
	if first.Field {
		at = at.Parent()
	}
	f := analyzer.Finding{At: at, KeyOnly: true, Message: "the source ranges of this internal load balancer shut nobody out, since the " +
		"network security group admits the whole virtual network without `azure-deny-all-except-load-balancer-source-ranges: \"true\"`",
		Fixes: []analyzer.Fix{{Title: "deny all other traffic", Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Add, Path: deny.At(), Value: "true"}}}}}
	floating := setting(lb, "azure-disable-load-balancer-floating-ip")
	if field && floating.Set == inventory.No { // kube-proxy sees the address of the load balancer
		f.Message = "only kube-proxy on the nodes holds to these source ranges; the network security group admits the whole virtual network " +
			"without `azure-deny-all-except-load-balancer-source-ranges: \"true\"`"
	}
	return f
}
