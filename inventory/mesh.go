package inventory

import (
	"strings"

	"github.com/akslint/akslint/manifest"
)

// VirtualServiceKind is the route of Istio.
const VirtualServiceKind = "VirtualService.networking.istio.io"

// Destinations reads the Services that a VirtualService of Istio sends requests
// to, mirrors left out, once. A short host means a Service of its own namespace.
// They are not to be changed.
func (m *Member) Destinations() []Reference {
	all, _ := m.Remember(destinationsNote{}, func() any { return readDestinations(m) }).([]Reference)
	return all
}

type destinationsNote struct{}

func readDestinations(m *Member) []Reference {
	var all []Reference
	for _, protocol := range []string{"http", "tls", "tcp"} {
		routes := manifest.At("spec", protocol)
		for i, item := range m.Object.Find(routes).Items() {
			at := routes.Index(i).Key("route")
			for j, route := range item.Get("route").Items() {
				all = append(all, readDestination(route.Get("destination"), at.Index(j).Key("destination"), m.Namespace))
			}
		}
	}
	return all
}

func readDestination(n manifest.Node, at manifest.Path, namespace string) Reference {
	host, port := n.Get("host").Text(), n.Get("port").Get("number")
	name, rest, qualified := strings.Cut(host, ".")
	if qualified {
		var domain string
		namespace, domain, _ = strings.Cut(rest, ".")
		if domain != "" && domain != "svc" && !strings.HasPrefix(domain, "svc.") {
			name = "" // a host outside the cluster
		}
	}
	r := Reference{Kind: "Service", Namespace: namespace, Name: name, At: at, Known: name != "" && !ToCome(host) && !ToCome(port.Text())}
	r.Port, _ = portNumber(port)
	return r
}
