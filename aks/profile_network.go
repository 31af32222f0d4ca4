package aks

import (
	"net/netip"
	"slices"
	"strings"
)

// This file says what the settings of a cluster mean together. Every answer
// has a second result that says whether the profile tells it.

// Engine is who enforces network policies.
type Engine string

// The engines of network policies on AKS.
const (
	NoEngine     Engine = "none"
	NPMEngine    Engine = "azure"
	CalicoEngine Engine = "calico"
	CiliumEngine Engine = "cilium"
)

// PolicyEngine is the engine of network policies. Without networkPolicy the
// dataplane decides: that of Cilium enforces them itself.
func (p *Profile) PolicyEngine() (Engine, bool) {
	policy, dataplane := p.NetworkPolicy(), p.NetworkDataplane()
	switch {
	case policy.Known():
		engine := Engine(strings.ToLower(policy.Text()))
		if engine == NoEngine && p.NetworkPlugin().Is("none") {
			return "", false // it may come with the plugin, which AKS knows nothing about
		}
		return engine, slices.Contains([]Engine{NoEngine, NPMEngine, CalicoEngine, CiliumEngine}, engine)
	case policy.Unknown() || dataplane.Unknown():
		return "", false
	case dataplane.Is("cilium"):
		return CiliumEngine, true
	}
	return NoEngine, p.NetworkPlugin().Is("azure", "kubenet")
}

// EnforcesNothing reports whether the cluster is known to have no engine for
// network policies. One that brings its own network plugin, or the dataplane of
// Cilium, may have one that networkPolicy does not tell of.
// Source: https://learn.microsoft.com/azure/aks/use-network-policies
func (p *Profile) EnforcesNothing() bool {
	engine, known := p.PolicyEngine()
	return known && engine == NoEngine && !p.NetworkPlugin().Is("none") && !p.NetworkDataplane().Is("cilium")
}

// NetworkPlugin is networkProfile.networkPlugin.
func (p *Profile) NetworkPlugin() Setting { return p.Get("networkProfile.networkPlugin") }

// NetworkPluginMode is networkProfile.networkPluginMode.
func (p *Profile) NetworkPluginMode() Setting { return p.Get("networkProfile.networkPluginMode") }

// NetworkPolicy is networkProfile.networkPolicy.
func (p *Profile) NetworkPolicy() Setting { return p.Get("networkProfile.networkPolicy") }

// NetworkDataplane is networkProfile.networkDataplane.
func (p *Profile) NetworkDataplane() Setting { return p.Get("networkProfile.networkDataplane") }

// OutboundType is networkProfile.outboundType, loadBalancer where it is absent.
func (p *Profile) OutboundType() Setting {
	return p.Get("networkProfile.outboundType").Or("loadBalancer")
}

// LoadBalancerSKU is networkProfile.loadBalancerSku, standard where it is
// absent.
func (p *Profile) LoadBalancerSKU() Setting {
	return p.Get("networkProfile.loadBalancerSku").Or("standard")
}

// LoadBalancerProfile is a setting below networkProfile.loadBalancerProfile.
func (p *Profile) LoadBalancerProfile(key string) Setting {
	return p.Get("networkProfile.loadBalancerProfile." + key)
}

// Addon is the switch of an add-on: addonProfiles.<name>.enabled.
func (p *Profile) Addon(name string) Setting { return p.Get("addonProfiles." + name + ".enabled") }

// AppRouting is the switch of the application routing add-on.
func (p *Profile) AppRouting() Setting { return p.Get("ingressProfile.webAppRouting.enabled") }

// AppRoutingGateway is the mode of its Gateway API: Enabled or Disabled.
func (p *Profile) AppRoutingGateway() Setting {
	return p.Get("ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode")
}

// Istio is serviceMeshProfile.mode, "Istio" where the Istio add-on is on.
func (p *Profile) Istio() Setting { return p.Get("serviceMeshProfile.mode") }

// Off reports whether a switch of the cluster is known to be off. Where a file
// holds the cluster, what it does not name is off; a block of the configuration
// names only what it wants to say.
func (p *Profile) Off(s Setting) bool {
	return s.Is("false", "Disabled") || s.Absent() && (p.root.from == nil || !p.root.from.flat)
}

// Automatic reports whether the cluster is an AKS Automatic one.
func (p *Profile) Automatic() bool { return p.Get("sku.name").Is("Automatic") }

// Version is the minor version of Kubernetes: the one that runs, else the one
// that is asked for.
func (p *Profile) Version() (Version, bool) {
	v, ok := ParseVersion(p.VersionSetting().Text())
	return v, ok
}

