package manifest

import (
	"strings"
	"testing"
)

// TestInlinePatches holds that the patches in the text of a kustomization are
// documents with places of their own, and that what is no part of an object, or
// does not stand there as YAML, is none.
func TestInlinePatches(t *testing.T) {
	const text = `resources: [base]
patches:
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {type: LoadBalancer}
  - patch: |
      - {op: remove, path: /spec/type}
  - patch: "{apiVersion: v1, kind: Service, metadata: {name: quoted}}"
  - patch: >
      apiVersion: v1
  - path: patch.yaml
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: {{ .Name }}}
  - patch: |
      apiVersion: [
  - null
patchesStrategicMerge:
  - other.yaml
  - |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
`
	f := Parse(NewSource("over/kustomization.yaml", []byte(text)), ParseOptions{})
	var got []string
	for i, d := range f.Documents {
		if d.Index != i || d.Inline != (i > 0) {
			t.Errorf("document %d: index %d, inline %v", i, d.Index, d.Inline)
		}
		for _, o := range d.Objects {
			span, _ := o.ValueSpan(At("metadata", "name"))
			got = append(got, o.Kind+" "+o.Name+" "+f.Source.Text()[span.Start:span.End])
		}
	}
	if want := "Service web web, Deployment api api"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if f := Parse(NewSource("over/values.yaml", []byte(text)), ParseOptions{}); len(f.Documents) != 1 {
		t.Errorf("another file has %d documents", len(f.Documents))
	}
}
