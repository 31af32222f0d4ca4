package aks_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/akslint/akslint/aks"
)

func TestServiceAnnotations(t *testing.T) {
	for _, row := range aks.ServiceAnnotations() {
		if got, ok := aks.LookupServiceAnnotation(row.Key); !ok || got.Key != row.Key {
			t.Errorf("%s is not found", row.Key)
		}
	}
	for _, row := range aks.PortAnnotations() {
		if got, ok := aks.LookupPortAnnotation(row.Suffix()); !ok || got.Key != row.Key {
			t.Errorf("%s is not found by %q", row.Key, row.Suffix())
		}
	}
	for key, want := range map[string]bool{
		"service.beta.kubernetes.io/azure-load-balancer-mode":      true,
		"service.beta.kubernetes.io/azure-load-balancer-nod":       true,
		"service.beta.kubernetes.io/port_80_x":                     true,
		"service.beta.kubernetes.io/load-balancer-source-ranges":   true,
		"service.beta.kubernetes.io/aws-load-balancer-type":        false,
		"azure-load-balancer-internal":                             false,
		"appgw.ingress.kubernetes.io/azure-load-balancer-internal": false,
	} {
		if got := aks.IsServiceAnnotation(key); got != want {
			t.Errorf("IsServiceAnnotation(%q) = %v", key, got)
		}
	}
}

func TestParsePortAnnotation(t *testing.T) {
	for key, want := range map[string][2]string{
		"service.beta.kubernetes.io/port_80_no_lb_rule":             {"80", "no_lb_rule"},
		"service.beta.kubernetes.io/port_8080_health-probe_port":    {"8080", "health-probe_port"},
		"service.beta.kubernetes.io/port_80_":                       {"80", ""},
		"service.beta.kubernetes.io/port_http_no_lb_rule":           {},
		"service.beta.kubernetes.io/port__no_lb_rule":               {},
		"service.beta.kubernetes.io/port_80":                        {},
		"service.beta.kubernetes.io/azure-load-balancer-internal":   {},
		"example.com/port_80_no_lb_rule":                            {},
		"service.beta.kubernetes.io/port_{n}_health-probe_protocol": {},
	} {
		port, suffix, ok := aks.ParsePortAnnotation(key)
		if [2]string{port, suffix} != want || ok != (want[0] != "") {
			t.Errorf("ParsePortAnnotation(%q) = %q, %q, %v", key, port, suffix, ok)
		}
	}
}

func TestBoolean(t *testing.T) {
	const prefix = "service.beta.kubernetes.io/"
	for key, want := range map[string]aks.BooleanReader{
		prefix + "azure-load-balancer-internal":          aks.Strict,
		prefix + "azure-load-balancer-disable-tcp-reset": aks.AnyCase,
		prefix + "azure-pls-create":                      aks.Trimmed,
		prefix + "port_443_no_probe_rule":                aks.AnyCase,
		prefix + "port_443_health-probe_protocol":        aks.NotBoolean,
		prefix + "azure-shared-securityrule":             aks.NotBoolean, // nothing reads it
		prefix + "azure-pip-name":                        aks.NotBoolean,
		"example.com/azure-load-balancer-internal":       aks.NotBoolean,
	} {
		if got := aks.Boolean(key); got != want {
			t.Errorf("Boolean(%q) = %v, want %v", key, got, want)
		}
	}
	for _, test := range []struct {
		reader aks.BooleanReader
		value  string
		want   bool
	}{
		{aks.Strict, "true", true}, {aks.Strict, "True", false}, {aks.AnyCase, "TRUE", true}, {aks.AnyCase, " true", false},
		{aks.Trimmed, " true ", true}, {aks.Parsed, "1", true}, {aks.Parsed, "yes", false}, {aks.NotBoolean, "true", false},
	} {
		if got := test.reader.True(test.value); got != test.want {
			t.Errorf("reader %d takes %q for %v", test.reader, test.value, got)
		}
	}
}

func TestForeignAnnotation(t *testing.T) {
	if row, ok := aks.LookupForeignAnnotation("service.beta.kubernetes.io/aws-load-balancer-type"); !ok || row.Cloud != "Amazon Web Services" {
		t.Errorf("got %v, %v", row, ok)
	}
	if row, ok := aks.LookupForeignAnnotation("service.beta.kubernetes.io/azure-pip-name"); ok {
		t.Errorf("got %v", row)
	}
}

