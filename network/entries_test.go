package network_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// shown writes an entry as a line: what it is and how far it is open, and each
// target with its port, the pod's ports and whether it is reached.
func shown(e network.Entry) string {
	out := fmt.Sprintf("%v %s, %v", e.Kind, e.Member.Object.Name, e.Reach)
	for _, r := range e.Sources.Ranges() {
		out += " from " + r.String()
	}
	for _, t := range e.Targets {
		word := [...]string{inventory.No: "closed", inventory.Yes: "open", inventory.Unknown: "depends"}[t.Reached]
		out += fmt.Sprintf("; %d > %s %s %s", t.Port, t.Workload.Name(), t.Ports, word)
	}
	return out
}

// service writes a Service of namespace shop that selects app=b.
func service(name, rest string) string {
	return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: shop}\nspec: {selector: {app: b}, " + rest + "}\n---\n"
}

func TestEntries(t *testing.T) {
	const (
		balancer = "type: LoadBalancer, ports: [{port: 80, targetPort: http}]"
		ingress  = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec: {ingressClassName: %s, rules: [{host: example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {name: web}}}}]}}]}\n---\n"
		backend  = "ports: [{name: web, port: 80, targetPort: 8080}, {name: other, port: 81}]"
		gateway  = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\nspec: {gatewayClassName: %s, listeners: [{name: h, port: 80, protocol: HTTP}]%s}\n---\n" +
			"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec: {parentRefs: [{name: g}], hostnames: [a.example.com], rules: [{backendRefs: [{name: s, port: 80}]}]}\n---\n"
	)
	tests := []struct {
		name, extra string
		want        []string
	}{
		{"43 the target port counts", service("s", balancer) + on(appB, "ingress: [{ports: [{port: 8080}]}]"), []string{"load balancer s, internet; 80 > b TCP:8080 open"}},
		{"43 not the Service's port", service("s", balancer) + on(appB, "ingress: [{ports: [{port: 80}]}]"), []string{"load balancer s, internet; 80 > b TCP:8080 closed"}},
		{"43 the default of the target port", service("s", "type: LoadBalancer, ports: [{port: 80}]"), []string{"load balancer s, internet; 80 > b TCP:80 open"}},
		{"44 a name that no pod has", service("s", "type: LoadBalancer, ports: [{port: 80, targetPort: none}]"), []string{"load balancer s, internet; 80 > b  depends"}},
		{"45 headless is no entry", service("s", "clusterIP: None, ports: [{port: 80}]"), nil},
		{"46 ExternalName is no entry", service("s", "type: ExternalName, externalName: example.com"), nil},
		{"47 without a selector", "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n", []string{"load balancer s, internet"}},
		{"48 its own namespace", strings.Replace(service("s", balancer), "namespace: shop", "namespace: other", 1), []string{"load balancer s, internet"}},
		{"49 the client is hidden behind a node", service("s", balancer) + on(appB, "ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"), []string{"load balancer s, internet; 80 > b TCP:8080 depends"}},
		{"49 Local keeps the client", service("s", balancer+", externalTrafficPolicy: Local, loadBalancerSourceRanges: [203.0.113.0/25]") + on(appB, "ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"), []string{"load balancer s, internet from 203.0.113.0-203.0.113.127; 80 > b TCP:8080 open"}},
		{"49 Local, another client", service("s", balancer+", externalTrafficPolicy: Local, loadBalancerSourceRanges: [198.51.100.0/25]") + on(appB, "ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"), []string{"load balancer s, internet from 198.51.100.0-198.51.100.127; 80 > b TCP:8080 closed"}},
		{"50 exposed and closed", service("s", balancer) + on("{}", "ingress: [{from: [{podSelector: {}}]}]"), []string{"load balancer s, internet; 80 > b TCP:8080 closed"}},
		{"an internal load balancer", strings.Replace(service("s", balancer), "namespace: shop", "namespace: shop, annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"}", 1), []string{"load balancer s, virtual network; 80 > b TCP:8080 open"}},
		{"internal as Azure does not read it", strings.Replace(service("s", balancer), "namespace: shop", "namespace: shop, annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: \"True\"}", 1), []string{"load balancer s, internet; 80 > b TCP:8080 open"}},
		{"ranges in an annotation", strings.Replace(service("s", balancer), "namespace: shop", "namespace: shop, annotations: {service.beta.kubernetes.io/azure-allowed-ip-ranges: \"10.0.0.0/24, 10.0.1.0/24\"}", 1), []string{"load balancer s, internet from 10.0.0.0-10.0.1.255; 80 > b TCP:8080 open"}},
		{"node port", service("s", "type: NodePort, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]"), []string{"node port s, virtual network; 30080 > b TCP:8080 open"}},
		{"external IP", service("s", "externalIPs: [192.0.2.1], ports: [{port: 80}]"), []string{"external IP s, unknown; 80 > b TCP:80 open"}},

		{"51 the controller's namespace is not known", fmt.Sprintf(ingress, "nginx") + service("s", backend) + on("{}", "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]}]"), []string{"Ingress i, unknown; 80 > b TCP:8080 depends"}},
		{"51 application routing", fmt.Sprintf(ingress, "webapprouting.kubernetes.azure.com") + service("s", backend) + on("{}", "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: app-routing-system}}}]}]"), []string{"Ingress i, internet; 80 > b TCP:8080 open"}},
		{"51 application routing is not admitted", fmt.Sprintf(ingress, "webapprouting.kubernetes.azure.com") + service("s", backend) + on("{}", "ingress: [{from: [{podSelector: {}}]}]"), []string{"Ingress i, internet; 80 > b TCP:8080 closed"}},
		{"51 a gateway sends from its subnet", fmt.Sprintf(ingress, "azure-application-gateway") + service("s", backend) + on("{}", "ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/24}}]}]"), []string{"Ingress i, internet; 80 > b TCP:8080 depends"}},
		{"52 the backend is not there", fmt.Sprintf(ingress, "nginx"), []string{"Ingress i, unknown"}},
		{"52 a default backend", strings.Replace(fmt.Sprintf(ingress, "nginx"), "rules:", "defaultBackend: {service: {name: s, port: {number: 81}}}, rules:", 1) + service("s", backend), []string{"Ingress i, unknown; 81 > b TCP:81 open; 80 > b TCP:8080 open"}},
		{"53 a route of Istio", fmt.Sprintf(gateway, "istio", "") + service("s", backend) + on("{}", "ingress: [{from: [{podSelector: {matchLabels: {gateway.networking.k8s.io/gateway-name: g}}}]}]"), []string{"Gateway r, internet; 80 > b TCP:8080 open"}},
		{"53 an internal Gateway", fmt.Sprintf(gateway, "approuting-istio", ", infrastructure: {annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"}}") + service("s", backend), []string{"Gateway r, virtual network; 80 > b TCP:8080 open"}},
		{"53 Application Gateway for Containers", fmt.Sprintf(gateway, "azure-alb-external", "") + service("s", backend) + on("{}", "ingress: [{from: [{podSelector: {}}]}]"), []string{"Gateway r, internet; 80 > b TCP:8080 closed"}},

		{"a host port", pod("d", "shop", "{app: d}", "initContainers: [], ") + strings.Replace(pod("h", "shop", "{app: h}", ""), "image: c}", "image: c, ports: [{containerPort: 9, hostPort: 10}]}", 1), []string{"host port h, virtual network; 10 > h TCP:9 open"}},
		{"the host's network", on("{}", "ingress: []") + strings.Replace(pod("h", "shop", "{app: h}", "hostNetwork: true, "), "image: c}", "image: c, ports: [{containerPort: 9}]}", 1), []string{"host port h, virtual network; 9 > h TCP:9 open"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := build("all.yaml", town+tt.extra)
			var got []string
			for _, e := range network.NewModels(network.Settings{}).Map(inv.Scopes[0]).Entries {
				got = append(got, shown(e))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestNameServer holds the question whether a workload may ask the cluster's
// name server (69).
func TestNameServer(t *testing.T) {
	server := network.End{Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"}, Named: map[string]network.PortSet{"dns": network.Ports(network.UDP, 53, 53)}}
	tests := []struct{ egress, want string }{
		{"[]", "-"},
		{"[{ports: [{port: 53}]}]", "TCP:53"},
		{"[{ports: [{port: dns, protocol: UDP}]}]", "UDP:53"},
		{"[{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]", "UDP:53"},
		{"[{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}]", "ALL"},
		{"[{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: other}}}]}]", "-"},
		{"[{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]}]", "?ALL"},
		{"[{to: [{podSelector: {}}]}]", "-"},
		{"[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", "-"},
	}
	for _, tt := range tests {
		t.Run("69 "+tt.egress, func(t *testing.T) {
			inv := build("all.yaml", town+on("{}", "policyTypes: [Egress], egress: "+tt.egress))
			view, _ := inv.Scopes[0].Front()
			n := network.NewModels(network.Settings{}).At(view)
			d := n.Admits(view.Workloads("shop")[0], network.Egress, server)
			if got := text(d.Ports, d.Maybe); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
