package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// SVC004: A Service of type ExternalName leads nowhere, or not where it seems to.
//
// Such a Service is only an alias in DNS. The API server takes a host name in
// lower case for `externalName`, no URL and no port; an IP address passes for a
// host name that nothing resolves. Cluster IPs are refused, and selectors and
// ports do nothing: there are no endpoints, so that Application Gateway, like
// most controllers of Ingresses and Gateways, finds no pods behind it.
//
// Clients that call the Service by its own name send that name along. Over TLS
// the certificate of the target does not fit, and a web server that hosts many
// sites, as those of Azure do, does not know the host. That is an info, as is an
// alias of another Service of the cluster.
//
// # Fix
//
// Writes the host name in lower case, without blanks, scheme, port and path; or
// the type where only `externalName` is given, which is unsafe.
var SVC004 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC004", Name: "broken-external-name", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.externalName"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#externalname",
			"https://github.com/kubernetes/kubernetes/blob/019c5dc/pkg/apis/core/validation/validation.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		svc, ok := p.Object.Typed.(*corev1.Service)
		at := externalNameField
		if !ok || p.Object.Unknown(typeField) || p.Object.Unknown(at) {
			return
		}
		if svc.Spec.Type != corev1.ServiceTypeExternalName {
			reportUnusedName(p, svc)
			return
		}
		if ip := clusterIPField; svc.Spec.ClusterIP != "" {
			refused(p, ip, "`clusterIP: %s` is not for Services of type `ExternalName`, which have no address", svc.Spec.ClusterIP)
		}
		if len(svc.Spec.Selector) > 0 {
			p.Report(analyzer.Finding{At: selectorField, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
				Message: fmt.Sprintf("the selector `%s` does nothing: a Service of type `ExternalName` is a name in DNS, and has no pods", selectorText(svc.Spec.Selector))})
		}
		if svc.Spec.ExternalName == "" {
			p.Reportf(at, "a Service of type `ExternalName` needs an `externalName`; the API server refuses it")
			return
		}
		checkExternalName(p, svc, at)
	},
}

// reportUnusedName speaks of a name without the type that reads it.
func reportUnusedName(p *analyzer.Pass, svc *corev1.Service) {
	if svc.Spec.ExternalName == "" {
		return
	}
	f := analyzer.Finding{At: externalNameField, KeyOnly: true, Lower: analyzer.At(analyzer.Warning), Message: fmt.Sprintf(
		"`externalName: %s` does nothing, since this Service is of type `%s`", svc.Spec.ExternalName, typeOf(svc))}
	if svc.Spec.Type == "" && len(svc.Spec.Selector) == 0 && svc.Spec.ClusterIP == "" {
		f.Fixes = []analyzer.Fix{{Title: "write `type: ExternalName`", Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Add, Path: typeField, Value: "ExternalName"}}}}
	}
	p.Report(f)
}

// checkExternalName judges the name itself.
func checkExternalName(p *analyzer.Pass, svc *corev1.Service, at manifest.Path) {
	name := svc.Spec.ExternalName
	f := analyzer.Finding{At: at}
	addr, err := netip.ParseAddr(name)
	_, platform := aks.PlatformAddress(addr)
	host := strings.TrimSuffix(name, ".") // a final dot says that the name is whole
	switch {
	case err == nil && platform: // SVC008 speaks of it
		return
	case err == nil:
		f.Message = fmt.Sprintf("`%s` is an IP address, which DNS takes for a host name that does not exist", name)
		f.Help = "use a Service without a selector, and an EndpointSlice with the address"
	case len(validation.IsDNS1123Subdomain(host)) > 0:
		f.Message = fmt.Sprintf("`%s` is no host name in lower case; the API server refuses the Service", name)
		if meant := hostMeant(name); meant != "" {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", meant), Safety: analyzer.Safe,
				Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: meant}}}}
		}
	case strings.HasSuffix(host, ".svc.cluster.local"):
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` is another Service of the cluster; this one is only its alias in DNS, without ports or pods of its own", name)
	case speaksTLS(svc):
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("clients that call this Service over TLS by its own name get a certificate for `%s`, which does not fit", name)
	default:
		return
	}
	p.Report(f)
}

// hostMeant takes what is no host name off a text, "" where that leaves none.
func hostMeant(text string) string {
	host := strings.ToLower(strings.TrimSpace(text))
	if _, rest, found := strings.Cut(host, "://"); found {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	if _, err := netip.ParseAddr(host); err == nil || len(validation.IsDNS1123Subdomain(strings.TrimSuffix(host, "."))) > 0 {
		return ""
	}
	return host
}

// speaksTLS reports whether a Service has a port for HTTPS.
func speaksTLS(svc *corev1.Service) bool {
	return slices.ContainsFunc(svc.Spec.Ports, func(port corev1.ServicePort) bool {
		return port.Port == 443 || port.Name == "https" || port.AppProtocol != nil && *port.AppProtocol == "https"
	})
}
