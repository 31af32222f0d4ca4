package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about Ingresses share.

// ingressKinds are the kinds of an Ingress: that of today, with its beta, and
// that of the API group which Kubernetes 1.22 removed.
var ingressKinds = []string{"Ingress.networking.k8s.io", "Ingress.extensions"}

// nginxPrefix begins the annotations that ingress-nginx reads, the community's
// and that of the application routing add-on.
const nginxPrefix = "nginx.ingress.kubernetes.io/"

// ingress is an Ingress of any version, read from its text.
type ingress struct {
	Member *inventory.Member
	// V1 says that it is networking.k8s.io/v1, the one version that API
	// servers of today take.
	V1 bool
	// Class says which controller it is for.
	Class ingressClass
	Rules []ingressRule
	// Default is the default backend, nil where there is none.
	Default *ingressBackend
	TLS     []ingressTLS
}

// ingressRule is a rule of an Ingress.
type ingressRule struct {
	Host string
	// At is the rule's place.
	At    manifest.Path
	Paths []ingressPath
}

// HostAt is the place of the rule's host.
func (r ingressRule) HostAt() manifest.Path { return r.At.Key("host") }

// ingressPath is a path of a rule.
type ingressPath struct {
	Path, Type string
	Backend    ingressBackend
	// At is the place of the item of paths.
	At manifest.Path
}

// ingressBackend is the Service that takes a request. Service is "" where the
// backend is a resource, or nothing.
type ingressBackend struct {
	Service string
	// ServiceAt is the place of the Service's name, PortAt that of the port.
	ServiceAt, PortAt manifest.Path
	// PortName and PortNumber are the port of the Service; at most one is set.
	PortName   string
	PortNumber int32
}

// ingressTLS is an item of spec.tls.
type ingressTLS struct {
	Hosts  []string
	Secret string
	// At is the item's place.
	At manifest.Path
}

// SecretAt is the place of the item's secretName.
func (t ingressTLS) SecretAt() manifest.Path { return t.At.Key("secretName") }

// HostAt is the place of a host of the item.
func (t ingressTLS) HostAt(i int) manifest.Path { return t.At.Key("hosts").Index(i) }

// ownIngress reads the view's own object as an Ingress.
func ownIngress(v *inventory.View) ingress {
	in := readIngress(v.Member)
	in.Class = classOf(v)
	return in
}

// readIngress reads a member of a scope as an Ingress; which controller its
// class means is left open.
func readIngress(m *inventory.Member) ingress {
	in, _ := m.Remember("ingress", func() any { return parseIngress(m) }).(ingress)
	return in
}

func parseIngress(m *inventory.Member) ingress {
	in := ingress{Member: m, V1: m.Object.APIVersion == "networking.k8s.io/v1", Class: readClass(m)}
	spec := m.Object.Find(manifest.At("spec"))
	name := "defaultBackend"
	if !in.V1 {
		name = "backend"
	}
	if b := spec.Get(name); b.Kind() == manifest.Mapping {
		backend := in.backend(b, manifest.At("spec", name))
		in.Default = &backend
	}
	for i, rule := range spec.Get("rules").Items() {
		r := ingressRule{Host: rule.Get("host").Text(), At: manifest.At("spec", "rules").Index(i)}
		for j, item := range rule.Get("http").Get("paths").Items() {
			at := r.At.Keys("http", "paths").Index(j)
			r.Paths = append(r.Paths, ingressPath{Path: item.Get("path").Text(), Type: item.Get("pathType").Text(),
				Backend: in.backend(item.Get("backend"), at.Key("backend")), At: at})
		}
		in.Rules = append(in.Rules, r)
	}
	for i, item := range spec.Get("tls").Items() {
		t := ingressTLS{Secret: item.Get("secretName").Text(), At: manifest.At("spec", "tls").Index(i)}
		for _, host := range item.Get("hosts").Items() {
			t.Hosts = append(t.Hosts, host.Text())
		}
		in.TLS = append(in.TLS, t)
	}
	return in
}

