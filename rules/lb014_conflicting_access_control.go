package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// LB014: The ways to limit the clients of a load balancer contradict each other.
//
// `spec.loadBalancerSourceRanges` and the annotation `azure-allowed-ip-ranges`
// exclude each other: with both, the Azure cloud provider fails, and the
// Service stays `<pending>` or keeps its old rules. The same is true of the old
// annotation `load-balancer-source-ranges`.
//
// Service tags open the network security group only. Beside
// `spec.loadBalancerSourceRanges`, kube-proxy drops whatever comes from outside
// the ranges, so the tags admit nobody, and the documentation of AKS forbids
// the pair.
//
// A list of service tags with an empty item, or with something that is no
// service tag, opens nothing either.
var LB014 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB014", Name: "conflicting-access-control", Severity: analyzer.Error, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.loadBalancerSourceRanges"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/configure-load-balancer-standard",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/loadbalancer/accesscontrol.go",
			"https://learn.microsoft.com/azure/virtual-network/service-tags-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		ranges, _ := sourceRanges(lb)
		field := sourceRangesField
		valid := func(list manifest.Path) bool { // Azure counts the ranges that it can read
			return slices.ContainsFunc(ranges, func(r sourceRange) bool { return r.Prefix.IsValid() && r.list().Equal(list) })
		}
		related := []analyzer.Related{{Object: p.Object, At: field, Message: "the ranges of the Service"}}
		for _, short := range rangeAnnotations {
			if s := setting(lb, short); valid(field) && valid(s.At()) {
				p.Report(analyzer.Finding{At: s.At(), KeyOnly: true, Related: related, Help: "keep one of the two", Message: fmt.Sprintf(
					"`%s` is set together with `spec.loadBalancerSourceRanges`; the Azure cloud provider refuses both together, and no rule is made", short)})
			}
		}
		tags := setting(lb, "azure-allowed-service-tags")
		if !tags.is() {
			return
		}
		if valid(field) {
			p.Report(analyzer.Finding{At: tags.At(), KeyOnly: true, Related: related, Help: "list the ranges in `azure-allowed-ip-ranges` instead", Message: "`azure-allowed-service-tags` is set together with `spec.loadBalancerSourceRanges`; kube-proxy drops what is outside the ranges, so the tags admit nobody"})
		}
		checkServiceTags(p, tags)
	},
}

// list is the path of the list that an item belongs to.
func (r sourceRange) list() manifest.Path {
	if r.Field {
		return r.At.Parent()
	}
	return r.At
}

// checkServiceTags looks at each item of a list of service tags.
func checkServiceTags(p *analyzer.Pass, tags lbSetting) {
	row, _ := aks.LookupServiceAnnotation(tags.Key())
	for _, item := range strings.Split(tags.Value, ",") {
		item = strings.TrimSpace(item)
		switch {
		case filledLater(item):
		case item == "":
			p.Report(analyzer.Finding{At: tags.At(), Message: "`azure-allowed-service-tags` has an empty item; the empty tag admits nobody, and shuts out the internet", Help: "delete the item, or the annotation"})
			return
		case !row.UnderstandsItem(item):
			f := analyzer.Finding{At: tags.At(), Message: fmt.Sprintf("`%s` in `azure-allowed-service-tags` is no service tag; Azure refuses the rule", item)}
			if newSourceRange(tags.At(), item, false).Prefix.IsValid() {
				f.Help = "ranges belong in `azure-allowed-ip-ranges`"
			}
			p.Report(f)
			return
		}
	}
}
