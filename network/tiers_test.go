package network_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/akslint/akslint/network"
)

// anp writes an AdminNetworkPolicy about namespace shop.
func anp(name, priority, ingress string) string {
	return "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: " + name + "}\nspec: {priority: " + priority +
		", subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}, ingress: [" + ingress + "]}\n---\n"
}

// banp writes the BaselineAdminNetworkPolicy.
func banp(ingress string) string {
	return "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: {name: default}\nspec: {subject: {namespaces: {}}, ingress: [" + ingress + "]}\n---\n"
}

// cnp writes a ClusterNetworkPolicy about pods app=b.
func cnp(name, tier, priority, ingress string) string {
	return "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: " + name + "}\nspec: {tier: " + tier + ", priority: " + priority +
		", subject: {pods: {namespaceSelector: {}, podSelector: " + appB + "}}, ingress: [" + ingress + "]}\n---\n"
}

// of writes a policy of another engine in namespace shop.
func of(kind, spec string) string {
	group, kind, _ := strings.Cut(kind, " ")
	return "apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: p" + tag(spec) + ", namespace: shop}\nspec: {" + spec + "}\n---\n"
}

// tag makes a name of a text.
func tag(s string) string { return strings.Repeat("x", len(s)%50) }

const (
	everyone = "from: [{namespaces: {}}]"
	fromC    = "from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: c}}}}]"
	cilium   = "cilium.io/v2 CiliumNetworkPolicy"
	calico   = "projectcalico.org/v3 NetworkPolicy"
)

