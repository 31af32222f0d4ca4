package rules

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB008: A load balancer cannot have the address that is asked for.
//
// The address of `azure-load-balancer-ipv4`, `azure-load-balancer-ipv6` or
// `spec.loadBalancerIP` must be an IP of the right family. For an internal
// load balancer it is an address of the subnet. For a public one it must be
// that of a public IP which exists already: with a private address, Azure finds
// no such public IP, and the Service stays `<pending>`. Most often the
// annotation `azure-load-balancer-internal` was forgotten.
//
// Where the profile of the cluster is known, an internal address must lie outside
// of the range of Services. Where the ranges of subnets are known too, it must be
// in that of the load balancer, and none of the five addresses that Azure keeps of
// each subnet: the first four and the last.
//
// A Gateway of the Istio classes asks for an address in `spec.addresses` as well.
//
// A public address on an internal load balancer is a warning: it is right only
// where the virtual network uses that range.
var LB008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB008", Name: "unusable-load-balancer-ip", Severity: analyzer.Error, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput, analyzer.SubnetsInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/static-ip",
			"https://learn.microsoft.com/azure/aks/internal-lb#specify-an-ip-address",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_utils.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		v4, v6 := setting(lb, "azure-load-balancer-ipv4"), setting(lb, "azure-load-balancer-ipv6")
		for _, s := range []lbSetting{v4, v6} {
			if s.is() && s.Value != "" { // empty is unset
				checkLoadBalancerIP(p, lb, s.At(), shortKey(s.Key()), s.Value)
			}
		}
		checkGatewayAddress(p, lb)
		at := loadBalancerIPField
		if lb.Service == nil || !stated(lb, at) || lb.Service.Spec.LoadBalancerIP == "" {
			return
		}
		ip := lb.Service.Spec.LoadBalancerIP
		over := v4
		if addr, err := netip.ParseAddr(ip); err == nil && addr.Is6() {
			over = v6
		}
		if over.Value == "" && over.Set != inventory.Unknown { // else the annotation wins: LB009
			checkLoadBalancerIP(p, lb, at, "loadBalancerIP", ip)
		}
	},
}

// checkGatewayAddress judges the first of spec.addresses of a Gateway, which
// Istio writes into the loadBalancerIP of the Service that it makes.
func checkGatewayAddress(p *analyzer.Pass, lb inventory.LBIntent) {
	item := manifest.At("spec", "addresses").Index(0)
	address, at := p.Object.Find(item), item.Key("value")
	if kind := address.Get("type"); lb.Service != nil || kind.Exists() && kind.Text() != "IPAddress" || !stated(lb, at) {
		return
	}
	value := address.Get("value").Text()
	for _, key := range []string{"azure-load-balancer-ipv4", "azure-load-balancer-ipv6"} {
		if setting(lb, key).Set != inventory.No { // which wins
			return
		}
	}
	if value != "" {
		checkLoadBalancerIP(p, lb, at, "spec.addresses", value)
	}
}

// carrierGrade is the range that providers share (RFC 6598): private, though
// netip does not count it so.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

func checkLoadBalancerIP(p *analyzer.Pass, lb inventory.LBIntent, at manifest.Path, key, value string) {
	addr, err := netip.ParseAddr(value)
	internal := isInternal(lb)
	private := addr.IsPrivate() || carrierGrade.Contains(addr)
	f := analyzer.Finding{At: at}
	switch {
	case err != nil || addr.Zone() != "":
		f.Message = fmt.Sprintf("`%s` is `%s`, which is no IP address, so the load balancer does not get it", key, value)
	case key == "azure-load-balancer-ipv4" && !addr.Is4(), key == "azure-load-balancer-ipv6" && !addr.Is6():
		f.Message = fmt.Sprintf("`%s` is `%s`, an address of the other family, so the load balancer does not get it", key, value)
	case !addr.IsGlobalUnicast():
		f.Message = fmt.Sprintf("`%s` is `%s`, which no load balancer can have; the Service stays pending", key, value)
	case internal == inventory.No && private:
		f.Message = fmt.Sprintf("`%s` is the private address `%s`, but this load balancer is public; Azure looks for a public IP with that address, and the Service stays pending", key, value)
		f.Help = "add `azure-load-balancer-internal: \"true\"`, or give the address of an existing public IP"
	case internal == inventory.Yes && !private:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("`%s` is the public address `%s`, but this load balancer is internal; unless its subnet has that range, the Service stays pending", key, value)
	case internal == inventory.Yes:
		f.Message = misplacedAddress(p, lb, key, addr)
	}
	if f.Message != "" {
		p.Report(f)
	}
}

// misplacedAddress tells why a load balancer in the network of the cluster cannot
// have an address, "" where nothing is known against it.
func misplacedAddress(p *analyzer.Pass, lb inventory.LBIntent, key string, addr netip.Addr) string {
	if p.Profile != nil {
		for _, services := range aks.Prefixes(p.Profile.ServiceRanges()) {
			if services.Contains(addr) {
				return fmt.Sprintf("`%s` is `%s`, an address of the cluster's Services (`%s`); no load balancer can have it, and the Service stays pending", key, addr, services)
			}
		}
	}
	if p.Subnets == nil {
		return ""
	}
	prefixes, where := subnetOf(p, lb)
	inside := func(prefix netip.Prefix) bool { return prefix.Contains(addr) }
	i := slices.IndexFunc(prefixes, inside)
	switch {
	case len(prefixes) == 0:
		return ""
	case i < 0:
		return fmt.Sprintf("`%s` is `%s`, which lies outside of %s; the Service stays pending", key, addr, where)
	case where != everySubnet && keptByAzure(prefixes[i], addr):
		return fmt.Sprintf("`%s` is `%s`, which Azure keeps for itself: the first four addresses of %s, and the last; the Service stays pending", key, addr, where)
	}
	return ""
}

// everySubnet names all ranges of the map, where no subnet is known.
const everySubnet = "every subnet that is given"

// subnetOf gives the ranges that the address of an internal load balancer must
// come from: those of the subnet that it names, else of the one that all nodes
// are in, else all.
func subnetOf(p *analyzer.Pass, lb inventory.LBIntent) (prefixes []netip.Prefix, where string) {
	named := setting(lb, "azure-load-balancer-internal-subnet")
	id := named.Value
	switch {
	case named.Set == inventory.Unknown:
		return nil, ""
	case id == "" && p.Profile != nil && p.Profile.PoolsKnown():
		for i, pool := range p.Profile.Pools() {
			if subnet := pool.Get("vnetSubnetID").Text(); i == 0 {
				id = subnet
			} else if subnet != id {
				return p.Subnets.Spaces, everySubnet
			}
		}
	}
	if id == "" {
		return p.Subnets.Spaces, everySubnet
	}
	subnet, found := p.Subnets.Lookup(id)
	if !found {
		return nil, ""
	}
	return subnet.Prefixes, "the subnet " + subnetName(subnet)
}

// keptByAzure reports whether an address is one of those that Azure takes of each
// subnet.
func keptByAzure(subnet netip.Prefix, addr netip.Addr) bool {
	kept := subnet.Masked().Addr()
	for range 4 {
		if kept == addr {
			return true
		}
		kept = kept.Next()
	}
	return addr.Is4() && !subnet.Contains(addr.Next())
}
