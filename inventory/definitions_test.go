package inventory_test

import (
	"strings"
	"testing"
)

// TestDefinitions counts objects as one cluster holds them.
func TestDefinitions(t *testing.T) {
	const service = "apiVersion: v1\nkind: Service\nmetadata: {name: NAME, namespace: NS}\nspec: {ports: [{port: 80}]}\n"
	file := func(path, name, namespace string) string {
		return "-- " + path + " --\n" + strings.NewReplacer("NAME", name, "NS", namespace).Replace(service)
	}
	for name, test := range map[string]struct {
		text string
		want int
	}{
		"two applications": {file("a/svc.yaml", "web", "a") + file("b/svc.yaml", "web", "b"), 2},
		"dev and prod":     {file("dev/svc.yaml", "web", "shop") + file("prod/svc.yaml", "web", "shop"), 1},
		"a base and its overlays": {"-- base/kustomization.yaml --\nresources: [svc.yaml]\n" + file("base/svc.yaml", "web", "shop") +
			"-- dev/kustomization.yaml --\nnamespace: dev\nnamePrefix: dev-\nresources: [../base]\n-- prod/kustomization.yaml --\nnamespace: prod\nresources: [../base]\n", 1},
		"an overlay with more": {"-- base/kustomization.yaml --\nresources: [svc.yaml]\n" + file("base/svc.yaml", "web", "shop") +
			"-- dev/kustomization.yaml --\nresources: [../base, more.yaml]\n" + file("dev/more.yaml", "api", "shop") + "-- prod/kustomization.yaml --\nresources: [../base]\n", 2},
		"names that are made later": {strings.ReplaceAll(file("a.yaml", "X", "shop")+file("b.yaml", "X", "shop"), "name: X", "generateName: x-"), 2},
	} {
		t.Run(name, func(t *testing.T) {
			groups := tree(test.text).Definitions()
			if len(groups) != test.want {
				t.Errorf("%d objects, not %d", len(groups), test.want)
			}
		})
	}
}
