package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING012: The hosts or Secrets of an Ingress's TLS section do not fit.
//
// A host of `spec.tls` that no rule has is a certificate that nobody sees. A
// rule's host that no entry has is served without TLS by Application Gateway,
// and with a certificate for another name by others. An entry without hosts is
// for all of them.
//
// An entry without a `secretName` has no certificate: NGINX answers with one
// that no browser trusts, and the Application Gateway Ingress Controller makes
// no HTTPS listener, unless `appgw-ssl-certificate` names one that the gateway
// holds. A Secret must be of type `kubernetes.io/tls`, for Application Gateway
// in any case; NGINX is content with its two keys, so there another type is
// advice.
//
// That a Secret is missing is advice, and said only where the input has others
// beside the Ingress. What makes them counts: cert-manager, the add-on for Key
// Vault certificates, SealedSecrets, ExternalSecrets, SecretProviderClasses.
var ING012 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING012", Name: "inconsistent-ingress-tls", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		Reads: []string{"spec.tls", "spec.rules"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
			"https://azure.github.io/application-gateway-kubernetes-ingress/features/appgw-ssl-certificate/",
			"https://kubernetes.github.io/ingress-nginx/user-guide/tls/#default-ssl-certificate",
		},
	},
	Check: func(p *analyzer.Pass) {
		in := ownIngress(p.View)
		checkTLSHosts(p, in)
		for _, tls := range in.TLS {
			if tls.Secret == "" {
				checkNoSecret(p, in, tls)
			} else if !toCome(tls.Secret) {
				checkSecret(p, in, tls)
			}
		}
	},
}

// checkTLSHosts holds the hosts of the TLS section against those of the rules.
func checkTLSHosts(p *analyzer.Pass, in ingress) {
	var served, secured []string
	all := len(in.TLS) == 0
	for _, rule := range in.Rules {
		served = append(served, rule.Host)
	}
	for _, tls := range in.TLS {
		secured = append(secured, tls.Hosts...)
		all = all || len(tls.Hosts) == 0
	}
	unsure := func(host string) bool { return host == "" || toCome(host) }
	if len(served) > 0 && !slices.ContainsFunc(served, unsure) && !namesMoreHosts(in) {
		for _, tls := range in.TLS {
			for i, host := range tls.Hosts {
				if !unsure(host) && !slices.ContainsFunc(served, func(other string) bool { return hostCovers(other, host) || hostCovers(host, other) }) {
					p.Report(analyzer.Finding{At: tls.HostAt(i), Lower: analyzer.At(analyzer.Warning),
						Message: fmt.Sprintf("no rule of this Ingress has the host `%s`, so its certificate is never used", host)})
				}
			}
		}
	}
	if all || slices.ContainsFunc(secured, unsure) {
		return
	}
	for _, rule := range in.Rules {
		if unsure(rule.Host) || slices.ContainsFunc(secured, func(host string) bool { return hostCovers(host, rule.Host) }) {
			continue
		}
		end := "it gets a certificate for another name"
		if in.Class.Is(aks.AGIC) {
			end = "it is served over plain HTTP only"
		}
		p.Report(analyzer.Finding{At: rule.HostAt(), Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("no entry of `spec.tls` has the host `%s`, so %s", rule.Host, end)})
	}
}

// namesMoreHosts reports whether annotations add hosts to those of the rules.
func namesMoreHosts(in ingress) bool {
	for _, key := range []string{"appgw.ingress.kubernetes.io/hostname-extension", nginxPrefix + "server-alias", nginxPrefix + "from-to-www-redirect"} {
		if in.Member.Object.Find(annotationAt(key)).Exists() {
			return true
		}
	}
	return false
}

// hostCovers reports whether a host, maybe with a wildcard for its first label,
// stands for another.
func hostCovers(pattern, host string) bool {
	if strings.EqualFold(pattern, host) {
		return true
	}
	rest, wildcard := strings.CutPrefix(pattern, "*.")
	_, parent, _ := strings.Cut(host, ".")
	return wildcard && strings.EqualFold(rest, parent)
}

// checkNoSecret judges an entry without a secretName.
func checkNoSecret(p *analyzer.Pass, in ingress, tls inventory.IngressTLS) {
	o := in.Member.Object
	for _, key := range []string{"appgw.ingress.kubernetes.io/appgw-ssl-certificate", keyVaultURI, nginxPrefix + "ssl-passthrough"} {
		if o.Find(annotationAt(key)).Exists() {
			return
		}
	}
	f := analyzer.Finding{At: tls.SecretAt(), Lower: analyzer.At(analyzer.Warning)}
	switch {
	case o.Unknown(tls.SecretAt()) || in.Class.Unknown || in.Class.Is(aks.AppRouting) && hasDefaultCertificate(p.View, in.Class.Name):
		return
	case in.Class.Is(aks.AGIC):
		f.Message = "this entry has no `secretName`, so Application Gateway gets no HTTPS listener and serves its hosts over plain HTTP"
	case in.Class.Is(aks.CommunityNginx, aks.AppRouting):
		f.Message = "this entry has no `secretName`, so NGINX answers with its default certificate, which no client trusts"
	default:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = "this entry has no `secretName`; unless the controller has a default certificate, no client trusts the answer"
	}
	p.Report(f)
}

