package inventory

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/manifest"
)

// SetByControllers reports whether controllers put a label on pods, or a
// program on its own, so that no manifest shows it.
func SetByControllers(key string) bool {
	switch key {
	case "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "pod-template-hash", "controller-uid", "job-name",
		"controller-revision-hash", "pod-template-generation":
		return true
	}
	return strings.HasPrefix(key, "batch.kubernetes.io/") || setAtRunTime(key)
}

// setAtRunTime reports whether a label follows the state of what runs: the hash
// of Argo Rollouts, and the roles of a pod in a cluster of Vault, OpenBao
// (service registration) or Spilo (PostgreSQL).
func setAtRunTime(key string) bool {
	switch key {
	case "rollouts-pod-template-hash", "spilo-role":
		return true
	}
	of, state, _ := strings.Cut(key, "-")
	return (of == "vault" || of == "openbao") && slices.Contains([]string{"active", "initialized", "perf-standby", "sealed"}, state)
}

// Select returns the workloads of a namespace whose pods carry all labels of a
// selector, in the order of the input. sure is false where some workload may
// or may not match. An empty selector matches every pod.
func (v View) Select(namespace string, selector map[string]string) (matched []*Workload, sure bool) {
	return v.selectBy(namespace, selector, telling(selector))
}

// selectBy is Select for a selector whose telling labels are known.
func (v View) selectBy(namespace string, selector map[string]string, labels []label) (matched []*Workload, sure bool) {
	ns := v.Scope.namespaces[namespace]
	if ns == nil || len(ns.workloads.groups) == 0 {
		return nil, true
	}
	sure = true
	for _, g := range ns.candidates(labels) {
		for _, m := range g.seenFrom(v.Member) {
			if m.Workload == nil {
				continue
			}
			switch m.Workload.Matches(selector) {
			case Yes:
				matched = append(matched, m.Workload)
			case Unknown:
				sure = false
			}
		}
	}
	slices.SortFunc(matched, func(a, b *Workload) int { return byOrder(a.Member, b.Member) })
	return matched, sure
}

// Matches reports whether the workload's pods carry all labels of a selector.
func (w *Workload) Matches(selector map[string]string) Truth {
	answer := Yes
	for key, value := range selector {
		if got, ok := w.Labels[key]; ok && got == value && !w.inDoubt[key] || SetByControllers(key) {
			continue
		}
		if !w.mayHave(key, value) {
			return No
		}
		answer = Unknown
	}
	return answer
}

// mayHave reports whether a label that the manifest shows otherwise, or not at
// all, may turn out as wanted.
func (w *Workload) mayHave(key, value string) bool {
	return w.open || w.inDoubt[key] || manifest.IsPlaceholder(value) || manifest.IsPlaceholder(key)
}

// MatchesSelector reports whether the workload's pods match a label selector
// with expressions. A nil selector matches nothing, an empty one everything.
func (w *Workload) MatchesSelector(s *metav1.LabelSelector) Truth {
	if s == nil {
		return No
	}
	answer := w.Matches(s.MatchLabels)
	for _, e := range s.MatchExpressions {
		switch w.MatchesExpression(e) {
		case No:
			return No
		case Unknown:
			answer = both(answer, Unknown)
		}
	}
	return answer
}

func both(a, b Truth) Truth {
	if a == No || b == No {
		return No
	}
	return max(a, b)
}

// MatchesExpression reports whether the pods match one expression of a label
// selector.
func (w *Workload) MatchesExpression(e metav1.LabelSelectorRequirement) Truth {
	value, present := w.Labels[e.Key]
	if w.open || w.inDoubt[e.Key] || SetByControllers(e.Key) || manifest.IsPlaceholder(e.Key) || slices.ContainsFunc(e.Values, manifest.IsPlaceholder) {
		return Unknown
	}
	in := present && slices.Contains(e.Values, value)
	switch e.Operator {
	case metav1.LabelSelectorOpIn:
		return truth(in)
	case metav1.LabelSelectorOpNotIn:
		return truth(!in)
	case metav1.LabelSelectorOpExists:
		return truth(present)
	case metav1.LabelSelectorOpDoesNotExist:
		return truth(!present)
	}
	return Unknown
}

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
