package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD003: Pods are placed by a node label that is deprecated on AKS.
//
// A node selector, a node affinity and a topology key place pods by labels of
// nodes. Some labels that AKS still sets are to go, and each has a successor.
// Once new nodes lack the old label, pods that select by it stay pending, and
// pods that are spread by it are spread no more.
//
// Spot nodes have a taint `kubernetes.azure.com/scalesetpriority` beside the
// label of that name: the taint stays, and tolerations must name it.
// `accelerator` is looked at only with the value `nvidia` that AKS gives it,
// and `kubernetes.io/role` only with `agent`. Pods that select or tolerate
// virtual nodes are left out: those nodes lack the successors.
//
// # Fix
//
// Writes the successor where the new term holds for the same nodes. The old
// one is removed where the selector has both. It is unsafe for spot nodes.
var POD003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD003", Name: "deprecated-node-label", Severity: analyzer.Warning, Fixable: true, Since: "0.1.0",
		Kinds:      []string{analyzer.KindWorkload},
		References: []string{"https://learn.microsoft.com/azure/aks/use-labels"},
	},
	Check: func(p *analyzer.Pass) {
		w := p.View.Member.Workload
		if w == nil || onVirtualNode(w.Spec) {
			return
		}
		for key, value := range w.Spec.NodeSelector {
			checkNodeSelector(p, w, key, value)
		}
		for i, c := range w.Spec.TopologySpreadConstraints {
			checkTopologyKey(p, c.TopologyKey, w.SpecPath().Key("topologySpreadConstraints").Index(i))
		}
		if w.Spec.Affinity != nil {
			checkNodeAffinity(p, w.Spec.Affinity, w.SpecPath().Key("affinity"))
		}
	},
}

// onVirtualNode reports whether pods may run on a virtual node.
func onVirtualNode(spec *corev1.PodSpec) bool {
	return spec.NodeSelector["type"] == "virtual-kubelet" ||
		slices.ContainsFunc(spec.Tolerations, func(t corev1.Toleration) bool { return t.Key == "virtual-kubelet.io/provider" })
}

func checkNodeAffinity(p *analyzer.Pass, a *corev1.Affinity, at manifest.Path) {
	const required, preferred = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
	if n := a.NodeAffinity; n != nil {
		at := at.Key("nodeAffinity")
		if n.RequiredDuringSchedulingIgnoredDuringExecution != nil {
			for i, term := range n.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms {
				checkNodeTerm(p, term, at.Keys(required, "nodeSelectorTerms").Index(i))
			}
		}
		for i, term := range n.PreferredDuringSchedulingIgnoredDuringExecution {
			checkNodeTerm(p, term.Preference, at.Key(preferred).Index(i).Key("preference"))
		}
	}
	pods := func(must []corev1.PodAffinityTerm, should []corev1.WeightedPodAffinityTerm, at manifest.Path) {
		for i, term := range must {
			checkTopologyKey(p, term.TopologyKey, at.Key(required).Index(i))
		}
		for i, term := range should {
			checkTopologyKey(p, term.PodAffinityTerm.TopologyKey, at.Key(preferred).Index(i).Key("podAffinityTerm"))
		}
	}
	if n := a.PodAffinity; n != nil {
		pods(n.RequiredDuringSchedulingIgnoredDuringExecution, n.PreferredDuringSchedulingIgnoredDuringExecution, at.Key("podAffinity"))
	}
	if n := a.PodAntiAffinity; n != nil {
		pods(n.RequiredDuringSchedulingIgnoredDuringExecution, n.PreferredDuringSchedulingIgnoredDuringExecution, at.Key("podAntiAffinity"))
	}
}

func checkNodeSelector(p *analyzer.Pass, w *inventory.Workload, key, value string) {
	label, ok := deprecatedLabel(key, value)
	if !ok {
		return
	}
	at := w.SpecPath().Keys("nodeSelector", key)
	next := label.Replacement
	want := value
	if label.ReplacementValue != "" {
		want = label.ReplacementValue
	}
	have, both := w.Spec.NodeSelector[next]
	var changes []manifest.Change
	switch {
	case both && have != want:
	case both:
		changes = []manifest.Change{{Op: manifest.Remove, Path: at}}
	case value != want:
		changes = []manifest.Change{{Op: manifest.Remove, Path: at}, {Op: manifest.Add, Path: at.Parent().Key(next), Value: want}}
	default:
		changes = []manifest.Change{{Op: manifest.Rename, Path: at, Value: next}}
	}
	reportDeprecatedLabel(p, label, at, changes)
}

func checkNodeTerm(p *analyzer.Pass, term corev1.NodeSelectorTerm, at manifest.Path) {
	for i, e := range term.MatchExpressions {
		value := ""
		if len(e.Values) > 0 {
			value = e.Values[0]
		}
		label, ok := deprecatedLabel(e.Key, value)
		if !ok {
			continue
		}
		key := at.Key("matchExpressions").Index(i).Key("key")
		var changes []manifest.Change
		exists := len(e.Values) == 0
		sameValue := label.ReplacementValue == "" || exists || len(e.Values) == 1 && value == label.ReplacementValue
		if sameValue && !(exists && label.Key == spotLabel) { // ordinary nodes may have a priority too
			changes = []manifest.Change{{Op: manifest.Set, Path: key, Value: label.Replacement}}
		}
		reportDeprecatedLabel(p, label, key, changes)
	}
}

func checkTopologyKey(p *analyzer.Pass, key string, at manifest.Path) {
	if label, ok := deprecatedLabel(key, ""); ok {
		at = at.Key("topologyKey")
		reportDeprecatedLabel(p, label, at, []manifest.Change{{Op: manifest.Set, Path: at, Value: label.Replacement}})
	}
}

// spotLabel is set on spot nodes, and so is a taint of the same name.
const spotLabel = "kubernetes.azure.com/scalesetpriority"

// deprecatedLabel finds a deprecated label. Under the short name accelerator
// people have labels of their own, with values that AKS does not set; and a
// role other than agent is meant for other clusters.
func deprecatedLabel(key, value string) (aks.NodeLabel, bool) {
	if _, ok := aks.DeprecatedNodeLabel(key); !ok || key == "accelerator" && value != "nvidia" {
		return aks.NodeLabel{}, false
	}
	label, ok := aks.LookupNodeLabel(key)
	return label, ok && (label.ReplacementValue == "" || value == "" || value == label.ReplacementValue)
}

func reportDeprecatedLabel(p *analyzer.Pass, label aks.NodeLabel, at manifest.Path, changes []manifest.Change) {
	next := label.Replacement
	if label.ReplacementValue != "" {
		next += ": " + label.ReplacementValue
	}
	f := analyzer.Finding{At: at, KeyOnly: at.Last().Key == label.Key}
	f.Message = fmt.Sprintf("`%s` is a deprecated node label; once AKS stops setting it, no new node matches, so use `%s`", label.Key, next)
	safety := analyzer.Safe
	if label.Key == spotLabel {
		safety = analyzer.Unsafe
	}
	if len(changes) > 0 {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("use `%s`", next), Safety: safety, Changes: changes}}
	}
	p.Report(f)
}
