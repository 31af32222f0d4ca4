package rules

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB020: A setting of a Private Link Service is malformed.
//
// The lists of a Private Link Service are separated by blanks, not by commas
// as those of all other annotations: `"10.1.0.8,10.1.0.9"` is one address,
// and none that exists. A number of addresses outside 1 to 8, an address that
// is not IPv4, and more addresses than that number fail the reconciliation.
// A subscription is given by its id, and whoever is approved at once must also
// be among those who see the service.
//
// A visibility of `*` shows the service to every subscription of Azure; without
// one, only those with a role on it see it.
//
// # Fix
//
// Writes blanks for commas, or the number of addresses that are listed. It is
// unsafe for the lists of subscriptions, since it lets them in.
var LB020 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB020", Name: "private-link-value-malformed", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_privatelinkservice.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/",
			"https://learn.microsoft.com/azure/private-link/private-link-service-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || turnedOn(lb, plsCreateKey) == inventory.No { // LB019 speaks of what is ignored
			return
		}
		checkPrivateLinkAddresses(p, lb)
		checkSubscriptions(p, lb)
		if s := setting(lb, "azure-pls-fqdns"); s.is() && strings.Contains(s.Value, ",") {
			reportComma(p, s, "name", analyzer.Safe)
		}
	},
}

// reportComma speaks of a list that commas make one item of.
func reportComma(p *analyzer.Pass, s lbSetting, noun string, safety analyzer.Safety) {
	items := strings.FieldsFunc(s.Value, isListSeparator)
	p.Report(analyzer.Finding{
		At:      s.At(),
		Message: fmt.Sprintf("`%s` has commas, but only blanks separate its items; a comma becomes part of the %s, and spoils it", shortKey(s.Key()), noun),
		Fixes: []analyzer.Fix{{Title: "write blanks for commas", Safety: safety,
			Changes: []manifest.Change{{Op: manifest.Set, Path: s.At(), Value: strings.Join(items, " ")}}}},
	})
}

// isListSeparator is true for what stands between the items of a list: blanks,
// and the commas that people write for them.
func isListSeparator(r rune) bool { return r == ',' || r == ' ' }

// checkPrivateLinkAddresses checks the addresses and their number.
func checkPrivateLinkAddresses(p *analyzer.Pass, lb inventory.LBIntent) {
	list, count := setting(lb, "azure-pls-ip-configuration-ip-address"), setting(lb, "azure-pls-ip-configuration-ip-address-count")
	number, err := 1, error(nil)
	if count.is() {
		number, err = strconv.Atoi(strings.TrimSpace(count.Value))
		if row, _ := aks.LookupServiceAnnotation(count.Key()); err != nil || number < row.Min || number > row.Max {
			p.Reportf(count.At(), "`%s` is `%q`; a Private Link Service has %d to %d addresses, so the reconciliation fails", shortKey(count.Key()), count.Value, row.Min, row.Max)
			number = math.MaxInt // how many are meant is not known
		}
	}
	if !list.is() {
		return
	}
	if strings.Contains(list.Value, ",") {
		reportComma(p, list, "address", analyzer.Safe)
		return
	}
	addresses := privateLinkItems(list)
	for _, item := range addresses {
		if ip, err := netip.ParseAddr(item); err != nil || !ip.Unmap().Is4() {
			p.Reportf(list.At(), "`%s` is no IPv4 address, which a Private Link Service needs; the reconciliation fails", oneLine(item))
			return
		}
	}
	if len(addresses) <= number || count.Set == inventory.Unknown {
		return
	}
	f := analyzer.Finding{At: list.At(), Message: fmt.Sprintf(
		"%d addresses are listed, and `azure-pls-ip-configuration-ip-address-count` allows %d; the reconciliation fails", len(addresses), number)}
	change := manifest.Change{Op: manifest.Set, Path: lb.Annotations.Key(count.Key()), Value: strconv.Itoa(len(addresses))}
	if !count.is() {
		change.Op = manifest.Add
	}
	if row, _ := aks.LookupServiceAnnotation(count.Key()); len(addresses) <= row.Max {
		f.Fixes = []analyzer.Fix{{Title: "allow as many addresses as are listed", Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
	}
	p.Report(f)
}

// privateLinkItems are the items of a list, each once, as the provider cuts it.
func privateLinkItems(s lbSetting) []string {
	var items []string
	for _, item := range strings.Split(strings.TrimSpace(s.Value), " ") {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// checkSubscriptions checks who sees the service and who is approved.
func checkSubscriptions(p *analyzer.Pass, lb inventory.LBIntent) {
	seen, approved := setting(lb, "azure-pls-visibility"), setting(lb, "azure-pls-auto-approval")
	visible := privateLinkItems(seen)
	if seen.is() && wellFormedSubscriptions(p, seen) && slices.Contains(visible, "*") {
		p.Report(analyzer.Finding{At: seen.At(), Lower: analyzer.At(analyzer.Warning),
			Message: "`azure-pls-visibility` has `*`, so every subscription of Azure that learns the alias can ask for a connection"})
	}
	if !approved.is() || !wellFormedSubscriptions(p, approved) || seen.Set == inventory.Unknown || slices.Contains(visible, "*") {
		return
	}
	visible = strings.FieldsFunc(seen.Value, isListSeparator) // what was meant, commas and all
	for _, id := range privateLinkItems(approved) {
		switch {
		case slices.ContainsFunc(visible, func(v string) bool { return strings.EqualFold(v, id) }):
		case len(visible) == 0:
			p.Report(analyzer.Finding{At: approved.At(), Lower: analyzer.At(analyzer.Warning),
				Message: "`azure-pls-auto-approval` is set without `azure-pls-visibility`, so only who has a role on the Private Link Service sees it, and can be approved"})
			return
		default:
			p.Reportf(approved.At(), "`azure-pls-auto-approval` has `%s`, which `azure-pls-visibility` has not; Azure approves only who sees the Private Link Service", oneLine(id))
			return
		}
	}
}

// wellFormedSubscriptions reports the first item that is no subscription.
func wellFormedSubscriptions(p *analyzer.Pass, s lbSetting) bool {
	if strings.Contains(s.Value, ",") {
		reportComma(p, s, "subscription", analyzer.Unsafe)
		return false
	}
	row, _ := aks.LookupServiceAnnotation(s.Key())
	for _, item := range privateLinkItems(s) {
		if !row.UnderstandsItem(item) {
			p.Reportf(s.At(), "`%s` has `%s`, which is no subscription id; Azure refuses the Private Link Service", shortKey(s.Key()), oneLine(item))
			return false
		}
	}
	return true
}
