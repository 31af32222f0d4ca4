package rules

import (
	"fmt"
	"slices"

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
// environment, ConfigMaps included, or in their command; else the pods of the
// namespace. For a workload that other policies leave out, it appends one policy,
// which also admits those whom egress policies let out to it. It is unsafe: what
// the manifests do not show, such as a scraper in another namespace, is closed.
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
		f := analyzer.Finding{At: nameField, Help: "add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress]`, and one that allows what is needed"}
		severity := weight(own)
		governed := p.Network().Governed(ns)
		if governed {
			f.Message = fmt.Sprintf("no policy of namespace `%s` holds the incoming traffic of %s, so every pod of the cluster may connect to its pods", ns, workloadName(own))
			f.Help = "select its labels in a policy, or add a default deny for the namespace"
		} else {
			others, first := openWorkloads(p, own, ns)
			if !first {
				return
			}
			for _, w := range others {
				severity = max(severity, weight(w))
				f.Related = append(f.Related, analyzer.Related{Object: w.Member.Object, At: nameField, Message: workloadName(w) + " is open as well"})
			}
			f.Message = fmt.Sprintf("namespace `%s` has no network policy, so every pod of the cluster may connect to %s%s", ns, workloadName(own), andOthers(len(others)))
		}
		f.Lower = &severity
		f.Fixes = provenPolicies(p, ns, own, governed)
		p.Report(f)
	},
}

// policyCanHold reports whether network policies apply to a workload's pods:
// they do not on the host's network.
func policyCanHold(w *inventory.Workload) bool { return !w.Spec.HostNetwork }

// weight is the severity of an open workload: what runs to an end is seldom
// connected to.
func weight(w *inventory.Workload) analyzer.Severity {
	if w.RunsToEnd() {
		return analyzer.Info
	}
	return analyzer.Warning
}

// tellsLabels reports whether the labels of a pod template are what the text
// says. Of a workload where they are not, nothing is said.
func tellsLabels(w *inventory.Workload) bool {
	return !w.Member.Patched(templateLabelsField) && !undecoded(w.Member.Object, templateLabelsField)
}

var templateLabelsField = manifest.At("spec", "template", "metadata", "labels")

// openWorkloads lists the other workloads of a namespace that no policy holds;
// first is false where one of them, of which something is said, comes before own.
func openWorkloads(p *analyzer.Pass, own *inventory.Workload, ns string) (others []*inventory.Workload, first bool) {
	for _, w := range p.View.Workloads(ns) {
		if w == own || !policyCanHold(w) || p.Network().Covered(w, network.Ingress) != inventory.No {
			continue
		}
		if w.Member.Before(own.Member) && tellsLabels(w) {
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

const (
	// defaultDeny is the name of the policy that is written for a namespace.
	defaultDeny = "default-deny-ingress"
	// maxProven bounds the Services of a namespace for which policies are
	// written: nobody reads more of them.
	maxProven = 60
)

// provenPolicies is the fix that appends the policies that the manifests prove:
// a default deny and one for each Service, or only one for the workload itself
// where other policies leave it out.
func provenPolicies(p *analyzer.Pass, ns string, own *inventory.Workload, alone bool) []analyzer.Fix {
	if len(p.View.Objects("Service", ns)) > maxProven || p.View.Member.Patched(namespaceField) || leftOut(p, defaultDeny, own.Name()+"-ingress") {
		return nil
	}
	w := &policyWriter{namespace: p.Object.Namespace}
	title, ok := "append a default deny for the namespace, and what the manifests prove to be needed", false
	if alone {
		title = "append a policy for these pods, with what the manifests prove to be needed"
		ok = w.forWorkload(p, ns, own)
	} else {
		ok = w.forNamespace(p, ns)
	}
	if !ok {
		return nil
	}
	return []analyzer.Fix{{Title: title, Safety: analyzer.Unsafe, Changes: w.changes}}
}

// forWorkload writes one policy, with a rule for each Service of a workload, and
// for each egress rule that leads to it.
func (w *policyWriter) forWorkload(p *analyzer.Pass, ns string, own *inventory.Workload) bool {
	services, ok := p.Network().Proven(ns, own)
	labels := network.TellingLabels(own)
	if !ok || len(labels) == 0 {
		return false
	}
	w.policy(freeName(p.View, ns, own.Name()+"-ingress"), labels)
	i := 0
	for _, s := range services {
		if len(s.Ports) > 0 {
			w.rule(i, &s)
			i++
		}
	}
	for _, way := range waysOutTo(p.View, own) {
		if !slices.ContainsFunc(services, way.within) {
			w.entrance(i, way)
			i++
		}
	}
	return true
}

// forNamespace writes a default deny, and a policy for each Service.
func (w *policyWriter) forNamespace(p *analyzer.Pass, ns string) bool {
	services, ok := p.Network().Proven(ns, nil)
	if !ok {
		return false
	}
	w.changes = make([]manifest.Change, 0, 10*(1+len(services))) // as many as most have
	w.policy(defaultDeny, nil)
	written := map[string][]*network.Proven{} // a Service may have several definitions
	for i := range services {
		s, name := &services[i], services[i].Service.Object.Name
		if len(s.Ports) == 0 || slices.ContainsFunc(written[name], s.Same) {
			continue
		}
		w.documents++
		if before := len(written[name]); before == 0 {
			w.policy("allow-"+name, s.Selector)
		} else { // it must not take the place of the policy before
			w.policy(fmt.Sprintf("allow-%s-%d", name, before+1), s.Selector)
		}
		w.rule(0, s)
		written[name] = append(written[name], s)
	}
	return true
}

// leftOut reports whether the file of the pass's object has a policy of one of
// the names that would be written, which does not take part there: where
// kustomize leaves the file out, it may look like a patch of another.
func leftOut(p *analyzer.Pass, names ...string) bool {
	patches, _ := p.View.Scope.Remember(policyPatches{}, func() any {
		return slices.Collect(func(yield func(*inventory.Member) bool) {
			for _, m := range p.View.Scope.Members {
				if m.Fragment && m.Object.Kind == "NetworkPolicy" && !yield(m) {
					return
				}
			}
		})
	}).([]*inventory.Member)
	return slices.ContainsFunc(patches, func(m *inventory.Member) bool {
		return m.Object.Source() == p.Object.Source() && m.Object.Namespace == p.Object.Namespace && slices.Contains(names, m.Object.Name)
	})
}

// policyPatches are the patches of network policies in a scope.
type policyPatches struct{}
