package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// NP012: The cluster does not support what the Cilium policy asks for.
//
// Policies of Cilium exist only on clusters with Azure CNI powered by Cilium;
// elsewhere the API server does not know the kinds. Rules by host name
// (`toFQDNs`) and by content (`rules` of HTTP, Kafka or DNS) need the security
// features of Advanced Container Networking Services, those by content with
// `advancedNetworkPolicies` set to `L7`, and no Istio add-on beside them.
//
// Three things are wrong on every cluster: rules by content in a
// CiliumClusterwideNetworkPolicy; host names of Services in `toFQDNs`, which AKS
// does not support; and `toFQDNs` without a rule that shows Cilium the DNS
// answers (`rules.dns` on port 53): it never learns an address, and nothing is
// let out.
var NP012 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP012", Name: "unsupported-cilium-policy", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: []string{ciliumPolicyKind, ciliumClusterPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium",
			"https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts",
			"https://learn.microsoft.com/azure/aks/container-network-security-l7-policy-concepts",
		},
	},
	Check: func(p *analyzer.Pass) {
		if p.Profile != nil && !engineIs(p, aks.CiliumEngine) {
			if _, known := p.Profile.PolicyEngine(); known && !p.Profile.NetworkPlugin().Is("none") {
				p.Report(analyzer.Finding{At: kindField, Related: []analyzer.Related{engineSetting(p)},
					Message: fmt.Sprintf("the cluster does not run Cilium, so its API server does not know the kind `%s`", p.Object.Kind)})
				return
			}
		}
		for _, spec := range ciliumSpecs(p.Object) {
			checkCiliumContent(p, spec)
			checkFQDNs(p, spec)
		}
	},
}

// The policies of Cilium.
const (
	ciliumPolicyKind        = "CiliumNetworkPolicy.cilium.io"
	ciliumClusterPolicyKind = "CiliumClusterwideNetworkPolicy.cilium.io"
)

// ciliumSpecs are the places of the rules of a Cilium policy.
func ciliumSpecs(o *manifest.Object) (places []manifest.Path) {
	if o.Find(specField).Exists() {
		places = append(places, specField)
	}
	for i := range o.Find(manifest.At("specs")).Items() {
		places = append(places, manifest.At("specs").Index(i))
	}
	return places
}

// ciliumRules yields the ingress and egress rules of a spec.
func ciliumRules(o *manifest.Object, spec manifest.Path) (places []manifest.Path) {
	for _, key := range []string{"ingress", "egress"} {
		for i := range o.Find(spec.Key(key)).Items() {
			places = append(places, spec.Key(key).Index(i))
		}
	}
	return places
}

// contentRules are the places of the rules by content below a rule, by
// protocol.
func contentRules(o *manifest.Object, rule manifest.Path) (places []manifest.Path) {
	for i, item := range o.Find(rule.Key("toPorts")).Items() {
		for _, key := range []string{"http", "kafka", "dns", "l7"} {
			if item.Get("rules").Get(key).Exists() {
				places = append(places, rule.Key("toPorts").Index(i).Keys("rules", key))
			}
		}
	}
	return places
}

// checkCiliumContent judges the rules by content.
func checkCiliumContent(p *analyzer.Pass, spec manifest.Path) {
	for _, rule := range ciliumRules(p.Object, spec) {
		for _, at := range contentRules(p.Object, rule) {
			word := at.Last().Key
			f := analyzer.Finding{At: at, KeyOnly: true}
			switch {
			case inventory.KindName(p.Object) == ciliumClusterPolicyKind && word != "dns":
				f.Message = fmt.Sprintf("AKS does not support rules by content (`%s`) in a CiliumClusterwideNetworkPolicy", word)
			case p.Profile == nil || !engineIs(p, aks.CiliumEngine):
				continue
			case acnsOff(p.Profile):
				f.Message = fmt.Sprintf("rules by content (`%s`) need the security features of Advanced Container Networking Services, which are off on the cluster", word)
				f.Related = []analyzer.Related{acnsRelated(p.Profile)}
			case word == "dns":
				continue
			case p.Profile.Istio().Is("Istio"):
				f.Message = fmt.Sprintf("rules by content (`%s`) do not work together with the Istio add-on, which is on", word)
				f.Related = []analyzer.Related{{Object: p.Profile.Object, At: p.Profile.Istio().Path(), Message: "the Istio add-on"}}
			case onlyFQDN(p.Profile):
				f.Message = fmt.Sprintf("rules by content (`%s`) need `advancedNetworkPolicies` to be `L7`, and the cluster has `FQDN`", word)
				f.Related = []analyzer.Related{acnsRelated(p.Profile)}
			default:
				continue
			}
			p.Report(f)
		}
	}
}

