package rules

import (
	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL009: Cilium as policy engine and as dataplane do not go together.
//
// Cilium enforces network policies in its own dataplane: `networkPolicy: cilium`
// needs `networkDataplane: cilium`, and that dataplane works with no other
// engine. It runs on Linux only, and with IPv6 from Kubernetes 1.29. AKS refuses
// what does not fit.
var CL009 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL009", Name: "broken-cilium-pairing", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium"},
	},
	Check: func(p *analyzer.Pass) {
		policy, dataplane := p.Profile.NetworkPolicy(), p.Profile.NetworkDataplane()
		switch {
		case policy.Is("cilium") && dataplane.Absent():
			tell(p, policy, analyzer.Error, "`networkPolicy` is `cilium` without `networkDataplane: cilium`; AKS refuses the cluster")
		case policy.Is("cilium") && dataplane.Known() && !dataplane.Is("cilium"):
			tell(p, policy, analyzer.Error, "`networkPolicy` is `cilium` and `networkDataplane` is `%s`; AKS refuses the cluster", dataplane.Text())
		case dataplane.Is("cilium") && policy.Known() && !policy.Is("cilium"):
			tell(p, policy, analyzer.Error, "`networkPolicy` is `%s` and `networkDataplane` is `cilium`, which works with no other engine than its own", policy.Text())
		}
		if !policy.Is("cilium") && !dataplane.Is("cilium") {
			return
		}
		for _, pool := range p.Profile.WindowsPools() {
			tell(p, pool.Get("osType"), analyzer.Error, "%s runs Windows, which Cilium does not support; AKS refuses the pool", pool.Label())
		}
		if six, _ := p.Profile.IPv6(); six {
			checkCiliumVersions(p)
		}
	},
}

// ciliumIPv6 is the first version with IPv6 in the dataplane of Cilium.
// Source: https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium
var ciliumIPv6 = aks.Version{Major: 1, Minor: 29}

func checkCiliumVersions(p *analyzer.Pass) {
	versions := []aks.Setting{p.Profile.VersionSetting()}
	for _, pool := range p.Profile.Pools() {
		versions = append(versions, pool.Get("orchestratorVersion"))
	}
	for _, s := range versions {
		if v, ok := aks.ParseVersion(s.Text()); ok && v.Before(ciliumIPv6) {
			tell(p, s, analyzer.Error, "Kubernetes `%s` has no IPv6 with Cilium, which begins with %s; AKS refuses the cluster", s.Text(), ciliumIPv6)
			return
		}
	}
}
