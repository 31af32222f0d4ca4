package network_test

import (
	"strings"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// build makes an inventory of files: name, text, name, text ...
func build(files ...string) *inventory.Inventory {
	var parsed []*manifest.File
	for i := 0; i < len(files); i += 2 {
		parsed = append(parsed, manifest.Parse(manifest.NewSource(files[i], []byte(files[i+1])), manifest.ParseOptions{}))
	}
	return inventory.Build(parsed, inventory.Options{Namespace: "default"})
}

// web finds the Deployment web.
func web(t *testing.T, inv *inventory.Inventory) inventory.View {
	t.Helper()
	for _, s := range inv.Scopes {
		for _, m := range s.Members {
			if m.Workload != nil && m.Object.Name == "web" {
				return inventory.View{Scope: s, Member: m}
			}
		}
	}
	t.Fatal("no workload web")
	return inventory.View{}
}

// at is the network as an object sees it.
func at(v inventory.View) network.Network { return network.NewModels(network.Settings{}).At(v) }

// covered asks whether a policy holds what enters the view's workload.
func covered(v inventory.View) inventory.Truth {
	return at(v).Covered(v.Member.Workload, network.Ingress)
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web, tier: front, env: "${ENV}"}}
    spec: {containers: [{name: web, image: web}]}
