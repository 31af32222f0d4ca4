package rules

import (
	"fmt"
	"net/netip"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD004: A static egress gateway does not take the traffic of the pods.
//
// The annotation `kubernetes.azure.com/static-gateway-configuration` gives pods
// fixed egress addresses. AKS reads it on the pod template, when a pod is made,
// and looks for a StaticGatewayConfiguration of that name in the namespace.
// On the workload itself, and on pods in the host's network, it does nothing:
// their traffic leaves from the cluster's ordinary addresses.
//
// The StaticGatewayConfiguration is checked too: it needs a
// `gatewayNodepoolName`, and its `excludeCidrs` must be CIDR ranges. That the
// input lacks the one that an annotation names is told where the namespace has
// another one.
//
// Network policies do not govern what leaves through the gateway: one that
// restricts the egress of the same pods is a warning.
//
// With a cluster profile, the feature must be on, the pool of mode Gateway, and
// the cluster must have neither IPv6 nor a subnet for pods.
//
// # Fix
//
// Moves the annotation to the pod template.
var POD004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD004", Name: "static-egress-gateway-misused", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds:      []string{analyzer.KindWorkload, gatewayConfiguration},
		Uses:       []analyzer.Input{analyzer.ClusterInput},
		References: []string{"https://learn.microsoft.com/azure/aks/configure-static-egress-gateway"},
	},
	Check: func(p *analyzer.Pass) {
		if w := p.View.Member.Workload; w != nil {
			checkEgressAnnotation(p, w)
		} else {
			checkGatewayConfiguration(p)
		}
	},
}

const (
	gatewayConfiguration    = "StaticGatewayConfiguration.egressgateway.kubernetes.azure.com"
	gatewayConfigurationKey = "kubernetes.azure.com/static-gateway-configuration"
)

var gatewayConfigurationField = annotationsField.Key(gatewayConfigurationKey)

func checkEgressAnnotation(p *analyzer.Pass, w *inventory.Workload) {
	own, name := gatewayConfigurationField, w.Annotations[gatewayConfigurationKey]
	if w.Kind() == "CronJob" {
		if jobs := manifest.At("spec", "jobTemplate").Join(own); p.Object.Find(jobs).Exists() {
			own = jobs
		}
	}
	value := p.Object.Find(own)
	if !value.Exists() && name == "" {
		return
	}
	pods := w.AnnotationsPath().Key(gatewayConfigurationKey)
	if value.Exists() && !own.Equal(pods) && !p.Object.Find(pods).Exists() && !w.Member.Patched(pods) {
		p.Report(analyzer.Finding{
			At: own, KeyOnly: true,
			Message: fmt.Sprintf("`%s` does nothing on a %s; AKS reads it on the pod template", gatewayConfigurationKey, p.Object.Kind),
			Fixes: []analyzer.Fix{{Title: "move it to the pod template", Safety: analyzer.Safe, Changes: []manifest.Change{
				removeEntry(p.Object, own), {Op: manifest.Add, Path: pods, Value: value.Text()}}}},
		})
	}
	if name == "" || manifest.IsPlaceholder(name) {
		return
	}
	if network := w.SpecPath().Key("hostNetwork"); w.Spec.HostNetwork && !w.Member.Patched(network) {
		p.Report(analyzer.Finding{
			At: pods, KeyOnly: true,
			Message: fmt.Sprintf("`%s` does nothing with `hostNetwork: true`; the traffic leaves from the node's ordinary address", gatewayConfigurationKey),
			Related: []analyzer.Related{{Object: p.Object, At: network, Message: "the host's network"}},
		})
		return
	}
	if reason := noEgressGateway(p.Profile); reason != "" {
		p.Report(analyzer.Finding{At: pods, KeyOnly: true, Message: fmt.Sprintf("`%s` does nothing in this cluster: %s", gatewayConfigurationKey, reason)})
	}
	checkGatewayNamed(p, pods, name)
	for _, m := range p.View.Selecting("NetworkPolicy.networking.k8s.io", w) {
		policy, ok := m.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok || m.Patched(specField) || w.MatchesSelector(&policy.Spec.PodSelector) != inventory.Yes ||
			!slices.Contains(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress) && len(policy.Spec.Egress) == 0 {
			continue
		}
		p.Report(analyzer.Finding{At: pods, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("NetworkPolicy `%s` restricts the egress of these pods, but does not govern what leaves through the egress gateway", m.Object.Name),
			Related: []analyzer.Related{{Object: m.Object, At: specField, Message: "the NetworkPolicy"}}})
		return
	}
}

