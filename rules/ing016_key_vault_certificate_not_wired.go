package rules

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ING016: A Key Vault certificate does not reach the Ingress that asks for it.
//
// The application routing add-on copies the certificate that
// `kubernetes.azure.com/tls-cert-keyvault-uri` names into the Secret
// `keyvault-<name of the Ingress>`. The Ingress must name that Secret in
// `spec.tls` itself, or leave it to the add-on with
// `kubernetes.azure.com/tls-cert-keyvault-managed: "true"`; otherwise NGINX
// answers with a certificate that no client trusts.
//
// The add-on does this only for Ingresses whose `spec.ingressClassName` is its
// class; it does not look at the deprecated annotation. An address that it
// cannot read is an error, and so is one of anything but a certificate. That of
// the certificate's secret is a warning: the add-on takes the third part of the
// path for the name, so this works, but it is documented nowhere. One with a
// version is advice: the certificate is never renewed then. The ServiceAccount that
// `kubernetes.azure.com/tls-cert-service-account` names needs the annotation
// `azure.workload.identity/client-id`. On a Service, the host and the address
// must both be there, or no Ingress is made, which is an error.
//
// # Fix
//
// Writes the name of the Secret; that is unsafe where the input has the other
// one. Where there is no `spec.tls`, it leaves it to the add-on.
var ING016 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING016", Name: "key-vault-certificate-not-wired", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Ingress.networking.k8s.io", "Service"},
		Reads: []string{"spec.tls", "spec.ingressClassName"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/app-routing-dns-ssl",
			"https://github.com/Azure/aks-app-routing-operator/tree/3c53bef/pkg/controller/keyvault",
		},
	},
	Check: func(p *analyzer.Pass) {
		uri, ok := stringAnnotation(p.View.Member, keyVaultURI)
		if p.Object.Kind == "Service" {
			checkServicePair(p)
		}
		readable := toCome(uri) && meansKeyVault(p.View) // whatever it becomes, the Secret has its name from the Ingress
		if ok && uri != "" {
			readable = checkKeyVaultURI(p, uri)
		}
		if readable && p.Object.Kind == "Ingress" {
			checkWiring(p, ownIngress(p.View))
		}
		if p.Object.Kind == "Ingress" {
			checkCompanions(p)
		}
	},
}

// The annotations of the add-on for certificates.
const (
	keyVaultURI     = "kubernetes.azure.com/tls-cert-keyvault-uri"
	keyVaultManaged = "kubernetes.azure.com/tls-cert-keyvault-managed"
	keyVaultAccount = "kubernetes.azure.com/tls-cert-service-account"
	ingressHost     = "kubernetes.azure.com/ingress-host"
)

// stringAnnotation is the value of an annotation that can be judged.
func stringAnnotation(m *inventory.Member, key string) (value string, ok bool) {
	at := annotationAt(key)
	n := m.Object.Find(at)
	return n.Text(), n.Type() == manifest.String && !toCome(n.Text()) && !m.Patched(at)
}

// checkServicePair judges the annotations by which the add-on makes an Ingress
// for a Service.
func checkServicePair(p *analyzer.Pass) {
	for _, pair := range [][2]string{{ingressHost, keyVaultURI}, {keyVaultURI, ingressHost}} {
		value, ok := stringAnnotation(p.View.Member, pair[0])
		if other := annotationAt(pair[1]); ok && value != "" && p.Object.Find(other).Text() == "" && !p.View.Member.Patched(other) {
			p.Report(analyzer.Finding{At: annotationAt(pair[0]), KeyOnly: true,
				Message: fmt.Sprintf("the application routing add-on makes no Ingress for this Service: `%s` needs `%s` beside it", pair[0], pair[1])})
		}
	}
}

// checkKeyVaultURI judges the address of a certificate as the add-on reads it,
// and reports whether it can be read.
func checkKeyVaultURI(p *analyzer.Pass, text string) bool {
	at := annotationAt(keyVaultURI)
	uri, err := url.Parse(text)
	parts := []string{}
	if err == nil {
		parts = strings.Split(uri.Path, "/")
	}
	if len(parts) < 3 || uri.Host == "" || parts[2] == "" {
		p.Report(analyzer.Finding{At: at, Help: "write `https://<vault>.vault.azure.net/certificates/<name>`",
			Message: fmt.Sprintf("`%s` is no address of a certificate in Key Vault; the application routing add-on reports an error, and there is no certificate", text)})
		return false
	}
	if !strings.EqualFold(uri.Scheme, "https") || !strings.EqualFold(parts[1], "certificates") {
		f := analyzer.Finding{At: at, Help: "write `https://<vault>.vault.azure.net/certificates/<name>`",
			Message: fmt.Sprintf("`%s` is not the address that Key Vault gives a certificate, `https://<vault>/certificates/<name>`; the application routing add-on is documented for no other", text)}
		if strings.EqualFold(uri.Scheme, "https") && strings.EqualFold(parts[1], "secrets") { // its own tests have this one
			f.Lower = analyzer.At(analyzer.Warning)
		}
		p.Report(f)
		return true
	}
	if len(parts) > 3 && parts[3] != "" {
		p.Report(analyzer.Finding{At: at, Lower: analyzer.At(analyzer.Info), Fixes: []analyzer.Fix{unsafeSet(at, strings.TrimSuffix(text, "/"+strings.Join(parts[3:], "/")), false)},
			Message: "the address names a version of the certificate, so a renewed one is never taken"})
	}
	return true
}

