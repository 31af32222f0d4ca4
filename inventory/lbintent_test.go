package inventory_test

import (
	"testing"

	"github.com/akslint/akslint/inventory"
)

const (
	service    = "apiVersion: v1\nkind: Service\nmetadata: {name: x, annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: %}}\n"
	gateway    = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: x}\nspec: {infrastructure: {annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: %}}, "
	controller = "apiVersion: approuting.kubernetes.azure.com/v1alpha1\nkind: NginxIngressController\nmetadata: {name: x}\nspec: {loadBalancerAnnotations: {service.beta.kubernetes.io/azure-load-balancer-internal: %}}\n"
)

func TestLoadBalancer(t *testing.T) {
	const base = "-- base.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: base}\n-- a.yaml --\n"
	const asPatch = "-- kustomization.yaml --\nresources: [base.yaml]\npatches: [{path: a.yaml}]\n" + base
	const patched = "-- kustomization.yaml --\nresources: [a.yaml]\npatches: [{target: {name: x}, patch: '%p'}]\n-- a.yaml --\n"
	tests := []struct {
		name, text, value string
		lb                bool
		at                string
		internal          inventory.Truth
	}{
		{"Service", base + service + "spec: {type: LoadBalancer}", `"true"`, true, "metadata.annotations", inventory.Yes},
		{"Service, not exactly true", base + service + "spec: {type: LoadBalancer}", `"True"`, true, "metadata.annotations", inventory.No},
		{"Service, a boolean", base + service + "spec: {type: LoadBalancer}", `true`, true, "metadata.annotations", inventory.Yes},
		{"Service, a placeholder", base + service + "spec: {type: LoadBalancer}", `"${INTERNAL}"`, true, "metadata.annotations", inventory.Unknown},
		{"Service without annotations", base + "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {type: LoadBalancer}\n", "", true, "metadata.annotations", inventory.No},
		{"Service of another type", base + service + "spec: {type: NodePort}", `"true"`, false, "", 0},
		{"Service of no type", base + service + "spec: {}", `"true"`, false, "", 0},
		{"Service of another implementation", base + service + "spec: {type: LoadBalancer, loadBalancerClass: tailscale}", `"true"`, false, "", 0},
		{"Service, patched there", patched + service + "spec: {type: LoadBalancer}", `"true"`, true, "metadata.annotations", inventory.Unknown},
		{"patch of a Service", asPatch + service, `"true"`, true, "metadata.annotations", inventory.Yes},
		{"patch of a Service of another type", asPatch + service + "spec: {type: ClusterIP}\n", `"true"`, false, "", 0},
		{"patch of a Service that says nothing", asPatch + "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", "", true, "metadata.annotations", inventory.Unknown},
		{"Gateway", base + gateway + "gatewayClassName: istio}", `"true"`, true, "spec.infrastructure.annotations", inventory.Yes},
		{"Gateway of application routing", base + gateway + "gatewayClassName: approuting-istio}", `"false"`, true, "spec.infrastructure.annotations", inventory.No},
		{"Gateway of another class", base + gateway + "gatewayClassName: azure-alb-external}", `"true"`, false, "", 0},
		{"Gateway of no class", base + gateway + "}", `"true"`, false, "", 0},
		{"Gateway without infrastructure", base + "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: Gateway\nmetadata: {name: x}\nspec: {gatewayClassName: istio}\n", "", true, "spec.infrastructure.annotations", inventory.No},
		{"patch of a Gateway", asPatch + gateway + "}", `"true"`, true, "spec.infrastructure.annotations", inventory.Yes},
		{"NginxIngressController", base + controller, `"true"`, true, "spec.loadBalancerAnnotations", inventory.Yes},
		{"NginxIngressController without annotations", base + "apiVersion: approuting.kubernetes.azure.com/v1alpha1\nkind: NginxIngressController\nmetadata: {name: x}\n", "", true, "spec.loadBalancerAnnotations", inventory.No},
		{"Ingress", base + "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x}\n", "", false, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			patch := `[{"op": "remove", "path": "/metadata/annotations/service.beta.kubernetes.io~1azure-load-balancer-internal"}]`
			inv := tree(replace(tt.text, "%p", patch, "%", tt.value) + "\n")
			var v inventory.View
			for _, s := range inv.Scopes {
				for _, m := range s.Members {
					if m.Object.Name == "x" {
						v = inventory.View{Scope: s, Member: m}
					}
				}
			}
			lb, ok := v.LoadBalancer()
			if ok != tt.lb {
				t.Fatalf("a load balancer: %v", ok)
			}
			if !ok {
				return
			}
			if got := lb.Annotations.String(); got != tt.at {
				t.Errorf("annotations at %s, want %s", got, tt.at)
			}
			if got := lb.Internal(); got != tt.internal {
				t.Errorf("internal: %v, want %v", got, tt.internal)
			}
		})
	}
}
