package manifest

import "testing"

func TestPath(t *testing.T) {
	ports := At("spec").Key("ports")
	first, second := ports.Index(0), ports.Index(1)
	for _, c := range []struct {
		path Path
		want string
	}{
		{Path{}, ""},
		{first.Key("port"), "spec.ports[0].port"},
		{second, "spec.ports[1]"}, // and first has not changed
		{first, "spec.ports[0]"},
		{At("metadata", "annotations", "a.b/c"), `metadata.annotations["a.b/c"]`},
		{At("data", ""), `data[""]`},
		{first.Parent(), "spec.ports"},
		{Path{}.Parent(), ""},
		{At("a").Join(At("b").Index(2)), "a.b[2]"},
		{At("a").Keys("b", "c-d"), "a.b.c-d"},
	} {
		if got := c.path.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	if !first.HasPrefix(ports) || ports.HasPrefix(first) || first.HasPrefix(second) || !first.Equal(At("spec", "ports").Index(0)) || first.Equal(second) {
		t.Error("HasPrefix and Equal compare otherwise than by steps")
	}
	if first.Len() != 3 || !first.Last().IsIndex || first.Step(1).Key != "ports" || (Path{}).Last() != (Step{}) {
		t.Error("steps are not what was put in")
	}
}
