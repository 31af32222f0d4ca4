package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// API002: An object is written for a version of an API that is removed or ends.
//
// The API server of a cluster refuses what it does not serve. The verdict rests
// on the version of the cluster where a profile tells it, else on the oldest
// Kubernetes version that AKS supports on the day of the run: what that version
// does not serve is an error, and what it calls deprecated is a warning. AKS holds up an upgrade while something still uses an API that the
// new version does not have.
//
// Ingresses are the affair of API001, Endpoints that of API003.
//
// # Fix
//
// Writes the new `apiVersion` where the schema is the same. Where it is not, the
// finding says what is different.
var API002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API002", Name: "removed-api", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Uses: []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
			"https://learn.microsoft.com/azure/aks/stop-cluster-upgrade-api-breaking-changes",
			"https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
		},
	},
	Check: func(p *analyzer.Pass) {
		row, ok := aks.LookupRemoval(p.Object.APIVersion, p.Object.Kind)
		if !ok || p.Object.Kind == "Ingress" || p.Object.Kind == "Endpoints" {
			return
		}
		oldest, servers := targetVersion(p)
		if oldest.Before(row.DeprecatedIn) {
			return
		}
		at := apiVersionField
		f := analyzer.Finding{At: at}
		if row.Served(oldest) {
			f.Lower = analyzer.At(analyzer.Warning)
			f.Message = fmt.Sprintf("`%s` of %s is deprecated since Kubernetes %s", row.APIVersion, p.Object.Kind, row.DeprecatedIn)
			if !row.RemovedIn.IsZero() {
				f.Message += fmt.Sprintf(", and %s does not serve it any more", row.RemovedIn)
			}
		} else {
			f.Message = fmt.Sprintf("`%s` has no %s since Kubernetes %s; %s refuses the object", row.APIVersion, p.Object.Kind, row.RemovedIn, servers)
		}
		switch {
		case row.Convertible:
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", row.Replacement), Safety: analyzer.Safe,
				Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: row.Replacement}}}}
		case row.Replacement == "":
			f.Help = row.Notes
		case row.Notes == "":
			f.Help = fmt.Sprintf("use `%s`", row.Replacement)
		default:
			f.Help = fmt.Sprintf("use `%s`, where %s", row.Replacement, row.Notes)
		}
		p.Report(f)
	},
}

// targetVersion is the version of Kubernetes that the objects are bound for,
// and who serves it: that of the cluster, else the oldest that AKS supports.
func targetVersion(p *analyzer.Pass) (version aks.Version, servers string) {
	if p.Profile != nil {
		if v, ok := p.Profile.Version(); ok {
			return v, fmt.Sprintf("the API server of the cluster, which runs %s,", v)
		}
	}
	return aks.OldestSupported(p.AsOf), "the API server of every supported AKS version"
}
