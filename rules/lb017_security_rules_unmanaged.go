package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// LB017: AKS is told not to manage the security rules of a load balancer.
//
// `azure-disable-load-balancer-nsg-rule` is meant for emergencies. The Azure
// cloud provider of Kubernetes 1.35 and later then writes no rule to the
// network security group for this Service: the ports stay closed unless
// somebody opens them by hand, and stay open when the Service goes. Older
// versions ignore the annotation.
//
// Together with `azure-allowed-ip-ranges`, `azure-allowed-service-tags` or
// `azure-deny-all-except-load-balancer-source-ranges` it is an error: what
// they ask for is written nowhere. So it is with
// `spec.loadBalancerSourceRanges`, to which only kube-proxy on the nodes then
// holds.
var LB017 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB017", Name: "security-rules-unmanaged", Severity: analyzer.Error, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/pull/10508",
			"https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		off := setting(lb, "azure-disable-load-balancer-nsg-rule")
		if !aks.Boolean(off.Key()).True(off.Value) {
			return
		}
		if version, known := clusterVersion(p.Profile); known && version.Before(unmanagedSince) {
			p.Report(analyzer.Finding{At: off.At(), KeyOnly: true, Lower: analyzer.At(analyzer.Warning), Help: "delete the annotation",
				Message: fmt.Sprintf("`azure-disable-load-balancer-nsg-rule` is ignored, since the cluster runs Kubernetes %s; it is read from %s on", version, unmanagedSince)})
			return
		}
		f := analyzer.Finding{At: off.At(), Lower: analyzer.At(analyzer.Warning), Help: "delete the annotation, and let AKS write the rules",
			Message: "`azure-disable-load-balancer-nsg-rule` stops AKS 1.35 and later from opening the network security group for this Service"}
		for _, short := range []string{"azure-allowed-ip-ranges", "load-balancer-source-ranges", "azure-allowed-service-tags", "azure-deny-all-except-load-balancer-source-ranges"} {
			if limit := setting(lb, short); limit.is() && limit.Value != "false" {
				f.Lower = nil
				f.Message = fmt.Sprintf("`azure-disable-load-balancer-nsg-rule` keeps AKS 1.35 and later from writing what `%s` asks for; it limits nobody", short)
				f.Related = []analyzer.Related{{Object: p.Object, At: limit.At(), Message: "is not enforced"}}
				break
			}
		}
		if field := sourceRangesField; f.Lower != nil && p.Object.Find(field).Len() > 0 {
			f.Lower = nil
			f.Message = "`azure-disable-load-balancer-nsg-rule` keeps AKS 1.35 and later from writing what `spec.loadBalancerSourceRanges` asks for; only kube-proxy on the nodes holds to it"
			f.Related = []analyzer.Related{{Object: p.Object, At: field, Message: "is not in the network security group"}}
		}
		p.Report(f)
	},
}

// unmanagedSince is the first version whose provider reads the annotation.
var unmanagedSince = aks.Version{Major: 1, Minor: 35}
