package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// SVC010: A Service asks for an address or an IP family that the cluster does not have.
//
// A `clusterIP` must lie in the cluster's range of Services. Its first address is
// that of the Service `kubernetes`, and `dnsServiceIP` that of DNS: the API server
// refuses both, as it refuses what lies outside. A cluster of IPv4 refuses Services
// of IPv6 and those with `RequireDualStack`, and the annotations for addresses of
// IPv6 do nothing there.
//
// On nodes with Azure Linux, a load balancer of IPv6 needs
// `externalTrafficPolicy: Local`; anything else is a warning.
//
// The rule needs the profile of the cluster.
var SVC010 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC010", Name: "address-foreign-to-cluster", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Needs: []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
			"https://learn.microsoft.com/azure/aks/configure-dual-stack",
			"https://kubernetes.io/docs/concepts/services-networking/service/#choosing-your-own-ip-address",
		},
	},
	Check: func(p *analyzer.Pass) {
		six, known := p.Profile.IPv6()
		lb, balanced := p.View.LoadBalancer()
		if svc, ok := p.Object.Typed.(*corev1.Service); ok && svc.Spec.Type != corev1.ServiceTypeExternalName {
			checkClusterIPs(p, svc)
			if known && !six {
				checkSingleStack(p, svc)
			}
			if balanced && six {
				checkAzureLinux(p, lb)
			}
		}
		if balanced && known {
			checkIPv6Annotations(p, lb, six)
		}
	},
}

// checkClusterIPs holds the addresses that a Service asks for against the ranges
// of the cluster.
func checkClusterIPs(p *analyzer.Pass, svc *corev1.Service) {
	at := clusterIPField
	told := svc.Spec.ClusterIP
	checkClusterIP(p, at, told)
	for i, ip := range svc.Spec.ClusterIPs {
		if ip != told {
			checkClusterIP(p, manifest.At("spec", "clusterIPs").Index(i), ip)
		}
	}
}

func checkClusterIP(p *analyzer.Pass, at manifest.Path, text string) {
	addr, err := netip.ParseAddr(text)
	if err != nil { // none, "None", or what the API server speaks of
		return
	}
	ranges := aks.Prefixes(p.Profile.ServiceRanges())
	ranges = slices.DeleteFunc(ranges, func(r netip.Prefix) bool { return r.Addr().Is4() != addr.Is4() })
	i := slices.IndexFunc(ranges, func(r netip.Prefix) bool { return r.Contains(addr) })
	field := at.Step(1).Key
	switch {
	case len(ranges) == 0: // checkSingleStack speaks of the family
	case i < 0:
		p.Reportf(at, "`%s: %s` lies outside of the cluster's range of Services, `%s`; the API server refuses the Service", field, text, strings.Join(prefixTexts(ranges), "`, `"))
	case addr == ranges[i].Addr().Next() && !isService(p, "kubernetes", "default"):
		p.Reportf(at, "`%s: %s` is the first address of the range of Services, and belongs to the Service `kubernetes`; the API server refuses the Service", field, text)
	case addr == dnsAddress(p.Profile) && !isService(p, "kube-dns", "kube-system"):
		p.Reportf(at, "`%s: %s` is the address of the cluster's DNS (`dnsServiceIP`); the API server refuses the Service", field, text)
	}
}

// isService reports whether the object at hand is a Service of the cluster itself.
func isService(p *analyzer.Pass, name, namespace string) bool {
	return p.Object.Name == name && p.View.Member.Namespace == namespace
}

// dnsAddress is the address of the cluster's DNS: what the profile says, or the
// default, where the range of Services is.
func dnsAddress(cluster *aks.Profile) netip.Addr {
	dns := cluster.Get("networkProfile.dnsServiceIP")
	if ranges := aks.Prefixes(cluster.ServiceRanges()); slices.Contains(ranges, netip.MustParsePrefix(aks.DefaultServiceCIDR)) {
		dns = dns.Or(aks.DefaultDNSServiceIP)
	}
	addr, _ := netip.ParseAddr(dns.Text())
	return addr
}

// checkSingleStack speaks of families that a cluster of IPv4 does not have.
func checkSingleStack(p *analyzer.Pass, svc *corev1.Service) {
	if policy := svc.Spec.IPFamilyPolicy; policy != nil && *policy == corev1.IPFamilyPolicyRequireDualStack {
		p.Reportf(manifest.At("spec", "ipFamilyPolicy"), "`ipFamilyPolicy: RequireDualStack` needs a dual-stack cluster, and this one has IPv4 only; the API server refuses the Service")
	}
	for i, family := range svc.Spec.IPFamilies {
		if family == corev1.IPv6Protocol {
			p.Reportf(manifest.At("spec", "ipFamilies").Index(i), "the cluster has no addresses of `IPv6`, only of IPv4; the API server refuses the Service")
		}
	}
}

// checkIPv6Annotations speaks of addresses of a family that the load balancer
// does not have.
func checkIPv6Annotations(p *analyzer.Pass, lb inventory.LBIntent, six bool) {
	for s := range settings(lb) {
		short := shortKey(s.Key())
		if _, known := aks.LookupServiceAnnotation(s.Key()); !known || !strings.HasSuffix(short, "ipv6") || s.Value == "" {
			continue
		}
		f := analyzer.Finding{At: s.At(), KeyOnly: true}
		switch {
		case !six:
			f.Message = fmt.Sprintf("`%s` is for IPv6, and the cluster has IPv4 only; the load balancer does not get it", short)
		case lb.Service != nil && len(lb.Service.Spec.IPFamilies) > 0 && stated(lb, manifest.At("spec", "ipFamilies")) && !slices.Contains(lb.Service.Spec.IPFamilies, corev1.IPv6Protocol):
			f.Lower = analyzer.At(analyzer.Warning)
			f.Message = fmt.Sprintf("`%s` is for IPv6, which is not among the `ipFamilies` of this Service; Azure ignores it", short)
		default:
			continue
		}
		p.Report(f)
	}
}

// azureLinux are the names of Azure Linux in osSKU.
var azureLinux = []string{"AzureLinux", "AzureLinux3", "AzureLinuxOSGuard", "CBLMariner", "Mariner"}

// checkAzureLinux speaks of load balancers of IPv6 that do not keep the client's
// address.
func checkAzureLinux(p *analyzer.Pass, lb inventory.LBIntent) {
	spec := lb.Service.Spec
	dual := spec.IPFamilyPolicy != nil && *spec.IPFamilyPolicy != corev1.IPFamilyPolicySingleStack
	if !dual && !slices.Contains(spec.IPFamilies, corev1.IPv6Protocol) || localPolicy(lb) != inventory.No {
		return
	}
	for _, pool := range p.Profile.Pools() {
		if pool.Get("osSKU").Is(azureLinux...) {
			at := trafficPolicyField
			if !p.Object.Find(at).Exists() {
				at = typeField
			}
			p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning), Help: "set `externalTrafficPolicy: Local`", Message: fmt.Sprintf(
				"nodes of Azure Linux, as in %s, take traffic of IPv6 from a load balancer with `externalTrafficPolicy: Local` only; over IPv6 nobody reaches this Service", pool.Label())})
			return
		}
	}
}