// meansKeyVault reports whether an entry of the view's own Ingress names a
// Secret as the add-on does.
func meansKeyVault(v *inventory.View) bool {
	return v.Member.Object.Kind == "Ingress" && slices.ContainsFunc(ownIngress(v).TLS, func(tls inventory.IngressTLS) bool {
		return strings.HasPrefix(tls.Secret, "keyvault-")
	})
}

// checkWiring judges whether the Secret of the add-on is used.
func checkWiring(p *analyzer.Pass, in ingress) {
	at := annotationAt(keyVaultURI)
	switch c := in.Class; {
	case c.Unknown || c.Name == "":
		return
	case c.Controller.ID != "" && !c.Is(aks.AppRouting):
		p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("only the application routing add-on takes certificates from Key Vault; the %s, which serves this class, does not read this", c.Controller.Name)})
		return
	case c.Is(aks.AppRouting) && c.Annotated:
		p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: "the application routing add-on takes certificates from Key Vault only for Ingresses with `spec.ingressClassName`, and this one has the class in an annotation"})
		return
	}
	want := "keyvault-" + p.Object.Name
	want = want[:min(len(want), 253)]
	if in.Annotation(keyVaultManaged) == "true" || in.AnnotationUnknown(keyVaultManaged) || p.Object.Name == "" || toCome(p.Object.Name) {
		return
	}
	for _, tls := range in.TLS {
		if tls.Secret == want || toCome(tls.Secret) {
			return
		}
	}
	f := analyzer.Finding{At: tlsField, Lower: analyzer.At(analyzer.Warning),
		Help: fmt.Sprintf("write `secretName: %s` for the hosts of this certificate", want)}
	switch len(in.TLS) {
	case 0:
		f.Message = fmt.Sprintf("this Ingress has no `spec.tls` that names the Secret `%s`, so the certificate from Key Vault is not used", want)
		change := manifest.Change{Op: manifest.Add, Path: annotationAt(keyVaultManaged), Value: "true"}
		if p.Object.Find(change.Path).Exists() {
			change.Op = manifest.Set
		}
		f.Fixes = []analyzer.Fix{{Title: "leave `spec.tls` to the add-on", Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
	case 1:
		f.At = in.TLS[0].SecretAt()
		f.Message = fmt.Sprintf("the add-on puts the certificate from Key Vault into the Secret `%s`, and this names `%s`, so it is not used", want, in.TLS[0].Secret)
		fix := unsafeSet(f.At, want, false)
		if in.TLS[0].Secret == "" {
			f.Message = fmt.Sprintf("this entry names no Secret, so the certificate from Key Vault, in the Secret `%s`, is not used", want)
			fix.Changes[0].Op = manifest.Add
		}
		if _, shown := p.View.Lookup("Secret", in.Member.Namespace, in.TLS[0].Secret); !shown && !issuesCertificate(p.Object) {
			fix.Safety = analyzer.Safe
		}
		f.Fixes = []analyzer.Fix{fix}
	default:
		f.Message = fmt.Sprintf("no entry of `spec.tls` names the Secret `%s`, so the certificate from Key Vault is not used", want)
	}
	p.Report(f)
}

// checkCompanions judges the other annotations for Key Vault.
func checkCompanions(p *analyzer.Pass) {
	m := p.View.Member
	alone := p.Object.Find(annotationAt(keyVaultURI)).Text() == "" && !m.Patched(annotationAt(keyVaultURI))
	for _, key := range []string{keyVaultManaged, keyVaultAccount} {
		if value, ok := stringAnnotation(m, key); ok && value != "" && value != "false" && alone {
			p.Report(analyzer.Finding{At: annotationAt(key), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
				Message: fmt.Sprintf("`%s` does nothing without `%s`", key, keyVaultURI)})
		}
	}
	name, ok := stringAnnotation(m, keyVaultAccount)
	if !ok || name == "" || alone {
		return
	}
	f := analyzer.Finding{At: annotationAt(keyVaultAccount), Lower: analyzer.At(analyzer.Warning)}
	client := annotationAt("azure.workload.identity/client-id")
	if account, found := p.View.Lookup("ServiceAccount", m.Namespace, name); found {
		if sa, ok := account.Object.Typed.(*corev1.ServiceAccount); !ok || sa.Annotations["azure.workload.identity/client-id"] != "" || account.Patched(client) {
			return
		}
		f.Message = fmt.Sprintf("ServiceAccount `%s` has no annotation `azure.workload.identity/client-id`, so the add-on cannot read the certificate with it", name)
		f.Related = []analyzer.Related{{Object: account.Object, At: client, Message: "the ServiceAccount"}}
	} else if len(p.View.Objects("ServiceAccount", m.Namespace)) == 0 || p.View.PodsElsewhere(m.Namespace) {
		return
	} else {
		f.Message = fmt.Sprintf("the input has other ServiceAccounts in namespace `%s`, but not `%s`; without it the add-on cannot read the certificate", m.Namespace, name)
	}
	p.Report(f)
}
