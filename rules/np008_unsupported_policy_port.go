package rules

import (
	"fmt"
	"slices"
	"strconv"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// NP008: A port of a network policy means nothing to the pods, or to the cluster's policy engine.
//
// A named port is looked up among the ports that the pods at the receiving end
// declare: the selected pods for ingress, the peers for egress. Where none of
// them declares the name for that protocol, the rule admits nothing.
//
// # Fix
//
// Where the pods declare exactly one port of that protocol, the fix writes its
// number. It is unsafe: another port may have been meant.
var NP008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP008", Name: "unsupported-policy-port", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Reads: []string{"spec.podSelector"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations",
			"https://github.com/cilium/cilium/issues/30003",
		},
	},
	Check: func(p *analyzer.Pass) {
		policy, ok := p.Object.Typed.(*networkingv1.NetworkPolicy)
		if !ok {
			return
		}
		n := p.Network()
		model, ok := n.Policy(p.View.Member)
		if !ok || !slices.ContainsFunc(policyRules(policy), func(r policyRule) bool { return len(r.Ports) > 0 }) {
			return
		}
		for _, r := range slices.Concat(model.Ingress.Rules, model.Egress.Rules) {
			for _, port := range r.Ports {
				if port.Name != "" && !port.Doubt {
					checkNamedPort(p, n, r, port)
				}
			}
		}
	},
}

// checkNamedPort looks a named port up on the pods of the receiving end.
func checkNamedPort(p *analyzer.Pass, n network.Network, r *network.Rule, port *network.Port) {
	pods := n.Destinations(r)
	if len(pods.Sure) == 0 || len(pods.Maybe) > 0 || pods.Beyond {
		return
	}
	var offered []inventory.Port
	for _, w := range pods.Sure {
		sure, maybe := n.Resolve(port, w)
		if !sure.Empty() || !maybe.Empty() || p.View.PodsElsewhere(w.Member.Namespace) {
			return
		}
		for _, own := range w.Ports() {
			if string(own.Protocol) == port.Protocol.String() {
				offered = append(offered, own)
			}
		}
	}
	f := analyzer.Finding{At: port.Path.Key("port"), Lower: analyzer.At(analyzer.Warning), Related: []analyzer.Related{portsOf(pods.Sure[0])}}
	f.Message = fmt.Sprintf("%s%s declares no %s port named `%s`, so this admits nothing", workloadName(pods.Sure[0]), andOthers(len(pods.Sure)-1), port.Protocol, port.Name)
	if len(pods.Sure) > 1 {
		f.Message = fmt.Sprintf("none of %s%s declares a %s port named `%s`, so this admits nothing", workloadName(pods.Sure[0]), andOthers(len(pods.Sure)-1), port.Protocol, port.Name)
	}
	if number, ok := onlyNumber(offered); ok {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("open port `%d`", number), Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Set, Path: f.At, Value: strconv.Itoa(int(number)), Raw: true}}}}
	}
	p.Report(f)
}

// onlyNumber is the one number that some ports have.
func onlyNumber(ports []inventory.Port) (number int32, ok bool) {
	for _, port := range ports {
		if ok && port.Number != number {
			return 0, false
		}
		number, ok = port.Number, true
	}
	return number, ok
}
