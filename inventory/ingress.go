package inventory

import (
	"iter"
	"strconv"

	"github.com/akslint/akslint/manifest"
)

// IngressKinds are the kinds of an Ingress: that of today, with its beta, and
// that of the API group which Kubernetes 1.22 removed.
var IngressKinds = []string{"Ingress.networking.k8s.io", "Ingress.extensions"}

// Ingress is an Ingress of any version, read from its text.
type Ingress struct {
	Member *Member
	// V1 says that it is networking.k8s.io/v1, the one version that API
	// servers of today take.
	V1    bool
	Rules []IngressRule
	// Default is the default backend, nil where there is none.
	Default *IngressBackend
	TLS     []IngressTLS
}

// IngressRule is a rule of an Ingress.
type IngressRule struct {
	Host string
	// At is the rule's place.
	At    manifest.Path
	Paths []IngressPath
}

// HostAt is the place of the rule's host.
func (r IngressRule) HostAt() manifest.Path { return r.At.Key("host") }

// IngressPath is a path of a rule.
type IngressPath struct {
	Path, Type string
	Backend    IngressBackend
	// At is the place of the item of paths.
	At manifest.Path
}

// PathAt is the place of the path itself.
func (p IngressPath) PathAt() manifest.Path { return p.At.Key("path") }

// TypeAt is the place of its type.
func (p IngressPath) TypeAt() manifest.Path { return p.At.Key("pathType") }

// IngressBackend is the Service that takes a request. Service is "" where the
// backend is a resource, or nothing.
type IngressBackend struct {
	Service string
	// ServiceAt is the place of the Service's name, PortAt that of the port.
	ServiceAt, PortAt manifest.Path
	// PortName and PortNumber are the port of the Service; at most one is set.
	PortName   string
	PortNumber int32
}

// IngressTLS is an item of spec.tls.
type IngressTLS struct {
	Hosts  []string
	Secret string
	// At is the item's place.
	At manifest.Path
}

// SecretAt is the place of the item's secretName.
func (t IngressTLS) SecretAt() manifest.Path { return t.At.Key("secretName") }

// HostAt is the place of a host of the item.
func (t IngressTLS) HostAt(i int) manifest.Path { return t.At.Key("hosts").Index(i) }

// Ingress reads the object as an Ingress, once. It is not to be changed.
func (m *Member) Ingress() *Ingress {
	in, _ := m.Remember(ingressNote{}, func() any { return readIngress(m) }).(*Ingress)
	return in
}

type ingressNote struct{}

var (
	specField         = manifest.At("spec")
	ingressRulesField = specField.Key("rules")
	ingressTLSField   = specField.Key("tls")
)

func readIngress(m *Member) *Ingress {
	in := &Ingress{Member: m, V1: m.Object.APIVersion == "networking.k8s.io/v1"}
	spec := m.Object.Find(specField)
	name := "defaultBackend"
	if !in.V1 {
		name = "backend"
	}
	if b := spec.Get(name); b.Kind() == manifest.Mapping {
		backend := in.backend(b, specField.Key(name))
		in.Default = &backend
	}
	for i, rule := range spec.Get("rules").Items() {
		r := IngressRule{Host: rule.Get("host").Text(), At: ingressRulesField.Index(i)}
		for j, item := range rule.Get("http").Get("paths").Items() {
			at := r.At.Keys("http", "paths").Index(j)
			r.Paths = append(r.Paths, IngressPath{Path: item.Get("path").Text(), Type: item.Get("pathType").Text(),
				Backend: in.backend(item.Get("backend"), at.Key("backend")), At: at})
		}
		in.Rules = append(in.Rules, r)
	}
	for i, item := range spec.Get("tls").Items() {
		t := IngressTLS{Secret: item.Get("secretName").Text(), At: ingressTLSField.Index(i)}
		for _, host := range item.Get("hosts").Items() {
			t.Hosts = append(t.Hosts, host.Text())
		}
		in.TLS = append(in.TLS, t)
	}
	return in
}

// backend reads a backend, in the form of v1 or in that of the betas.
func (in *Ingress) backend(n manifest.Node, at manifest.Path) IngressBackend {
	if in.V1 {
		service, at := n.Get("service"), at.Key("service")
		port := service.Get("port")
		b := IngressBackend{Service: service.Get("name").Text(), ServiceAt: at.Key("name"), PortAt: at.Key("port")}
		if number, ok := portNumber(port.Get("number")); ok {
			b.PortNumber, b.PortAt = number, b.PortAt.Key("number")
		} else if name := port.Get("name"); name.Exists() {
			b.PortName, b.PortAt = name.Text(), b.PortAt.Key("name")
		}
		return b
	}
	b := IngressBackend{Service: n.Get("serviceName").Text(), ServiceAt: at.Key("serviceName"), PortAt: at.Key("servicePort")}
	if number, ok := portNumber(n.Get("servicePort")); ok {
		b.PortNumber = number
	} else {
		b.PortName = n.Get("servicePort").Text()
	}
	return b
}

// Port is the port as the Ingress names it.
func (b IngressBackend) Port() string {
	if b.PortName != "" {
		return b.PortName
	}
	return strconv.Itoa(int(b.PortNumber))
}

// Backends yields all backends of the Ingress, in the order of the text.
func (in *Ingress) Backends() iter.Seq[*IngressBackend] {
	return func(yield func(*IngressBackend) bool) {
		if in.Default != nil && !yield(in.Default) {
			return
		}
		for i := range in.Rules {
			for j := range in.Rules[i].Paths {
				if !yield(&in.Rules[i].Paths[j].Backend) {
					return
				}
			}
		}
	}
}
