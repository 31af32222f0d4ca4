package inventory_test

import (
	"strings"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// TestApplied holds what the patches of a kustomization make of the object that
// they are meant for, and in which file each value is said to stand.
func TestApplied(t *testing.T) {
	const base = `
-- base/kustomization.yaml --
resources: [web.yaml]
-- base/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {a: base, b: base}}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: one, image: one, ports: [{containerPort: 80}]}
      - {name: two, image: two}
      nodeSelector: {disk: fast}
-- component/kustomization.yaml --
kind: Component
patches: [{target: {kind: Deployment}, path: a.yaml}]
-- component/a.yaml --
metadata: {annotations: {a: component, c: component}}
-- prod/kustomization.yaml --
resources: [../base]
`
	merged := func(fields string) string {
		return "patchesStrategicMerge: [p.yaml]\n-- prod/p.yaml --\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n" + fields
	}
	const target = "patches:\n- target: {kind: Deployment}\n  patch: |-\n"
	const containers = "spec.template.spec.containers"
	tests := []struct {
		name, kustomization string
		// want is a path, what is there, and the file that has it; "" for what is
		// not there, and nothing at all where the patches are not laid over.
		want string
	}{
		{"a scalar", merged("spec: {replicas: 2}"), "spec.replicas 2 prod/p.yaml"},
		{"what is left", merged("spec: {replicas: 2}"), "spec.template.spec.containers.0.image one base/web.yaml"},
		{"null", merged("spec: {replicas: null}"), "spec.replicas"},
		{"a container of that name", merged("spec: {template: {spec: {containers: [{name: two, image: new}]}}}"), containers + ".1.image new prod/p.yaml"},
		{"its neighbour", merged("spec: {template: {spec: {containers: [{name: two, image: new}]}}}"), containers + ".0.image one base/web.yaml"},
		{"another container", merged("spec: {template: {spec: {containers: [{name: three, image: new}]}}}"), containers + ".2.image new prod/p.yaml"},
		{"a container less", merged("spec: {template: {spec: {containers: [{name: one, $patch: delete}]}}}"), containers + ".0.image two base/web.yaml"},
		{"a mapping replaced", merged("spec: {template: {spec: {nodeSelector: {$patch: replace, b: c}}}}"), "spec.template.spec.nodeSelector.disk"},
		{"a mapping deleted", merged("spec: {template: {spec: {nodeSelector: {$patch: delete}}}}"), "spec.template.spec.nodeSelector"},
		{"words that are not read", merged("spec: {template: {spec: {$setElementOrder/containers: [{name: two}]}}}"), "none"},
		{"the object deleted", merged("$patch: delete"), "deleted"},
		{"add", target + "    - {op: add, path: /metadata/annotations/x.y~1z, value: v}", "metadata.annotations.x.y/z v prod/kustomization.yaml"},
		{"add to a list", target + "    - {op: add, path: /spec/template/spec/containers/0, value: {name: new, image: new}}", containers + ".0.image new prod/kustomization.yaml"},
		{"add behind a list", target + "    - {op: add, path: /spec/template/spec/containers/-, value: {name: new, image: new}}", containers + ".2.image new prod/kustomization.yaml"},
		{"replace", target + "    - {op: replace, path: /spec/replicas, value: 3}", "spec.replicas 3 prod/kustomization.yaml"},
		{"replace what is not there", target + "    - {op: replace, path: /spec/paused, value: true}", "none"},
		{"remove", target + "    - {op: remove, path: /spec/template/spec/containers/0}", containers + ".0.image two base/web.yaml"},
		{"move", target + "    - {op: move, from: /metadata/annotations/a, path: /metadata/annotations/c}", "metadata.annotations.c base base/web.yaml"},
		{"copy and change", target + "    - {op: copy, from: /metadata/annotations, path: /spec/copy}\n    - {op: add, path: /spec/copy/a, value: new}", "metadata.annotations.a base base/web.yaml"},
		{"no operation", target + "    - {op: put, path: /spec/replicas, value: 3}", "none"},
		{"within quotes", "patches: [{target: {name: we.}, patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 3}]'}]", "spec.replicas 3 prod/kustomization.yaml"},
		{"the last one", target + "    - {op: replace, path: /spec/replicas, value: 3}\n- target: {labelSelector: app=web}\n  patch: |-\n    spec: {replicas: 4}", "spec.replicas 4 prod/kustomization.yaml"},
		{"another label", "patches: [{target: {labelSelector: app!=web}, patch: 'spec: {replicas: 2}'}]", "spec.replicas 1 base/web.yaml"},
		{"another annotation", "patches: [{target: {annotationSelector: a=other}, patch: 'spec: {replicas: 2}'}]", "spec.replicas 1 base/web.yaml"},
		{"another group", "patches: [{target: {group: batch}, patch: 'spec: {replicas: 2}'}]", "spec.replicas 1 base/web.yaml"},
		{"annotations for all, but for workloads", "commonAnnotations: {a: all}", "none"},
		{"a component", "components: [../component]", "metadata.annotations.c component component/a.yaml"},
		{"has the word before what uses it", "components: [../component]\n" + merged("metadata: {name: web, annotations: {a: prod}}"), "metadata.annotations.a prod prod/p.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := base + strings.Replace(tt.kustomization, "metadata: {name: web}\nmetadata", "metadata", 1) + "\n"
			seen := 0
			for _, s := range tree(text).Scopes {
				for _, m := range s.Members {
					if s.Name == "prod" && !m.Fragment {
						seen++
						if got := describeApplied(m.Applied(), tt.want); got != tt.want {
							t.Errorf("got %q, want %q", got, tt.want)
						}
					}
				}
			}
			if seen != 1 {
				t.Errorf("%d members, want 1", seen)
			}
		})
	}
}

func describeApplied(m *inventory.Member, want string) string {
	switch {
	case m == nil:
		return "none"
	case m.Object == nil:
		return "deleted"
	}
	path, _, _ := strings.Cut(want, " ")
	var at manifest.Path
	for key := range strings.SplitSeq(strings.ReplaceAll(path, "x.y/z", "x\x00y/z"), ".") {
		if len(key) == 1 && key[0] <= '9' {
			at = at.Index(int(key[0] - '0'))
		} else {
			at = at.Key(strings.ReplaceAll(key, "\x00", "."))
		}
	}
	n := m.Object.Find(at)
	if !n.Exists() {
		return path
	}
	return path + " " + n.Text() + " " + m.Object.Origin(n.Span()).Document.Source.Name
}

// TestAppliedAnnotations holds that a Service gets the annotations for all.
func TestAppliedAnnotations(t *testing.T) {
	inv := tree(`
-- kustomization.yaml --
resources: [web.yaml]
commonAnnotations: {a: all}
-- web.yaml --
apiVersion: v1
kind: Service
metadata: {name: web}
`)
	const want = "metadata.annotations.a all kustomization.yaml"
	if got := describeApplied(inv.Scopes[0].Members[0].Applied(), want); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
