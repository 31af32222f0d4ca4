package inventory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
)

// settings is a ConfigMap of a name, in each of some files.
func settings(name string, files ...string) string {
	var b strings.Builder
	for _, f := range files {
		b.WriteString("-- " + f + " --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n")
	}
	return b.String()
}

// TestVariants holds which of the files that define the same object an object
// of another file sees: those in its own file, else in the nearest folder.
func TestVariants(t *testing.T) {
	const both = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	tests := []struct {
		name, text, from string
		want             []string
	}{
		{"one", settings("a", "x/a.yaml") + settings("b", "y/b.yaml"), "y/b.yaml", []string{"x/a.yaml"}},
		{"the same folder", settings("a", "x/a.yaml", "y/a.yaml") + settings("b", "y/b.yaml"), "y/b.yaml", []string{"y/a.yaml"}},
		{"the nearest folder above", settings("a", "a.yaml", "x/a.yaml", "y/a.yaml") + settings("b", "x/deep/down/b.yaml"), "x/deep/down/b.yaml", []string{"x/a.yaml"}},
		{"the nearest folder below", settings("a", "x/y/z/a.yaml", "v/a.yaml") + settings("b", "x/b.yaml"), "x/b.yaml", []string{"x/y/z/a.yaml"}},
		{"a tie shows both", settings("a", "x/1/a.yaml", "x/2/a.yaml", "y/a.yaml") + settings("b", "x/b.yaml"), "x/b.yaml", []string{"x/1/a.yaml", "x/2/a.yaml"}},
		{"two in one folder", settings("a", "x/a1.yaml", "x/a2.yaml", "y/a.yaml") + settings("b", "x/b.yaml"), "x/b.yaml", []string{"x/a1.yaml", "x/a2.yaml"}},
		{"nothing near shows all", settings("a", "x/a.yaml", "y/a.yaml") + settings("b", "z/b.yaml"), "z/b.yaml", []string{"x/a.yaml", "y/a.yaml"}},
		{"its own file before its folder", settings("a", "x/a.yaml") + "-- x/b.yaml --\n" + both, "x/b.yaml", []string{"x/b.yaml", "x/b.yaml"}},
		{"a folder whose name begins alike", settings("a", "prod/a.yaml", "test/a.yaml") + settings("b", "prod-eu/b.yaml"), "prod-eu/b.yaml", []string{"prod/a.yaml", "test/a.yaml"}},
		{"absolute names", settings("a", "/srv/x/a.yaml", "/srv/y/a.yaml") + settings("b", "/srv/y/b.yaml"), "/srv/y/b.yaml", []string{"/srv/y/a.yaml"}},
		{"files named in any order", settings("a", "x/2/a.yaml", "y/a.yaml", "x/1/a.yaml") + settings("b", "x/b.yaml"), "x/b.yaml", []string{"x/2/a.yaml", "x/1/a.yaml"}},
		{"files named in any order, from between", settings("a", "x/2/a.yaml", "y/a.yaml") + settings("b", "z/b.yaml") + settings("a", "x/1/a.yaml", "v/a.yaml"), "z/b.yaml", []string{"x/2/a.yaml", "y/a.yaml", "x/1/a.yaml", "v/a.yaml"}},
		{"another namespace is another object", settings("a", "x/a.yaml") + settings("a, namespace: other", "y/a.yaml") + settings("b", "y/b.yaml"), "y/b.yaml", []string{"x/a.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := view(t, tree(tt.text), tt.from, "ConfigMap", "b")
			var got []string
			for _, m := range v.Objects("ConfigMap", "default") {
				if m.Object.Name == "a" {
					got = append(got, m.Object.Source().Name)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			found, ok := v.Lookup("ConfigMap", "default", "a")
			if !ok || found.Object.Source().Name != tt.want[0] {
				t.Errorf("Lookup found %v", found)
			}
		})
	}
}

// TestVariantsOfItself holds that an object sees itself and not its variants.
func TestVariantsOfItself(t *testing.T) {
	inv := tree(settings("a", "x/a.yaml", "y/a.yaml"))
	for _, file := range []string{"x/a.yaml", "y/a.yaml"} {
		v := view(t, inv, file, "ConfigMap", "a")
		if got := v.Objects("ConfigMap", "default"); len(got) != 1 || got[0] != v.Member {
			t.Errorf("%s sees %d objects", file, len(got))
		}
	}
}

func TestFirst(t *testing.T) {
	const twice = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {again: \"1\"}}\n"
	tests := []struct {
		name, text string
		want       []string // the members that have a first definition
	}{
		{"one file", "-- a.yaml --\n" + twice, []string{"a.yaml"}},
		{"variants", settings("a", "x/a.yaml", "y/a.yaml"), nil},
		{"one kustomization", "-- kustomization.yaml --\nresources: [x.yaml, y.yaml]\n" + settings("a", "x.yaml", "y.yaml"), []string{"y.yaml"}},
		{"a patch", "-- kustomization.yaml --\nresources: [x.yaml]\npatches: [{path: y.yaml}]\n" + settings("a", "x.yaml", "y.yaml"), nil},
		{"no name", "-- a.yaml --\n" + strings.ReplaceAll(twice, "name: a", "generateName: a-"), nil},
		{"a Namespace that kustomize renames", "-- kustomization.yaml --\nnamespace: shop\nresources: [x.yaml, y.yaml]\n-- x.yaml --\napiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n-- y.yaml --\napiVersion: v1\nkind: Namespace\nmetadata: {name: y}\n", []string{"y.yaml"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range tree(tt.text).Scopes {
				for _, m := range s.Members {
					if first, ok := (inventory.View{Scope: s, Member: m}).First(); ok {
						got = append(got, m.Object.Source().Name)
						if !first.Before(m) {
							t.Errorf("%s comes before its first definition", title(m))
						}
					}
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestViews holds that an object of a base has one view for each overlay, with
// what that overlay makes of it, and what stands beside it there.
func TestViews(t *testing.T) {
	inv := tree(settings("a", "base/a.yaml") + `
-- base/kustomization.yaml --
resources: [a.yaml]
-- prod/kustomization.yaml --
namespace: prod
resources: [../base, b.yaml]
-- test/kustomization.yaml --
namespace: test
resources: [../base]
` + settings("b", "prod/b.yaml"))
	var got []string
	for _, v := range inv.Views(view(t, inv, "base/a.yaml", "ConfigMap", "a").Member.Object) {
		line := v.Scope.Name + ":"
		for _, ns := range []string{"prod", "test"} {
			for _, m := range v.Objects("ConfigMap", ns) {
				line += " " + title(m)
			}
		}
		got = append(got, line)
	}
	want := []string{"prod: ConfigMap prod/a ConfigMap prod/b", "test: ConfigMap test/a"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestLookup(t *testing.T) {
	inv := tree(`
-- all.yaml --
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {generateName: web-, namespace: shop}
`)
	v := view(t, inv, "all.yaml", "Namespace", "shop")
	tests := []struct {
		kind, namespace, name string
		want                  bool
	}{
		{"Namespace", "", "shop", true},
		{"Namespace", "shop", "shop", false},
		{"Ingress.networking.k8s.io", "shop", "web", true},
		{"Ingress", "shop", "web", false},
		{"Ingress.networking.k8s.io", "default", "web", false},
		{"Service", "shop", "", false},
	}
	for _, tt := range tests {
		if _, ok := v.Lookup(tt.kind, tt.namespace, tt.name); ok != tt.want {
			t.Errorf("Lookup(%s, %q, %q) = %v", tt.kind, tt.namespace, tt.name, ok)
		}
	}
	if !v.Has("Service", "shop") || v.Has("Service", "default") || v.Has("Secret", "shop") {
		t.Error("Has is wrong about Services or Secrets")
	}
}

// TestPodsElsewhere holds when pods may come from what the input does not show.
func TestPodsElsewhere(t *testing.T) {
	const object = "apiVersion: %v\nkind: %k\nmetadata: {name: x, namespace: %n}\n"
	tests := []struct {
		name, version, kind, namespace string
		want                           bool
	}{
		{"a Service", "v1", "Service", "shop", false},
		{"a Deployment", "apps/v1", "Deployment", "shop", false},
		{"a custom resource", "kafka.strimzi.io/v1beta2", "Kafka", "shop", true},
		{"a custom resource in another namespace", "kafka.strimzi.io/v1beta2", "Kafka", "other", false},
		{"a custom resource that configures", "monitoring.coreos.com/v1", "ServiceMonitor", "shop", false},
		{"an Argo CD Application, anywhere", "argoproj.io/v1alpha1", "Application", "argocd", true},
		{"an Argo CD AppProject", "argoproj.io/v1alpha1", "AppProject", "argocd", false},
		{"a Flux HelmRelease, anywhere", "helm.toolkit.fluxcd.io/v2", "HelmRelease", "flux-system", true},
		{"a Service in an unknown namespace", "v1", "Service", "'${NAMESPACE}'", false},
		{"a Deployment in an unknown namespace", "apps/v1", "Deployment", "'${NAMESPACE}'", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.NewReplacer("%v", tt.version, "%k", tt.kind, "%n", tt.namespace).Replace(object)
			inv := tree("-- a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: shop}\n-- b.yaml --\n" + text)
			if got := view(t, inv, "a.yaml", "ConfigMap", "own").PodsElsewhere("shop"); got != tt.want {
				t.Errorf("PodsElsewhere = %v", got)
			}
		})
	}
}

func TestAlike(t *testing.T) {
	inv := tree("-- a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: shop}\n" +
		"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: \"${B}\"}\n" +
		"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: <your-namespace>}\n" +
		"---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
	v := view(t, inv, "a.yaml", "ConfigMap", "own")
	for name, want := range map[string][]string{
		"shop":             {"${B}", "<your-namespace>"},
		"elsewhere":        {"${B}", "<your-namespace>"},
		"${B}":             {"<your-namespace>", "shop"},
		"<your-namespace>": {"${B}", "shop"},
	} {
		if d := cmp.Diff(want, v.Alike(name)); d != "" {
			t.Errorf("Alike(%s) (-want +got):\n%s", name, d)
		}
	}
}
