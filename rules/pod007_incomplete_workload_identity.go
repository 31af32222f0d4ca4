package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD007: Pods that use Workload ID have no ServiceAccount that names an identity.
//
// A pod with the label `azure.workload.identity/use: "true"` gets a token of
// its ServiceAccount. Which identity it stands for is said by the annotation
// `azure.workload.identity/client-id` of that ServiceAccount; without it the
// webhook sets no `AZURE_CLIENT_ID`, and a program that does not name the
// identity itself cannot sign in. The ServiceAccount `default` is shared by
// all pods of the namespace, so an identity given to it is given to all.
//
// The client id is a GUID; a name does not do. With a cluster profile, a cluster
// without workload identity, or without an OIDC issuer, is an error: no pod gets
// a token there.
//
// The label `aadpodidbinding` belongs to AAD Pod Identity, which is retired;
// Workload ID does not read it.
//
// A pod that sets `AZURE_CLIENT_ID` in a container is not judged, nor is one
// with an identity binding. A ServiceAccount that the input does not hold is
// told of where it holds others of the namespace.
var POD007 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD007", Name: "incomplete-workload-identity", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload, "ServiceAccount"},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://learn.microsoft.com/azure/aks/workload-identity-overview",
			"https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html",
		},
	},
	Check: func(p *analyzer.Pass) {
		w := p.View.Member.Workload
		if w == nil {
			checkClientID(p)
			return
		}
		if w.Matches(withIdentity) != inventory.Yes {
			return
		}
		if _, ok := w.Labels["aadpodidbinding"]; ok {
			p.Report(analyzer.Finding{At: w.LabelsPath().Key("aadpodidbinding"), Lower: analyzer.At(analyzer.Warning),
				Message: "`aadpodidbinding` belongs to AAD Pod Identity, which is retired; these pods use Workload ID, which does not read it"})
		}
		if p.Profile != nil {
			checkIdentityInCluster(p, w.LabelsPath().Key(identityUse))
		}
		if w.Member.Patched(w.SpecPath()) || undecoded(p.Object, w.SpecPath()) || namesIdentity(w) {
			return
		}
		account, ns := w.Spec.ServiceAccountName, w.Member.Namespace
		at := w.SpecPath().Key("serviceAccountName")
		if account == "" {
			account, at = w.Spec.DeprecatedServiceAccount, w.SpecPath().Key("serviceAccount")
		}
		if account == "" {
			account, at = "default", w.LabelsPath().Key(identityUse)
		}
		m, found := p.View.Lookup("ServiceAccount", ns, account)
		key := annotationAt("azure.workload.identity/client-id")
		switch {
		case toCome(account) || found && (m.Fragment || m.Patched(key) || m.Object.Find(key).Text() != "" || m.Object.Unknown(key)):
			return
		case found:
			p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning),
				Message: fmt.Sprintf("ServiceAccount `%s` has no annotation `azure.workload.identity/client-id`, so Workload ID does not tell these pods their identity", account),
				Related: []analyzer.Related{{Object: m.Object, At: annotationsField, Message: "the ServiceAccount"}}})
		case account == "default":
			p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning),
				Message: "pods with Workload ID run as ServiceAccount `default`; they need one with the annotation `azure.workload.identity/client-id`"})
		default:
			ref := inventory.Reference{Kind: "ServiceAccount", Namespace: ns, Name: account, At: at.Parent()}
			if f, found := notHeld(p, ref, analyzer.Warning, "the pods are not made, and have no identity"); found {
				f.At = at
				for i := range f.Fixes {
					f.Fixes[i].Changes[0].Path = at
				}
				p.Report(f)
			}
		}
	},
}

// checkIdentityInCluster asks whether the cluster gives tokens to pods.
func checkIdentityInCluster(p *analyzer.Pass, at manifest.Path) {
	for _, feature := range []struct{ field, name string }{
		{"securityProfile.workloadIdentity.enabled", "workload identity"}, {"oidcIssuerProfile.enabled", "the OIDC issuer"},
	} {
		if p.Profile.Off(p.Profile.Get(feature.field)) {
			p.Report(analyzer.Finding{At: at, KeyOnly: true,
				Message: fmt.Sprintf("`%s` does nothing in this cluster, where %s is off; the pods get no token", identityUse, feature.name)})
			return
		}
	}
}

// checkClientID judges the client id of a ServiceAccount.
func checkClientID(p *analyzer.Pass) {
	const key = "azure.workload.identity/client-id"
	at := annotationAt(key)
	n := p.Object.Find(at)
	fact, ok := aks.LookupWorkloadMetadata(key)
	if ok && n.Type() == manifest.String && !toCome(n.Text()) && !standsFor(n.Text()) && !fact.Value.Understands(n.Text()) {
		p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("`%s` is no client id, which is a GUID; pods of this ServiceAccount cannot sign in with Workload ID", n.Text())})
	}
}

// namesIdentity reports whether a container says itself which identity to use,
// or may do so, or an identity binding says it.
func namesIdentity(w *inventory.Workload) bool {
	if _, bound := w.Annotations["azure.workload.identity/use-identity-binding"]; bound {
		return true
	}
	for i := range w.Spec.Containers {
		c := &w.Spec.Containers[i]
		if len(c.EnvFrom) > 0 {
			return true
		}
		for _, env := range c.Env {
			if env.Name == "AZURE_CLIENT_ID" || toCome(env.Name) {
				return true
			}
		}
	}
	return false
}

// standsFor reports whether a text says what is to be written in its place:
// PLACEHOLDER_CLIENT_ID, your-client-id.
func standsFor(text string) bool {
	plain := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(text))
	return slices.ContainsFunc([]string{"clientid", "placeholder", "your", "todo", "changeme", "xxx"}, func(word string) bool { return strings.Contains(plain, word) })
}