// TestTiers holds how policies of several tiers and engines decide together.
func TestTiers(t *testing.T) {
	tests := []struct {
		name  string
		extra string
		wants []string
	}{
		{"60 lower numbers first", anp("p", "5", "{action: Deny, "+everyone+"}") + anp("q", "4", "{action: Allow, "+fromC+", ports: [{portNumber: {protocol: TCP, port: 80}}]}"),
			[]string{"other/c>shop/b=TCP:80", "shop/a>shop/b=-", "ip:8.8.8.8>shop/b=ALL"}},
		{"60 the first rule that matches", anp("p", "5", "{action: Allow, "+fromC+"}, {action: Deny, "+everyone+"}"), []string{"other/c>shop/b=ALL", "shop/a>shop/b=-"}},
		{"60 no implicit isolation", anp("p", "5", "{action: Allow, "+fromC+"}"), []string{"other/c>shop/b=ALL", "shop/a>shop/b=ALL"}},
		{"60 before NetworkPolicy", anp("p", "5", "{action: Allow, "+fromC+", ports: [{portRange: {protocol: TCP, start: 1, end: 10}}]}") + on(appB, "ingress: [{ports: [{port: 80}]}]"),
			[]string{"other/c>shop/b=TCP:1-10,80", "shop/a>shop/b=TCP:80"}},
		{"60 Pass leaves it to NetworkPolicy", anp("p", "5", "{action: Pass, "+fromC+"}, {action: Deny, "+everyone+"}") + on(appB, "ingress: [{ports: [{port: 80}]}]"),
			[]string{"other/c>shop/b=TCP:80", "shop/a>shop/b=-"}},
		{"60 Pass goes past later priorities", anp("p", "5", "{action: Pass, "+fromC+"}") + anp("q", "6", "{action: Deny, "+everyone+"}"), []string{"other/c>shop/b=ALL", "shop/a>shop/b=-"}},
		{"60 named ports", anp("p", "5", "{action: Deny, "+fromC+", ports: [{namedPort: http}]}"), []string{"other/c>shop/b=TCP:1-8079,8081-65535;UDP:1-65535;SCTP:1-65535"}},
		{"60 egress to networks", strings.Replace(anp("p", "5", ""), "ingress: []", "egress: [{action: Deny, to: [{networks: [10.0.0.0/8, \"fd00::/8\"]}]}]", 1), []string{"shop/a>ip:10.1.1.1=-", "shop/a>ip:fd00::1=-", "shop/a>ip:11.1.1.1=ALL", "shop/a>shop/b=ALL"}},
		{"60 nodes and domain names are not known", strings.Replace(anp("p", "5", ""), "ingress: []", "egress: [{action: Deny, to: [{domainNames: [\"*.example.com\"]}]}]", 1), []string{"shop/a>ip:10.1.1.1=?ALL", "shop/a>shop/b=ALL"}},
		{"60 without a priority it is refused", strings.Replace(anp("p", "5", "{action: Deny, "+everyone+"}"), "priority: 5, ", "", 1), []string{"shop/a>shop/b=ALL"}},
		{"61 the baseline where no policy isolates", banp("{action: Deny, "+everyone+"}") + on(appB, "ingress: [{ports: [{port: 80}]}]"), []string{"other/c>shop/a=-", "other/c>shop/b=TCP:80"}},
		{"61 the baseline by another name is refused", strings.Replace(banp("{action: Deny, "+everyone+"}"), "name: default", "name: base", 1), []string{"other/c>shop/a=ALL"}},
		{"61 Pass reaches the baseline", anp("p", "5", "{action: Pass, "+everyone+"}") + banp("{action: Deny, "+fromC+"}"), []string{"other/c>shop/a=-", "shop/b>shop/a=ALL"}},
		{"62 Accept and Deny", cnp("p", "Admin", "1", "{action: Accept, "+fromC+", protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 5, end: 6}}}}]}, {action: Deny, "+everyone+"}"),
			[]string{"other/c>shop/b=TCP:80;UDP:5-6", "shop/a>shop/b=-"}},
		{"62 a whole protocol, and a named port", cnp("p", "Admin", "1", "{action: Accept, "+fromC+", protocols: [{sctp: {}}, {destinationNamedPort: dns}]}, {action: Deny, "+everyone+"}"), []string{"other/c>shop/b=UDP:5353;SCTP:1-65535"}},
		{"62 Admin, NetworkPolicy, Baseline", cnp("p", "Admin", "1", "{action: Pass, "+fromC+"}") + cnp("q", "Baseline", "1", "{action: Deny, "+everyone+"}"), []string{"other/c>shop/b=-", "shop/a>shop/b=-", "ip:1.2.3.4>shop/b=ALL"}},
		{"62 NetworkPolicy is final", cnp("q", "Baseline", "1", "{action: Accept, "+everyone+"}") + on("{}", "ingress: []"), []string{"other/c>shop/b=-"}},
		{"63 one priority, two answers", anp("p", "5", "{action: Allow, "+fromC+", ports: [{portNumber: {protocol: TCP, port: 80}}]}") + anp("q", "5", "{action: Deny, "+everyone+"}"),
			[]string{"other/c>shop/b=?TCP:80", "shop/a>shop/b=-"}},

		{"65 Cilium isolates per direction", of(cilium, "endpointSelector: "+appB+", ingress: [{fromEndpoints: [{matchLabels: {app: a}}], toPorts: [{ports: [{port: \"80\", protocol: TCP}, {port: \"81\"}]}]}]"),
			[]string{"shop/a>shop/b=TCP:80-81;UDP:81;SCTP:81", "other/c>shop/b=-", "shop/b>other/c=ALL"}},
		{"65 an empty rule of Cilium isolates", of(cilium, "endpointSelector: {}, ingress: [{}]"), []string{"shop/a>shop/b=-", "ip:8.8.8.8>shop/b=-"}},
		{"65 Cilium: fromEndpoints {} is the namespace", of(cilium, "endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]"), []string{"shop/a>shop/b=ALL", "other/c>shop/b=-"}},
		{"65 Cilium: another namespace by its label", of(cilium, "endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {\"k8s:io.kubernetes.pod.namespace\": other}}]}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=ALL"}},
		{"65 Cilium: namespaces by labels", of(cilium, "endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: {\"k8s:io.cilium.k8s.namespace.labels.team\": other}}]}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=ALL"}},
		{"65 Cilium: only ports", of(cilium, "endpointSelector: "+appB+", ingress: [{toPorts: [{ports: [{port: http, protocol: TCP}]}]}]"), []string{"shop/a>shop/b=TCP:8080", "ip:8.8.8.8>shop/b=TCP:8080"}},
		{"65 Cilium: HTTP rules let part through", of(cilium, "endpointSelector: "+appB+", ingress: [{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{method: GET}]}}]}]"), []string{"shop/a>shop/b=?TCP:80"}},
		{"65 Cilium: entities", of(cilium, "endpointSelector: "+appB+", ingress: [{fromEntities: [world]}]"), []string{"shop/a>shop/b=-", "ip:8.8.8.8>shop/b=ALL"}},
		{"65 Cilium: cluster", of(cilium, "endpointSelector: "+appB+", ingress: [{fromEntities: [cluster]}]"), []string{"other/c>shop/b=ALL", "ip:8.8.8.8>shop/b=-"}},
		{"65 Cilium: CIDR", of(cilium, "endpointSelector: {}, egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]}, {toCIDR: [1.2.3.4/32]}]"), []string{"shop/a>ip:10.0.0.1=ALL", "shop/a>ip:10.1.0.1=-", "shop/a>ip:1.2.3.4=ALL", "shop/a>shop/b=-"}},
		{"65 Cilium: names of hosts are not known", of(cilium, "endpointSelector: {}, egress: [{toFQDNs: [{matchName: example.com}]}]"), []string{"shop/a>ip:1.2.3.4=?ALL", "shop/a>shop/b=-"}},
		{"65 Cilium: denies go first", of(cilium, "endpointSelector: "+appB+", ingressDeny: [{fromEndpoints: [{matchLabels: {app: a}}], toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]}]") + on(appB, "ingress: [{ports: [{port: 80}, {port: 81}]}]"),
			[]string{"shop/a>shop/b=TCP:81", "other/c>shop/b=TCP:80-81"}},
		{"65 Cilium adds to NetworkPolicy", of(cilium, "endpointSelector: {}, ingress: [{fromEntities: [all], toPorts: [{ports: [{port: \"81\", protocol: TCP}]}]}]") + on(appB, "ingress: [{ports: [{port: 80}]}]"), []string{"shop/a>shop/b=TCP:80-81"}},
		{"65 Cilium: what is not modelled is unknown", of(cilium, "endpointSelector: "+appB+", egress: [{toServices: [{k8sService: {serviceName: x, namespace: y}}]}]"), []string{"shop/b>shop/a=?ALL", "shop/b>ip:8.8.8.8=?ALL"}},
		{"65 Cilium: services on a port", of(cilium, "endpointSelector: "+appB+", egress: [{toServices: [{k8sServiceSelector: {selector: {}}}], toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]}]"), []string{"shop/b>shop/a=?TCP:80", "shop/b>ip:8.8.8.8=?TCP:80", "shop/a>shop/b=ALL"}},
		{"65 Cilium: services that are denied", of(cilium, "endpointSelector: "+appB+", enableDefaultDeny: {egress: false}, egressDeny: [{toServices: [{k8sService: {serviceName: x, namespace: y}}]}]"), []string{"shop/b>shop/a=?ALL", "shop/b>ip:8.8.8.8=?ALL"}},
		{"65 Cilium: groups", of(cilium, "endpointSelector: "+appB+", egress: [{toGroups: [{aws: {securityGroupsIds: [sg-1]}}]}]"), []string{"shop/b>shop/a=?ALL", "shop/b>ip:8.8.8.8=?ALL"}},
		{"65 Cilium: groups that may enter", of(cilium, "endpointSelector: "+appB+", ingress: [{fromGroups: [{aws: {securityGroupsIds: [sg-1]}}]}]"), []string{"shop/a>shop/b=?ALL", "ip:8.8.8.8>shop/b=?ALL"}},
		{"65 Cilium: specs beside a spec", strings.TrimSuffix(of(cilium, "endpointSelector: "+appB+", ingress: [{fromEntities: [all]}]"), "---\n") + "specs: [{endpointSelector: {}, ingress: [{}]}]\n", []string{"shop/a>shop/b=?ALL", "other/c>shop/a=?ALL"}},
		{"65 Cilium: specs for the cluster", "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: p}\nspecs: [{endpointSelector: {}, ingress: [{}]}]\n", []string{"shop/a>shop/b=?ALL", "other/c>shop/a=?ALL", "ip:8.8.8.8>shop/a=?ALL"}},
		{"65 Cilium: specs, where another policy opens", of(cilium, "endpointSelector: {}, ingress: [{fromEntities: [all]}]") + "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: q, namespace: shop}\nspecs: [{endpointSelector: {}}]\n", []string{"shop/a>shop/b=?ALL"}},
		{"65 Cilium: specs", "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p, namespace: shop}\nspecs: [{endpointSelector: {}}]\n", []string{"shop/a>shop/b=?ALL", "shop/a>other/c=?ALL"}},
		{"65 Cilium: without default deny", of(cilium, "endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [{fromEntities: [world]}]"), []string{"shop/a>shop/b=ALL"}},
		{"65 Cilium for the cluster", "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: p}\nspec: {endpointSelector: {matchLabels: {\"k8s:io.kubernetes.pod.namespace\": shop}}, ingress: [{fromEndpoints: [{matchLabels: {app: c}}]}]}\n", []string{"other/c>shop/b=ALL", "shop/a>shop/b=-", "shop/a>other/c=ALL"}},

		{"66 Calico isolates", of(calico, "selector: app == 'b', ingress: [{action: Allow, protocol: TCP, source: {selector: app == 'a'}, destination: {ports: [80, \"90:92\"]}}]"), []string{"shop/a>shop/b=TCP:80,90-92", "other/c>shop/b=-", "shop/b>other/c=ALL"}},
		{"66 Calico: the first that matches", of(calico, "order: 10, ingress: [{action: Deny, source: {selector: app == 'a'}}, {action: Allow}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=ALL"}},
		{"66 Calico: NetworkPolicy has order 1000", of(calico, "order: 1, ingress: [{action: Deny, source: {selector: app == 'a'}}]") + on("{}", "ingress: [{}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=ALL"}},
		{"66 Calico: after NetworkPolicy", of(calico, "order: 2000, ingress: [{action: Deny, source: {selector: app == 'a'}}]") + on("{}", "ingress: [{}]"), []string{"shop/a>shop/b=ALL"}},
		{"66 Calico: namespaces and nets", of(calico, "ingress: [{action: Allow, source: {namespaceSelector: team == 'other'}}, {action: Allow, source: {nets: [10.0.0.0/8]}}]"), []string{"shop/a>shop/b=-", "other/c>shop/b=ALL", "ip:10.0.0.1>shop/b=ALL", "ip:8.8.8.8>shop/b=-"}},
		{"66 Calico: negations are not known", of(calico, "ingress: [{action: Allow, source: {notSelector: app == 'a'}}]"), []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: other tiers are not known", of(calico, "tier: security, ingress: [{action: Allow}]"), []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: nor are they for the cluster", "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: security.p}\nspec: {tier: security, namespaceSelector: \"team == 'shop'\", egress: [{action: Deny}]}\n", []string{"shop/a>other/c=?ALL", "shop/b>ip:8.8.8.8=?ALL", "other/c>ip:8.8.8.8=ALL"}},
		{"66 Calico: as its own group stores them", of("crd.projectcalico.org/v1 NetworkPolicy", "tier: platform, types: [Ingress]"), []string{"shop/a>shop/b=?ALL", "ip:8.8.8.8>shop/b=?ALL"}},
		{"66 Calico: another tier, where a NetworkPolicy opens", of(calico, "tier: security, ingress: [{action: Deny}]") + on("{}", "ingress: [{}]"), []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: another tier, where a NetworkPolicy closes", of(calico, "tier: security, ingress: [{action: Allow}]") + on("{}", "ingress: []"), []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: Pass, to a tier that is not known", of(calico, "ingress: [{action: Pass}]"), []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: services as destinations", of(calico, "egress: [{action: Allow, destination: {services: {name: x}}}]"), []string{"shop/a>other/c=?ALL", "shop/a>ip:8.8.8.8=?ALL"}},
		{"66 Calico: before the rest, on the host", "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: p}\nspec: {preDNAT: true, applyOnForward: true, ingress: [{action: Allow}]}\n", []string{"shop/a>shop/b=?ALL"}},
		{"66 Calico: a selector that cannot be read", of(calico, "selector: app = 'b', types: [Ingress]"), []string{"shop/a>shop/b=?ALL"}},

		{"placeholder as a label's value", on("{matchLabels: {app: \"${APP}\"}}", "ingress: [{ports: [{port: 80}]}]"), []string{"shop/a>shop/b=TCP:80?TCP:1-79,81-65535;UDP:1-65535;SCTP:1-65535"}},
		{"placeholder as a port", on(appB, "ingress: [{ports: [{port: \"${PORT}\"}]}]"), []string{"shop/a>shop/b=?TCP:1-65535"}},
		{"placeholder as a block", on(appB, "ingress: [{from: [{ipBlock: {cidr: \"${CIDR}\"}}]}]"), []string{"shop/a>shop/b=-", "ip:8.8.8.8>shop/b=?ALL"}},
		{"placeholder as a rule", on(appB, "ingress: [\"${RULE}\"]"), []string{"shop/a>shop/b=?ALL"}},
		{"placeholder as a type", on(appB, "policyTypes: [\"${TYPE}\"]"), []string{"shop/a>shop/b=?ALL", "shop/b>shop/a=?ALL"}},
		{"placeholder as a namespace", strings.Replace(on("{}", "ingress: []"), "namespace: shop", "namespace: \"${NS}\"", 1) + pod("d", "\"${NS}\"", "{app: d}", ""), []string{"shop/a>shop/b=?ALL", "shop/a>${NS}/d=-"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, network.Settings{}, []string{"town.yaml", town, "case.yaml", tt.extra}, tt.wants...)
		})
	}
}

