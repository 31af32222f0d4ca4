package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// API004: An object, label, annotation or host belongs to a retired add-on.
//
// AAD Pod Identity gave way to Microsoft Entra Workload ID, Open Service Mesh
// gives way to the Istio add-on, and the HTTP application routing add-on is gone
// together with its DNS zones below `aksapp.io`. What remains of them in
// manifests is applied without complaint and does nothing, or works only as
// long as somebody runs an unsupported controller.
//
// A host below `aksapp.io` is an error, because no zone answers for it; all
// else is a warning. The class of the HTTP application routing add-on is ING006.
//
// # Fix
//
// For pods, move to Microsoft Entra Workload ID: annotate the ServiceAccount
// with the client id and label the pods `azure.workload.identity/use: "true"`.
// For a mesh, enable the Istio add-on and label namespaces `istio.io/rev`.
var API004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API004", Name: "retired-add-on", Severity: analyzer.Error, Since: "0.1.0",
		References: []string{
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
			"https://github.com/Azure/aad-pod-identity",
			"https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity",
			"https://learn.microsoft.com/azure/aks/istio-about",
		},
	},
	Check: func(p *analyzer.Pass) {
		switch group := p.Object.Group(); {
		case group == "aadpodidentity.k8s.io":
			reportRetired(p, kindField, p.Object.Kind, podIdentity, analyzer.Warning)
		case group == "openservicemesh.io" || strings.HasSuffix(group, ".openservicemesh.io"):
			reportRetired(p, kindField, p.Object.Kind, openServiceMesh, analyzer.Warning)
		case p.Object.Kind == "Ingress":
			checkZone(p)
		}
		checkMesh(p, metadataField)
		if w := p.View.Member.Workload; w != nil {
			if w.Template.Len() > 0 {
				checkMesh(p, w.LabelsPath().Parent())
			}
			if p.Object.Find(w.LabelsPath()).Get(podBinding).Exists() {
				reportRetired(p, w.LabelsPath().Key(podBinding), podBinding, podIdentity, analyzer.Warning)
			}
		}
	},
}

// The add-ons, by their IDs among the retirements.
const (
	podIdentity     = "aad-pod-identity"
	openServiceMesh = "open-service-mesh"
)

// podBinding is the label by which AAD Pod Identity knows pods.
const podBinding = "aadpodidbinding"

// reportRetired says to which retirement a word belongs.
func reportRetired(p *analyzer.Pass, at manifest.Path, word, id string, severity analyzer.Severity) {
	r, ok := aks.LookupRetirement(id)
	if !ok {
		return
	}
	end := "ends on"
	if r.Over(p.AsOf) {
		end = "ended on"
	}
	p.Report(analyzer.Finding{At: at, KeyOnly: id != aks.HTTPAppRouting && at.Len() > 1, Lower: analyzer.At(severity),
		Message: fmt.Sprintf("`%s` belongs to %s, whose support %s %s", word, r.What, end, r.Date), Help: "use " + r.Replacement})
}

// checkMesh looks for labels and annotations of Open Service Mesh in metadata.
func checkMesh(p *analyzer.Pass, metadata manifest.Path) {
	n := p.Object.Find(metadata)
	for _, name := range []string{"labels", "annotations"} {
		for key := range n.Get(name).Entries() {
			if strings.HasPrefix(key.Key(), "openservicemesh.io/") || key.Key() == "kubernetes.azure.com/use-osm-mtls" {
				reportRetired(p, metadata.Keys(name, key.Key()), key.Key(), openServiceMesh, analyzer.Warning)
			}
		}
	}
}

// checkZone looks for hosts of an Ingress in the zones of the HTTP application
// routing add-on.
func checkZone(p *analyzer.Pass) {
	check := func(at manifest.Path) {
		if host := p.Object.Find(at).Text(); strings.HasSuffix(strings.ToLower(host), ".aksapp.io") {
			reportRetired(p, at, host, aks.HTTPAppRouting, analyzer.Error)
		}
	}
	for i := range p.Object.Find(rulesField).Items() {
		check(rulesField.Index(i).Key("host"))
	}
	for i, tls := range p.Object.Find(tlsField).Items() {
		for j := range tls.Get("hosts").Items() {
			check(tlsField.Index(i).Key("hosts").Index(j))
		}
	}
}
