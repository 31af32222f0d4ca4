package manifest_test

import (
	"strings"
	"testing"

	"github.com/akslint/akslint/manifest"
)

// FuzzLayers lays one text over another, and holds that whatever comes out can
// be gone over, and that each scalar has its place in one of the two.
func FuzzLayers(f *testing.F) {
	const base = "apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {a: b}}\nspec: {ports: [{port: 80}, {port: 81, protocol: UDP}]}\n"
	for _, patch := range []string{
		"spec: {type: LoadBalancer, ports: [{port: 80, name: x}, {port: 82}]}",
		"metadata: {annotations: null}",
		"metadata: {annotations: {$patch: replace, c: d}}",
		"spec: {ports: [{$patch: delete, port: 80}]}",
		"a: &a {b: 'it''s', c: \"\\n\"}\nspec: {x: *a, <<: *a}",
		"- {op: add, path: /spec/ports/-, value: {port: 83}}\n- {op: remove, path: /spec/ports/0}",
		"- {op: move, from: /spec, path: /metadata/annotations/spec}",
		"- {op: copy, from: /spec, path: /spec/ports/0/spec}\n- {op: replace, path: /spec/ports/0, value: [1, [2]]}",
		"- {op: add, path: '', value: 1}\n- {op: test}\n- {op: add, path: /spec/ports/-1, value: x}",
		"$patch: delete",
	} {
		f.Add(base, patch)
	}
	f.Fuzz(func(t *testing.T, base, patch string) {
		from := manifest.Parse(manifest.NewSource("base.yaml", []byte(base)), manifest.ParseOptions{})
		over := manifest.Parse(manifest.NewSource("patch.yaml", []byte(patch)), manifest.ParseOptions{})
		for _, d := range from.Documents {
			for _, o := range d.Objects {
				layers, ok := o.Layered()
				for _, p := range over.Documents {
					layer := manifest.Layer{Document: p, Root: p.Root()}
					switch {
					case !ok:
					case p.Root().Kind() == manifest.Sequence:
						ok = layers.Operate(layer)
					case p.Root().Kind() == manifest.Mapping:
						_, ok = layers.Merge(layer)
					}
				}
				if ok {
					checkPlaces(t, layers.Object())
				}
			}
		}
	})
}

func checkPlaces(t *testing.T, o *manifest.Object) {
	t.Helper()
	for n := range o.Node().Values() {
		at := o.Origin(n.Span())
		text := at.Document.Source.Text()
		if at.Span.Start < 0 || at.Span.End < at.Span.Start || at.Span.End > len(text) {
			t.Fatalf("%q stands at %v of %s, which has %d bytes", n.Text(), at.Span, at.Document.Source.Name, len(text))
		}
		if there, here := text[at.Span.Start:at.Span.End], n.Source().Text()[n.Span().Start:n.Span().End]; there != here {
			t.Fatalf("%q stands where the text is %q", here, there)
		}
	}
}

// TestLayersBounded lays a patch that doubles an object again and again.
func TestLayersBounded(t *testing.T) {
	text := strings.Repeat("- {op: copy, from: /spec, path: /spec/x}\n- {op: copy, from: /spec, path: /spec/y}\n", 40)
	from := manifest.Parse(manifest.NewSource("base.yaml", []byte("apiVersion: v1\nkind: Service\nspec: {}\n")), manifest.ParseOptions{})
	over := manifest.Parse(manifest.NewSource("patch.yaml", []byte(text)), manifest.ParseOptions{})
	layers, ok := from.Documents[0].Objects[0].Layered()
	if !ok {
		t.Fatal("the object has no layers")
	}
	if layers.Operate(manifest.Layer{Document: over.Documents[0], Root: over.Documents[0].Root()}) {
		t.Error("the patch was laid over, and should be too large")
	}
}