`

// policy writes a policy of a kind from its spec, in namespace shop.
func policy(kind, spec string) string {
	group, kind, _ := strings.Cut(kind, " ")
	if kind == "BaselineAdminNetworkPolicy" {
		return "apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: default}\nspec: " + spec + "\n"
	}
	return "apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: p, namespace: shop}\nspec: " + spec + "\n"
}

func TestCovered(t *testing.T) {
	const (
		plain   = "networking.k8s.io/v1 NetworkPolicy"
		old     = "extensions/v1beta1 NetworkPolicy"
		cilium  = "cilium.io/v2 CiliumNetworkPolicy"
		ciliumC = "cilium.io/v2 CiliumClusterwideNetworkPolicy"
		calico  = "projectcalico.org/v3 NetworkPolicy"
		calicoC = "crd.projectcalico.org/v1 GlobalNetworkPolicy"
		admin   = "policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy"
		base    = "policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy"
		cluster = "policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy"

		no, yes, unknown = inventory.No, inventory.Yes, inventory.Unknown
	)
	tests := []struct {
		kind, spec string
		want       inventory.Truth
	}{
		{plain, `{podSelector: {}}`, yes},
		{plain, `{}`, yes},
		{plain, `{podSelector: {matchLabels: {app: web}}, ingress: [{}]}`, yes},
		{plain, `{podSelector: {matchLabels: {app: api}}}`, no},
		{plain, `{podSelector: {matchLabels: {env: prod}}}`, unknown},
		{plain, `{podSelector: {matchLabels: {app: api, env: prod}}}`, no},
		{plain, `{podSelector: {matchLabels: {app: "${APP}"}}}`, unknown},
		{plain, `{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}`, yes},
		{plain, `{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}`, no},
		{plain, `{podSelector: {}, policyTypes: [Ingress, Egress]}`, yes},
		{plain, `{podSelector: {}, policyTypes: [Egress]}`, no},
		{plain, `{podSelector: {}, policyTypes: []}`, yes},
		{plain, `{podSelector: {}, policyTypes: ["${TYPE}"]}`, unknown},
		{plain, `{podSelector: {}, egress: [{}]}`, yes},

		{old, `{podSelector: {matchLabels: {app: web}}}`, yes},
		{old, `{podSelector: {matchLabels: {app: api}}}`, no},
		{old, `{podSelector: {}, policyTypes: [Egress]}`, no},

		{cilium, `{endpointSelector: {}, ingress: [{}]}`, yes},
		{cilium, `{endpointSelector: {matchLabels: {app: web}}, ingress: [{}]}`, yes},
		{cilium, `{endpointSelector: {matchLabels: {"k8s:app": web, "any:tier": front}}, ingressDeny: [{fromEntities: [world]}]}`, yes},
		{cilium, `{endpointSelector: {matchLabels: {"k8s:app": api}}, ingress: [{}]}`, no},
		{cilium, `{endpointSelector: {matchLabels: {app: api}}, ingress: [{}]}`, no},
		{cilium, `{endpointSelector: {matchLabels: {"container:app": web}}, ingress: [{}]}`, unknown},
		{cilium, `{endpointSelector: {matchLabels: {io.cilium.k8s.namespace.labels.team: shop}}, ingress: [{}]}`, unknown},
		{cilium, `{endpointSelector: {matchExpressions: [{key: "k8s:io.kubernetes.pod.namespace", operator: Exists}]}, ingress: [{}]}`, yes},
		{cilium, `{endpointSelector: {matchLabels: {"k8s:io.kubernetes.pod.namespace": other}}, ingress: [{}]}`, no},
		{cilium, `{endpointSelector: {matchExpressions: [{key: app, operator: In, values: [api]}]}, ingress: [{}]}`, no},
		{cilium, `{endpointSelector: {}, egress: [{}]}`, no},
		{cilium, `{endpointSelector: {}, ingress: []}`, no},
		{cilium, `{endpointSelector: {}, ingress: [{}], enableDefaultDeny: {ingress: false}}`, unknown},
		{cilium, `{endpointSelector: {}, ingress: [{}], enableDefaultDeny: {egress: false}}`, yes},
		{cilium, `{ingress: [{}]}`, unknown},
		{ciliumC, `{endpointSelector: {}, ingress: [{}]}`, yes},
		{ciliumC, `{nodeSelector: {}, ingress: [{}]}`, no},

		{calico, `{selector: all(), ingress: [{action: Allow}]}`, yes},
		{calico, `{types: [Ingress]}`, yes},
		{calico, `{selector: app == 'web', types: [Ingress]}`, yes},
		{calico, `{selector: app == 'api', types: [Ingress]}`, no},
		{calico, `{selector: env == 'prod', types: [Ingress]}`, unknown},
		{calico, `{selector: "!has(tier) || tier in {'front'} && app != 'api'", types: [Ingress]}`, yes},
		{calico, `{selector: (app == 'web', types: [Ingress]}`, unknown},
		{calico, `{types: [Egress]}`, no},
		{calico, `{types: ["${TYPE}"]}`, unknown},
		{calico, `{egress: [{action: Allow}]}`, no},
		{calico, `{egress: [{action: Allow}], ingress: [{action: Allow}]}`, yes},
		{calico, `{serviceAccountSelector: name == 'web', types: [Ingress]}`, unknown},
		{calicoC, `{namespaceSelector: all(), types: [Ingress]}`, yes},
		{calicoC, `{namespaceSelector: kubernetes.io/metadata.name == 'shop', types: [Ingress]}`, yes},
		{calicoC, `{namespaceSelector: projectcalico.org/name == 'other', types: [Ingress]}`, no},
		{calicoC, `{namespaceSelector: team == 'shop', types: [Ingress]}`, unknown},
		{calicoC, `{selector: "${SELECTOR}", types: [Ingress]}`, unknown},

		{admin, `{priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, yes},
		{admin, `{priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}]}]}`, no},
		{admin, `{priority: 1, subject: {namespaces: {}}, ingress: []}`, no},
		{admin, `{priority: 1, subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, yes},
		{admin, `{priority: 1, subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: other}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, no},
		{admin, `{priority: 1, subject: {namespaces: {matchLabels: {team: shop}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, unknown},
		{admin, `{priority: 1, subject: {namespaces: {matchExpressions: [{key: team, operator: Exists}]}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, unknown},
		{base, `{priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, yes},
		{base, `{priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, no},
		{base, `{priority: 1, subject: {pods: {namespaceSelector: {matchLabels: {team: shop}}, podSelector: {}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, unknown},
		{cluster, `{priority: 1, tier: Admin, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, yes},
		{cluster, `{priority: 1, tier: Admin, subject: "${SUBJECT}", ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, unknown},
		{cluster, `{priority: 1, tier: Admin, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.kind+" "+tt.spec, func(t *testing.T) {
			v := web(t, build("web.yaml", deployment, "policy.yaml", policy(tt.kind, tt.spec)))
			if got := covered(v); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if got, want := at(v).Governed("shop"), tt.kind == plain || tt.kind == old || tt.kind == cilium || tt.kind == calico; got != want {
				t.Errorf("Governed is %v", got)
			}
			if at(v).Governed("other") {
				t.Error("another namespace has a policy")
			}
		})
	}
}

func TestSpecs(t *testing.T) {
	text := strings.Replace(policy("cilium.io/v2 CiliumNetworkPolicy", "{endpointSelector: {matchLabels: {app: api}}, ingress: [{}]}"), "spec:", "specs: [{}]\nspec:", 1)
	v := web(t, build("web.yaml", deployment, "policy.yaml", text))
	if got := covered(v); got != inventory.Unknown {
		t.Errorf("a policy with specs: %v", got)
	}
}

// TestTogether holds how several policies, namespaces, patches and variants
// work together.
func TestTogether(t *testing.T) {
	const plain = "networking.k8s.io/v1 NetworkPolicy"
	deny, other := policy(plain, "{podSelector: {}}"), policy(plain, "{podSelector: {matchLabels: {app: api}}}")
	unknown := policy(plain, `{podSelector: {matchLabels: {app: "${APP}"}}}`)
	elsewhere := func(text, namespace string) string {
		return strings.Replace(text, "namespace: shop", "namespace: "+namespace, 1)
	}
	kustomization := "resources: [web.yaml, p.yaml]\npatches:\n- target: {kind: NetworkPolicy}\n  patch: '[{\"op\": \"add\", \"path\": \"%s\", \"value\": 1}]'\n"
	tests := []struct {
		name  string
		files []string
		want  inventory.Truth
	}{
		{"no policy", []string{"web.yaml", deployment}, inventory.No},
		{"one of several is enough", []string{"web.yaml", deployment, "p.yaml", other + "---\n" + unknown + "---\n" + deny}, inventory.Yes},
		{"one may", []string{"web.yaml", deployment, "p.yaml", other + "---\n" + unknown}, inventory.Unknown},
		{"another namespace", []string{"web.yaml", deployment, "p.yaml", elsewhere(deny, "other")}, inventory.No},
		{"a namespace that may be the same", []string{"web.yaml", deployment, "p.yaml", elsewhere(deny, `"${NS}"`)}, inventory.Unknown},
		{"one there that selects others", []string{"web.yaml", deployment, "p.yaml", elsewhere(other, `"${NS}"`)}, inventory.No},
		{"the workload's may be any", []string{"web.yaml", elsewhere(deployment, `"${NS}"`), "p.yaml", deny}, inventory.Unknown},
		{"the same placeholder", []string{"web.yaml", elsewhere(deployment, `"${NS}"`), "p.yaml", elsewhere(deny, `"${NS}"`)}, inventory.Yes},
		{"a patch of the selector", []string{"kustomization.yaml", strings.Replace(kustomization, "%s", "/spec/podSelector/matchLabels/app", 1), "web.yaml", deployment, "p.yaml", deny}, inventory.Unknown},
		{"a patch of the types", []string{"kustomization.yaml", strings.Replace(kustomization, "%s", "/spec/policyTypes", 1), "web.yaml", deployment, "p.yaml", deny}, inventory.Unknown},
		{"a patch of the rules", []string{"kustomization.yaml", strings.Replace(kustomization, "%s", "/spec/ingress/-", 1), "web.yaml", deployment, "p.yaml", deny}, inventory.Yes},
		{"a patch is no policy", []string{"kustomization.yaml", "resources: [web.yaml]\npatches: [{path: p.yaml}]\n", "web.yaml", deployment, "p.yaml", deny}, inventory.No},
		{"a variant elsewhere", []string{"x/web.yaml", deployment, "x/p.yaml", other, "y/p.yaml", deny}, inventory.No},
		{"the variant beside", []string{"x/web.yaml", deployment, "x/p.yaml", deny, "y/p.yaml", other}, inventory.Yes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := web(t, build(tt.files...))
			if got := covered(v); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
