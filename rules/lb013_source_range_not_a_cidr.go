package rules

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB013: A source range of a load balancer is no CIDR block, or has host bits set.
//
// Azure takes a range only where the address is the first of its network:
// `10.0.0.0/24`, not `10.0.0.1/24` and not `10.0.0.1`. It drops any other item
// and adds a rule that denies all traffic which no other range admits. With
// one range that is an outage, and nothing on the Service tells of it.
//
// In `spec.loadBalancerSourceRanges`, the API server refuses what is no CIDR
// block, and from Kubernetes 1.36 on also host bits; older versions let them
// through to Azure.
//
// # Fix
//
// Writes a single address as `/32` or `/128`, and masks host bits. The mask is
// unsafe, because it admits the whole network.
var LB013 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB013", Name: "source-range-not-a-cidr", Severity: analyzer.Error, Fixable: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/loadbalancer/accesscontrol.go",
			"https://learn.microsoft.com/azure/aks/load-balancer-standard#restrict-inbound-traffic-to-specific-ip-ranges",
			"https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		ranges, _ := sourceRanges(lb)
		told := map[string]bool{} // a list in an annotation is one value
		for _, r := range ranges {
			if version, known := clusterVersion(p.Profile); r.Field && r.Prefix.IsValid() && r.Prefix.Addr().Is4In6() && !(known && version.Before(strictRanges)) {
				p.Reportf(r.At, "`%s` is an IPv4 range in the form of IPv6; Kubernetes %s refuses the Service", r.Text, strictRanges)
			}
			if r.Prefix.IsValid() || filledLater(r.Text) || told[r.At.String()] {
				continue
			}
			told[r.At.String()] = true
			f := analyzer.Finding{At: r.At, Message: rangeMessage(p.Profile, r)}
			if r.Field {
				if cured, safety := cureRange(r.Text); cured != "" {
					f.Fixes = (lbSetting{at: r.At}).write(cured, safety)
				}
			} else {
				f.Fixes = cureList(lb, r.At)
			}
			p.Report(f)
		}
	},
}

func rangeMessage(cluster *aks.Profile, r sourceRange) string {
	list, becomes := shortKey(r.At.Last().Key), whatBecomes(cluster)
	prefix, err := netip.ParsePrefix(r.Text)
	switch {
	case r.Field && err == nil:
		return fmt.Sprintf("`%s` has host bits set; %s", r.Text, becomes)
	case r.Field && netip.Prefix{} != heldRange(r.Text):
		return fmt.Sprintf("`%s` has leading zeros; %s", r.Text, becomes)
	case r.Field:
		return fmt.Sprintf("`%s` is no CIDR block; the API server refuses the Service", r.Text)
	case r.Text == "":
		return fmt.Sprintf("`%s` has an empty item; Azure denies all traffic that no other range admits", list)
	case err == nil:
		return fmt.Sprintf("`%s` in `%s` has host bits set (the network is `%s`); Azure drops it and denies all traffic that no other range admits", r.Text, list, prefix.Masked())
	case list == "load-balancer-source-ranges":
		return fmt.Sprintf("`%s` in `%s` is no CIDR block; the API server refuses the Service", r.Text, list)
	default:
		return fmt.Sprintf("`%s` in `%s` is no CIDR block; Azure drops it and denies all traffic that no other range admits", r.Text, list)
	}
}

// strictRanges is the first version that refuses ranges which older ones let
// through (StrictIPCIDRValidation).
var strictRanges = aks.Version{Major: 1, Minor: 36}

// whatBecomes tells what becomes of a range that only old versions take.
func whatBecomes(cluster *aks.Profile) string {
	const denied = "Azure drops the range and denies all traffic that no other range admits"
	switch version, known := clusterVersion(cluster); {
	case !known:
		return "Kubernetes 1.36 refuses the Service, and before, " + denied
	case version.Before(strictRanges):
		return denied
	default:
		return fmt.Sprintf("Kubernetes %s refuses the Service", version)
	}
}

// heldRange reads a range as Kubernetes before 1.36 does, leading zeros and all;
// it is the zero Prefix where that fails too.
func heldRange(text string) netip.Prefix {
	address, bits, _ := strings.Cut(text, "/")
	addr, ok := heldAddress{Text: address}.Parse()
	length, err := strconv.Atoi(bits)
	if !ok || err != nil {
		return netip.Prefix{}
	}
	prefix, _ := addr.Prefix(length)
	return prefix
}

// cureRange makes a range of an item that was meant as one, "" where that
// cannot be told.
func cureRange(text string) (cured string, safety analyzer.Safety) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()).String(), analyzer.Safe
	}
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Masked().String(), analyzer.Unsafe
	}
	return "", analyzer.Unsafe
}

// cureList cures all items of the list in an annotation, or offers nothing.
// Empty items go, which is unsafe: they deny.
func cureList(lb inventory.LBIntent, at manifest.Path) []analyzer.Fix {
	list := settingOf(lb, at.Last().Key, lb.Member.Object.Find(at))
	safety := analyzer.Safe
	var items []string
	for _, item := range strings.Split(list.Value, ",") {
		text := strings.TrimSpace(item)
		if text == "" {
			safety = analyzer.Unsafe
			continue
		}
		cured, how := cureRange(text)
		if cured == "" {
			return nil
		}
		if cured == text {
			how = analyzer.Safe
		}
		items, safety = append(items, strings.Replace(item, text, cured, 1)), max(safety, how)
	}
	if len(items) == 0 {
		return nil
	}
	return list.write(strings.TrimSpace(strings.Join(items, ",")), safety)
}
