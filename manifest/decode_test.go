package manifest

import (
	"maps"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
)

// TestRepeatedTexts decodes selectors beside labels that they repeat, or nearly.
func TestRepeatedTexts(t *testing.T) {
	const head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels: {a: x, b: 'w'}\nspec:\n  selector:\n    matchLabels: "
	for written, want := range map[string]map[string]string{
		"{b: w, a: x}":       {"a": "x", "b": "w"},
		"{a: x}":             {"a": "x"},
		"{a: x, a: x}":       {"a": "x"},
		"{a: x, b: w, c: z}": {"a": "x", "b": "w", "c": "z"},
		"{a: x, b: z}":       {"a": "x", "b": "z"},
		"{a: x, b: 1}":       {"a": "x", "b": ""},
		"{}":                 {},
	} {
		f := Parse(NewSource("x.yaml", []byte(head+written+"\n")), ParseOptions{})
		d, ok := f.Documents[0].Objects[0].Typed.(*appsv1.Deployment)
		if !ok {
			t.Fatalf("%T", f.Documents[0].Objects[0].Typed)
		}
		if got := d.Spec.Selector.MatchLabels; got == nil || !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", written, got, want)
		}
	}
}
