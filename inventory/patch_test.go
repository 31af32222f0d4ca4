package inventory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// patchedTree is an overlay, whose kustomization a test gives, over a base.
const patchedTree = `
-- patch.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
-- several.yaml --
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec: {replicas: 3}
-- json.yaml --
- {op: replace, path: /spec/template/metadata/labels/app, value: web2}
-- json.json --
[{"op": "add", "path": "/metadata/annotations/example.com~1owner", "value": "me"}]
-- replacements.yaml --
- source: {kind: ConfigMap, name: settings}
  targets:
  - {select: {kind: Service}, fieldPaths: [spec.type]}
-- broken.yaml --
spec: [
-- base/kustomization.yaml --
resources: [all.yaml]
-- base/all.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: ClusterIP}
-- kustomization.yaml --
resources: [base]
`

// at makes a path of words; "|" stands for a "." within one.
func at(text string) manifest.Path {
	if text == "" {
		return manifest.Path{}
	}
	words := strings.Split(text, ".")
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "|", ".")
	}
	return manifest.At(words...)
}

func TestPatched(t *testing.T) {
	const replicas, labels, app = "spec.replicas", "spec.template.metadata.labels", "spec.template.metadata.labels.app"
	tests := []struct {
		name          string
		kustomization string
		// patched lists what is, and clean what is not: "Kind/name path".
		patched, clean []string
	}{
		{
			name:          "no patch",
			kustomization: "",
			clean:         []string{"Deployment/web " + replicas, "Deployment/web "},
		}, {
			name:          "strategic merge by file",
			kustomization: "patchesStrategicMerge: [patch.yaml]",
			patched:       []string{"Deployment/web " + replicas, "Deployment/web spec"},
			clean:         []string{"Deployment/web " + app, "Deployment/web metadata.name", "Deployment/api " + replicas, "Service/web spec"},
		}, {
			name:          "strategic merge by path",
			kustomization: "patches: [{path: patch.yaml}]",
			patched:       []string{"Deployment/web " + replicas},
			clean:         []string{"Deployment/api " + replicas},
		}, {
			name:          "patches as a list of files, an old form",
			kustomization: "patches: [patch.yaml]",
			patched:       []string{"Deployment/web " + replicas},
		}, {
			name:          "several documents",
			kustomization: "patches: [{path: several.yaml}]",
			patched:       []string{"Service/web spec.type", "Deployment/api " + replicas},
			clean:         []string{"Deployment/web " + replicas},
		}, {
			name: "inline",
			kustomization: `
patches:
- patch: |
    kind: Deployment
    metadata: {name: web, labels: {a: b}}
    spec: {template: {metadata: {labels: {app: web2}}}}`,
			patched: []string{"Deployment/web " + app, "Deployment/web " + labels, "Deployment/web metadata.labels.a"},
			clean:   []string{"Deployment/web " + labels + ".tier", "Deployment/web metadata.labels.c", "Deployment/web kind"},
		}, {
			name: "inline in one line",
			kustomization: `
patches:
- patch: '{kind: Deployment, metadata: {name: web}, spec: {replicas: 2}}'
- target: {kind: Service}
  patch: '[{"op":"replace","path":"/spec/type","value":"NodePort"}]'`,
			patched: []string{"Deployment/web " + replicas, "Service/web spec.type"},
		}, {
			name: "a target overrules the patch's own name",
			kustomization: `
patches:
- target: {kind: Deployment, name: api}
  path: patch.yaml`,
			patched: []string{"Deployment/api " + replicas},
			clean:   []string{"Deployment/web " + replicas},
		}, {
			name:          "a target with no name is all of the kind",
			kustomization: `patches: [{path: patch.yaml, target: {kind: Deployment}}]`,
			patched:       []string{"Deployment/api " + replicas, "Deployment/web " + replicas},
			clean:         []string{"Service/web spec"},
		}, {
			name:          "a target with labels may be any of the kind",
			kustomization: `patches: [{path: patch.yaml, target: {kind: Deployment, labelSelector: tier=front}}]`,
			patched:       []string{"Deployment/api " + replicas},
		}, {
			name:          "names are anchored expressions",
			kustomization: `patches: [{path: patch.yaml, target: {kind: Deployment, name: "w.b"}}, {path: patch.yaml, target: {kind: Deployment, name: "ap"}}]`,
			patched:       []string{"Deployment/web " + replicas},
			clean:         []string{"Deployment/api " + replicas},
		}, {
			name:          "kinds are expressions too",
			kustomization: `patches: [{path: patch.yaml, target: {kind: "Deployment|StatefulSet"}}]`,
			patched:       []string{"Deployment/api " + replicas},
			clean:         []string{"Service/web " + replicas},
		}, {
			name:          "an expression that is none",
			kustomization: `patches: [{path: patch.yaml, target: {kind: Deployment, name: "*"}}]`,
			patched:       []string{"Deployment/api " + replicas},
		}, {
			name:          "a placeholder for a name",
			kustomization: `patches: [{path: patch.yaml, target: {kind: Deployment, name: "${NAME}"}}]`,
			patched:       []string{"Deployment/api " + replicas},
		}, {
			name: "json6902",
			kustomization: `
patchesJson6902:
- {path: json.yaml, target: {version: v1, kind: Deployment, name: web}}
- {path: json.json, target: {version: v1, kind: Service, name: web}}`,
			patched: []string{"Deployment/web " + app, "Service/web metadata.annotations.example|com/owner", "Service/web metadata"},
			clean:   []string{"Deployment/web " + labels + ".tier", "Deployment/web " + replicas, "Service/web metadata.annotations.example|com/other"},
		}, {
			name: "json6902 moves, tests, and lists",
			kustomization: `
patches:
- target: {kind: Deployment, name: web}
  patch: |
    - {op: test, path: /metadata/name, value: web}
    - {op: move, from: /spec/replicas, path: /spec/minReadySeconds}
    - {op: replace, path: /spec/template/spec/containers/0/image, value: web:2}
    - {op: add, path: /spec/template/spec/volumes/-, value: {name: tmp}}`,
			patched: []string{
				"Deployment/web " + replicas, "Deployment/web spec.minReadySeconds",
				"Deployment/web spec.template.spec.containers", "Deployment/web spec.template.spec.volumes.x",
			},
			clean: []string{"Deployment/web metadata.name", "Deployment/web " + labels},
		}, {
			name:          "the whole object",
			kustomization: `patches: [{target: {kind: Service}, patch: '[{"op": "remove", "path": ""}]'}]`,
			patched:       []string{"Service/web spec.type", "Service/web "},
		}, {
			name: "$patch: delete changes all of an object",
			kustomization: `
patches:
- patch: |
    $patch: delete
    kind: Deployment
    metadata: {name: web}
- patch: |
    kind: Deployment
    metadata: {name: api}
    spec: {template: {metadata: {labels: {$patch: replace, a: b}}}}`,
			patched: []string{"Deployment/web " + replicas, "Deployment/web metadata.name", "Deployment/api " + app},
			clean:   []string{"Deployment/api " + replicas},
		}, {
			name: "replacements",
			kustomization: `
replacements:
- source: {kind: ConfigMap, name: settings}
  targets:
  - select: {kind: Deployment, name: web}
    fieldPaths: [spec.template.metadata.labels.app, 'spec.template.spec.containers.[name=web].image']
  - select: {kind: Service}
    fieldPaths: ['metadata.annotations.[example.com/a]', 'metadata.annotations.example\.com/b', 'spec.ports.*.port']
- path: replacements.yaml`,
			patched: []string{
				"Deployment/web " + app, "Deployment/web spec.template.spec.containers", "Service/web metadata.annotations.example|com/a",
				"Service/web metadata.annotations.example|com/b", "Service/web spec.ports", "Service/web spec.type",
			},
			clean: []string{"Deployment/api " + app, "Deployment/web spec.template.spec.volumes", "Service/web metadata.annotations.example|com/c", "Service/web spec.selector"},
		}, {
			name:          "replacements that are not there",
			kustomization: `replacements: [{path: nowhere.yaml}]`,
			patched:       []string{"Deployment/web " + app},
		}, {
			name:          "annotations and replicas",
			kustomization: "commonAnnotations: {example.com/owner: me}\nreplicas: [{name: web, count: 3}]",
			patched: []string{
				"Service/web metadata.annotations.example|com/owner", "Deployment/web spec.template.metadata.annotations.example|com/owner",
				"Deployment/web " + replicas,
			},
			clean: []string{"Service/web metadata.annotations.example|com/other", "Deployment/api " + replicas},
		}, {
			name:          "a patch that cannot be read may change its target",
			kustomization: `patches: [{path: nowhere.yaml, target: {kind: Service}}, {path: broken.yaml, target: {name: api}}]`,
			patched:       []string{"Service/web spec.type", "Deployment/api " + replicas},
			clean:         []string{"Deployment/web " + replicas},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := tree(patchedTree + tt.kustomization + "\n")
			check := func(lines []string, want bool) {
				for _, line := range lines {
					object, path, _ := strings.Cut(line, " ")
					kind, name, _ := strings.Cut(object, "/")
					if got := view(t, inv, "base/all.yaml", kind, name).Member.Patched(at(path)); got != want {
						t.Errorf("Patched(%s) = %v", line, got)
					}
				}
			}
			check(tt.patched, true)
			check(tt.clean, false)
		})
	}
}

