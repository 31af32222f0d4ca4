package network_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// seenBy is the network of a text as one of its objects sees it.
func seenBy(t *testing.T, text, kind, name string) (network.Network, *inventory.Member) {
	t.Helper()
	file := manifest.Parse(manifest.NewSource("shop.yaml", []byte(text)), manifest.ParseOptions{Manifest: true})
	scope := inventory.Build([]*manifest.File{file}, inventory.Options{Namespace: "shop"}).Scopes[0]
	for _, m := range scope.Members {
		if m.Object.Kind == kind && m.Object.Name == name {
			return network.NewModels(network.Settings{}).At(inventory.View{Scope: scope, Member: m}), m
		}
	}
	t.Fatalf("no %s %s", kind, name)
	return network.Network{}, nil
}

// webText is a pod, the policy around it, and two Services of it.
const webText = `
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: a, image: a, ports: [{name: http, containerPort: 8080}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, ingress: [%s]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {%s selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}, {name: lost, port: 81, targetPort: none}, {name: admin, port: 9000}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: other}, spec: {type: LoadBalancer, selector: {app: other}, ports: [{port: 80}]}}
---
`

func TestDoors(t *testing.T) {
	ingress := func(class, backends string) string {
		return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: in}, spec: {ingressClassName: " + class + ", defaultBackend: {service: {name: other, port: {number: 80}}}, rules: [{http: {paths: [" + backends + "]}}]}}\n---\n"
	}
	backend := func(port string) string {
		return "{path: /, pathType: Prefix, backend: {service: {name: web, port: {" + port + "}}}}"
	}
	route := func(class, ref string) string {
		return "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {parentRefs: [{name: g, namespace: gw}], rules: [{backendRefs: [" + ref + "]}]}}\n---\n" +
			"{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: gw}, spec: {gatewayClassName: " + class + "}}\n---\n"
	}
	mesh := func(selector, destination string) string {
		return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: v, namespace: routes}, spec: {hosts: ['*'], gateways: [mesh, gw/g], http: [{route: [{destination: " + destination + "}]}]}}\n---\n" +
			"{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: g, namespace: gw}, spec: {selector: {istio: " + selector + "}}}\n---\n"
	}
	from := func(namespace string) string {
		return "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: " + namespace + "}}}]}"
	}
	const external = "aks-istio-ingressgateway-external"
	tests := []struct {
		name, service, policy, extra string
		want                         []string
	}{
		{"a ClusterIP has none", "", "", "", nil},
		{"a load balancer, where ports are known", "type: LoadBalancer,", "", "", []string{"load balancer web 80 > 8080 from *: closed", "load balancer web 9000 > 9000 from *: closed"}},
		{"a node port", "type: NodePort,", "{ports: [{port: 9000}]}", "", []string{"node port web 80 > 8080 from *: closed", "node port web 9000 > 9000 from *: open"}},
		{"pods do not let the world in", "type: LoadBalancer,", "{from: [{podSelector: {}}]}, {from: [{ipBlock: {cidr: 203.0.113.0/24}}]}", "", []string{"load balancer web 80 > 8080 from *: open", "load balancer web 9000 > 9000 from *: open"}},
		{"a type to come", "type: '${TYPE}',", "", "", nil},
		{"an Ingress of the add-on", "", from("app-routing-system"), ingress("webapprouting.kubernetes.azure.com", backend("number: 80")+", "+backend("name: admin")), []string{"Ingress in 80 > 8080 from app-routing-system *: open", "Ingress in 9000 > 9000 from app-routing-system *: open"}},
		{"an Ingress of the add-on, closed", "", from("ingress-nginx"), ingress("webapprouting.kubernetes.azure.com", backend("number: 80")), []string{"Ingress in 80 > 8080 from app-routing-system *: closed"}},
		{"an Ingress of Application Gateway", "", from("app-routing-system"), ingress("azure-application-gateway", backend("number: 80")), []string{"Ingress in 80 > 8080 from *: closed"}},
		{"a controller anywhere", "", from("ingress-nginx"), ingress("nginx", backend("number: 80")), []string{"Ingress in 80 > 8080 from ?: open"}},
		{"a controller elsewhere", "", "{from: [{podSelector: {}}]}", ingress("nginx", backend("number: 80")), []string{"Ingress in 80 > 8080 from ?: closed"}},
		{"a port that the Service lacks", "", "", ingress("nginx", backend("number: 8080")), nil},
		{"a class to come", "", "", ingress("'${CLASS}'", backend("number: 80")), nil},
		{"a route", "", from("gw"), route("approuting-istio", "{name: web, port: 80}, {name: other, port: 80}, {name: web, namespace: x, port: 80}"), []string{"Gateway r 80 > 8080 from gw *: open"}},
		{"a route of Application Gateway for Containers", "", from("gw"), route("azure-alb-external", "{name: web, port: 80}"), []string{"Gateway r 80 > 8080 from *: closed"}},
		{"a route of a Gateway of others", "", "", route("eg", "{name: web, port: 80}"), nil},
		{"a VirtualService", "", from("aks-istio-ingress"), mesh(external, "{host: web.shop.svc.cluster.local, port: {number: 9000}}"), []string{"VirtualService v 9000 > 9000 from aks-istio-ingress *: open"}},
		{"a VirtualService, closed", "", from("gw"), mesh(external, "{host: web.shop, port: {number: 80}}"), []string{"VirtualService v 80 > 8080 from aks-istio-ingress *: closed"}},
		{"a VirtualService without a port", "", "", mesh(external, "{host: web.shop}"), nil},
		{"a VirtualService for its own namespace", "", "", mesh(external, "{host: web, port: {number: 80}}"), nil},
		{"a VirtualService for a host outside", "", "", mesh(external, "{host: web.shop.example.com, port: {number: 80}}"), nil},
		{"a gateway that is none of the add-on", "", "", mesh("ingressgateway", "{host: web.shop, port: {number: 80}}"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, pod := seenBy(t, fmt.Sprintf(webText, tt.policy, tt.service)+tt.extra, "Pod", "web")
			var got []string
			for d := range n.Doors(pod.Workload) {
				verdict := map[bool]string{true: "closed", false: "open"}[n.Closes(pod.Workload, d)]
				got = append(got, fmt.Sprintf("%v %s %d > %d from %s: %s", d.Kind, d.Member.Object.Name, d.Port, d.Target, places(d.Ends), verdict))
				if n := d.Member.Object.Find(d.Path); d.Kind != network.LoadBalancer && d.Kind != network.NodePort && !strings.HasPrefix(n.Text(), "web") {
					t.Errorf("the place is %s, %q", d.Path, n.Text())
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// places writes ends: the namespace, * for addresses, ? for none.
func places(ends []network.End) string {
	if len(ends) == 0 {
		return "?"
	}
	var words []string
	for _, e := range ends {
		if e.Namespace != "" {
			words = append(words, e.Namespace)
		} else {
			words = append(words, "*")
		}
	}
	return strings.Join(words, " ")
}

func TestControllerOfF5(t *testing.T) {
	const text = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: in%s}, spec: {ingressClassName: nginx}}\n"
	for annotations, want := range map[string]string{"": "ingress-nginx", ", annotations: {nginx.org/mergeable-ingress-type: master}": network.F5Nginx} {
		_, m := seenBy(t, fmt.Sprintf(text, annotations), "Ingress", "in")
		scope := inventory.Build([]*manifest.File{manifest.Parse(m.Object.Source(), manifest.ParseOptions{Manifest: true})}, inventory.Options{}).Scopes[0]
		if c := network.ClassOf(inventory.View{Scope: scope, Member: scope.Members[0]}); !c.Is(want) || c.Annotated {
			t.Errorf("the controller is %q, want %q", c.Controller.ID, want)
		}
	}
}