// noEgressGateway says why a cluster has no static egress gateway, "" where it
// may have one.
func noEgressGateway(cluster *aks.Profile) string {
	if cluster == nil {
		return ""
	}
	if cluster.Off(cluster.Get("networkProfile.staticEgressGatewayProfile.enabled")) {
		return "the static egress gateway is off"
	}
	if ipv6, _ := cluster.IPv6(); ipv6 {
		return "the static egress gateway does not work in a dual-stack cluster"
	}
	gateway := !cluster.PoolsKnown()
	for _, pool := range cluster.Pools() {
		if pool.Get("podSubnetID").Known() {
			return fmt.Sprintf("the static egress gateway does not work with a subnet for pods, which %s has", pool.Label())
		}
		gateway = gateway || pool.Get("mode").Is("Gateway")
	}
	if !gateway {
		return "it has no node pool of mode `Gateway`"
	}
	return ""
}

// checkGatewayNamed looks for the StaticGatewayConfiguration that an annotation
// names.
func checkGatewayNamed(p *analyzer.Pass, at manifest.Path, name string) {
	ns := p.View.Member.Namespace
	others := p.View.Objects(gatewayConfiguration, ns)
	if _, ok := p.View.Lookup(gatewayConfiguration, ns, name); ok {
		return
	}
	for _, other := range others {
		if toCome(other.Object.Name) {
			return
		}
	}
	if p.View.Scope.Open {
		return
	}
	if len(others) == 0 {
		checkGatewayElsewhere(p, at, name)
		return
	}
	p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("namespace `%s` has no StaticGatewayConfiguration `%s` in the input, without which these pods get no egress gateway", ns, name),
		Related: []analyzer.Related{{Object: others[0].Object, At: nameField, Message: "the one that the namespace has"}}})
}

// checkGatewayElsewhere looks for the StaticGatewayConfiguration that is meant in
// the other namespaces; one that names none may be applied to any.
func checkGatewayElsewhere(p *analyzer.Pass, at manifest.Path, name string) {
	if !landsSurely(p.View.Member) {
		return
	}
	for _, m := range p.View.Scope.Members {
		if m.Object.Name != name || m.Object.Namespace == "" || toCome(m.Namespace) || inventory.KindName(m.Object) != gatewayConfiguration {
			continue
		}
		p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("StaticGatewayConfiguration `%s` is in namespace `%s`, and pods of namespace `%s` use those of their own only; they get no egress gateway", name, m.Namespace, p.View.Member.Namespace),
			Related: []analyzer.Related{{Object: m.Object, At: nameField, Message: "the one of this name"}}})
		return
	}
}

func checkGatewayConfiguration(p *analyzer.Pass) {
	if pool := specField.Key("gatewayNodepoolName"); !p.Object.Unknown(pool) && p.Object.Find(pool).Text() == "" &&
		!p.Object.Find(specField.Key("gatewayVmssProfile")).Exists() { // of a gateway that AKS does not manage
		p.Reportf(pool, "`gatewayNodepoolName` is missing, so no node pool takes the egress of the pods")
	}
	if reason := noEgressGateway(p.Profile); reason != "" {
		p.Reportf(kindField, "`StaticGatewayConfiguration` does nothing in this cluster: %s", reason)
	} else if p.Profile != nil {
		checkNamedPool(p, specField.Key("gatewayNodepoolName"))
	}
	for i, item := range p.Object.Find(specField.Key("excludeCidrs")).Items() {
		if _, err := netip.ParsePrefix(item.Text()); err != nil && !manifest.IsPlaceholder(item.Text()) {
			p.Reportf(specField.Key("excludeCidrs").Index(i), "`%s` is not a CIDR range, so it cannot be excluded from the egress gateway", item.Text())
		}
	}
}

// checkNamedPool looks for the node pool of a StaticGatewayConfiguration.
func checkNamedPool(p *analyzer.Pass, at manifest.Path) {
	name := p.Object.Find(at).Text()
	if name == "" || toCome(name) {
		return
	}
	for _, pool := range p.Profile.Pools() {
		if pool.Name() == name {
			if mode := pool.Get("mode"); mode.Known() && !mode.Is("Gateway") {
				p.Reportf(at, "the node pool `%s` has the mode `%s`, and only one of mode `Gateway` takes the egress of the pods", name, mode.Text())
			}
			return
		}
	}
	if p.Profile.PoolsKnown() {
		p.Reportf(at, "the cluster has no node pool `%s`, so nothing takes the egress of the pods", name)
	}
}
