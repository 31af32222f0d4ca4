package rules

import (
	"net/netip"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// CL004: The address of the DNS Service is not one that it can have.
//
// `dnsServiceIP` must lie in the range of Services, and must not be its first or
// last address, nor the one behind the first, which the Service `kubernetes`
// gets. AKS refuses anything else.
//
// A warning is given where there is an address and no range: the two belong
// together, and the range is then `10.0.0.0/16`.
//
// # Fix
//
// The tenth address of the range is what AKS takes by itself.
var CL004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL004", Name: "invalid-dns-service-ip", Severity: analyzer.Error, Fixable: true,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters",
			"https://learn.microsoft.com/azure/aks/configure-azure-cni",
		},
	},
	Check: func(p *analyzer.Pass) {
		ip := p.Profile.Get("networkProfile.dnsServiceIP")
		ranges := p.Profile.ServiceRanges()
		if !ip.Known() || len(ranges) == 0 {
			return
		}
		services, ok := ranges[0].Prefix()
		if !ok || !services.Addr().Is4() {
			return
		}
		services = services.Masked()
		addr, err := netip.ParseAddr(ip.Text())
		problem := ""
		switch {
		case err != nil:
			problem = "is no address"
		case !services.Contains(addr):
			problem = "lies outside of the range of Services, " + rangeName(ranges[0])
		case addr == services.Addr():
			problem = "is the first address of the range of Services, " + rangeName(ranges[0])
		case addr == services.Addr().Next():
			problem = "is the address of the Service `kubernetes`, the second of " + rangeName(ranges[0])
		case !services.Contains(addr.Next()):
			problem = "is the last address of the range of Services, " + rangeName(ranges[0])
		}
		switch {
		case problem != "":
			p.Report(analyzer.Finding{At: ip.Path(), Message: "`dnsServiceIP` is `" + ip.Text() + "`, which " + problem + "; AKS refuses the cluster", Fixes: tenthAddress(p, ip, services)})
		case ranges[0].Assumed():
			tell(p, ip, analyzer.Warning, "`dnsServiceIP` is `%s` and there is no `serviceCidr`; the range of Services is then `%s`, whatever was meant", ip.Text(), aks.DefaultServiceCIDR)
		}
	},
}

// tenthAddress sets the address that AKS would take, where people edit the
// file.
func tenthAddress(p *analyzer.Pass, ip aks.Setting, services netip.Prefix) []analyzer.Fix {
	addr := services.Addr()
	for range 10 {
		addr = addr.Next()
	}
	if !p.Profile.Authored || !services.Contains(addr.Next()) || p.Object.Find(ip.Home()).Text() != ip.Text() {
		return nil
	}
	return []analyzer.Fix{{
		Title: "Take `" + addr.String() + "`", Safety: analyzer.Unsafe,
		Changes: []manifest.Change{{Op: manifest.Set, Path: ip.Home(), Value: addr.String()}},
	}}
}
