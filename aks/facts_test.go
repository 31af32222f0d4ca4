package aks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
)

// stale is after how many days a row has to be read again: no clock decides
// it, but the newest row of all.
const stale = 400

// TestFresh reads the dates of all rows.
func TestFresh(t *testing.T) {
	names, err := filepath.Glob("data/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	newest := time.Time{}
	read := map[string]time.Time{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		src := manifest.NewSource(name, data)
		top := manifest.Parse(src, manifest.ParseOptions{Manifest: true}).Documents[0].Root()
		for _, row := range top.Get("rows").Items() {
			place := name + ":" + src.Position(row.Span().Start).String()
			own := row.Get("asOf")
			if !own.Exists() {
				own = top.Get("asOf")
			}
			day, err := time.Parse(time.DateOnly, own.Text())
			if err != nil {
				t.Errorf("%s: %v", place, err)
			}
			read[place] = day
			if day.After(newest) {
				newest = day
			}
		}
	}
	for place, day := range read {
		if age := newest.Sub(day).Hours() / 24; age > stale {
			t.Errorf("%s: was read %.0f days before the newest row; read it again", place, age)
		}
	}
}

// TestLiterals holds that what is generated costs nothing at start-up: the
// compiler lays out slices of structs, but maps and calls run.
func TestLiterals(t *testing.T) {
	names, err := filepath.Glob("*_gen.go")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	fset := token.NewFileSet()
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.CallExpr, *ast.MapType, *ast.FuncLit:
				t.Errorf("%s: %T at start-up", fset.Position(n.Pos()), n)
			}
			return true
		})
	}
}

// TestValues holds the grammar of every annotation against itself.
func TestValues(t *testing.T) {
	values := map[string]aks.Value{}
	requires := map[string]string{}
	for _, rows := range [][]aks.ServiceAnnotation{aks.ServiceAnnotations(), aks.PortAnnotations()} {
		for _, row := range rows {
			values[row.Key], requires[row.Key] = row.Value, row.Requires
			if (row.Instead == "") == (row.Status == aks.Dead || row.Status == aks.Removed) && row.Key != "service.beta.kubernetes.io/load-balancer-source-ranges" {
				t.Errorf("%s: status and instead contradict each other", row.Key)
			}
			if (row.Status == aks.Removed) == row.Until.IsZero() {
				t.Errorf("%s: status and until contradict each other", row.Key)
			}
			if row.Bad == "" {
				t.Errorf("%s: what does a bad value do?", row.Key)
			}
		}
	}
	for _, rows := range [][]aks.IngressAnnotation{aks.AGICAnnotations(), aks.AppRoutingAnnotations(), aks.AGCAnnotations()} {
		for _, row := range rows {
			values[row.Key], requires[row.Key] = row.Value, row.Requires
		}
	}
	for key, value := range values {
		if value.Default != "" && !value.Understands(value.Default) {
			t.Errorf("%s: the default %q breaks the grammar", key, value.Default)
		}
		for _, fault := range []struct {
			wrong bool
			say   string
		}{
			{(value.Grammar == aks.BooleanValue) != (value.Reader != aks.NotBoolean), "a reader and only a boolean"},
			{(value.Grammar == aks.WordValue) != (value.Words != nil), "words and only a word"},
			{(value.Grammar == aks.ResourceIDValue) != (value.Resource != ""), "a resource and only a resource id"},
			{value.Grammar != aks.IntegerValue && value.Max != 0, "bounds and only an integer"},
			{value.Min > value.Max, "bounds the wrong way round"},
		} {
			if fault.wrong {
				t.Errorf("%s: %s", key, fault.say)
			}
		}
		if other := requires[key]; other != "" {
			if _, ok := values[other]; !ok {
				t.Errorf("%s requires %s, which is no row", key, other)
			}
		}
	}
}

// TestReferences follows what one table says of another.
func TestReferences(t *testing.T) {
	for _, c := range aks.IngressControllers() {
		if _, ok := c.Retired(); ok != (c.Retirement != "") {
			t.Errorf("%s: no retirement %q", c.ID, c.Retirement)
		}
	}
	seen := map[string]bool{}
	for _, r := range aks.Removals() {
		for _, kind := range r.Kinds {
			if name := r.APIVersion + " " + kind; seen[name] {
				t.Errorf("%s is there twice", name)
			} else {
				seen[name] = true
			}
		}
		if !r.RemovedIn.IsZero() && !r.DeprecatedIn.Before(r.RemovedIn) {
			t.Errorf("%s %v is removed before it is deprecated", r.APIVersion, r.Kinds)
		}
	}
	for _, l := range aks.NodeLabels() {
		if (l.Use == aks.Deprecated) != (l.Replacement != "") {
			t.Errorf("%s: a replacement, and only of what is deprecated", l.Key)
		}
		if next, ok := aks.LookupNodeLabel(l.Replacement); ok && next.Use == aks.Deprecated {
			t.Errorf("%s: its replacement is deprecated too", l.Key)
		}
	}
	if !slices.IsSortedFunc(aks.KubernetesVersions(), func(a, b aks.KubernetesVersion) int { return a.Compare(b.Version) }) {
		t.Error("versions of Kubernetes are not sorted")
	}
	if !slices.IsSortedFunc(aks.IstioRevisions(), func(a, b aks.IstioRevision) int { return aks.CompareIstioRevisions(a.Revision, b.Revision) }) {
		t.Error("revisions of Istio are not sorted")
	}
}