func TestLabels(t *testing.T) {
	for key, want := range map[string]struct{ reserved, onPool bool }{
		"kubernetes.azure.com/mode":                   {true, true},
		"kubernetes.azure.com/anything":               {true, true},
		"kubernetes.azure.com/service-egress-gateway": {false, false},
		"kubernetes.io/os":                            {false, true},
		"app.kubernetes.io/name":                      {false, false},
		"agentpool":                                   {false, false},
		"team":                                        {false, false},
	} {
		if got := aks.ReservedLabel(key); got != want.reserved {
			t.Errorf("ReservedLabel(%q) = %v", key, got)
		}
		if got := aks.ReservedNodePoolLabel(key); got != want.onPool {
			t.Errorf("ReservedNodePoolLabel(%q) = %v", key, got)
		}
	}
	for key, want := range map[string]string{
		"beta.kubernetes.io/os":     "kubernetes.io/os",
		"agentpool":                 "kubernetes.azure.com/agentpool",
		"kubernetes.io/os":          "",
		"kubernetes.azure.com/mode": "",
	} {
		if got, ok := aks.DeprecatedNodeLabel(key); got != want || ok != (want != "") {
			t.Errorf("DeprecatedNodeLabel(%q) = %q, %v", key, got, ok)
		}
	}
}

func TestManagedNamespace(t *testing.T) {
	for name, want := range map[string]bool{
		"kube-system": true, "gatekeeper-system": true, "aks-istio-ingress": true, "aks-istio-": true, "aks-command": true,
		"aks-istio": false, "default": false, "kube-system-2": false, "": false,
	} {
		if got := aks.ManagedNamespace(name); got != want {
			t.Errorf("ManagedNamespace(%q) = %v", name, got)
		}
	}
}

func TestRemovals(t *testing.T) {
	newest := aks.Version{Major: 1, Minor: 36}
	for _, test := range []struct {
		apiVersion, kind string
		found, served    bool
		replacement      string
	}{
		{"extensions/v1beta1", "Ingress", true, false, "networking.k8s.io/v1"},
		{"networking.k8s.io/v1beta1", "IngressClass", true, false, "networking.k8s.io/v1"},
		{"policy/v1beta1", "PodSecurityPolicy", true, false, ""},
		{"networking.k8s.io/v1beta1", "ServiceCIDR", true, true, "networking.k8s.io/v1"},
		{"v1", "Endpoints", true, true, "discovery.k8s.io/v1"},
		{"networking.k8s.io/v1", "Ingress", false, false, ""},
		{"v1", "Service", false, false, ""},
	} {
		got, ok := aks.LookupRemoval(test.apiVersion, test.kind)
		if ok != test.found || ok && (got.Served(newest) != test.served || got.Replacement != test.replacement) {
			t.Errorf("LookupRemoval(%s, %s) = %+v, %v", test.apiVersion, test.kind, got, ok)
		}
	}
	if got := slices.Collect(aks.DeprecatedFields("Service")); len(got) < 8 {
		t.Errorf("%d fields of Service", len(got))
	}
}

func TestCalendar(t *testing.T) {
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d.Add(23 * time.Hour)
	}
	for on, want := range map[string]string{
		"2026-05-01": "1.33", "2026-11-30": "1.34", "2026-12-01": "1.35", "2027-10-31": "1.37", "2030-01-01": "1.37",
	} {
		if got := aks.OldestSupported(day(on)).String(); got != want {
			t.Errorf("on %s the oldest version is %s, want %s", on, got, want)
		}
	}
	if row, ok := aks.LookupKubernetesVersion(aks.Version{Major: 1, Minor: 33}); !ok || !row.LongTerm {
		t.Errorf("1.33: %+v, %v", row, ok)
	}
	npm, ok := aks.LookupRetirement("azure-npm-windows")
	if !ok || npm.Over(day("2026-09-30")) || !npm.Over(day("2026-10-01")) {
		t.Errorf("azure-npm-windows: %+v, %v", npm, ok)
	}
}

func TestIngressControllers(t *testing.T) {
	for name, got := range map[string]func() (aks.IngressController, bool){
		"agic": func() (aks.IngressController, bool) { return aks.LookupClassAnnotation("azure/application-gateway") },
		"app-routing-nginx": func() (aks.IngressController, bool) {
			return aks.LookupIngressClass("webapprouting.kubernetes.azure.com")
		},
		"app-routing-istio": func() (aks.IngressController, bool) { return aks.LookupGatewayClass("approuting-istio") },
		"ingress-nginx":     func() (aks.IngressController, bool) { return aks.LookupIngressController("k8s.io/ingress-nginx") },
		"http-application-routing": func() (aks.IngressController, bool) {
			return aks.LookupClassAnnotation("addon-http-application-routing")
		},
	} {
		if c, ok := got(); !ok || c.ID != name {
			t.Errorf("want %s, got %+v, %v", name, c, ok)
		}
	}
	if c, ok := aks.LookupGatewayClass(""); ok {
		t.Errorf("no class is %+v", c)
	}
}

