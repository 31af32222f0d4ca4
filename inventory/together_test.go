package inventory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
)

const route = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: NAME, namespace: SPACE}
spec: {rules: [{host: A.example}, {host: b.example}, {host: a.example}]}
`

// TestTogether holds what is surely applied together with an Ingress: what lies
// in its folder, or in its kustomization.
func TestTogether(t *testing.T) {
	ingress := func(file, name, space string) string {
		return "-- " + file + " --\n" + strings.NewReplacer("NAME", name, "SPACE", space).Replace(route)
	}
	files := ingress("x/1.yaml", "one", "s") + ingress("x/2.yaml", "two", "t") + ingress("x/deep/3.yaml", "three", "s") + ingress("y/1.yaml", "one", "s")
	const kustomization = "-- kustomization.yaml --\nresources: [x/1.yaml, x/2.yaml, x/deep/3.yaml]\n"
	const kind = "Ingress.networking.k8s.io"
	tests := []struct {
		name, text              string
		inSpace, anywhere, host []string
	}{
		{"a folder", files, []string{"x/1.yaml"}, []string{"x/1.yaml", "x/2.yaml"}, []string{"x/1.yaml", "x/2.yaml"}},
		{"a kustomization", kustomization + files, []string{"x/1.yaml", "x/deep/3.yaml"},
			[]string{"x/1.yaml", "x/2.yaml", "x/deep/3.yaml"}, []string{"x/1.yaml", "x/2.yaml", "x/deep/3.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := view(t, tree(tt.text), "x/1.yaml", "Ingress", "one")
			for _, list := range []struct {
				what string
				want []string
				got  []*inventory.Member
			}{
				{"Nearby", tt.inSpace, v.Nearby(kind, "s")},
				{"NearbyAnywhere", tt.anywhere, v.NearbyAnywhere(kind)},
				{"Claiming", tt.host, v.Claiming("a.example")},
				{"Claiming another host", nil, v.Claiming("c.example")},
			} {
				var got []string
				for _, m := range list.got {
					got = append(got, m.Object.Source().Name)
				}
				if d := cmp.Diff(list.want, got); d != "" {
					t.Errorf("%s (-want +got):\n%s", list.what, d)
				}
			}
		})
	}
}

// TestNames holds that names are those of all definitions, each once, and that
// one which is filled in later is told.
func TestNames(t *testing.T) {
	text := settings("a", "x/a.yaml", "y/a.yaml") + settings("b", "y/b.yaml")
	for _, tt := range []struct {
		name, text, namespace string
		want                  []string
		known                 bool
	}{
		{"each once", text, "default", []string{"a", "b"}, true},
		{"one to come", text + settings(`"${NAME}"`, "z.yaml"), "default", []string{"${NAME}", "a", "b"}, false},
		{"no such namespace", text, "other", nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			names, known := view(t, tree(tt.text), "y/b.yaml", "ConfigMap", "b").Names("ConfigMap", tt.namespace)
			if d := cmp.Diff(tt.want, slices.Sorted(slices.Values(names))); d != "" || known != tt.known {
				t.Errorf("known %v (-want +got):\n%s", known, d)
			}
		})
	}
}

// TestSelectingAlike holds that Services are told by namespace and all labels.
func TestSelectingAlike(t *testing.T) {
	var text strings.Builder
	for _, s := range []struct{ file, space, selector string }{
		{"x/1.yaml", "s", "{app: a, tier: b}"}, {"x/2.yaml", "s", "{tier: b, app: a}"}, {"x/3.yaml", "s", "{app: a}"},
		{"x/4.yaml", "t", "{app: a, tier: b}"}, {"x/5.yaml", "s", "{}"}, {"y/1.yaml", "s", "{app: a, tier: b}"},
	} {
		text.WriteString("-- " + s.file + " --\napiVersion: v1\nkind: Service\nmetadata: {name: " + s.file[2:3] + ", namespace: " + s.space + "}\nspec: {selector: " + s.selector + "}\n")
	}
	for file, want := range map[string][]string{"x/1.yaml": {"x/1.yaml", "x/2.yaml"}, "x/3.yaml": {"x/3.yaml"}, "x/5.yaml": nil} {
		var got []string
		for _, m := range view(t, tree(text.String()), file, "Service", file[2:3]).SelectingAlike() {
			got = append(got, m.Object.Source().Name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}
