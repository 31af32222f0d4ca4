package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about routes of the Gateway API and
// what they refer to share. All is read from the text, so that old and
// experimental versions are understood as well.

// gatewayGroup is the API group of the Gateway API.
const gatewayGroup = "gateway.networking.k8s.io"

// gatewayCertificates reads the certificates that the listeners of a Gateway
// refer to, and the authorities that clients are checked against.
func gatewayCertificates(m *inventory.Member) []inventory.Reference {
	var all []inventory.Reference
	listeners := listenersField
	for i, listener := range m.Object.Find(listeners).Items() {
		tls, at := listener.Get("tls"), listeners.Index(i).Key("tls")
		for j, ref := range tls.Get("certificateRefs").Items() {
			all = append(all, inventory.ReadReference(ref, at.Key("certificateRefs").Index(j), "", "Secret", m.Namespace))
		}
		for j, ref := range tls.Get("frontendValidation").Get("caCertificateRefs").Items() {
			all = append(all, inventory.ReadReference(ref, at.Keys("frontendValidation", "caCertificateRefs").Index(j), "", "ConfigMap", m.Namespace))
		}
	}
	return all
}

// landsSurely reports whether the text decides where an object lands, and not
// kubectl -n.
func landsSurely(m *inventory.Member) bool {
	return !toCome(m.Namespace) && (m.Object.Namespace != "" || m.Namespace != "default")
}

// notHeld speaks of a reference to what the input does not hold; found is false
// where the input cannot tell.
func notHeld(p *analyzer.Pass, ref inventory.Reference, severity analyzer.Severity, consequence string) (f analyzer.Finding, found bool) {
	kind := ref.Kind
	if ref.Group != "" {
		kind += "." + ref.Group
	}
	names, known := p.View.Names(kind, ref.Namespace)
	switch {
	case !known || len(p.View.Alike(ref.Namespace)) > 0:
		return f, false
	case len(names) == 0:
		return heldElsewhere(p, ref, kind, consequence)
	}
	near, typo := analyzer.Suggest(ref.Name, names)
	f = analyzer.Finding{At: ref.At.Key("name"), Lower: &severity,
		Message: fmt.Sprintf("namespace `%s` has no %s `%s`, so %s", ref.Namespace, ref.Kind, ref.Name, consequence)}
	if p.View.PodsElsewhere(ref.Namespace) || !typo && len(p.View.Nearby(kind, ref.Namespace)) == 0 {
		severity = analyzer.Info
		f.Message = fmt.Sprintf("the input has no %s `%s` in namespace `%s`; unless something else makes it, %s", ref.Kind, ref.Name, ref.Namespace, consequence)
	}
	if typo {
		f.Message += fmt.Sprintf("; it has `%s`", near)
		f.Fixes = []analyzer.Fix{unsafeSet(f.At, near, false)}
	}
	return f, true
}

// heldElsewhere speaks of a reference into a namespace that holds nothing of the
// kind, where another holds what has that name.
func heldElsewhere(p *analyzer.Pass, ref inventory.Reference, kind, consequence string) (f analyzer.Finding, found bool) {
	if !landsSurely(p.View.Member) {
		return f, false
	}
	for _, ns := range p.View.Namespaces() {
		m, ok := p.View.Lookup(kind, ns, ref.Name)
		if !ok || ns == ref.Namespace || toCome(ns) || !landsSurely(m) {
			continue
		}
		return analyzer.Finding{At: ref.At.Key("name"), Lower: analyzer.At(analyzer.Info),
			Message: fmt.Sprintf("this means a %s of namespace `%s`, and the input has `%s` in namespace `%s`; unless there are two, %s", ref.Kind, ref.Namespace, ref.Name, ns, consequence),
			Related: []analyzer.Related{{Object: m.Object, At: nameField, Message: fmt.Sprintf("the %s of namespace `%s`", ref.Kind, ns)}}}, true
	}
	return f, false
}

// takesKind reports whether a listener takes routes of a kind.
func takesKind(listener manifest.Node, kind string) bool {
	if kinds := listener.Get("allowedRoutes").Get("kinds"); kinds.Len() > 0 {
		for _, n := range kinds.Items() {
			if text := n.Get("kind").Text(); text == kind || toCome(text) {
				return true
			}
		}
		return false
	}
	switch listener.Get("protocol").Text() {
	case "HTTP", "HTTPS":
		return kind == "HTTPRoute" || kind == "GRPCRoute"
	case "TLS":
		return kind == "TLSRoute" || kind == "TCPRoute"
	case "TCP":
		return kind == "TCPRoute" || kind == "TLSRoute" // some controllers take both
	case "UDP":
		return kind == "UDPRoute"
	}
	return true
}

// takesNamespace reports whether a listener takes routes of a route's
// namespace; a selector may.
func takesNamespace(listener manifest.Node, route, gateway *inventory.Member) bool {
	from := listener.Get("allowedRoutes").Get("namespaces").Get("from").Text()
	return from != "" && from != "Same" || route.Namespace == gateway.Namespace || toCome(route.Namespace) || !landsSurely(gateway)
}

// takesHost reports whether a listener shares a host name with a route.
func takesHost(listener manifest.Node, route *manifest.Object) bool {
	want := strings.ToLower(listener.Get("hostname").Text())
	hosts := route.Find(manifest.At("spec", "hostnames"))
	if want == "" || toCome(want) || hosts.Len() == 0 {
		return true
	}
	for _, n := range hosts.Items() {
		if host := strings.ToLower(n.Text()); toCome(host) || covers(want, host) || covers(host, want) {
			return true
		}
	}
	return false
}

// covers reports whether a host name of the Gateway API, maybe with a wildcard
// for its first labels, includes another.
func covers(pattern, host string) bool {
	suffix, wildcard := strings.CutPrefix(pattern, "*")
	return pattern == host || wildcard && strings.HasSuffix(strings.TrimPrefix(host, "*"), suffix)
}
