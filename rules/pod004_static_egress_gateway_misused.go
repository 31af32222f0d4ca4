package rules

import (
	"fmt"
	"net/netip"

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
// # Fix
//
// Moves the annotation to the pod template. It is unsafe, because it changes
// the addresses from which the pods speak.
var POD004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD004", Name: "static-egress-gateway-misused", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds:      []string{analyzer.KindWorkload, gatewayConfiguration},
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

func checkEgressAnnotation(p *analyzer.Pass, w *inventory.Workload) {
	own, pods := manifest.At("metadata", "annotations", gatewayConfigurationKey), w.Template.Keys("metadata", "annotations", gatewayConfigurationKey)
	if value := p.Object.Find(own); value.Exists() && !own.Equal(pods) && !p.Object.Find(pods).Exists() && !w.Member.Patched(pods) {
		p.Report(analyzer.Finding{
			At: own, KeyOnly: true,
			Message: fmt.Sprintf("`%s` does nothing on a %s; AKS reads it on the pod template", gatewayConfigurationKey, p.Object.Kind),
			Fixes: []analyzer.Fix{{Title: "move it to the pod template", Safety: analyzer.Unsafe, Changes: []manifest.Change{
				{Op: manifest.Remove, Path: own}, {Op: manifest.Add, Path: pods, Value: value.Text()}}}},
		})
	}
	name := w.Annotations[gatewayConfigurationKey]
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
	ns := p.View.Member.Namespace
	others := p.View.Objects(gatewayConfiguration, ns)
	if _, ok := p.View.Lookup(gatewayConfiguration, ns, name); ok || len(others) == 0 || p.View.Scope.Open {
		return
	}
	for _, other := range others {
		if manifest.IsPlaceholder(other.Object.Name) {
			return
		}
	}
	p.Report(analyzer.Finding{
		At: pods, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("namespace `%s` has no StaticGatewayConfiguration `%s` in the input, without which these pods get no egress gateway", ns, name),
		Related: []analyzer.Related{{Object: others[0].Object, At: manifest.At("metadata", "name"), Message: "the one that the namespace has"}},
	})
}

func checkGatewayConfiguration(p *analyzer.Pass) {
	spec := manifest.At("spec")
	if pool := spec.Key("gatewayNodepoolName"); !p.Object.Unknown(pool) && p.Object.Find(pool).Text() == "" &&
		!p.Object.Find(spec.Key("gatewayVmssProfile")).Exists() { // of a gateway that AKS does not manage
		p.Reportf(pool, "`gatewayNodepoolName` is missing, so no node pool takes the egress of the pods")
	}
	for i, item := range p.Object.Find(spec.Key("excludeCidrs")).Items() {
		if _, err := netip.ParsePrefix(item.Text()); err != nil && !manifest.IsPlaceholder(item.Text()) {
			p.Reportf(spec.Key("excludeCidrs").Index(i), "`%s` is not a CIDR range, so it cannot be excluded from the egress gateway", item.Text())
		}
	}
}