// TestSettings holds what the settings change.
func TestSettings(t *testing.T) {
	block := func(cidr string) string {
		return on(appB, "ingress: [{from: [{ipBlock: {cidr: "+cidr+"}}]}]") + pod("h", "shop", "{app: h}", "hostNetwork: true, ")
	}
	pods := []netip.Prefix{netip.MustParsePrefix("10.244.0.0/16")}
	tests := []struct {
		name     string
		settings network.Settings
		extra    string
		wants    []string
	}{
		{"27 all addresses", network.Settings{IPBlockMatchesPods: true}, block("0.0.0.0/0"), []string{"shop/a>shop/b=ALL", "shop/h>shop/b=ALL"}},
		{"27 some addresses", network.Settings{IPBlockMatchesPods: true}, block("10.0.0.0/8"), []string{"shop/a>shop/b=?ALL"}},
		{"27 those of pods", network.Settings{IPBlockMatchesPods: true, PodCIDRs: pods}, block("10.244.0.0/15"), []string{"shop/a>shop/b=ALL"}},
		{"27 not those of pods", network.Settings{IPBlockMatchesPods: true, PodCIDRs: pods}, block("10.0.0.0/16"), []string{"shop/a>shop/b=-"}},
		{"27 part of those of pods", network.Settings{IPBlockMatchesPods: true, PodCIDRs: pods}, block("10.244.1.0/24"), []string{"shop/a>shop/b=?ALL"}},
		{"64 AdminNetworkPolicies count with every engine: AKS does not say which enforce them", network.Settings{IPBlockMatchesPods: true}, anp("p", "5", "{action: Deny, "+fromC+"}"), []string{"other/c>shop/b=-", "shop/a>shop/b=ALL"}},
		{"64 so do ClusterNetworkPolicies", network.Settings{IPBlockMatchesPods: true}, cnp("p", "Admin", "5", "{action: Deny, "+fromC+"}"), []string{"other/c>shop/b=-", "shop/a>shop/b=ALL"}},
		{"68 the limits of Azure NPM are for NP013: here more blocks than it can keep count", network.Settings{IPBlockMatchesPods: true, PodCIDRs: pods},
			on(appB, "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16}}, {ipBlock: {cidr: 10.1.0.0/16}}, {ipBlock: {cidr: 10.2.0.0/16}}, {ipBlock: {cidr: 10.3.0.0/16}}, {ipBlock: {cidr: 10.4.0.0/16}}]}]"), []string{"ip:10.0.0.1>shop/b=ALL", "ip:10.4.0.1>shop/b=ALL", "ip:10.5.0.1>shop/b=-"}},
		{"68 and IPv6, which it lacks", network.Settings{IPBlockMatchesPods: true}, on(appB, "ingress: [{from: [{ipBlock: {cidr: \"fd00::/8\"}}]}]"), []string{"ip:fd12::1>shop/b=ALL", "ip:2001:db8::1>shop/b=-"}},
		{"67 no engine", network.Settings{Unenforced: true}, on("{}", "policyTypes: [Ingress, Egress]"), []string{"shop/a>shop/b=ALL"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, tt.settings, []string{"town.yaml", town, "case.yaml", tt.extra}, tt.wants...)
		})
	}
}

