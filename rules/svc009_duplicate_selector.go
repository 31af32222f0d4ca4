package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// SVC009: Two Services of a namespace select the same pods.
//
// Often one of them is left over from a rename, or was copied and kept the
// selector of the first: traffic that is meant for one application reaches the
// pods of another. The Deployment Safeguards of AKS, and an Azure Policy, want
// the selectors of a namespace to be different.
//
// The finding is an info where the two lie in different files of one folder,
// which may be alternatives. A headless Service beside another one is how
// StatefulSets are made; load balancers for an internal and a public network, or
// for two IP families, serve two kinds of clients: nothing is said. Nor is it of
// the Services of an Argo Rollout, which narrows their selectors as it goes.
var SVC009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC009", Name: "duplicate-selector", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.selector", "spec.type", "spec.clusterIP"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/deployment-safeguards",
			"https://learn.microsoft.com/azure/aks/policy-reference",
		},
	},
	Check: func(p *analyzer.Pass) {
		svc, ok := p.View.Member.Service()
		if !ok || !selects(p.View.Member, svc) {
			return
		}
		for _, m := range p.View.SelectingAlike() {
			if m == p.View.Member {
				return // what comes behind it reports
			}
			other, ok := m.Service()
			if !ok || !selects(m, other) || differInPurpose(m, other, p.View.Member, svc) {
				continue
			}
			if steered(p.View, m.Object.Name) && steered(p.View, p.Object.Name) {
				continue
			}
			f := analyzer.Finding{At: selectorField, KeyOnly: true,
				Message: fmt.Sprintf("`%s` is the selector of Service `%s` too, so both lead to the same pods; Deployment Safeguards report it", selectorText(svc.Spec.Selector), m.Object.Name),
				Related: []analyzer.Related{{Object: m.Object, At: selectorField, Message: fmt.Sprintf("the selector of Service `%s`", m.Object.Name)}}}
			if !p.View.Scope.Kustomization && m.Object.Source() != p.Object.Source() {
				f.Lower = analyzer.At(analyzer.Info)
			}
			p.Report(f)
			return
		}
	},
}

// selects reports whether a Service has a selector that is known.
func selects(m *inventory.Member, svc *corev1.Service) bool {
	for key, value := range svc.Spec.Selector {
		if manifest.IsPlaceholder(key) || manifest.IsPlaceholder(value) {
			return false
		}
	}
	return len(svc.Spec.Selector) > 0 && svc.Spec.Type != corev1.ServiceTypeExternalName && !m.Patched(selectorField)
}

// differInPurpose reports whether two Services for the same pods are a pattern
// of its own: one of them headless, or load balancers for two networks.
func differInPurpose(a *inventory.Member, aService *corev1.Service, b *inventory.Member, bService *corev1.Service) bool {
	if (aService.Spec.ClusterIP == corev1.ClusterIPNone) != (bService.Spec.ClusterIP == corev1.ClusterIPNone) ||
		!slices.Equal(aService.Spec.IPFamilies, bService.Spec.IPFamilies) {
		return true
	}
	first, firstOK := (inventory.View{Member: a}).LoadBalancer()
	second, secondOK := (inventory.View{Member: b}).LoadBalancer()
	return firstOK && secondOK && isInternal(first) != isInternal(second)
}

// steered reports whether an Argo Rollout of the pass's namespace writes the
// version of its pods into the selector of a Service.
func steered(v *inventory.View, service string) bool {
	for _, m := range v.Objects("Rollout.argoproj.io", v.Member.Namespace) {
		strategy := m.Object.Find(manifest.At("spec", "strategy"))
		green, canary := strategy.Get("blueGreen"), strategy.Get("canary")
		for _, named := range []manifest.Node{green.Get("activeService"), green.Get("previewService"), canary.Get("stableService"), canary.Get("canaryService")} {
			if named.Text() == service {
				return true
			}
		}
	}
	return false
}
