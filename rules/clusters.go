package rules

import (
	"github.com/akslint/akslint/aks"
)

// This file has the words that rules about manifests share when they know the
// cluster. A profile that is not given says nothing: every answer is then no.

// clusterVersion is the minor version of Kubernetes of the cluster.
func clusterVersion(p *aks.Profile) (version aks.Version, known bool) {
	if p == nil {
		return aks.Version{}, false
	}
	return p.Version()
}

// basicBalancer reports whether the cluster has Basic load balancers.
func basicBalancer(p *aks.Profile) bool {
	return p != nil && p.LoadBalancerSKU().Is("basic")
}

// singleBalancer reports whether the cluster surely has one load balancer, not
// several Standard ones.
func singleBalancer(p *aks.Profile) bool {
	return p != nil && p.Get("networkProfile").Known() && p.LoadBalancerProfile("enableMultipleStandardLoadBalancers").False()
}

// sharedProbe reports whether one probe of kube-proxy stands for all Services
// with the traffic policy Cluster.
func sharedProbe(p *aks.Profile) bool {
	return p != nil && p.LoadBalancerProfile("clusterServiceLoadBalancerHealthProbeMode").Is("Shared")
}