// TestLastApplied holds that of a policy that a file defines twice, the last
// counts (59).
func TestLastApplied(t *testing.T) {
	first, second := on(appB, "ingress: []"), on(appB, "ingress: [{}]")
	name := func(s string) string {
		_, after, _ := strings.Cut(s, "name: ")
		before, _, _ := strings.Cut(after, ",")
		return before
	}
	second = strings.Replace(second, "name: "+name(second), "name: "+name(first), 1)
	t.Run("59 the last opens", func(t *testing.T) {
		check(t, network.Settings{}, []string{"all.yaml", town + first + second}, "shop/a>shop/b=ALL")
	})
	t.Run("59 the last closes", func(t *testing.T) {
		check(t, network.Settings{}, []string{"all.yaml", town + second + first}, "shop/a>shop/b=-")
	})
}

// TestKustomizeLabels holds that a selector of namespaces sees what
// kustomizations add to them.
func TestKustomizeLabels(t *testing.T) {
	text := town + on(appB, "ingress: [{from: [{namespaceSelector: {matchLabels: {stage: prod}}}]}]")
	for _, c := range []struct{ name, kustomization, want string }{
		{"none", "{}", "other/c>shop/b=-"},
		{"commonLabels", "commonLabels: {stage: prod}", "other/c>shop/b=ALL"},
		{"labels that reach no pods", "labels: [{pairs: {stage: prod}}]", "other/c>shop/b=ALL"},
		{"another value", "labels: [{pairs: {stage: test}}]", "other/c>shop/b=-"},
		{"one that the object has", "commonLabels: {team: prod, stage: prod}", "other/c>shop/b=ALL"},
		{"a placeholder", "labels: [{pairs: {stage: \"${STAGE}\"}}]", "other/c>shop/b=?ALL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, network.Settings{}, []string{"kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [all.yaml]\n" + strings.TrimSuffix(c.kustomization, "{}") + "\n", "all.yaml", text}, c.want)
		})
	}
}
