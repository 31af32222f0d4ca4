package network_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// town is the cluster of the semantics cases: namespaces shop (team: shop) and
// other (team: other), and pods that differ by their label app.
const town = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: other}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop, labels: {app: a}}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: shop, labels: {app: b, tier: back}}
spec:
  containers: [{name: c, image: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 5353, protocol: UDP}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: c, namespace: other, labels: {app: c}}
spec: {containers: [{name: c, image: c, ports: [{name: http, containerPort: 9090}]}]}
---
`

// on writes a NetworkPolicy of namespace shop.
func on(selector, rest string) string {
	name := fmt.Sprintf("p%d", len(selector)*1000+len(rest))
	return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: " + name + ", namespace: shop}\nspec: {podSelector: " + selector + ", " + rest + "}\n---\n"
}

const appB = "{matchLabels: {app: b}}"

// check asks for what goes from one end to another: "shop/a>shop/b=TCP:80".
// An end is a workload, or "ip:" and an address. Ports that are not known stand
// behind "?"; "-" is nothing.
func check(t *testing.T, settings network.Settings, files []string, wants ...string) {
	t.Helper()
	inv := build(files...)
	if len(inv.Scopes) != 1 {
		t.Fatalf("%d scopes", len(inv.Scopes))
	}
	scope := inv.Scopes[0]
	models := network.NewModels(settings)
	drawn := models.Map(scope)
	workloads := map[string]*inventory.Workload{}
	for _, m := range scope.Members {
		if m.Workload != nil && workloads[m.Namespace+"/"+m.Object.Name] == nil {
			workloads[m.Namespace+"/"+m.Object.Name] = m.Workload
		}
	}
	view, _ := scope.Front()
	n := models.At(view)
	for _, want := range wants {
		ends, ports, _ := strings.Cut(want, "=")
		from, to, _ := strings.Cut(ends, ">")
		var got string
		source, target := workloads[from], workloads[to]
		switch {
		case source != nil && target != nil:
			f := n.Reaches(source, target)
			got = text(f.Ports, f.Maybe)
			if source != target {
				if m := text(drawn.Between(drawn.GroupOf(source), drawn.GroupOf(target))); m != got {
					t.Errorf("%s>%s: the map says %s, Reaches %s", from, to, m, got)
				}
			}
		case target != nil && strings.HasPrefix(from, "ip:"):
			d := n.Admits(target, network.Ingress, address(from))
			got = text(d.Ports, d.Maybe)
		case source != nil && strings.HasPrefix(to, "ip:"):
			d := n.Admits(source, network.Egress, address(to))
			got = text(d.Ports, d.Maybe)
		default:
			t.Fatalf("no such ends: %s", ends)
		}
		if got != ports {
			t.Errorf("%s>%s: got %s, want %s", from, to, got, ports)
		}
	}
}

func address(end string) network.End {
	a := netip.MustParseAddr(strings.TrimPrefix(end, "ip:"))
	return network.End{Addresses: network.Addresses(netip.PrefixFrom(a, a.BitLen()))}
}

func text(ports, maybe network.PortSet) string {
	out := ports.String()
	if !maybe.Empty() {
		out += "?" + maybe.String()
	}
	if out == "" {
		return "-"
	}
	return out
}

// TestSemantics holds the cases that the API leaves to its text, and that tools
// get wrong.
func TestSemantics(t *testing.T) {
	tests := []struct {
		name  string
		extra string
		wants []string
	}{
		{"01 no policy selects the pod", on("{matchLabels: {app: none}}", "ingress: []"), []string{"shop/a>shop/b=ALL", "other/c>shop/a=ALL", "ip:8.8.8.8>shop/b=ALL"}},
		{"02 policyTypes missing and no egress", on("{}", "ingress: []"), []string{"shop/a>shop/b=-", "shop/a>other/c=ALL"}},
		{"03 policyTypes missing with egress rules", on(appB, "egress: [{ports: [{port: 53}]}]"), []string{"shop/b>shop/a=TCP:53", "shop/a>shop/b=-"}},
		{"04 policyTypes missing and egress empty", on(appB, "egress: []"), []string{"shop/b>shop/a=ALL", "shop/a>shop/b=-"}},
		{"05 ingress rules that policyTypes leaves out", on(appB, "policyTypes: [Egress], ingress: [{ports: [{port: 80}]}]"), []string{"shop/a>shop/b=ALL", "shop/b>shop/a=-"}},
		{"06 ingress empty", on(appB, "policyTypes: [Ingress], ingress: []"), []string{"shop/a>shop/b=-"}},
		{"06 ingress null", on(appB, "policyTypes: [Ingress], ingress: null"), []string{"shop/a>shop/b=-"}},
		{"07 one empty rule", on(appB, "ingress: [{}]"), []string{"shop/a>shop/b=ALL", "ip:8.8.8.8>shop/b=ALL"}},
		{"08 from empty", on(appB, "ingress: [{from: [], ports: [{port: 80}]}]"), []string{"shop/a>shop/b=TCP:80", "ip:8.8.8.8>shop/b=TCP:80", "ip:2001:db8::1>shop/b=TCP:80"}},
		{"09 ports empty", on(appB, "ingress: [{from: [{podSelector: {}}], ports: []}]"), []string{"shop/a>shop/b=ALL", "other/c>shop/b=-"}},
		{"10 a protocol without a port", on(appB, "ingress: [{ports: [{protocol: UDP}]}]"), []string{"shop/a>shop/b=UDP:1-65535"}},
		{"11 a port without a protocol", on(appB, "ingress: [{ports: [{port: 53}]}]"), []string{"shop/a>shop/b=TCP:53"}},
		{"12 an empty peer is refused", on(appB, "ingress: [{from: [{}]}]"), []string{"shop/a>shop/b=ALL"}},
		{"13 podSelector {} is the policy's namespace", on(appB, "ingress: [{from: [{podSelector: {}}]}]"), []string{"shop/a>shop/b=ALL", "other/c>shop/b=-", "ip:8.8.8.8>shop/b=-"}},
		{"14 namespaceSelector {} is all pods", on(appB, "ingress: [{from: [{namespaceSelector: {}}]}]"), []string{"shop/a>shop/b=ALL", "other/c>shop/b=ALL", "ip:8.8.8.8>shop/b=-"}},
		{"15 both selectors in one item", on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {team: other}}, podSelector: {matchLabels: {app: a}}}]}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=-"}},
		{"15 two items", on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {team: other}}}, {podSelector: {matchLabels: {app: a}}}]}]"), []string{"shop/a>shop/b=ALL", "other/c>shop/b=ALL"}},
		{"16 podSelector missing", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {ingress: []}\n", []string{"shop/a>shop/b=-", "shop/b>shop/a=-", "shop/a>other/c=ALL"}},
		{"17 labels and expressions together", on("{matchLabels: {app: b}, matchExpressions: [{key: tier, operator: In, values: [front]}]}", "ingress: []"), []string{"shop/a>shop/b=ALL"}},
		{"18 In without the key", on("{matchExpressions: [{key: tier, operator: In, values: [back]}]}", "ingress: []"), []string{"shop/a>shop/b=-", "shop/b>shop/a=ALL"}},
		{"18 In without values is refused", on("{matchExpressions: [{key: tier, operator: In}]}", "ingress: []"), []string{"shop/a>shop/b=ALL"}},
		{"19 NotIn without the key", on("{matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}", "ingress: []"), []string{"shop/a>shop/b=ALL", "shop/b>shop/a=-"}},
		{"20 Exists", on("{matchExpressions: [{key: tier, operator: Exists}]}", "ingress: []"), []string{"shop/a>shop/b=-", "shop/b>shop/a=ALL"}},
		{"20 DoesNotExist", on("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", "ingress: []"), []string{"shop/a>shop/b=ALL", "shop/b>shop/a=-"}},
		{"20 Exists with values is refused", on("{matchExpressions: [{key: tier, operator: Exists, values: [x]}]}", "ingress: []"), []string{"shop/a>shop/b=ALL"}},
		{"21 policies add up", on(appB, "ingress: [{ports: [{port: 80}]}]") + on("{}", "ingress: [{ports: [{port: 443}, {protocol: UDP, port: 53}]}]"), []string{"shop/a>shop/b=TCP:80,443;UDP:53", "shop/b>shop/a=TCP:443;UDP:53"}},
		{"22 both sides", on(appB, "ingress: [{ports: [{port: 80}, {port: 81}]}]") + on("{matchLabels: {app: a}}", "policyTypes: [Egress], egress: [{ports: [{port: 81}, {port: 82}]}]"), []string{"shop/a>shop/b=TCP:81"}},
		{"23 replies need no rule", on(appB, "policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]"), []string{"shop/a>shop/b=ALL", "shop/b>shop/a=-"}},
		{"24 a named port for ingress", on("{}", "ingress: [{ports: [{port: http}]}]"), []string{"shop/a>shop/b=TCP:8080", "shop/b>shop/a=-"}},
		{"25 a named port for egress", on("{}", "policyTypes: [Egress], egress: [{ports: [{port: http}]}]"), []string{"shop/a>shop/b=TCP:8080", "shop/a>other/c=TCP:9090", "shop/b>shop/a=-", "shop/a>ip:10.0.0.1=-"}},
		{"25 a named port with an ipBlock", on("{}", "policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: http}]}]"), []string{"shop/a>shop/b=-", "shop/a>ip:10.0.0.1=-"}},
		{"26 a named port has one protocol", on(appB, "ingress: [{ports: [{port: dns}, {port: http, protocol: UDP}]}]"), []string{"shop/a>shop/b=-"}},
		{"26 a named port of the protocol", on(appB, "ingress: [{ports: [{port: dns, protocol: UDP}]}]"), []string{"shop/a>shop/b=UDP:5353"}},
		{"27 an ipBlock is not for pods", on(appB, "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"), []string{"shop/a>shop/b=-", "ip:10.0.0.1>shop/b=ALL"}},
		{"28 except", on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]"), []string{"ip:10.0.0.1>shop/b=ALL", "ip:10.1.2.3>shop/b=-", "ip:10.2.0.0>shop/b=ALL"}},
		{"28 another rule allows what one excepts", on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}, {from: [{ipBlock: {cidr: 10.1.2.0/24}}], ports: [{port: 80}]}]"), []string{"ip:10.1.2.3>shop/b=TCP:80", "ip:10.1.3.3>shop/b=-"}},
		{"28 an exception outside is refused", on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]"), []string{"ip:11.0.0.1>shop/b=ALL", "shop/a>shop/b=ALL"}},
		{"28 an exception of all is refused", on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]"), []string{"shop/a>shop/b=ALL"}},
		{"29 0.0.0.0/0 is IPv4", on(appB, "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"), []string{"ip:8.8.8.8>shop/b=ALL", "ip:2001:db8::1>shop/b=-"}},
		{"29 an IPv6 block is not IPv4", on(appB, "ingress: [{from: [{ipBlock: {cidr: \"fd00::/8\"}}]}]"), []string{"ip:253.0.0.1>shop/b=-", "ip:fd12::1>shop/b=ALL"}},
		{"30 host bits do not count", on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/8}}]}]"), []string{"ip:10.9.9.9>shop/b=ALL", "ip:11.0.0.1>shop/b=-"}},
		{"31 endPort is included", on(appB, "ingress: [{ports: [{port: 80, endPort: 90}]}]"), []string{"shop/a>shop/b=TCP:80-90"}},
		{"31 endPort equal to port", on(appB, "ingress: [{ports: [{port: 80, endPort: 80}]}]"), []string{"shop/a>shop/b=TCP:80"}},
		{"31 endPort before port is refused", on(appB, "ingress: [{ports: [{port: 80, endPort: 79}]}]"), []string{"shop/a>shop/b=ALL"}},
		{"31 endPort with a name is refused", on(appB, "ingress: [{ports: [{port: http, endPort: 9000}]}]"), []string{"shop/a>shop/b=ALL"}},
		{"32 SCTP", on(appB, "ingress: [{ports: [{port: 80, protocol: SCTP}]}]"), []string{"shop/a>shop/b=SCTP:80"}},
		{"33 ICMP is no protocol of a policy", on(appB, "ingress: [{ports: [{protocol: ICMP}]}]"), []string{"shop/a>shop/b=ALL"}},
		{"34 a missing namespace is default", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n---\n" + pod("d", "", "{app: d}", ""), []string{"shop/a>default/d=-", "shop/a>shop/b=ALL"}},
		{"35 metadata.name is always there", on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: bare}}}]}]") + pod("d", "bare", "{app: d}", ""), []string{"bare/d>shop/b=ALL", "other/c>shop/b=-"}},
		{"36 a namespace outside the input", on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=-"}},
		{"37 labels of a namespace without its object", on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}]}]") + pod("d", "bare", "{app: d}", ""), []string{"bare/d>shop/b=?ALL", "other/c>shop/b=-"}},
		{"38 no policy is about a pod on the host's network", on("{}", "policyTypes: [Ingress, Egress]") + pod("h", "shop", "{app: h}", "hostNetwork: true, "), []string{"other/c>shop/h=ALL", "shop/h>other/c=ALL"}},
		{"39 no selector means a pod on the host's network", on(appB, "ingress: [{from: [{podSelector: {}}]}]") + pod("h", "shop", "{app: h}", "hostNetwork: true, "), []string{"shop/a>shop/b=ALL", "shop/h>shop/b=?ALL"}},
		{"39 nor as a destination", on("{}", "policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]") + pod("h", "shop", "{app: h}", "hostNetwork: true, "), []string{"shop/a>shop/h=-"}},
		{"40 a node reaches its own pods", on(appB, "ingress: [{ports: [{port: 80}]}]") + pod("h", "shop", "{app: h}", "hostNetwork: true, "), []string{"shop/h>shop/b=TCP:80?TCP:1-79,81-65535;UDP:1-65535;SCTP:1-65535"}},
		{"42 two replicas are two pods", on(appB, "ingress: [{ports: [{port: 80}]}]"), []string{"shop/b>shop/b=TCP:80"}},
		{"54 a Job's pods carry its name", on("{matchLabels: {batch.kubernetes.io/job-name: j}}", "ingress: []") + "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: shop}\nspec: {template: {metadata: {labels: {app: j}}, spec: {containers: [{name: c, image: c}]}}}\n---\n" +
			"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: k, namespace: shop}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: k}}, spec: {containers: [{name: c, image: c}]}}}}}\n", []string{"shop/a>shop/j=-", "shop/a>shop/b=ALL", "shop/a>shop/k=?ALL"}},
		{"55 labels that controllers add", on("{matchLabels: {pod-template-hash: abc}}", "ingress: []") + on("{matchExpressions: [{key: apps.kubernetes.io/pod-index, operator: Exists}]}", "ingress: []") +
			workload("Deployment", "d", "") + workload("StatefulSet", "s", ""), []string{"shop/a>shop/d=?ALL", "shop/a>shop/s=-", "shop/a>shop/b=ALL"}},
		{"56 without replicas", on("{matchLabels: {app: d}}", "ingress: []") + workload("Deployment", "d", "replicas: 0, "), []string{"shop/a>shop/d=-"}},
		{"57 native sidecars have ports", on("{matchLabels: {app: d}}", "ingress: [{ports: [{port: admin}, {port: setup}]}]") +
			pod("d", "shop", "{app: d}", "initContainers: [{name: s, image: s, restartPolicy: Always, ports: [{name: admin, containerPort: 15000}]}, {name: i, image: i, ports: [{name: setup, containerPort: 15001}]}], "), []string{"shop/a>shop/d=TCP:15000"}},
		{"58 ports that no container declares", on("{matchLabels: {app: a}}", "ingress: [{ports: [{port: 7777}]}]"), []string{"shop/b>shop/a=TCP:7777"}},
		{"70 lists are opened", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: {}}}\n", []string{"shop/a>shop/b=-"}},
		{"70 typed lists are opened", `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicyList","items":[{"metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{}}}]}`, []string{"shop/a>shop/b=-"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, network.Settings{}, []string{"town.yaml", town, "case.yaml", tt.extra}, tt.wants...)
		})
	}
}

// pod writes a Pod; rest are fields of its spec, each followed by a comma.
func pod(name, namespace, labels, rest string) string {
	if namespace != "" {
		namespace = ", namespace: " + namespace
	}
	return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + namespace + ", labels: " + labels + "}\nspec: {" + rest + "containers: [{name: c, image: c}]}\n---\n"
}

// workload writes a Deployment or StatefulSet of namespace shop.
func workload(kind, name, rest string) string {
	return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: " + name + ", namespace: shop}\nspec: {" + rest + "selector: {matchLabels: {app: " + name + "}}, template: {metadata: {labels: {app: " + name + "}}, spec: {containers: [{name: c, image: c}]}}}\n---\n"
}