func TestPlatformAddress(t *testing.T) {
	for text, want := range map[string]string{
		"168.63.129.16":      "the Azure platform (WireServer, DNS, source of health probes)",
		"169.254.169.254":    "the Azure Instance Metadata Service",
		"::ffff:169.254.1.1": "the link-local network of the node",
		"10.0.0.1":           "",
		"fd00::1":            "",
	} {
		if got, ok := aks.PlatformAddress(netip.MustParseAddr(text)); got != want || ok != (want != "") {
			t.Errorf("PlatformAddress(%s) = %q, %v", text, got, ok)
		}
	}
	if got := aks.ReservedRanges(netip.MustParsePrefix("172.16.0.0/12")); len(got) != 3 {
		t.Errorf("172.16.0.0/12 overlaps %v", got)
	}
	if got := aks.ReservedRanges(netip.MustParsePrefix("10.0.0.0/8")); got != nil {
		t.Errorf("10.0.0.0/8 overlaps %v", got)
	}
}

func TestSmallTables(t *testing.T) {
	if name, ok := aks.RiskyPort(5432); !ok || name != "PostgreSQL" {
		t.Errorf("5432 is %q, %v", name, ok)
	}
	if name, ok := aks.RiskyPort(443); ok {
		t.Errorf("443 is %q", name)
	}
	if r, ok := aks.LookupIstioRevision("asm-1-25"); !ok || !r.Deprecated {
		t.Errorf("asm-1-25: %v, %v", r, ok)
	}
	if aks.CompareIstioRevisions("asm-1-9", "asm-1-30") != -1 || aks.CompareIstioRevisions("default", "asm-1-30") != -1 {
		t.Error("asm-1-30 is newer than asm-1-9, and than what is no revision")
	}
	if blocked, ok := aks.UnsupportedIstioKind("networking.istio.io", "EnvoyFilter"); blocked || !ok {
		t.Error("EnvoyFilter is allowed and unsupported")
	}
	if blocked, ok := aks.UnsupportedIstioKind("extensions.istio.io", "WasmPlugin"); !blocked || !ok {
		t.Error("WasmPlugin is blocked")
	}
	if k, ok := aks.LookupGatewayKind("gateway.networking.k8s.io/v1beta1", "HTTPRoute"); !ok || k.Replacement == "" || k.Experimental {
		t.Errorf("HTTPRoute v1beta1: %v, %v", k, ok)
	}
	if k, ok := aks.LookupGatewayKind("gateway.networking.k8s.io/v1beta1", "ReferenceGrant"); ok {
		t.Errorf("ReferenceGrant v1beta1: %v", k)
	}
	if k, ok := aks.LookupGatewayKind("gateway.networking.x-k8s.io/v1alpha1", "XListenerSet"); !ok || !k.Experimental {
		t.Errorf("XListenerSet: %v, %v", k, ok)
	}
	if m, ok := aks.LookupWorkloadMetadata("azure.workload.identity/use"); !ok || m.Where[0] != aks.PodLabel || m.Understands("True") {
		t.Errorf("azure.workload.identity/use: %v, %v", m, ok)
	}
	if a, ok := aks.LookupAppRoutingAnnotation("kubernetes.azure.com/tls-cert-keyvault-uri"); !ok || !a.Understands("https://kv.vault.azure.net/certificates/shop") || a.Understands("https://kv.vault.azure.net/shop") {
		t.Errorf("tls-cert-keyvault-uri: %v, %v", a, ok)
	}
	if a, ok := aks.LookupAGCAnnotation("alb.networking.azure.io/alb-id"); !ok || a.Resource == "" {
		t.Errorf("alb-id: %v, %v", a, ok)
	}
}

func TestPolicyChecks(t *testing.T) {
	tools := map[string]string{}
	for _, check := range aks.PolicyChecks("POD001") {
		tools[check.Tool] = check.URL()
	}
	if len(tools) != 2 || tools["Azure Policy"] == "" || tools["kube-linter"] == "" {
		t.Errorf("POD001 covers %v", tools)
	}
	if got := aks.PolicyChecks("LB001"); got != nil {
		t.Errorf("LB001 covers %v", got)
	}
}
