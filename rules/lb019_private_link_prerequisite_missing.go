package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB019: A Private Link Service lacks what it needs.
//
// Azure cannot attach a Private Link Service to a public frontend with floating
// IP, which is the default of AKS, nor to an IPv6 frontend. The load balancer is
// built first, then the reconciliation fails, and is tried again without end.
//
// Nor can a cluster have one whose nodes are members of the load balancer by IP,
// whose load balancer is a Basic one, or whose pods get addresses in blocks:
// this is said where the profile of the cluster is known.
//
// `azure-pls-create: "true"` is what makes a Private Link Service. Without it,
// every other `azure-pls-*` annotation is ignored in silence.
//
// # Fix
//
// Makes the load balancer internal, or adds `azure-pls-create: "true"`. Both are
// unsafe: the first takes the public IP away, the second lets others connect.
// Where a public IP is meant, set `azure-disable-load-balancer-floating-ip` to
// `"true"` instead.
var LB019 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB019", Name: "private-link-prerequisite-missing", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_privatelinkservice.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/",
			"https://learn.microsoft.com/azure/aks/internal-lb",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		create := setting(lb, plsCreateKey)
		switch {
		case create.is() && aks.Boolean(create.Key()).True(create.Value):
			checkPrivateLinkFrontend(p, lb, create)
			checkPrivateLinkCluster(p, create)
		case create.Set == inventory.No, create.is() && aks.Boolean(create.Key()).Understands(create.Value): // else LB001 speaks
			reportIgnoredPrivateLink(p, lb, create)
		}
	},
}

// checkPrivateLinkFrontend holds the frontend against what Azure can attach a
// Private Link Service to.
func checkPrivateLinkFrontend(p *analyzer.Pass, lb inventory.LBIntent, create lbSetting) {
	if isInternal(lb) == inventory.No && turnedOn(lb, noFloatingIPKey) == inventory.No {
		change := manifest.Change{Op: manifest.Add, Path: lb.Annotations.Key(inventory.InternalAnnotation), Value: "true"}
		if p.Object.Find(change.Path).Exists() {
			change.Op = manifest.Set
		}
		p.Report(analyzer.Finding{
			At:      create.At(),
			Message: "`azure-pls-create` needs an internal load balancer, or floating IP switched off; on this public one the reconciliation fails",
			Help:    "set `azure-load-balancer-internal` to `\"true\"`, or `azure-disable-load-balancer-floating-ip` to `\"true\"`",
			Fixes:   []analyzer.Fix{{Title: "make the load balancer internal", Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}},
		})
	}
	families := manifest.At("spec", "ipFamilies")
	if lb.Service != nil && stated(lb, families) && slices.Equal(lb.Service.Spec.IPFamilies, []corev1.IPFamily{corev1.IPv6Protocol}) {
		p.Reportf(families.Index(0), "the only IP family is `IPv6`, for which Azure has no Private Link Service; the reconciliation fails")
	}
}

// checkPrivateLinkCluster speaks of clusters that can have no Private Link
// Service.
func checkPrivateLinkCluster(p *analyzer.Pass, create lbSetting) {
	if p.Profile == nil {
		return
	}
	blocks := slices.ContainsFunc(p.Profile.Pools(), func(pool aks.Pool) bool {
		how, known := p.Profile.Addressing(pool)
		return known && how == aks.PodBlocks
	})
	why := ""
	switch {
	case basicBalancer(p.Profile):
		why = "its load balancer is a Basic one (`loadBalancerSku: basic`)"
	case p.Profile.LoadBalancerProfile("backendPoolType").Is("NodeIP"):
		why = "nodes are members of its load balancer by IP (`backendPoolType: nodeIP`)"
	case blocks:
		why = "pods get addresses in blocks (`podIPAllocationMode: StaticBlock`)"
	default:
		return
	}
	p.Reportf(create.At(), "`azure-pls-create` asks for a Private Link Service, which this cluster cannot have, since %s; the reconciliation fails", why)
}

// reportIgnoredPrivateLink speaks of annotations that nothing reads.
func reportIgnoredPrivateLink(p *analyzer.Pass, lb inventory.LBIntent, create lbSetting) {
	for s := range settings(lb) {
		if row, ok := aks.LookupServiceAnnotation(s.Key()); !ok || row.Requires != lbPrefix+plsCreateKey {
			continue
		}
		f := analyzer.Finding{At: s.At(), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("`%s` is ignored, since without `azure-pls-create: \"true\"` there is no Private Link Service", shortKey(s.Key()))}
		if create.is() { // switched off on purpose
			f.Help = "delete it, or set `azure-pls-create` to `\"true\"`"
			f.Related = []analyzer.Related{{Object: p.Object, At: create.At(), Message: "switched off here"}}
		} else {
			f.Fixes = []analyzer.Fix{{Title: "add `azure-pls-create: \"true\"`", Safety: analyzer.Unsafe,
				Changes: []manifest.Change{{Op: manifest.Add, Path: create.At(), Value: "true"}}}}
		}
		p.Report(f)
	}
}
