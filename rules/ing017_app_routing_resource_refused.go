package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING017: A resource of the application routing add-on breaks its rules.
//
// The API server refuses a NginxIngressController, an ExternalDNS or a
// ClusterExternalDNS with a malformed name, an unknown word, zones of different
// resource groups, or an identity without its account. Two NginxIngressControllers
// of one class, or one whose class an IngressClass of somebody else has, are
// taken, and the later one never gets ready. The NginxIngressController `default`
// belongs to the cluster where its profile says what it is to be: then its
// `loadBalancerAnnotations` are overwritten, which is a warning.
//
// The NGINX of the add-on refuses every Ingress with an annotation of its own
// whose value holds one of `load_module`, `lua_package`, `_by_lua`, `location`,
// `root`, `proxy_pass`, `serviceaccount`, `{`, `}` and `'`. These are what
// attackers put into snippets; the list cannot be changed.
var ING017 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING017", Name: "app-routing-resource-refused", Severity: analyzer.Error, Whole: true, Since: "0.1.0",
		Kinds: append([]string{network.NginxControllerKind, "ExternalDNS.approuting.kubernetes.azure.com", "ClusterExternalDNS.approuting.kubernetes.azure.com"}, inventory.IngressKinds...),
		Reads: []string{"spec.ingressClassName"},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://github.com/Azure/aks-app-routing-operator/tree/3c53bef/api/v1alpha1",
			"https://learn.microsoft.com/azure/aks/app-routing-nginx-configuration",
		},
	},
	Check: func(p *analyzer.Pass) {
		switch p.Object.Kind {
		case "NginxIngressController":
			checkNginxController(p)
			checkCollisions(p)
			checkDefaultController(p)
		case "Ingress":
			checkSnippets(p)
		default:
			checkExternalDNS(p)
		}
	},
}

// The patterns of the custom resources are read when first used.
var (
	crName   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][-a-z0-9.]*[a-z0-9]$`) })
	crFilter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^=]+=[^=]+$`) })
)

const crRefused = "the API server refuses it"

// fieldText is a field of the pass's object; ok is false where it is not there or
// yet to come.
func fieldText(p *analyzer.Pass, at manifest.Path) (value string, ok bool) {
	n := p.Object.Find(at)
	return n.Text(), n.Kind() == manifest.Scalar && n.Type() != manifest.Null && !toCome(n.Text())
}

// checkResourceName judges a field that is the name of a Kubernetes object.
func checkResourceName(p *analyzer.Pass, at manifest.Path, most int, without string) {
	if name, ok := fieldText(p, at); ok && (!crName().MatchString(name) || len(name) > most || without != "" && strings.Contains(name, without)) {
		p.Reportf(at, "`%s` is no name of lower-case letters, digits and dashes, 2 to %d long; %s", name, most, crRefused)
	}
}

// requireField speaks of a field that is not there, or is an empty list.
func requireField(p *analyzer.Pass, at manifest.Path, why string) {
	switch n := p.Object.Find(at); {
	case !n.Exists() || n.Type() == manifest.Null || n.Text() == "" && n.Kind() == manifest.Scalar:
		p.Reportf(at, "`%s` is missing%s; %s", at.Last().Key, why, crRefused)
	case n.Kind() == manifest.Sequence && n.Len() == 0:
		p.Reportf(at, "`%s` is empty%s; %s", at.Last().Key, why, crRefused)
	}
}

func checkNginxController(p *analyzer.Pass) {
	checkResourceName(p, network.ClassField, 253, "")
	checkResourceName(p, specField.Key("controllerNamePrefix"), 60, ".")
	scaling := specField.Key("scaling")
	if word, ok := fieldText(p, scaling.Key("threshold")); ok && word != "rapid" && word != "balanced" && word != "steady" {
		p.Reportf(scaling.Key("threshold"), "`%s` is none of `rapid`, `balanced` and `steady`; %s", word, crRefused)
	}
	limits := map[string]int{"minReplicas": 2, "maxReplicas": 100}
	for _, key := range []string{"minReplicas", "maxReplicas"} {
		number, ok := fieldText(p, scaling.Key(key))
		if n, err := strconv.Atoi(number); ok && err == nil {
			limits[key] = n
			if n < 1 {
				p.Reportf(scaling.Key(key), "`%s` is `%d`, less than 1; %s", key, n, crRefused)
			}
		}
	}
	if p.Object.Find(scaling.Key("minReplicas")).Exists() && p.Object.Find(scaling.Key("maxReplicas")).Exists() && limits["minReplicas"] > limits["maxReplicas"] {
		p.Reportf(scaling.Key("minReplicas"), "`minReplicas` is `%d`, more than `maxReplicas`; %s", limits["minReplicas"], crRefused)
	}
	certificate := specField.Key("defaultSSLCertificate")
	secret, vault := p.Object.Find(certificate.Key("secret")).Exists(), p.Object.Find(certificate.Key("keyVaultURI")).Exists()
	if secret && vault {
		p.Reportf(certificate.Key("keyVaultURI"), "the default certificate comes from a Secret and from Key Vault, and may come from one of them; %s", crRefused)
	}
	if force := certificate.Key("forceSSLRedirect"); p.Object.Find(force).Text() == "true" && !secret && !vault {
		p.Reportf(force, "`forceSSLRedirect` redirects to HTTPS, and there is no default certificate; %s", crRefused)
	}
}