// VersionSetting is where Version stands.
func (p *Profile) VersionSetting() Setting {
	if s := p.Get("currentKubernetesVersion"); s.Known() {
		return s
	}
	return p.Get("kubernetesVersion")
}

// IPv6 reports whether the cluster has addresses of IPv6.
func (p *Profile) IPv6() (yes, known bool) {
	families, all := p.Get("networkProfile.ipFamilies").Texts()
	yes = slices.ContainsFunc(families, func(f string) bool { return strings.EqualFold(f, "IPv6") })
	return yes, yes || all && p.Get("networkProfile").Known()
}

// Addressing is where pods get their addresses from.
type Addressing string

// The ways in which pods get addresses.
const (
	// NodeSubnet is Azure CNI with pods in the subnet of their node.
	NodeSubnet Addressing = "node subnet"
	// PodSubnet is Azure CNI with a subnet for pods, shared by the nodes.
	PodSubnet Addressing = "pod subnet"
	// PodBlocks is Azure CNI with a subnet for pods, in blocks for each node.
	PodBlocks Addressing = "pod subnet in blocks"
	// Overlay is Azure CNI with pods in a range of their own.
	Overlay Addressing = "overlay"
	// Kubenet has pods in a range of their own too.
	Kubenet Addressing = "kubenet"
	// OwnPlugin is a plugin that AKS knows nothing about.
	OwnPlugin Addressing = "own plugin"
)

// Addressing is how the pods of a pool get addresses.
func (p *Profile) Addressing(pool Pool) (Addressing, bool) {
	plugin, mode := p.NetworkPlugin(), p.NetworkPluginMode()
	pods, allocation := pool.Get("podSubnetID"), pool.Get("podIPAllocationMode")
	switch {
	case plugin.Is("kubenet"):
		return Kubenet, true
	case plugin.Is("none"):
		return OwnPlugin, true
	case !plugin.Is("azure") || mode.Unknown():
		return "", false
	case mode.Is("overlay"):
		return Overlay, true
	case pods.Absent():
		return NodeSubnet, true
	case allocation.Is("StaticBlock"):
		return PodBlocks, true
	case allocation.Unknown():
		return "", false
	}
	return PodSubnet, true
}

// OwnPodRange reports whether pods have a range of their own, networkProfile.podCidr.
func (p *Profile) OwnPodRange() bool {
	return p.NetworkPlugin().Is("kubenet") || p.NetworkPlugin().Is("azure") && p.NetworkPluginMode().Is("overlay")
}

// The ranges that a cluster of IPv4 has where none are given.
// Source: https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
const (
	DefaultPodCIDR      = "10.244.0.0/16"
	DefaultServiceCIDR  = "10.0.0.0/16"
	DefaultDNSServiceIP = "10.0.0.10"
)

// ServiceRanges are the settings that give the ranges of Services: serviceCidrs,
// else serviceCidr, else its default.
func (p *Profile) ServiceRanges() []Setting { return p.ranges("service", DefaultServiceCIDR) }

// PodRanges are the settings that give the ranges of pods, none where pods have
// no range of their own.
func (p *Profile) PodRanges() []Setting {
	if !p.OwnPodRange() {
		return nil
	}
	return p.ranges("pod", DefaultPodCIDR)
}

func (p *Profile) ranges(what, fallback string) []Setting {
	var all []Setting
	list, one := p.Get("networkProfile."+what+"Cidrs"), p.Get("networkProfile."+what+"Cidr")
	for _, item := range list.Items() {
		all = append(all, item)
	}
	switch {
	case len(all) > 0 || list.Unknown() || !p.Get("networkProfile").Known():
		return all
	case one.Unknown():
		return nil
	}
	return []Setting{one.Or(fallback)}
}

// Prefix reads an address range as Azure does, host bits and all.
func (s Setting) Prefix() (netip.Prefix, bool) {
	prefix, err := netip.ParsePrefix(s.Text())
	return prefix, err == nil && s.Known()
}

// Prefixes are those of some settings that can be read, without host bits.
func Prefixes(settings []Setting) []netip.Prefix {
	var all []netip.Prefix
	for _, s := range settings {
		if prefix, ok := s.Prefix(); ok {
			all = append(all, prefix.Masked())
		}
	}
	return all
}

// WindowsPools are the pools whose nodes run Windows.
func (p *Profile) WindowsPools() []Pool {
	return slices.DeleteFunc(p.Pools(), func(pool Pool) bool { return !pool.Windows() })
}
