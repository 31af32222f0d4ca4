package rules

import (
	"fmt"
	"slices"
	"strconv"
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

// routeKinds are the kinds that attach to a Gateway.
var routeKinds = []string{
	"HTTPRoute." + gatewayGroup, "GRPCRoute." + gatewayGroup, "TLSRoute." + gatewayGroup, "TCPRoute." + gatewayGroup, "UDPRoute." + gatewayGroup,
}

// reference names another object, as the Gateway API does.
type reference struct {
	Group, Kind, Namespace, Name string
	// Port and Section are those of the reference, 0 and "" where it has none.
	Port    int32
	Section string
	// Known is false where some part of it is filled in later.
	Known bool
	At    manifest.Path
}

// readReference reads a reference; kind is what it means where it names none,
// and namespace is the referring object's own.
func readReference(n manifest.Node, at manifest.Path, group, kind, namespace string) reference {
	r := reference{Group: group, Kind: kind, Namespace: namespace, Name: n.Get("name").Text(), Section: n.Get("sectionName").Text(), At: at}
	if g := n.Get("group"); g.Exists() && g.Type() != manifest.Null {
		r.Group = g.Text()
	}
	if k := n.Get("kind").Text(); k != "" {
		r.Kind = k
	}
	if ns := n.Get("namespace").Text(); ns != "" {
		r.Namespace = ns
	}
	port := n.Get("port").Text()
	if number, err := strconv.ParseInt(port, 10, 32); err == nil {
		r.Port = int32(number)
	}
	r.Known = r.Name != "" && !slices.ContainsFunc([]string{r.Group, r.Kind, r.Namespace, r.Name, r.Section, port}, toCome)
	return r
}

// routeBackends reads the backends of a route, those of mirrors included.
func routeBackends(m *inventory.Member) []reference {
	all, _ := m.Remember("route backends", func() any { return readRouteBackends(m) }).([]reference)
	return all
}

func readRouteBackends(m *inventory.Member) []reference {
	var all []reference
	read := func(n manifest.Node, at manifest.Path) {
		if n.Kind() == manifest.Mapping {
			all = append(all, readReference(n, at, "", "Service", m.Namespace))
		}
	}
	mirrors := func(filters manifest.Node, at manifest.Path) {
		for i, filter := range filters.Items() {
			read(filter.Get("requestMirror").Get("backendRef"), at.Index(i).Keys("requestMirror", "backendRef"))
		}
	}
	rules := manifest.At("spec", "rules")
	for i, rule := range m.Object.Find(rules).Items() {
		at := rules.Index(i)
		mirrors(rule.Get("filters"), at.Key("filters"))
		for j, backend := range rule.Get("backendRefs").Items() {
			place := at.Key("backendRefs").Index(j)
			read(backend, place)
			mirrors(backend.Get("filters"), place.Key("filters"))
		}
	}
	return all
}

// gatewayCertificates reads the certificates that the listeners of a Gateway
// refer to, and the authorities that clients are checked against.
func gatewayCertificates(m *inventory.Member) []reference {
	var all []reference
	listeners := manifest.At("spec", "listeners")
	for i, listener := range m.Object.Find(listeners).Items() {
		tls, at := listener.Get("tls"), listeners.Index(i).Key("tls")
		for j, ref := range tls.Get("certificateRefs").Items() {
			all = append(all, readReference(ref, at.Key("certificateRefs").Index(j), "", "Secret", m.Namespace))
		}
		for j, ref := range tls.Get("frontendValidation").Get("caCertificateRefs").Items() {
			all = append(all, readReference(ref, at.Keys("frontendValidation", "caCertificateRefs").Index(j), "", "ConfigMap", m.Namespace))
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
func notHeld(p *analyzer.Pass, ref reference, severity analyzer.Severity, consequence string) (f analyzer.Finding, found bool) {
	kind := ref.Kind
	if ref.Group != "" {
		kind += "." + ref.Group
	}
	var names []string
	shown := false
	for _, m := range p.View.Objects(kind, ref.Namespace) {
		if toCome(m.Object.Name) || m.Object.Name == "" {
			return f, false
		}
		names, shown = append(names, m.Object.Name), shown || nearby(p.View, m)
	}
	if len(names) == 0 || len(p.View.Alike(ref.Namespace)) > 0 {
		return f, false
	}
	near, typo := analyzer.Suggest(ref.Name, names)
	f = analyzer.Finding{At: ref.At.Key("name"), Lower: &severity,
		Message: fmt.Sprintf("namespace `%s` has no %s `%s`, so %s", ref.Namespace, ref.Kind, ref.Name, consequence)}
	if p.View.PodsElsewhere(ref.Namespace) || !shown && !typo {
		severity = analyzer.Info
		f.Message = fmt.Sprintf("the input has no %s `%s` in namespace `%s`; unless something else makes it, %s", ref.Kind, ref.Name, ref.Namespace, consequence)
	}
	if typo {
		f.Message += fmt.Sprintf("; it has `%s`", near)
		f.Fixes = []analyzer.Fix{unsafeSet(f.At, near, false)}
	}
	return f, true
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
	return from != "" && from != "Same" || route.Namespace == gateway.Namespace || !landsSurely(route) || !landsSurely(gateway)
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
