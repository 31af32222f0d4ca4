package manifest

import (
	"slices"
	"testing"
)

func TestValues(t *testing.T) {
	const text = "apiVersion: v1\nkind: Thing\nspec:\n  base: &b {host: web, ports: [80, http]}\n  other: *b\n  more:\n    <<: *b\n    '': \"\"\n"
	o := Parse(NewSource("a.yaml", []byte(text)), ParseOptions{}).Documents[0].Objects[0]
	var got []string
	for n := range o.Node().Values() {
		got = append(got, n.Text())
	}
	if want := []string{"v1", "Thing", "web", "80", "http", ""}; !slices.Equal(got, want) {
		t.Errorf("the values are %q, want %q", got, want)
	}
	for n := range o.Find(At("spec", "base")).Values() {
		if n.Text() != "web" {
			t.Errorf("the first value is %q, want web", n.Text())
		}
		break
	}
}
