package rules

import (
	"fmt"
	"net/netip"

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
// A public address on an internal load balancer is a warning: it is right only
// where the virtual network uses that range.
var LB008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB008", Name: "unusable-load-balancer-ip", Severity: analyzer.Error, Since: "0.1.0",
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
				checkLoadBalancerIP(p, lb, s.At, shortKey(s.Key), s.Value)
			}
		}
		at := manifest.At("spec", "loadBalancerIP")
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
	default:
		return
	}
	p.Report(f)
}
