package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB011: The DNS label of a public IP is invalid, or another load balancer has it.
//
// `azure-dns-label-name` is the first label of the name
// `<label>.<region>.cloudapp.azure.com`: 3 to 63 lower case letters, digits and
// hyphens, a letter first and no hyphen last. Azure refuses anything else, whole
// names included, and the Service stays `<pending>`.
//
// A label exists once in a region. Of two load balancers with the same one, the
// second stays `<pending>`. Where they are defined in different folders, which
// may be for different regions, that is a warning.
//
// # Fix
//
// Writes the label in lower case, or cuts it out of the whole name; the latter
// is unsafe.
var LB011 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB011", Name: "bad-dns-label", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/static-ip#apply-a-dns-label-to-the-service",
			"https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses/create-or-update",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || isInternal(lb) == inventory.Yes { // LB005
			return
		}
		label := setting(lb, "azure-dns-label-name")
		if label.Value == "" { // takes the label away
			return
		}
		if row, ok := aks.LookupServiceAnnotation(label.Key()); ok && !row.Understands(label.Value) {
			p.Report(badLabel(label, row))
		} else if first, ok := firstWithLabel(p, label); ok && !lb.Member.Fragment && isInternal(lb) == inventory.No {
			f := analyzer.Finding{At: label.At(), Message: fmt.Sprintf(
				"the DNS label `%s` is that of %s `%s` too; Azure gives it to one public IP in a region, and the other Service stays pending",
				label.Value, first.Member.Object.Kind, first.Member.Object.Name)}
			f.Related = []analyzer.Related{{Object: first.Member.Object, At: first.Annotations.Key(label.Key()), Message: "the first with this label"}}
			if !p.View.Scope.Kustomization && path.Dir(first.Member.Object.Source().Name) != path.Dir(p.Object.Source().Name) {
				f.Lower = analyzer.At(analyzer.Warning)
			}
			p.Report(f)
		}
	},
}

func badLabel(label lbSetting, row aks.ServiceAnnotation) analyzer.Finding {
	const name = "azure-dns-label-name"
	f := analyzer.Finding{At: label.At(), Message: fmt.Sprintf(
		"`%s` is `%s`; a label has 3 to 63 lower case letters, digits and hyphens, and Azure refuses this one", name, label.Value)}
	first, rest, dotted := strings.Cut(label.Value, ".")
	switch lower := strings.ToLower(label.Value); {
	case dotted:
		f.Message = fmt.Sprintf("`%s` is `%s`, and must be a label, not a whole name; Azure refuses it, and the Service stays pending", name, label.Value)
		if strings.HasSuffix(rest, "cloudapp.azure.com") && row.Understands(first) {
			f.Fixes = label.write(first, analyzer.Unsafe)
		}
	case row.Understands(lower):
		f.Fixes = label.write(lower, analyzer.Safe)
	}
	return f
}

// firstWithLabel finds an earlier public load balancer of the scope with the
// same label.
func firstWithLabel(p *analyzer.Pass, label lbSetting) (first inventory.LBIntent, ok bool) {
	for _, ns := range p.View.Namespaces() {
		for _, kind := range loadBalancerKinds {
			for _, m := range p.View.Objects(kind, ns) {
				lb, isLB := inventory.View{Scope: p.View.Scope, Member: m}.LoadBalancer()
				if !isLB || !m.Before(p.View.Member) || m.Patched(typeField) || isInternal(lb) != inventory.No {
					continue
				}
				if other := setting(lb, "azure-dns-label-name"); strings.EqualFold(other.Value, label.Value) && (!ok || m.Before(first.Member)) {
					first, ok = lb, true
				}
			}
		}
	}
	return first, ok
}
