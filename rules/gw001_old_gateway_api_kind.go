package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// GW001: An object is of an old or experimental version of Gateway API.
//
// Gateway, GatewayClass, HTTPRoute and GRPCRoute are stable as
// `gateway.networking.k8s.io/v1`. The version v1beta1 is deprecated, and the
// Gateway API that AKS manages (v1.2.1 and later) has no v1alpha2 of them: the
// API server of such a cluster refuses it.
//
// The managed Gateway API installs the standard channel only. A TCPRoute, a
// UDPRoute or an object of `gateway.networking.x-k8s.io` that attaches to a
// Gateway of the application routing add-on is refused. For the class `istio`
// this is a warning where nothing shows the Istio add-on (a revision in a label,
// a cluster profile), since an Istio of your own has the same class and may have
// these kinds. A TLSRoute needs the revision asm-1-30 of the Istio add-on. With
// a profile that has the managed Gateway API, such kinds are refused whatever
// they attach to.
//
// # Fix
//
// Writes `gateway.networking.k8s.io/v1`, which has the fields of v1beta1 and of
// the last releases of v1alpha2.
var GW001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW001", Name: "old-gateway-api-kind", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{
			gatewayKind, "GatewayClass.gateway.networking.k8s.io", "HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io",
			"TCPRoute.gateway.networking.k8s.io", "UDPRoute.gateway.networking.k8s.io", "TLSRoute.gateway.networking.k8s.io",
			"XListenerSet.gateway.networking.x-k8s.io",
		},
		Reads: []string{"spec.parentRefs", "spec.parentRef"},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://learn.microsoft.com/azure/aks/managed-gateway-api",
			"https://gateway-api.sigs.k8s.io/concepts/versioning/",
		},
	},
	Check: func(p *analyzer.Pass) {
		row, ok := aks.LookupGatewayKind(p.Object.APIVersion, p.Object.Kind)
		switch {
		case !ok:
		case row.Replacement != "":
			checkOldGatewayKind(p, row)
		default:
			checkExperimentalKind(p, row)
		}
	},
}

// checkOldGatewayKind speaks of a version that has a successor.
func checkOldGatewayKind(p *analyzer.Pass, row aks.GatewayKind) {
	at := apiVersionField
	f := analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning), Fixes: []analyzer.Fix{{
		Title: fmt.Sprintf("write `%s`", row.Replacement), Safety: analyzer.Safe,
		Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: row.Replacement}}}}}
	f.Message = fmt.Sprintf("`%s` of %s is deprecated in favour of `%s`, and a later Gateway API will not serve it", row.APIVersion, p.Object.Kind, row.Replacement)
	if strings.HasSuffix(row.APIVersion, "/v1alpha2") {
		f.Message = fmt.Sprintf("the Gateway API that AKS manages has no `%s` of %s, and refuses the object; the stable version is `%s`", row.APIVersion, p.Object.Kind, row.Replacement)
	}
	p.Report(f)
}

// checkExperimentalKind speaks of a kind that the managed Gateway API lacks,
// on the first Gateway that the object attaches to and that needs it.
func checkExperimentalKind(p *analyzer.Pass, row aks.GatewayKind) {
	for _, m := range parentGateways(p) {
		c := network.GatewayController(*p.View, m)
		if c.ID != aks.AppRoutingIstio && c.ID != aks.IstioAddOn {
			continue
		}
		revision := istioRevision(p, m)
		if c.ID == aks.IstioAddOn && revision == "" && p.Profile != nil && p.Profile.Off(p.Profile.Istio()) {
			continue // an Istio of their own
		}
		f := analyzer.Finding{At: kindField,
			Related: []analyzer.Related{{Object: m.Object, At: network.GatewayClassField, Message: fmt.Sprintf("the class of Gateway `%s`", m.Object.Name)}}}
		switch {
		case row.Istio != "": // only a revision that is known tells
			if revision == "" || aks.CompareIstioRevisions(revision, row.Istio) >= 0 {
				continue
			}
			f.Lower = analyzer.At(analyzer.Warning)
			f.Message = fmt.Sprintf("the revision `%s` of the Istio add-on does not serve a `%s`, which needs `%s`; its traffic is not routed", revision, p.Object.Kind, row.Istio)
		case c.ID == aks.IstioAddOn && revision == "" && (p.Profile == nil || !p.Profile.Istio().Is("Istio")):
			f.Lower = analyzer.At(analyzer.Warning)
			f.Message = fmt.Sprintf("the Gateway API that AKS manages has no `%s`; with the Istio add-on the object is refused, an Istio of your own needs the experimental CRDs", p.Object.Kind)
		default:
			f.Message = fmt.Sprintf("the Gateway API that AKS manages has no `%s`, and Gateway `%s` is served by it; the object is refused", p.Object.Kind, m.Object.Name)
		}
		p.Report(f)
		return
	}
	if row.Istio == "" && p.Profile != nil && p.Profile.Get("ingressProfile.gatewayAPI.installation").Is("Standard") {
		p.Reportf(kindField, "the Gateway API that AKS manages in this cluster has no `%s`; the object is refused", p.Object.Kind)
	}
}

// parentGateways are the Gateways of the scope that a route, or a set of
// listeners, attaches to.
func parentGateways(p *analyzer.Pass) []*inventory.Member {
	spec := p.Object.Find(specField)
	refs := []manifest.Node{spec.Get("parentRef")}
	for _, ref := range spec.Get("parentRefs").Items() {
		refs = append(refs, ref)
	}
	var all []*inventory.Member
	for _, ref := range refs {
		namespace := p.View.Member.Namespace
		if n := ref.Get("namespace"); n.Text() != "" {
			namespace = n.Text()
		}
		if kind := ref.Get("kind").Text(); kind != "" && kind != "Gateway" {
			continue
		}
		if m, ok := p.View.Lookup(gatewayKind, namespace, ref.Get("name").Text()); ok {
			all = append(all, m)
		}
	}
	return all
}

// istioRevision is the revision of the Istio add-on that serves a Gateway: the
// one that it or its namespace is labelled with, else the newest of the
// cluster; "" where none is known.
func istioRevision(p *analyzer.Pass, m *inventory.Member) string {
	at := manifest.At("metadata", "labels", "istio.io/rev")
	objects := []*inventory.Member{m}
	if ns, ok := p.View.Lookup("Namespace", "", m.Namespace); ok {
		objects = append(objects, ns)
	}
	for _, o := range objects {
		if rev := o.Object.Find(at).Text(); strings.HasPrefix(rev, "asm-") && !toCome(rev) && !o.Patched(at) {
			return rev
		}
	}
	newest := ""
	if p.Profile != nil {
		revisions, _ := p.Profile.Get("serviceMeshProfile.istio.revisions").Texts()
		for _, rev := range revisions {
			if aks.CompareIstioRevisions(rev, newest) > 0 {
				newest = rev
			}
		}
	}
	return newest
}
