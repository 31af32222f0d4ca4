package rules

import (
	"fmt"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/aks"
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
// With a profile, ports are also compared with what the engine of the cluster
// supports. Cilium knows `endPort` from Kubernetes 1.32 on, and a name that
// stands for different numbers on different pods may open the wrong one. On
// Windows nodes, Azure Network Policy Manager supports neither named ports nor
// SCTP.
//
// # Fix
//
// Writes the number of the port that is meant; where the name is not declared,
// that of the one port of that protocol which the pods do declare. It is unsafe:
// another port may have been meant.
var NP008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP008", Name: "unsupported-policy-port", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
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
		if !slices.ContainsFunc(policyRules(policy), func(r policyRule) bool { return len(r.Ports) > 0 }) {
			return
		}
		checkEnginePorts(p, policy)
		n := p.Network()
		model, ok := n.Policy(p.View.Member)
		if !ok {
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

// ciliumEndPort is the minor version of Kubernetes from which on AKS has a
// Cilium that knows endPort.
const ciliumEndPort = 32

// checkEnginePorts looks for ports that the engine of the cluster does not know.
func checkEnginePorts(p *analyzer.Pass, policy *networkingv1.NetworkPolicy) {
	oldCilium := engineIs(p, aks.CiliumEngine) && versionBelow(p, ciliumEndPort)
	var windows []*inventory.Workload
	if engineIs(p, aks.NPMEngine) {
		subjects, _ := policySubjects(p.View, p.View.Member, policy)
		windows = slices.DeleteFunc(subjects, func(w *inventory.Workload) bool { return !onWindows(w) })
	}
	for _, r := range policyRules(policy) {
		if !holds(policy, r.Egress) || !r.known(p.View.Member) {
			continue
		}
		for i, port := range r.Ports {
			at := r.PortsAt().Index(i)
			if oldCilium && port.EndPort != nil {
				p.Report(analyzer.Finding{At: at.Key("endPort"), Related: []analyzer.Related{engineSetting(p)},
					Message: fmt.Sprintf("the cluster's Cilium does not know `endPort` before Kubernetes 1.32; it admits port `%s` alone", port.Port.String())})
			}
			if len(windows) == 0 {
				continue
			}
			message := fmt.Sprintf("on the Windows nodes of %s, Azure Network Policy Manager does not support ", workloadName(windows[0]))
			if port.Protocol != nil && *port.Protocol == corev1.ProtocolSCTP {
				p.Report(analyzer.Finding{At: at.Key("protocol"), Message: message + "SCTP, and drops the policy"})
			}
			if port.Port != nil && port.Port.Type == intstr.String && !toCome(port.Port.StrVal) {
				p.Report(analyzer.Finding{At: at.Key("port"), Message: message + fmt.Sprintf("the named port `%s`, and drops the policy", port.Port.StrVal),
					Fixes: numberFix(at.Key("port"), declared(windows, port))})
			}
		}
	}
}

// declared are the ports that workloads declare by the name of a policy's port.
func declared(workloads []*inventory.Workload, port networkingv1.NetworkPolicyPort) (ports []inventory.Port) {
	for _, w := range workloads {
		for _, own := range w.Ports() {
			if own.Name == port.Port.StrVal && (port.Protocol == nil && own.Protocol == corev1.ProtocolTCP || port.Protocol != nil && own.Protocol == *port.Protocol) {
				ports = append(ports, own)
			}
		}
	}
	return ports
}

// numberFix writes the one number that some ports have.
func numberFix(at manifest.Path, ports []inventory.Port) []analyzer.Fix {
	number, ok := onlyNumber(ports)
	if !ok {
		return nil
	}
	return []analyzer.Fix{{Title: fmt.Sprintf("open port `%d`", number), Safety: analyzer.Unsafe,
		Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: strconv.Itoa(int(number)), Raw: true}}}}
}

// checkNamedPort looks a named port up on the pods of the receiving end.
func checkNamedPort(p *analyzer.Pass, n network.Network, r *network.Rule, port *network.Port) {
	pods := n.Destinations(r)
	if len(pods.Sure) == 0 || len(pods.Maybe) > 0 || pods.Beyond {
		return
	}
	var offered []inventory.Port
	var numbers network.PortSet
	unknown := false
	for _, w := range pods.Sure {
		sure, maybe := n.Resolve(port, w)
		numbers = numbers.Union(sure)
		unknown = unknown || !maybe.Empty() || p.View.PodsElsewhere(w.Member.Namespace)
		for _, own := range w.Ports() {
			if string(own.Protocol) == port.Protocol.String() {
				offered = append(offered, own)
			}
		}
	}
	f := analyzer.Finding{At: port.Path.Key("port"), Lower: analyzer.At(analyzer.Warning), Related: []analyzer.Related{portsOf(pods.Sure[0])}}
	if !numbers.Empty() {
		if engineIs(p, aks.CiliumEngine) && several(numbers) {
			f.Message = fmt.Sprintf("the name `%s` stands for %s on the pods that this is about; Cilium may open the wrong one", port.Name, portSetText(numbers))
			f.Help = "list the numbers instead of the name"
			p.Report(f)
		}
		return
	}
	if unknown {
		return
	}
	f.Message = fmt.Sprintf("%s%s declares no %s port named `%s`, so this admits nothing", workloadName(pods.Sure[0]), andOthers(len(pods.Sure)-1), port.Protocol, port.Name)
	if len(pods.Sure) > 1 {
		f.Message = fmt.Sprintf("none of %s%s declares a %s port named `%s`, so this admits nothing", workloadName(pods.Sure[0]), andOthers(len(pods.Sure)-1), port.Protocol, port.Name)
	}
	f.Fixes = numberFix(f.At, offered)
	p.Report(f)
}

// several reports whether a set has more than one port.
func several(ports network.PortSet) bool {
	ranges := ports.Ranges()
	return len(ranges) > 1 || len(ranges) == 1 && ranges[0].Lo != ranges[0].Hi
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
