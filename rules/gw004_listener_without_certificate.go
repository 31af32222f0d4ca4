package rules

import (
	"fmt"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// The options of a listener that have application routing fetch its certificate
// from Key Vault.
const (
	keyVaultOption      = "kubernetes.azure.com/tls-cert-keyvault-uri"
	keyVaultIdentityOpt = "kubernetes.azure.com/tls-cert-service-account"
)

// GW004: A TLS listener of a Gateway has no usable certificate.
//
// A listener that ends TLS needs a certificate: a Secret in `certificateRefs`
// or, with the Istio Gateways of AKS (`approuting-istio`, `istio`), the two
// options that have application routing fetch one from Key Vault. Without
// either the listener does not come up, and connections are refused.
//
// The two options work together only: the address of the certificate and the
// service account whose identity may read it. Gateways of other classes ignore
// them, which is a warning.
//
// Listeners with options of other vendors are left alone.
var GW004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW004", Name: "listener-without-certificate", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Gateway." + gatewayGroup},
		Reads: []string{"spec.listeners", "spec.gatewayClassName"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/app-routing-gateway-api-tls",
			"https://gateway-api.sigs.k8s.io/guides/tls/",
		},
	},
	Check: func(p *analyzer.Pass) {
		class := p.Object.Find(manifest.At("spec", "gatewayClassName")).Text()
		if hasPrefix(class, "gke-", "amazon-", "aws-") || p.Object.Find(annotationAt("networking.gke.io/certmap")).Exists() {
			return // their certificates lie outside the Gateway
		}
		listeners := listenersField
		for i, n := range p.Object.Find(listeners).Items() {
			checkCertificate(p, n, listeners.Index(i), class)
		}
	},
}

// checkCertificate judges a listener.
func checkCertificate(p *analyzer.Pass, listener manifest.Node, at manifest.Path, class string) {
	tls := listener.Get("tls")
	protocol, mode := listener.Get("protocol").Text(), tls.Get("mode").Text()
	if protocol != "HTTPS" && protocol != "TLS" || mode != "" && mode != "Terminate" || p.Object.Unknown(at.Key("tls")) {
		return
	}
	options := tls.Get("options")
	foreign := false
	for key := range options.Entries() {
		foreign = foreign || key.Key() != keyVaultOption && key.Key() != keyVaultIdentityOpt
	}
	uri, account := options.Get(keyVaultOption).Exists(), options.Get(keyVaultIdentityOpt).Exists()
	place := at.Keys("tls", "options")
	switch refs := tls.Get("certificateRefs"); {
	case (uri || account) && class != "istio" && class != "approuting-istio":
		if class == "" || toCome(class) {
			return
		}
		key := keyVaultOption
		if !uri {
			key = keyVaultIdentityOpt
		}
		p.Report(analyzer.Finding{At: place.Key(key), KeyOnly: true, Lower: analyzer.At(analyzer.Warning), Message: fmt.Sprintf(
			"application routing reads `%s` on Gateways of class `approuting-istio` and `istio` only; class `%s` ignores it", key, class)})
	case uri && !account:
		reportHalf(p, place, keyVaultOption, keyVaultIdentityOpt)
	case account && !uri:
		reportHalf(p, place, keyVaultIdentityOpt, keyVaultOption)
	case uri:
		checkCertificateAccount(p, place.Key(keyVaultIdentityOpt))
	case refs.Len() > 0 || refs.Kind() == manifest.Scalar && toCome(refs.Text()) || foreign:
	case tls.Kind() == manifest.Mapping:
		p.Reportf(at.Key("tls"), "this listener ends TLS and names no certificate (`certificateRefs`), so it does not come up")
	default:
		p.Reportf(at.Key("protocol"), "this `%s` listener has no `tls` and so no certificate; it does not come up", protocol)
	}
}

// reportHalf speaks of one Key Vault option without the other.
func reportHalf(p *analyzer.Pass, options manifest.Path, have, lack string) {
	p.Report(analyzer.Finding{At: options.Key(have), KeyOnly: true, Message: fmt.Sprintf(
		"`%s` needs `%s` beside it; application routing fetches no certificate, and the listener does not come up", have, lack)})
}

// checkCertificateAccount looks for the service account of a listener.
func checkCertificateAccount(p *analyzer.Pass, at manifest.Path) {
	ref := inventory.Reference{Kind: "ServiceAccount", Namespace: p.View.Member.Namespace, Name: p.Object.Find(at).Text(), At: at.Parent()}
	if toCome(ref.Name) || ref.Name == "" || toCome(ref.Namespace) {
		return
	}
	if _, ok := p.View.Lookup(ref.Kind, ref.Namespace, ref.Name); ok {
		return
	}
	if f, found := notHeld(p, ref, analyzer.Warning, "application routing cannot fetch the certificate"); found {
		f.At = at
		for i := range f.Fixes {
			f.Fixes[i].Changes[0].Path = at
		}
		p.Report(f)
	}
}
