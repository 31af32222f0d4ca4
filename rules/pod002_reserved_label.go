package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// POD002: A label or a toleration is reserved for what AKS itself runs.
//
// Labels that begin with `kubernetes.azure.com/` belong to AKS. Deployment
// safeguards, which AKS Automatic has on, audit or refuse them on pods,
// workloads and Services. Selectors of nodes may use them.
//
// The taint `CriticalAddonsOnly` keeps a system node pool free for the pods of
// AKS. A workload of your own that tolerates it competes with CoreDNS and the
// metrics server; that is advice. DaemonSets, which run on all nodes, and the
// namespaces of AKS are left out.
var POD002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD002", Name: "reserved-label", Severity: analyzer.Warning, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload, "Service"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/deployment-safeguards",
			"https://learn.microsoft.com/azure/aks/use-system-pools",
		},
	},
	Check: func(p *analyzer.Pass) {
		if aks.ManagedNamespace(p.View.Member.Namespace) {
			return
		}
		own := manifest.At("metadata", "labels")
		w := p.View.Member.Workload
		if w == nil || !w.LabelsPath().Equal(own) {
			checkReservedLabels(p, own)
		}
		if w == nil {
			return
		}
		checkReservedLabels(p, w.LabelsPath())
		if p.Object.Kind == "DaemonSet" {
			return
		}
		for i, t := range w.Spec.Tolerations {
			if t.Key == systemTaint {
				p.Report(analyzer.Finding{
					At: w.SpecPath().Key("tolerations").Index(i).Key("key"), Lower: analyzer.At(analyzer.Info),
					Message: fmt.Sprintf("tolerating `%s` lets these pods run on the system node pool, beside CoreDNS and other pods of AKS", systemTaint),
				})
			}
		}
	},
}

// systemTaint keeps pods off a system node pool.
const systemTaint = "CriticalAddonsOnly"

func checkReservedLabels(p *analyzer.Pass, at manifest.Path) {
	for key := range p.Object.Find(at).Entries() {
		label := key.Key()
		if !aks.ReservedLabel(label) || manifest.IsPlaceholder(label) || label == "kubernetes.azure.com/generator" { // Draft writes it
			continue
		}
		f := analyzer.Finding{At: at.Key(label), KeyOnly: true}
		f.Message = fmt.Sprintf("the label `%s` has a prefix that is reserved for AKS; deployment safeguards audit or refuse it", label)
		if row, ok := aks.LookupWorkloadMetadata(label); ok && slices.Contains(row.Where, aks.PodAnnotation) {
			f.Message = fmt.Sprintf("`%s` does nothing as a label, and deployment safeguards audit or refuse it", label)
			f.Help = "make it an annotation of the pods"
		} else {
			f.Help = "use a prefix of your own"
		}
		p.Report(f)
	}
}