// TestPatchedThroughLevels holds what a patch hits where the object lies
// further below, under one or several names, or beside a component.
func TestPatchedThroughLevels(t *testing.T) {
	inv := tree(`
-- base/kustomization.yaml --
resources: [web.yaml]
-- base/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}]}
-- middle/kustomization.yaml --
namePrefix: shop-
resources: [../base]
-- component/kustomization.yaml --
kind: Component
components: [../inner]
patches:
- {target: {kind: Deployment}, patch: '[{"op": "add", "path": "/spec/component", "value": 1}]'}
-- inner/kustomization.yaml --
kind: Component
patches:
- {target: {kind: Deployment}, patch: '[{"op": "add", "path": "/spec/inner", "value": 1}]'}
-- top/kustomization.yaml --
nameSuffix: -v2
resources: [../middle]
components: [../component]
patches:
- {target: {name: web}, patch: '[{"op": "add", "path": "/spec/own", "value": 1}]'}
- {target: {name: shop-web}, patch: '[{"op": "add", "path": "/spec/prefixed", "value": 1}]'}
- {target: {name: shop-web-v2}, patch: '[{"op": "add", "path": "/spec/both", "value": 1}]'}
- {target: {name: web-v2}, patch: '[{"op": "add", "path": "/spec/never", "value": 1}]'}
`)
	m := view(t, inv, "base/web.yaml", "Deployment", "web").Member
	want := map[string]bool{"own": true, "prefixed": true, "both": true, "component": true, "inner": true, "never": false}
	got := map[string]bool{}
	for field := range want {
		got[field] = m.Patched(manifest.At("spec", field))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestPatchedLabels holds that a selector is unsure of a label that a patch
// changes, and of no other.
func TestPatchedLabels(t *testing.T) {
	inv := tree(patchedTree + "patches: [{path: json.yaml, target: {kind: Deployment, name: web}}, {target: {name: api}, patch: '[{\"op\": \"replace\", \"path\": \"/spec/template/metadata/labels\", \"value\": {}}]'}]\n")
	tests := []struct {
		deployment, key, value string
		want                   inventory.Truth
	}{
		{"web", "app", "web", inventory.Unknown},
		{"web", "app", "other", inventory.Unknown},
		{"web", "tier", "front", inventory.No},
		{"api", "app", "api", inventory.Unknown},
		{"api", "tier", "front", inventory.Unknown},
	}
	for _, tt := range tests {
		w := view(t, inv, "base/all.yaml", "Deployment", tt.deployment).Member.Workload
		if got := w.Matches(map[string]string{tt.key: tt.value}); got != tt.want {
			t.Errorf("%s matches %s=%s: %v, want %v", tt.deployment, tt.key, tt.value, got, tt.want)
		}
	}
}