// checkCollisions looks for others that claim the class.
func checkCollisions(p *analyzer.Pass) {
	class, own := network.NginxControllerClass(p.Object), p.View.Member
	if toCome(class) {
		return
	}
	for _, m := range p.View.Objects(network.NginxControllerKind, "") {
		if m.Before(own) && network.NginxControllerClass(m.Object) == class {
			p.Report(analyzer.Finding{At: network.ClassField, Message: fmt.Sprintf("NginxIngressController `%s` has the class `%s` as well; this one never gets ready", m.Object.Name, class),
				Related: []analyzer.Related{{Object: m.Object, At: network.ClassField, Message: "the same class"}}})
		}
	}
	if m, ok := p.View.Lookup(network.IngressClassKind, "", class); ok && network.ControllerBehind(m.Object).ID != aks.AppRouting {
		p.Report(analyzer.Finding{At: network.ClassField, Message: fmt.Sprintf("an IngressClass `%s` of another controller is in the input; this NginxIngressController never gets ready beside it", class),
			Related: []analyzer.Related{{Object: m.Object, At: nameField, Message: "the IngressClass"}}})
	}
}

// checkDefaultController looks for annotations that the cluster overwrites.
func checkDefaultController(p *analyzer.Pass) {
	at := manifest.At("spec", "loadBalancerAnnotations")
	if p.Profile == nil || p.Object.Name != "default" || p.Object.Find(at).Len() == 0 {
		return
	}
	if kind := p.Profile.Get("ingressProfile.webAppRouting.nginx.defaultIngressControllerType"); kind.Known() && !kind.Is("AnnotationControlled") {
		p.Report(analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("the cluster sets `defaultIngressControllerType: %s`, so AKS overwrites what the NginxIngressController `default` says of its load balancer", kind.Text())})
	}
}

// blockedWords are what the NGINX of the add-on refuses in annotations.
var blockedWords = []string{"load_module", "lua_package", "_by_lua", "location", "root", "proxy_pass", "serviceaccount", "{", "}", "'"}

func checkSnippets(p *analyzer.Pass) {
	if class := network.ClassOf(*p.View); !class.Is(aks.AppRouting) {
		return
	}
	for key, value := range p.Object.Find(annotationsField).Entries() {
		if !strings.HasPrefix(key.Key(), nginxPrefix) || toCome(value.Text()) {
			continue
		}
		for _, word := range blockedWords {
			if strings.Contains(value.Text(), word) {
				p.Report(analyzer.Finding{At: annotationAt(key.Key()), KeyOnly: strings.Contains(value.Text(), "\n"),
					Message: fmt.Sprintf("`%s` holds `%s`, which the NGINX of the application routing add-on refuses in annotations; it does not serve this Ingress", key.Key(), word)})
				break
			}
		}
	}
}

func checkExternalDNS(p *analyzer.Pass) {
	names := []string{"resourceName"}
	if p.Object.Kind == "ClusterExternalDNS" {
		names = append(names, "resourceNamespace")
	}
	for _, key := range names {
		requireField(p, specField.Key(key), "")
		checkResourceName(p, specField.Key(key), 253, "")
	}
	checkZones(p, specField.Key("dnsZoneResourceIDs"))
	types := specField.Key("resourceTypes")
	if n := p.Object.Find(types); n.Kind() != manifest.Sequence || n.Len() == 0 {
		requireField(p, types, "")
	}
	for i, item := range p.Object.Find(types).Items() {
		if word := strings.ToLower(item.Text()); word != "gateway" && word != "ingress" && !toCome(word) {
			p.Reportf(types.Index(i), "`%s` is none of `gateway` and `ingress`; %s", item.Text(), crRefused)
		}
	}
	identity := specField.Key("identity")
	switch kind, _ := fieldText(p, identity.Key("type")); {
	case toCome(kind):
	case kind == "" || kind == "workloadIdentity":
		requireField(p, identity.Key("serviceAccount"), ", and a workload identity needs it")
	case kind == "managedIdentity":
		requireField(p, identity.Key("clientID"), ", and a managed identity needs it")
		if id, ok := fieldText(p, identity.Key("clientID")); ok && !(aks.Value{Grammar: aks.GUIDValue}).Understands(id) {
			p.Reportf(identity.Key("clientID"), "`%s` is no id of a client; %s", id, crRefused)
		}
	default:
		p.Reportf(identity.Key("type"), "`%s` is none of `workloadIdentity` and `managedIdentity`; %s", kind, crRefused)
	}
	for _, key := range []string{"gatewayLabels", "routeAndIngressLabels"} {
		if filter, ok := fieldText(p, specField.Keys("filters", key)); ok && !crFilter().MatchString(filter) {
			p.Reportf(specField.Keys("filters", key), "`%s` is not one `key=value`; %s", filter, crRefused)
		}
	}
}

// checkZones judges the list of DNS zones: all of one subscription, resource
// group and type.
func checkZones(p *analyzer.Pass, at manifest.Path) {
	zones := p.Object.Find(at)
	if zones.Kind() != manifest.Sequence || zones.Len() == 0 {
		requireField(p, at, "")
		return
	}
	if zones.Len() > 7 {
		p.Reportf(at, "the list has %d zones, more than 7; %s", zones.Len(), crRefused)
	}
	var first []string
	for i, item := range zones.Items() {
		parts := strings.Split(item.Text(), "/")
		if toCome(item.Text()) {
			continue
		}
		if len(parts) != 9 || parts[0] != "" {
			p.Reportf(at.Index(i), "`%s` is no id of a DNS zone; %s", item.Text(), crRefused)
			continue
		}
		if first == nil {
			first = parts
		}
		for _, part := range []struct {
			index int
			name  string
		}{{2, "subscription"}, {4, "resource group"}, {7, "type"}} {
			if parts[part.index] != first[part.index] {
				p.Reportf(at.Index(i), "this zone is of another %s than the first; %s", part.name, crRefused)
				break
			}
		}
	}
}
