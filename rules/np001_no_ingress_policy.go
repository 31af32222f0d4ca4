package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// NP001: No network policy holds the workload's incoming traffic.
//
// Without a policy that selects it, a pod accepts connections from every pod
// of the cluster, of whatever namespace and team, and on AKS from every
// machine of the virtual network that can route to it. One policy that selects
// all pods of the namespace and allows nothing (a default deny), plus one that
// allows what is needed, closes that.
//
// Policies of every engine count: NetworkPolicy, CiliumNetworkPolicy and
// CiliumClusterwideNetworkPolicy, Calico's, AdminNetworkPolicy and
// ClusterNetworkPolicy. Where one of them may select the workload and it cannot
// be told from the input, nothing is said.
//
// A namespace without any policy gets one finding, on its first workload; in a
// namespace with policies each workload that they leave out gets one. For Jobs
// and CronJobs it is advice. Nothing is said where the input does not show
// everything (a template was skipped, a base lies elsewhere), about namespaces
// that AKS manages, and about workloads on the host's network.
//
// # Fix
//
// Appends a default deny for the namespace and, for each Service, a policy that
// admits to its ports what the manifests prove: everybody, where a load balancer
// or an Ingress leads to it; else the workloads that name it in their
// environment or their command; else the pods of the namespace. For a workload
// that other policies leave out, it appends one policy. It is unsafe: what the
// manifests do not show, such as a scraper in another namespace, is closed.
var NP001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP001", Name: "no-ingress-policy", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload},
		Reads: []string{"spec.template.metadata.labels"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-traffic",
			"https://learn.microsoft.com/azure/aks/network-policy-best-practices",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
		},
	},
	Check: func(p *analyzer.Pass) {
		own := p.View.Member.Workload
		ns := p.View.Member.Namespace
		if p.View.Scope.Open || manifest.IsPlaceholder(ns) || aks.ManagedNamespace(ns) || !policyCanHold(own) || p.Network().Covered(own, network.Ingress) != inventory.No {
			return
		}
		f := analyzer.Finding{At: manifest.At("metadata", "name"), Help: "add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress]`, and one that allows what is needed"}
		severity := weight(own)
		governed := p.Network().Governed(ns)
		if governed {
			f.Message = fmt.Sprintf("no policy of namespace `%s` holds the incoming traffic of %s, so every pod of the cluster may connect to its pods", ns, called(own))
			f.Help = "select its labels in a policy, or add a default deny for the namespace"
		} else {
			others, first := openWorkloads(p, own, ns)
			if !first {
				return
			}
			for _, w := range others {
				severity = max(severity, weight(w))
				f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: manifest.At("metadata", "name"), Message: called(w) + " is open as well"})
			}
			f.Message = fmt.Sprintf("namespace `%s` has no network policy, so every pod of the cluster may connect to %s%s", ns, called(own), andOthers(len(others)))
		}
		f.Lower = &severity
		f.Fixes = provenPolicies(p, ns, own, governed)
		p.Report(f)
	},
}

// called names a workload, by the beginning of its name where the API server
// makes up the rest.
func called(w *inventory.Workload) string {
	switch o := w.Member.Object; {
	case w.Name() != "":
		return fmt.Sprintf("%s `%s`", w.Kind(), w.Name())
	case o.GenerateName != "":
		return fmt.Sprintf("%s `%s...`", w.Kind(), o.GenerateName)
	}
	return "a " + w.Kind() + " without a name"
}

// policyCanHold reports whether network policies apply to a workload's pods:
// they do not on the host's network.
func policyCanHold(w *inventory.Workload) bool { return !w.Spec.HostNetwork }

// weight is the severity of an open workload: what runs to an end is seldom
// connected to.
func weight(w *inventory.Workload) analyzer.Severity {
	if kind := w.Kind(); kind == "Job" || kind == "CronJob" {
		return analyzer.Info
	}
	return analyzer.Warning
}

// openWorkloads lists the other workloads of a namespace that no policy holds;
// first is false where one of them comes before own.
func openWorkloads(p *analyzer.Pass, own *inventory.Workload, ns string) (others []*inventory.Workload, first bool) {
	for _, w := range p.View.Workloads(ns) {
		if w == own || !policyCanHold(w) || p.Network().Covered(w, network.Ingress) != inventory.No {
			continue
		}
		if w.Member.Before(own.Member) {
			return nil, false
		}
		others = append(others, w)
	}
	return others, true
}

func andOthers(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " and one other workload"
	}
	return fmt.Sprintf(" and %d other workloads", n)
}
