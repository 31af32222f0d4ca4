package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// GW006: A reference into another namespace is not permitted by a ReferenceGrant.
//
// A route may send requests to a Service of another namespace, and a Gateway
// may use a certificate from there, only if a ReferenceGrant in that namespace
// permits it. Without one, the route answers with status 500 and the listener
// does not come up; this holds for Application Gateway for Containers and for
// the Istio Gateways of AKS alike.
//
// It is an error where the input holds anything of that namespace, and a warning
// where the object names no namespace itself, which `kubectl -n` may then set.
// Elsewhere the grant may lie with the team that owns the namespace, so it is
// advice.
var GW006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW006", Name: "reference-without-grant", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: append([]string{"Gateway." + gatewayGroup}, inventory.RouteKinds...),
		Reads: []string{"spec.rules", "spec.parentRefs", "spec.listeners", "metadata.namespace"},
		References: []string{
			"https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
			"https://learn.microsoft.com/azure/application-gateway/for-containers/api-specification-kubernetes",
		},
	},
	Check: func(p *analyzer.Pass) {
		own := p.View.Member
		for _, parent := range p.Object.Find(parentsField).Items() {
			if parent.Get("kind").Text() == "Service" { // a route of the mesh, for its own clients
				return
			}
		}
		refs := own.RouteBackends()
		if p.Object.Kind == "Gateway" {
			refs = gatewayCertificates(own)
		}
		advised := map[string]bool{}
		for _, ref := range refs {
			if !ref.Known || ref.Namespace == own.Namespace {
				continue
			}
			if f, found := ungranted(p, ref); found && !advised[ref.Namespace] {
				advised[ref.Namespace] = f.Lower != nil // advice is given once
				p.Report(f)
			}
		}
	},
}

// ungranted speaks of a reference that no ReferenceGrant of the input permits.
func ungranted(p *analyzer.Pass, ref inventory.Reference) (f analyzer.Finding, found bool) {
	grants := p.View.Objects("ReferenceGrant."+gatewayGroup, ref.Namespace)
	for _, grant := range grants {
		if permits(grant, p.View.Member, ref) {
			return f, false
		}
	}
	lands := landsSurely(p.View.Member)
	if len(p.View.Alike(ref.Namespace)) > 0 || !lands && (toCome(p.View.Member.Namespace) || len(grants) > 0) {
		return f, false
	}
	f = analyzer.Finding{At: ref.At.Key("namespace"), Help: fmt.Sprintf(
		"add a ReferenceGrant to namespace `%s`, from group `%s`, kind `%s`, namespace `%s`, to group `%s`, kind `%s`",
		ref.Namespace, p.Object.Group(), p.Object.Kind, p.View.Member.Namespace, ref.Group, ref.Kind)}
	consequence := "requests are answered with status 500"
	if p.Object.Kind == "Gateway" {
		consequence = "the listener does not come up"
	}
	target, held := p.View.Lookup(ref.Kind, ref.Namespace, ref.Name)
	switch {
	case p.View.Scope.Open || !held && len(grants) == 0 && !slices.Contains(p.View.Namespaces(), ref.Namespace):
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("the input has no ReferenceGrant in namespace `%s` that permits this; unless something else makes one, %s", ref.Namespace, consequence)
	case len(grants) > 0:
		f.Message = fmt.Sprintf("the ReferenceGrant `%s` of namespace `%s` does not permit %s of namespace `%s` to use %s `%s`, so %s",
			grants[0].Object.Name, ref.Namespace, p.Object.Kind, p.View.Member.Namespace, ref.Kind, ref.Name, consequence)
		f.Related = []analyzer.Related{{Object: grants[0].Object, At: specField, Message: "what the ReferenceGrant permits"}}
	case !lands:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("%s `%s` is in namespace `%s`, which has no ReferenceGrant; unless this %s is applied to that namespace, %s", ref.Kind, ref.Name, ref.Namespace, p.Object.Kind, consequence)
	default:
		f.Message = fmt.Sprintf("%s `%s` is in namespace `%s`, which has no ReferenceGrant, so %s", ref.Kind, ref.Name, ref.Namespace, consequence)
	}
	if held && len(grants) == 0 {
		f.Related = []analyzer.Related{{Object: target.Object, At: nameField, Message: "the " + ref.Kind}}
	}
	return f, true
}

// permits reports whether a grant permits, or may permit, a reference.
func permits(grant, from *inventory.Member, ref inventory.Reference) bool {
	o := grant.Object
	if grant.Patched(specField) {
		return true
	}
	is := func(n manifest.Node, want string) bool { return n.Text() == want || toCome(n.Text()) }
	some := func(key string, match func(manifest.Node) bool) bool {
		var items []manifest.Node
		for _, item := range o.Find(manifest.At("spec", key)).Items() {
			items = append(items, item)
		}
		return slices.ContainsFunc(items, match) || o.Unknown(manifest.At("spec", key))
	}
	return some("from", func(n manifest.Node) bool {
		return is(n.Get("group"), from.Object.Group()) && is(n.Get("kind"), from.Object.Kind) && is(n.Get("namespace"), from.Namespace)
	}) && some("to", func(n manifest.Node) bool {
		name := n.Get("name")
		return is(n.Get("group"), ref.Group) && is(n.Get("kind"), ref.Kind) && (name.Text() == "" || is(name, ref.Name))
	})
}