// hasDefaultCertificate reports whether the NginxIngressController of a class
// has a certificate for Ingresses without one.
func hasDefaultCertificate(v *inventory.View, class string) bool {
	return slices.ContainsFunc(v.Objects(network.NginxControllerKind, ""), func(m *inventory.Member) bool {
		return network.NginxControllerClass(m.Object) == class && m.Object.Find(manifest.At("spec", "defaultSSLCertificate")).Exists()
	})
}

// checkSecret judges the Secret that an entry names.
func checkSecret(p *analyzer.Pass, in ingress, tls inventory.IngressTLS) {
	if m, ok := p.View.Lookup("Secret", in.Member.Namespace, tls.Secret); ok {
		checkSecretType(p, in, tls, m)
		return
	}
	names := tlsSecrets(p.View)
	if len(names) == 0 && !anyNearby(p.View, p.View.Objects("Secret", in.Member.Namespace)) || slices.Contains(names, tls.Secret) || p.View.Scope.Open || issuesCertificate(in.Member.Object) || in.Annotation(keyVaultURI) != "" {
		return
	}
	f := analyzer.Finding{At: tls.SecretAt(), Lower: analyzer.At(analyzer.Info),
		Message: fmt.Sprintf("the input has other Secrets in namespace `%s`, but not `%s`, and nothing that makes it; unless the cluster has it, there is no certificate", in.Member.Namespace, tls.Secret)}
	if near, ok := analyzer.Suggest(tls.Secret, names); ok {
		f.Help = fmt.Sprintf("is `%s` meant?", near)
	}
	p.Report(f)
}

// checkSecretType judges a Secret of the input.
func checkSecretType(p *analyzer.Pass, in ingress, tls inventory.IngressTLS, m *inventory.Member) {
	secret, ok := m.Object.Typed.(*corev1.Secret)
	at := manifest.At("type")
	if !ok || secret.Type == corev1.SecretTypeTLS || m.Object.Unknown(at) || m.Patched(at) {
		return
	}
	has := func(key string) bool {
		return m.Object.Find(manifest.At("data", key)).Exists() || m.Object.Find(manifest.At("stringData", key)).Exists()
	}
	kind := cmp.Or(string(secret.Type), "Opaque")
	f := analyzer.Finding{At: tls.SecretAt(), Related: []analyzer.Related{{Object: m.Object, At: at, Message: "the Secret"}}}
	switch {
	case in.Class.Is(aks.AGIC):
		f.Message = fmt.Sprintf("Secret `%s` is of type `%s`; Application Gateway takes only `kubernetes.io/tls`, and gets no HTTPS listener", tls.Secret, kind)
	case m.Patched(manifest.At("data")) || m.Patched(manifest.At("stringData")):
		return
	case has("tls.crt") && has("tls.key") && in.Class.Is(aks.CommunityNginx, aks.AppRouting):
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("Secret `%s` is of type `%s`; NGINX takes it for its keys, Application Gateway and others take only `kubernetes.io/tls`", tls.Secret, kind)
	case has("tls.crt") && has("tls.key"):
		f.Message = fmt.Sprintf("Secret `%s` is of type `%s`; a certificate has the type `kubernetes.io/tls`, and Application Gateway and others take no other", tls.Secret, kind)
	default:
		f.Message = fmt.Sprintf("Secret `%s` is of type `%s` and lacks `tls.crt` or `tls.key`, so there is no certificate", tls.Secret, kind)
	}
	p.Report(f)
}

// tlsSecrets lists the names of the Secrets for TLS that objects of the
// Ingress's namespace are or make.
func tlsSecrets(v *inventory.View) []string {
	ns := v.Member.Namespace
	var names []string
	add := func(kind string, paths ...manifest.Path) {
		for _, m := range v.Objects(kind, ns) {
			for _, at := range paths {
				if name := m.Object.Find(at).Text(); name != "" {
					names = append(names, name)
					break
				}
			}
		}
	}
	for _, m := range v.Objects("Secret", ns) {
		if s, ok := m.Object.Typed.(*corev1.Secret); ok && s.Type == corev1.SecretTypeTLS {
			names = append(names, s.Name)
		}
	}
	add("Certificate.cert-manager.io", manifest.At("spec", "secretName"))
	add("SealedSecret.bitnami.com", manifest.At("spec", "template", "metadata", "name"), nameField)
	add("ExternalSecret.external-secrets.io", manifest.At("spec", "target", "name"), nameField)
	for _, m := range v.Objects("SecretProviderClass.secrets-store.csi.x-k8s.io", ns) {
		for _, item := range m.Object.Find(manifest.At("spec", "secretObjects")).Items() {
			names = append(names, item.Get("secretName").Text())
		}
	}
	return names
}
