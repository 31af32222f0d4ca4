package policies

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/analyzer"
)

var fixtures = os.DirFS("../fixtures/rules")

// TestRules covers what the fixtures do not say: severities, fixes, and the
// settings of an organisation.
func TestRules(t *testing.T) {
	service := func(spec string, annotations ...string) string {
		text := "{apiVersion: v1, kind: Service, metadata: {name: shop"
		if annotations != nil {
			text += ", annotations: {" + strings.Join(annotations, ", ") + "}"
		}
		return text + "}, spec: {" + spec + "}}"
	}
	ingress := func(spec string, annotations ...string) string {
		text := "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop"
		if annotations != nil {
			text += ", annotations: {" + strings.Join(annotations, ", ") + "}"
		}
		return text + "}, spec: " + spec + "}"
	}
	const prefix = "service.beta.kubernetes.io/"
	for _, test := range []struct {
		name, id, text string
		params         analyzer.Params
		want           []string
	}{
		{"node port", "SVC001", service("type: NodePort, ports: [{port: 80, nodePort: 0}]"), analyzer.Params{},
			[]string{"warning spec.type; unsafe: set spec.type ClusterIP"}},
		{"node port by number", "SVC001", service("type: NodePort, ports: [{port: 80}, {port: 81, nodePort: 30081}]"), analyzer.Params{},
			[]string{"warning spec.type"}},
		{"node port, traffic policy", "SVC001", service("type: NodePort, externalTrafficPolicy: Local"), analyzer.Params{},
			[]string{"warning spec.type"}},
		{"load balancer by number", "SVC001", service("type: LoadBalancer, ports: [{port: 80, nodePort: 30080}, {port: 81, nodePort: 0}, {port: 82}, {port: 83, nodePort: 30083}]"),
			analyzer.Params{}, []string{"info spec.ports[0].nodePort", "info spec.ports[3].nodePort"}},
		{"load balancer that needs its number", "SVC001", service("type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80, nodePort: 30080}]"), analyzer.Params{}, nil},
		{"number to come", "SVC001", service(`type: LoadBalancer, ports: [{port: 80, nodePort: "${PORT}"}]`), analyzer.Params{}, nil},
		{"cluster IP with a number", "SVC001", service("type: ClusterIP, ports: [{port: 80, nodePort: 30080}]"), analyzer.Params{}, nil},

		{"external IP", "SVC005", service("externalIPs: [203.0.113.10]"), analyzer.Params{}, []string{"warning spec.externalIPs"}},
		{"external IP, allowed", "SVC005", service("externalIPs: [203.0.113.10]"), analyzer.Params{AllowedExternalIPs: []string{"203.0.113.10"}}, []string{"warning spec.externalIPs"}},
		{"external IP, forbidden", "SVC005", service("externalIPs: [203.0.113.10, 198.51.100.7]"), analyzer.Params{AllowedExternalIPs: []string{"203.0.113.10"}}, []string{"warning spec.externalIPs[1]"}},

		{"public", "LB003", service("type: LoadBalancer"), analyzer.Params{},
			[]string{`warning spec.type; unsafe: add metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-internal"] true`}},
		{"public, forbidden", "LB003", service("type: LoadBalancer"), analyzer.Params{RequireInternal: true},
			[]string{`error spec.type; unsafe: add metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-internal"] true`}},
		{"null annotations", "LB003", "{apiVersion: v1, kind: Service, metadata: {annotations: }, spec: {type: LoadBalancer}}", analyzer.Params{},
			[]string{`warning spec.type; unsafe: add metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-internal"] true`}},
		{"public on purpose", "LB003", service("type: LoadBalancer", prefix+`azure-load-balancer-internal: "false"`), analyzer.Params{}, []string{"info spec.type"}},
		{"public on purpose, forbidden", "LB003", service("type: LoadBalancer", prefix+`azure-load-balancer-internal: "false"`), analyzer.Params{RequireInternal: true},
			[]string{"error spec.type"}},
		{"no literal", "LB003", service("type: LoadBalancer", prefix+`azure-load-balancer-internal: "True"`), analyzer.Params{}, nil},
		{"no string", "LB003", service("type: LoadBalancer", prefix+`azure-load-balancer-internal: true`), analyzer.Params{}, nil},
		{"annotation to come", "LB003", service("type: LoadBalancer", prefix+`azure-load-balancer-internal: "${INTERNAL}"`), analyzer.Params{RequireInternal: true}, nil},
		{"another controller", "LB003", service("type: LoadBalancer, loadBalancerClass: tailscale"), analyzer.Params{RequireInternal: true}, nil},

		{"no TLS", "ING008", ingress("{}"), analyzer.Params{}, []string{"warning spec.tls"}},
		{"no TLS, forbidden", "ING008", ingress("{}"), analyzer.Params{RequireHTTPS: true}, []string{
			`error metadata.annotations["kubernetes.io/ingress.allow-http"]; safe: add metadata.annotations["kubernetes.io/ingress.allow-http"] false`, "error spec.tls"}},
		{"HTTP allowed", "ING008", ingress("{tls: [{secretName: shop}]}", `kubernetes.io/ingress.allow-http: "true"`), analyzer.Params{RequireHTTPS: true}, []string{
			`error metadata.annotations["kubernetes.io/ingress.allow-http"]; safe: set metadata.annotations["kubernetes.io/ingress.allow-http"] false`}},
		{"HTTP forbidden", "ING008", ingress("{tls: [{secretName: shop}]}", `kubernetes.io/ingress.allow-http: "false"`), analyzer.Params{RequireHTTPS: true}, nil},
		{"HTTP to come", "ING008", ingress("{tls: [{secretName: shop}]}", `kubernetes.io/ingress.allow-http: "${HTTP}"`), analyzer.Params{RequireHTTPS: true}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range judge(t, test.id, test.text, &test.params) {
				got = append(got, describe(f))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRanges looks at what LB003 says of ranges.
func TestRanges(t *testing.T) {
	for _, test := range []struct{ spec, annotations, want string }{
		{"loadBalancerSourceRanges: [203.0.113.0/24]", "", "info: only `203.0.113.0/24` may enter"},
		{"loadBalancerSourceRanges: [203.0.113.0/24]", "azure-allowed-ip-ranges: '198.51.100.0/24, 192.0.2.0/24'",
			"info: only `203.0.113.0/24`, `198.51.100.0/24`, `192.0.2.0/24` may enter"},
		{"loadBalancerSourceRanges: [203.0.113.0/24, 192.0.2.0/24]", "azure-allowed-ip-ranges: '192.0.2.0/24, 203.0.113.0/24'",
			"info: only `203.0.113.0/24`, `192.0.2.0/24` may enter"},
		{"loadBalancerSourceRanges: [192.0.2.1/32, 192.0.2.2/32, 192.0.2.3/32, 192.0.2.4/32]", "", "info: only 4 source ranges may enter"},
		{"", "azure-allowed-service-tags: AzureFrontDoor.Backend", "info: only `AzureFrontDoor.Backend` may enter"},
		{"", "azure-allowed-ip-ranges: ''", "info: nobody may enter, since its list of clients is empty"},
		{"loadBalancerSourceRanges: [203.0.113.0/24, 0.0.0.0/0]", "", "warning: the whole internet reaches"},
		{"loadBalancerSourceRanges: ['::/0']", "", "warning: the whole internet reaches"},
		{"", "azure-allowed-service-tags: Internet", "warning: the whole internet reaches"},
		{"loadBalancerSourceRanges: []", "", "warning: the whole internet reaches"},
	} {
		annotations := ""
		if test.annotations != "" {
			annotations = "service.beta.kubernetes.io/" + test.annotations
		}
		text := fmt.Sprintf("{apiVersion: v1, kind: Service, metadata: {name: shop, annotations: {%s}}, spec: {type: LoadBalancer, %s}}", annotations, test.spec)
		for _, f := range judge(t, "LB003", text, &analyzer.Params{}) {
			_, clients, _ := strings.Cut(f.Message, "gets a public IP that ")
			if got := f.Lower.String() + ": " + clients; got != test.want {
				t.Errorf("%s %s\n got %s\nwant %s", test.spec, test.annotations, got, test.want)
			}
		}
	}
}

func judge(t *testing.T, id, text string, params *analyzer.Params) []analyzer.Finding {
	t.Helper()
	for _, p := range readAll(t) {
		if p.ID != id {
			continue
		}
		objects := parse(t, text)
		if len(objects) != 1 {
			t.Fatalf("%d objects in %s", len(objects), text)
		}
		findings, err := p.judge(newProgram(embedded, p.File, p.ID), &analyzer.Pass{Object: objects[0], Params: params})
		if err != nil {
			t.Fatal(err)
		}
		return findings
	}
	t.Fatalf("no policy %s", id)
	return nil
}

// describe writes a finding on one line, without its words.
func describe(f analyzer.Finding) string {
	out := "warning"
	if f.Lower != nil {
		out = f.Lower.String()
	}
	out += " " + f.At.String()
	for _, fix := range f.Fixes {
		for _, c := range fix.Changes {
			out += fmt.Sprintf("; %s: %s %s %s", fix.Safety, [...]string{"set", "add", "remove", "rename"}[c.Op], c.Path, c.Value)
		}
	}
	return out
}
