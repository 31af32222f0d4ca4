package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file has the words that the rules about Ingresses share.

// nginxPrefix begins the annotations that ingress-nginx reads, the community's
// and that of the application routing add-on.
const nginxPrefix = "nginx.ingress.kubernetes.io/"

// ingress is an Ingress, and which controller it is for.
type ingress struct {
	*inventory.Ingress
	Class network.IngressClass
}

// ownIngress reads the view's own object as an Ingress.
func ownIngress(v *inventory.View) ingress { return ingress{v.Member.Ingress(), network.ClassOf(*v)} }

// otherIngress reads a member of a scope as an Ingress; which controller its
// class means is left open.
func otherIngress(m *inventory.Member) ingress { return ingress{m.Ingress(), network.ReadClass(m)} }

// annotationAt is the place of an annotation of an object.
func annotationAt(key string) manifest.Path { return annotationsField.Key(key) }

var (
	apiVersionField  = manifest.At("apiVersion")
	kindField        = manifest.At("kind")
	metadataField    = manifest.At("metadata")
	nameField        = manifest.At("metadata", "name")
	labelsField      = manifest.At("metadata", "labels")
	namespaceField   = manifest.At("metadata", "namespace")
	annotationsField = manifest.At("metadata", "annotations")

	rulesField = manifest.At("spec", "rules") // of an Ingress
	tlsField   = manifest.At("spec", "tls")
)

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
	for _, kind := range inventory.IngressKinds {
		all = append(all, v.Objects(kind, namespace)...)
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
	return removeEntry(o, annotationAt(key))
}

// removeEntry deletes an entry of a mapping, and the mapping with its last one.
func removeEntry(o *manifest.Object, at manifest.Path) manifest.Change {
	if o.Find(at.Parent()).Len() == 1 {
		at = at.Parent()
	}
	return manifest.Change{Op: manifest.Remove, Path: at}
}

// issuesCertificate reports whether annotations of an Ingress have cert-manager
// make the Secrets of its TLS section.
func issuesCertificate(o *manifest.Object) bool {
	for key := range o.Find(annotationsField).Entries() {
		if hasPrefix(key.Key(), "cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/tls-acme") {
			return true
		}
	}
	return false
}

// toCome reports whether a name, an address or a host is filled in later.
func toCome(text string) bool { return inventory.ToCome(text) }
