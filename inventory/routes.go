package inventory

import (
	"slices"
	"strconv"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// gatewayGroup is the API group of the Gateway API.
const gatewayGroup = "gateway.networking.k8s.io"

// RouteKinds are the kinds that attach to a Gateway.
var RouteKinds = []string{
	"HTTPRoute." + gatewayGroup, "GRPCRoute." + gatewayGroup, "TLSRoute." + gatewayGroup, "TCPRoute." + gatewayGroup, "UDPRoute." + gatewayGroup,
}

// Reference names another object, as the Gateway API does.
type Reference struct {
	Group, Kind, Namespace, Name string
	// Port and Section are those of the reference, 0 and "" where it has none.
	Port    int32
	Section string
	// Known is false where some part of it is filled in later.
	Known bool
	// Mirror says that it gets copies of requests, and its answers are dropped.
	Mirror bool
	At     manifest.Path
}

// ReadReference reads a reference; kind is what it means where it names none,
// and namespace is the referring object's own.
func ReadReference(n manifest.Node, at manifest.Path, group, kind, namespace string) Reference {
	r := Reference{Group: group, Kind: kind, Namespace: namespace, Name: n.Get("name").Text(), Section: n.Get("sectionName").Text(), At: at}
	if g := n.Get("group"); g.Exists() && g.Type() != manifest.Null {
		r.Group = g.Text()
	}
	if k := n.Get("kind").Text(); k != "" {
		r.Kind = k
	}
	if ns := n.Get("namespace").Text(); ns != "" {
		r.Namespace = ns
	}
	port := n.Get("port")
	r.Port, _ = portNumber(port)
	r.Known = r.Name != "" && !slices.ContainsFunc([]string{r.Group, r.Kind, r.Namespace, r.Name, r.Section, port.Text()}, ToCome)
	return r
}

// portNumber reads a port that is given by its number.
func portNumber(n manifest.Node) (number int32, ok bool) {
	port, err := strconv.ParseInt(n.Text(), 10, 32)
	if err != nil {
		return 0, false
	}
	return int32(port), true
}

// RouteBackends reads the backends of a route of the Gateway API, those of mirrors
// included, once. They are not to be changed.
func (m *Member) RouteBackends() []Reference {
	all, _ := m.Remember(routeNote{}, func() any { return readRouteBackends(m) }).([]Reference)
	return all
}

type routeNote struct{}

func readRouteBackends(m *Member) []Reference {
	var all []Reference
	read := func(n manifest.Node, at manifest.Path, mirror bool) {
		if n.Kind() == manifest.Mapping {
			ref := ReadReference(n, at, "", "Service", m.Namespace)
			ref.Mirror = mirror
			all = append(all, ref)
		}
	}
	mirrors := func(filters manifest.Node, at manifest.Path) {
		for i, filter := range filters.Items() {
			read(filter.Get("requestMirror").Get("backendRef"), at.Index(i).Keys("requestMirror", "backendRef"), true)
		}
	}
	rules := manifest.At("spec", "rules")
	for i, rule := range m.Object.Find(rules).Items() {
		at := rules.Index(i)
		mirrors(rule.Get("filters"), at.Key("filters"))
		for j, backend := range rule.Get("backendRefs").Items() {
			place := at.Key("backendRefs").Index(j)
			read(backend, place, false)
			mirrors(backend.Get("filters"), place.Key("filters"))
		}
	}
	return all
}

// ToCome reports whether a name, an address or a host is filled in later. A
// dollar, which none of them may hold, is one of a shell: $HOST.
func ToCome(text string) bool { return manifest.IsPlaceholder(text) || strings.Contains(text, "$") }
