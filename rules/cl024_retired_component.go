package rules

import (
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL024: The cluster uses something else whose support ends.
//
// Looked for are the HTTP application routing add-on, Open Service Mesh, the
// managed NGINX of the application routing add-on, and operating systems of
// nodes: Windows Server 2019 and 2022, Azure Linux 2.0, Flatcar, Ubuntu 22.04 and
// more. It is an error once the day is past. An operating system that a version
// of Kubernetes does without already is an error from that version on.
//
// kubenet is CL020, the Basic load balancer CL021 and Azure Network Policy Manager
// CL022.
var CL024 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL024", Name: "retired-component", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
			"https://learn.microsoft.com/azure/aks/app-routing",
			"https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, r := range aks.Retirements() {
			switch {
			case r.Profile == "" || strings.HasPrefix(r.Profile, "networkProfile.") || r.Profile == "agentPoolProfiles[].type":
			case strings.HasPrefix(r.Profile, "agentPoolProfiles[]."):
				for _, pool := range p.Profile.Pools() {
					checkPoolRetirement(p, pool, r)
				}
			default:
				if s := p.Profile.Get(r.Profile); s.Is(r.ProfileValue) && !keepsNothing(p, r.ID) {
					tellRetired(p, s, r.ID, true)
				}
			}
		}
		for _, pool := range p.Profile.Pools() {
			if s := pool.Get("osSKU"); azureLinux2(p, pool, s) {
				tellRetired(p, s, "azure-linux-2", true)
			}
		}
	},
}

// keepsNothing reports whether a component is on without what is retired of
// it: the application routing add-on without NGINX.
func keepsNothing(p *analyzer.Pass, id string) bool {
	nginx := p.Profile.Get("ingressProfile.webAppRouting.nginx.defaultIngressControllerType")
	return id == "app-routing-nginx" && (nginx.Is("None") || nginx.Unknown())
}

func checkPoolRetirement(p *analyzer.Pass, pool aks.Pool, r aks.Retirement) {
	s := pool.Get(strings.TrimPrefix(r.Profile, "agentPoolProfiles[]."))
	if !s.Is(r.ProfileValue) {
		return
	}
	if v := poolVersion(p, pool); !r.NotFrom.IsZero() && !v.IsZero() && !v.Before(r.NotFrom) {
		p.Report(analyzer.Finding{At: s.Path(), Help: "use " + r.Replacement, Message: "`" + leaf(s) + "` is `" + s.Text() + "`, and Kubernetes " + v.String() +
			" does without " + r.What + " (from " + r.NotFrom.String() + "); AKS refuses the pool"})
		return
	}
	tellRetired(p, s, r.ID, true)
}

// poolVersion is the version of Kubernetes of a pool, the zero Version where it
// is not known.
func poolVersion(p *analyzer.Pass, pool aks.Pool) aks.Version {
	if v, ok := aks.ParseVersion(pool.Get("orchestratorVersion").Text()); ok {
		return v
	}
	v, _ := p.Profile.Version()
	return v
}

// azureLinux3 is the first version whose AzureLinux is 3.
// Source: https://learn.microsoft.com/azure/aks/use-azure-linux
var azureLinux3 = aks.Version{Major: 1, Minor: 32}

// azureLinux2 reports whether a pool runs Azure Linux 2.0: by its old names, or
// with a version of Kubernetes that had no other.
func azureLinux2(p *analyzer.Pass, pool aks.Pool, s aks.Setting) bool {
	v := poolVersion(p, pool)
	return s.Is("CBLMariner", "Mariner") || s.Is("AzureLinux") && !v.IsZero() && v.Before(azureLinux3)
}
