package rules

import (
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// CL018: The version of Kubernetes is out of support, or a node pool is far behind.
//
// AKS supports a minor version through the last day of its end-of-life month. A
// cluster that is older gets no fixes, and support asks to upgrade first. In its
// last month a version is an info, and so is an old one where the cluster is on
// the Premium tier with long-term support.
//
// A node pool may be three minor versions older than the control plane; nodes
// that are older are refused.
//
// `--as-of` judges another day.
var CL018 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "CL018", Name: "unsupported-kubernetes-version", Severity: analyzer.Error,
		Subject: analyzer.Clusters, Needs: needsCluster, Since: "0.1.0",
		References: []string{
			"https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
			"https://kubernetes.io/releases/version-skew-policy/",
		},
	},
	Check: func(p *analyzer.Pass) {
		version, ok := p.Profile.Version()
		if !ok {
			return
		}
		checkSupport(p, p.Profile.VersionSetting(), version)
		for _, pool := range p.Profile.Pools() {
			s := pool.Get("orchestratorVersion")
			v, ok := aks.ParseVersion(s.Text())
			if ok && v.Major == version.Major && int(version.Minor)-int(v.Minor) > maxSkew {
				tell(p, s, analyzer.Error, "%s has Kubernetes `%s`, more than %d minor versions behind the control plane (`%s`); its nodes do not join any more",
					pool.Label(), s.Text(), maxSkew, version)
			}
		}
	},
}

// maxSkew is how many minor versions nodes may be behind.
// Source: https://kubernetes.io/releases/version-skew-policy/
const maxSkew = 3

func checkSupport(p *analyzer.Pass, s aks.Setting, version aks.Version) {
	row, known := aks.LookupKubernetesVersion(version)
	today := aks.DayOf(p.AsOf)
	oldest := aks.OldestSupported(p.AsOf)
	longTerm := p.Profile.Get("supportPlan").Is("AKSLongTermSupport") && p.Profile.Get("sku.tier").Is("Premium")
	over := known && row.EndOfLife < today || !known && version.Before(oldest)
	switch {
	case over && longTerm && known && row.LongTerm:
		tell(p, s, analyzer.Info, "Kubernetes `%s` is out of community support since %s and has long-term support; the oldest supported version is %s", s.Text(), row.EndOfLife, oldest)
	case over && known:
		tell(p, s, analyzer.Warning, "Kubernetes `%s` is out of support on AKS since %s; there are no fixes, and the oldest supported version is %s", s.Text(), row.EndOfLife, oldest)
	case over:
		tell(p, s, analyzer.Warning, "Kubernetes `%s` is out of support on AKS; there are no fixes, and the oldest supported version is %s", s.Text(), oldest)
	case known && strings.HasPrefix(string(row.EndOfLife), string(today[:7])):
		tell(p, s, analyzer.Info, "Kubernetes `%s` leaves support on AKS on %s, this month; after that there are no fixes", s.Text(), row.EndOfLife)
	}
}
