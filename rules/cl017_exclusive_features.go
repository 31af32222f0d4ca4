package rules

import (
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL017: Two features of the cluster exclude each other.
//
// Two meshes, or a mesh and the Gateway API of the application routing add-on,
// fight for the same resources; policies of layer 7 and mutual TLS of Cilium need
// the traffic that the Istio add-on encrypts; the security of Advanced Container
// Networking Services is Cilium's; kube-proxy is not there to be configured where
// Cilium takes its place. AKS refuses these pairs or does not support them.
//
// Of several load balancers one must be called `kubernetes`. They are resources of
// their own (`managedClusters/loadBalancers`), which a template shows and the
// output of `az aks show` does not. Mutual TLS and WireGuard cannot both be set,
// since they are two values of one field.
var CL017 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL017", Name: "exclusive-features", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/istio-about",
			"https://learn.microsoft.com/azure/aks/advanced-container-networking-services-overview",
			"https://learn.microsoft.com/azure/aks/configure-kube-proxy",
			"https://learn.microsoft.com/azure/aks/node-auto-provisioning",
			"https://learn.microsoft.com/azure/aks/use-multiple-standard-load-balancer",
		},
	},
	Check: func(p *analyzer.Pass) {
		checkMeshes(p)
		checkContainerNetworking(p)
		checkKubeProxy(p)
		checkProvisioning(p)
		checkLoadBalancers(p)
	},
}

// checkLoadBalancers judges several load balancers. Their configurations are
// made after the cluster; a template may hold them.
func checkLoadBalancers(p *analyzer.Pass) {
	several := p.Profile.LoadBalancerProfile("enableMultipleStandardLoadBalancers")
	if !several.True() {
		return
	}
	if p.Profile.LoadBalancerSKU().Is("basic") {
		tell(p, several, analyzer.Error, "several load balancers are on with `loadBalancerSku: basic`; only Standard ones can be several, and AKS refuses the cluster")
	}
	names := p.Profile.LoadBalancers()
	for _, name := range names {
		text := name.Text()
		if !name.Known() || strings.EqualFold(text[strings.LastIndexByte(text, '/')+1:], "kubernetes") {
			return
		}
	}
	if len(names) > 0 {
		tell(p, names[0], analyzer.Error, "none of the load balancers has the name `kubernetes`, which AKS wants the first one to have; it refuses the others")
	}
}

func checkMeshes(p *analyzer.Pass) {
	istio := p.Profile.Istio()
	if !istio.Is("Istio") {
		return
	}
	if s := p.Profile.Addon("openServiceMesh"); s.True() {
		tell(p, s, analyzer.Error, "Open Service Mesh is on beside the Istio add-on; AKS refuses two meshes")
	}
	if s := p.Profile.AppRoutingGateway(); s.Is("Enabled") {
		tell(p, s, analyzer.Error, "the Gateway API of the application routing add-on is on beside the Istio add-on; AKS refuses both together")
	}
	if s := p.Profile.Get("networkProfile.advancedNetworking.security.advancedNetworkPolicies"); s.Is("L7") {
		tell(p, s, analyzer.Error, "`advancedNetworkPolicies` is `L7` beside the Istio add-on, whose proxies encrypt what such policies look at; AKS does not support both")
	}
	if s := p.Profile.Get("networkProfile.advancedNetworking.security.transitEncryption.type"); s.Is("mTLS") {
		tell(p, s, analyzer.Error, "mutual TLS of Cilium is on beside that of the Istio add-on; AKS does not support both")
	}
}

func checkContainerNetworking(p *analyzer.Pass) {
	dataplane, plugin := p.Profile.NetworkDataplane(), p.Profile.NetworkPlugin()
	other := dataplane.Known() && !dataplane.Is("cilium") || dataplane.Absent() && plugin.Is("azure", "kubenet") && !p.Profile.NetworkPolicy().Is("cilium")
	if s := p.Profile.Get("networkProfile.advancedNetworking.security.enabled"); s.True() && other {
		tell(p, s, analyzer.Error, "the security of Advanced Container Networking Services is on without `networkDataplane: cilium`, which it needs; AKS refuses the cluster")
	}
	egress := p.Profile.Get("networkProfile.staticEgressGatewayProfile.enabled")
	if s := p.Profile.Get("networkProfile.advancedNetworking.performance.accelerationMode"); s.Is("BpfVeth") && egress.True() {
		tell(p, s, analyzer.Error, "eBPF host routing (`accelerationMode: %s`) goes past the static egress gateway; AKS does not support both", s.Text())
	}
}

// nftables is the first version with that mode of kube-proxy on AKS.
// Source: https://learn.microsoft.com/azure/aks/configure-kube-proxy
var nftables = aks.Version{Major: 1, Minor: 33}

func checkKubeProxy(p *analyzer.Pass) {
	mode, enabled := p.Profile.Get("networkProfile.kubeProxyConfig.mode"), p.Profile.Get("networkProfile.kubeProxyConfig.enabled")
	if mode.Is("IPVS") && p.Profile.NetworkPolicy().Is("azure") {
		tell(p, mode, analyzer.Error, "kube-proxy is in the mode `%s` with `networkPolicy: azure`, which works with iptables only", mode.Text())
	}
	if v, ok := p.Profile.Version(); ok && mode.Is("NFTABLES") && v.Before(nftables) {
		tell(p, mode, analyzer.Error, "kube-proxy is in the mode `%s`, which begins with Kubernetes %s, and the cluster is %s; AKS refuses it", mode.Text(), nftables, v)
	}
	if engine, _ := p.Profile.PolicyEngine(); engine != aks.CiliumEngine && !p.Profile.NetworkDataplane().Is("cilium") {
		return
	}
	for _, s := range []aks.Setting{mode, enabled} {
		if s.Known() && !enabled.Is("false") {
			tell(p, s, analyzer.Error, "kube-proxy is configured in a cluster with Cilium, which runs none; AKS refuses the cluster")
			return
		}
	}
}

func checkProvisioning(p *analyzer.Pass) {
	mode := p.Profile.Get("nodeProvisioningProfile.mode")
	if !mode.Is("Auto") {
		return
	}
	if s := p.Profile.NetworkPolicy(); s.Is("calico") {
		tell(p, s, analyzer.Error, "`networkPolicy` is `calico` with node auto-provisioning, which does not support it; AKS refuses the cluster")
	}
	for _, pool := range p.Profile.Pools() {
		if s := pool.Get("podSubnetID"); s.Known() {
			tell(p, s, analyzer.Error, "%s has a pod subnet with node auto-provisioning, which does not support it", pool.Label())
		}
		if pool.Windows() {
			tell(p, pool.Get("osType"), analyzer.Error, "%s runs Windows with node auto-provisioning, which does not support it", pool.Label())
		}
	}
	if six, _ := p.Profile.IPv6(); six {
		tell(p, mode, analyzer.Error, "node auto-provisioning is on in a cluster with IPv6, which it does not support")
	}
}
