package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// LB007: A name, id or list in a load balancer annotation is malformed.
//
// Azure takes names of subnets, public IPs and resource groups as they stand:
// an id of Azure Resource Manager in the place of a name, or a blank at its
// end, names nothing, and the Service stays `<pending>`. A prefix is the
// opposite case: it needs the whole id. The list of additional public IPs is
// cut at commas only, so that a blank behind a comma fails the load balancer.
// In lists of tags, whatever is not one key and one value is dropped without a
// word; that is a warning.
//
// # Fix
//
// Strips blanks, and puts the name that an id ends with in the place of the
// id. The latter is unsafe where the id names a resource group too, since the
// group may be another one.
var LB007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB007", Name: "malformed-load-balancer-value", Severity: analyzer.Error, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/loadbalancer/configuration.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		for s := range settings(lb) {
			row, ok := aks.LookupServiceAnnotation(s.Key())
			if !ok || strings.TrimSpace(s.Value) == "" || !inUse(lb, row) {
				continue // blank is unset
			}
			switch row.Grammar {
			case aks.NameValue:
				if row.Separator == aks.Single {
					checkAzureName(p, s, row)
				}
			case aks.ResourceIDValue:
				checkPrefixID(p, s, row)
			case aks.TagValue:
				checkIPTags(p, s)
			case aks.IPAddressValue:
				checkPublicIPs(p, s)
			}
		}
	},
}

// typeOfName is the segment before the name in the id of what an annotation
// names, by the end of its key.
var typeOfName = map[string]string{
	"-subnet": "/subnets/", "-pip-name": "/publicIPAddresses/", "-pip-name-ipv6": "/publicIPAddresses/",
	"-resource-group": "/resourceGroups/", "-pls-name": "/privateLinkServices/",
}

func checkAzureName(p *analyzer.Pass, s lbSetting, row aks.ServiceAnnotation) {
	value := strings.TrimSpace(s.Value)
	f := analyzer.Finding{At: s.At()}
	switch {
	case strings.Contains(value, "/"):
		f.Message = fmt.Sprintf("`%s` is `%s`, and must be a name; Azure finds nothing by it, and the Service stays pending", shortKey(s.Key()), value)
		for end, segment := range typeOfName {
			at := strings.LastIndex(strings.ToLower(value), strings.ToLower(segment))
			if !strings.HasSuffix(s.Key(), end) || at < 0 || strings.Contains(value[at+len(segment):], "/") || !strings.HasPrefix(strings.ToLower(value), "/subscriptions/") {
				continue
			}
			safety := analyzer.Unsafe
			if end == "-subnet" {
				safety = analyzer.Safe
			}
			f.Fixes = s.write(value[at+len(segment):], safety)
		}
	case value != s.Value && !row.Trimmed:
		f.Message = fmt.Sprintf("`%s` has blanks around `%s`; Azure does not strip them and finds nothing by that name", shortKey(s.Key()), value)
		f.Fixes = s.write(value, analyzer.Safe)
	default:
		return
	}
	p.Report(f)
}

func checkPrefixID(p *analyzer.Pass, s lbSetting, row aks.ServiceAnnotation) {
	if row.Understands(s.Value) && s.Value == strings.TrimSpace(s.Value) {
		return
	}
	f := analyzer.Finding{At: s.At(), Message: fmt.Sprintf("`%s` is `%s`, and must be the whole id of a public IP prefix; Azure refuses it, and the Service stays pending", shortKey(s.Key()), s.Value),
		Help: fmt.Sprintf("write `/subscriptions/<id>/resourceGroups/<group>/providers/%s/<name>`", row.Resource)}
	if stripped := strings.TrimSpace(s.Value); row.Understands(stripped) {
		f.Fixes = s.write(stripped, analyzer.Safe)
	}
	p.Report(f)
}

func checkIPTags(p *analyzer.Pass, s lbSetting) {
	dropped := slices.DeleteFunc(strings.Split(s.Value, ","), func(item string) bool {
		key, value, ok := strings.Cut(item, "=")
		return ok && strings.TrimSpace(key) != "" && !strings.Contains(value, "=") || strings.TrimSpace(item) == ""
	})
	if len(dropped) > 0 {
		p.Report(analyzer.Finding{At: s.At(), Lower: analyzer.At(analyzer.Warning), Message: fmt.Sprintf(
			"`%s` in `%s` is not one key and one value; Azure drops it", strings.TrimSpace(dropped[0]), shortKey(s.Key()))})
	}
}

func checkPublicIPs(p *analyzer.Pass, s lbSetting) {
	items := strings.Split(strings.TrimSpace(s.Value), ",")
	wrong := slices.DeleteFunc(slices.Clone(items), isAddress)
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	switch {
	case len(wrong) == 0:
	case !slices.ContainsFunc(items, func(item string) bool { return !isAddress(item) }):
		p.Report(analyzer.Finding{At: s.At(), Fixes: s.write(strings.Join(items, ","), analyzer.Safe), Message: fmt.Sprintf(
			"`%s` has blanks around `%s`; Azure does not strip them, and the load balancer is not made", shortKey(s.Key()), strings.TrimSpace(wrong[0]))})
	default:
		p.Report(analyzer.Finding{At: s.At(), Message: fmt.Sprintf(
			"`%q` in `%s` is no IP address, so the load balancer is not made", wrong[0], shortKey(s.Key()))})
	}
}

func isAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}