// backend reads a backend, in the form of v1 or in that of the betas.
func (in ingress) backend(n manifest.Node, at manifest.Path) ingressBackend {
	if in.V1 {
		service, port := n.Get("service"), n.Get("service").Get("port")
		b := ingressBackend{Service: service.Get("name").Text(), ServiceAt: at.Keys("service", "name"), PortAt: at.Keys("service", "port")}
		if number, err := strconv.ParseInt(port.Get("number").Text(), 10, 32); err == nil {
			b.PortNumber, b.PortAt = int32(number), b.PortAt.Key("number")
		} else if name := port.Get("name"); name.Exists() {
			b.PortName, b.PortAt = name.Text(), b.PortAt.Key("name")
		}
		return b
	}
	b := ingressBackend{Service: n.Get("serviceName").Text(), ServiceAt: at.Key("serviceName"), PortAt: at.Key("servicePort")}
	if number, err := strconv.ParseInt(n.Get("servicePort").Text(), 10, 32); err == nil {
		b.PortNumber = int32(number)
	} else {
		b.PortName = n.Get("servicePort").Text()
	}
	return b
}

// Backends are all backends of the Ingress, in the order of the text.
func (in ingress) Backends() []ingressBackend {
	var all []ingressBackend
	if in.Default != nil {
		all = append(all, *in.Default)
	}
	for _, rule := range in.Rules {
		for _, item := range rule.Paths {
			all = append(all, item.Backend)
		}
	}
	return all
}

// annotationAt is the place of an annotation of an object.
func annotationAt(key string) manifest.Path { return manifest.At("metadata", "annotations", key) }

// Annotation is the text of an annotation, "" where there is none.
func (in ingress) Annotation(key string) string {
	return in.Member.Object.Find(annotationAt(key)).Text()
}

// AnnotationUnknown reports whether a placeholder or a patch decides about an
// annotation.
func (in ingress) AnnotationUnknown(key string) bool {
	return in.Member.Object.Unknown(annotationAt(key)) || in.Member.Patched(annotationAt(key))
}

// ingresses returns the Ingresses of a namespace in the order of the input.
func ingresses(v *inventory.View, namespace string) []*inventory.Member {
	var all []*inventory.Member
	for _, kind := range ingressKinds {
		all = append(all, v.Objects(kind, namespace)...)
	}
	return all
}

// ingressesNearby returns those that are surely applied with the view's own.
func ingressesNearby(v *inventory.View, namespace string) []*inventory.Member {
	var all []*inventory.Member
	for _, kind := range ingressKinds {
		all = append(all, v.Nearby(kind, namespace)...)
	}
	return all
}

// hasPrefix reports whether a text begins with one of some prefixes.
func hasPrefix(text string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// nearby reports whether an object is surely applied together with the view's
// own: by one kustomization, or from the same folder.
func nearby(v *inventory.View, m *inventory.Member) bool {
	return v.Scope.Kustomization || folder(m) == folder(v.Member)
}

// folder is what stands before the name of the file of an object.
func folder(m *inventory.Member) string {
	name := m.Object.Source().Name
	return name[:strings.LastIndexByte(name, '/')+1]
}

// unsafeSet is the fix that writes a value.
func unsafeSet(at manifest.Path, value string, raw bool) analyzer.Fix {
	return analyzer.Fix{Title: fmt.Sprintf("write `%s`", value), Safety: analyzer.Unsafe, Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: value, Raw: raw}}}
}

// removeAnnotation takes an annotation away, and the mapping with the last one.
func removeAnnotation(o *manifest.Object, key string) manifest.Change {
	at := annotationAt(key)
	if o.Find(at.Parent()).Len() == 1 {
		at = at.Parent()
	}
	return manifest.Change{Op: manifest.Remove, Path: at}
}

// issuesCertificate reports whether annotations of an Ingress have cert-manager
// make the Secrets of its TLS section.
func issuesCertificate(o *manifest.Object) bool {
	for key := range o.Find(manifest.At("metadata", "annotations")).Entries() {
		if hasPrefix(key.Key(), "cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/tls-acme") {
			return true
		}
	}
	return false
}

// toCome reports whether a name, an address or a host is filled in later. A
// dollar, which none of them may hold, is one of a shell: $HOST.
func toCome(text string) bool { return manifest.IsPlaceholder(text) || strings.Contains(text, "$") }