// acnsSecurity is the path of the security features.
const acnsSecurity = "networkProfile.advancedNetworking.security"

// acnsOff reports whether the security features are known to be off.
func acnsOff(profile *aks.Profile) bool {
	all, own := profile.Get("networkProfile.advancedNetworking.enabled"), profile.Get(acnsSecurity+".enabled")
	return profile.Get("networkProfile").Known() && (own.False() || all.Is("false") || profile.Get(acnsSecurity+".advancedNetworkPolicies").Is("None"))
}

// onlyFQDN reports whether rules by content are not switched on: FQDN is the
// default.
func onlyFQDN(profile *aks.Profile) bool {
	return profile.Get(acnsSecurity + ".advancedNetworkPolicies").Or("FQDN").Is("FQDN")
}

func acnsRelated(profile *aks.Profile) analyzer.Related {
	return analyzer.Related{Object: profile.Object, At: profile.Get(acnsSecurity).Path(), Message: "Advanced Container Networking Services"}
}

// checkFQDNs judges the rules by host name.
func checkFQDNs(p *analyzer.Pass, spec manifest.Path) {
	egress := spec.Key("egress")
	for i, rule := range p.Object.Find(egress).Items() {
		at := egress.Index(i)
		if rule.Get("toServices").Exists() {
			p.Report(analyzer.Finding{At: at.Key("toServices"), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
				Message: "AKS does not support rules by the names of Services (`toServices`)", Help: "select the pods behind the Service with `toEndpoints`"})
		}
		names := rule.Get("toFQDNs")
		if names.Len() == 0 {
			continue
		}
		switch {
		case p.Profile != nil && engineIs(p, aks.CiliumEngine) && acnsOff(p.Profile):
			p.Report(analyzer.Finding{At: at.Key("toFQDNs"), KeyOnly: true, Related: []analyzer.Related{acnsRelated(p.Profile)},
				Message: "rules by host name (`toFQDNs`) need the security features of Advanced Container Networking Services, which are off on the cluster"})
		case !p.View.Scope.Open && !showsDNS(p):
			p.Report(analyzer.Finding{At: at.Key("toFQDNs"), KeyOnly: true,
				Message: "no egress rule has `rules.dns` on port 53, so Cilium never learns the addresses of these names, and lets nothing out to them",
				Help:    "add an egress rule to the endpoints `k8s-app: kube-dns` of `kube-system`, port 53, with `rules: {dns: [{matchPattern: \"*\"}]}`"})
		}
		for j, name := range names.Items() {
			for _, key := range []string{"matchName", "matchPattern"} {
				if text := strings.TrimSuffix(name.Get(key).Text(), "."); strings.HasSuffix(text, ".svc") || strings.HasSuffix(text, ".svc.cluster.local") {
					p.Report(analyzer.Finding{At: at.Key("toFQDNs").Index(j).Key(key),
						Message: fmt.Sprintf("`%s` is the name of a Service, which `toFQDNs` does not support on AKS", text), Help: "select the pods behind the Service with `toEndpoints`"})
				}
			}
		}
	}
}

// showsDNS reports whether this policy, or another of Cilium that may be for
// the same pods, shows DNS answers to Cilium.
func showsDNS(p *analyzer.Pass) bool {
	policies := slices.Concat(p.View.Objects(ciliumPolicyKind, p.View.Member.Namespace), p.View.Objects(ciliumClusterPolicyKind, ""), []*inventory.Member{p.View.Member})
	return slices.ContainsFunc(policies, func(m *inventory.Member) bool {
		for _, spec := range ciliumSpecs(m.Object) {
			if m.Patched(spec.Key("egress")) || m.Object.Unknown(spec.Key("egress")) {
				return true
			}
			for i, rule := range m.Object.Find(spec.Key("egress")).Items() {
				if opensDNS(m.Object, rule, spec.Key("egress").Index(i)) {
					return true
				}
			}
		}
		return false
	})
}

// opensDNS reports whether a rule has rules for DNS on port 53.
func opensDNS(o *manifest.Object, rule manifest.Node, at manifest.Path) bool {
	for _, item := range rule.Get("toPorts").Items() {
		for _, port := range item.Get("ports").Items() {
			text := port.Get("port").Text()
			if (text == "53" || text == "dns" || toCome(text)) && item.Get("rules").Get("dns").Exists() {
				return true
			}
		}
	}
	return o.Unknown(at)
}