func TestSource(t *testing.T) {
	for source, want := range map[aks.Source]string{
		"https://kubernetes.io/docs/": "https://kubernetes.io/docs/",
		"https://example.com/a@b":     "https://example.com/a@b",
		"Azure/AKS@8d1c890":           "https://github.com/Azure/AKS/tree/8d1c890",
		"Azure/AKS@8d1c890:C.md":      "https://github.com/Azure/AKS/blob/8d1c890/C.md",
	} {
		if got := source.URL(); got != want {
			t.Errorf("%q.URL() = %q, want %q", source, got, want)
		}
	}
}

func TestVersion(t *testing.T) {
	for text, want := range map[string]string{
		"1.33": "1.33", "1.33.2": "1.33", "v1.9.1-gke.2": "1.9", "": "", "1": "", "1.x": "", "999.1": "",
	} {
		got, ok := aks.ParseVersion(text)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("ParseVersion(%q) = %q, %v", text, got, ok)
		}
	}
	if nine, ten := (aks.Version{Major: 1, Minor: 9}), (aks.Version{Major: 1, Minor: 10}); !nine.Before(ten) || ten.Before(nine) || ten.Before(ten) {
		t.Error("1.9 is before 1.10, and no version before itself")
	}
}

func TestUnderstands(t *testing.T) {
	service := func(key string) aks.Value {
		row, ok := aks.LookupServiceAnnotation("service.beta.kubernetes.io/azure-" + key)
		if !ok {
			t.Fatalf("no row for %s", key)
		}
		return row.Value
	}
	agic := func(key string) aks.Value {
		row, ok := aks.LookupAGICAnnotation(aks.AGICPrefix + key)
		if !ok {
			t.Fatalf("no row for %s", key)
		}
		return row.Value
	}
	prefix := "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPPrefixes/"
	subscription := "00000000-0000-0000-0000-00000000000a"
	for _, test := range []struct {
		name      string
		value     aks.Value
		good, bad string // separated by "|"
	}{
		{"internal", service("load-balancer-internal"), "true|false", "True| true|yes|"},
		{"tcp reset", service("load-balancer-disable-tcp-reset"), "true|TRUE|False", " true|1|"},
		{"pls", service("pls-create"), "true| True |False", "yes|"},
		{"agic boolean", agic("ssl-redirect"), "1|t|T|TRUE|true|True|0", "yes|on||tRUE"},
		{"idle timeout", service("load-balancer-tcp-idle-timeout"), "4|30|100", "3|101|4m|4.0|"},
		{"ipv4", service("load-balancer-ipv4"), "10.0.0.1", "::1|10.0.0|10.0.0.1/32| 10.0.0.1"},
		{"ipv6", service("load-balancer-ipv6"), "fd00::1", "10.0.0.1"},
		{"additional ips", service("additional-public-ips"), "1.2.3.4|1.2.3.4,5.6.7.8", "1.2.3.4, 5.6.7.8|1.2.3.4,"},
		{"ranges", service("allowed-ip-ranges"), "10.0.0.0/8|10.0.0.0/8, fd00::/8", "10.0.0.1/8|10.0.0.1|10.0.0.0/8,"},
		{"tags", service("allowed-service-tags"), "AzureCloud|AzureCloud.westeurope, Internet", "AzureCloud,|10.0.0.0/8|"},
		{"subnet", service("load-balancer-internal-subnet"), "apps", "/subscriptions/x|apps |"},
		{"resource group", service("load-balancer-resource-group"), "g| g ", "/subscriptions/x"},
		{"prefix id", service("pip-prefix-id"), prefix + "p|" + strings.ToLower(prefix) + "p", prefix + "|p|" + strings.Replace(prefix, "Prefixes", "Addresses", 1) + "p"},
		{"dns label", service("dns-label-name"), "shop|a-1|", "Shop|ab|a.b|1ab|ab-"},
		{"pip tags", service("pip-tags"), "a=b|a=b,c=d|a=", "a|a=b=c|=b|a=b,"},
		{"pls addresses", service("pls-ip-configuration-ip-address"), "10.0.0.1|10.0.0.1 10.0.0.2|10.0.0.1  10.0.0.2", "10.0.0.1,10.0.0.2|fd00::1"},
		{"pls names", service("pls-fqdns"), "a.example.com b.example.com", "a.example.com,b.example.com"},
		{"visibility", service("pls-visibility"), "*|" + subscription + "|* " + subscription, "sub-a|" + subscription + "," + subscription},
		{"probe", service("load-balancer-health-probe-protocol"), "tcp|HTTP|Https", "grpc|"},
		{"path", service("load-balancer-health-probe-request-path"), "/|/healthz", "healthz|"},
		{"status codes", agic("health-probe-status-codes"), "200|200-399|200-399,401|200, 204", "20|2xx|99-200|399-200|200-600"},
		{"waf policy", agic("waf-policy-for-path"), "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/p", prefix + "p"},
		{"priority", agic("rule-priority"), "1|20000", "0|20001|x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, good := range strings.Split(test.good, "|") {
				if !test.value.Understands(good) {
					t.Errorf("%q is not understood", good)
				}
			}
			for _, bad := range strings.Split(test.bad, "|") {
				if test.value.Understands(bad) {
					t.Errorf("%q is understood", bad)
				}
			}
		})
	}
}
