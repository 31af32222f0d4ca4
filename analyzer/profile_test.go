package analyzer_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// TestProfiles holds how findings with several clusters are told: once without
// a name where they are the same with all, else with the name.
func TestProfiles(t *testing.T) {
	files := []*manifest.File{manifest.Parse(manifest.NewSource("a.yaml", []byte("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")), manifest.ParseOptions{})}
	calls := 0
	rules := []analyzer.Rule{
		{Meta: analyzer.Meta{ID: "XX001", Needs: []analyzer.Input{analyzer.ClusterInput}}, Check: func(p *analyzer.Pass) {
			p.Reportf(manifest.At("kind"), "the same")
			p.Reportf(manifest.At("kind"), "the plugin is %s", p.Profile.NetworkPlugin().Text())
		}},
		{Meta: analyzer.Meta{ID: "XX002", Uses: []analyzer.Input{analyzer.ClusterInput}}, Check: func(p *analyzer.Pass) {
			if p.Profile == nil || p.Profile.NetworkPlugin().Is("kubenet") {
				p.Reportf(manifest.At("kind"), "kubenet or nothing")
			}
		}},
		{Meta: analyzer.Meta{ID: "XX003"}, Check: func(p *analyzer.Pass) {
			calls++
			if p.Profile != nil {
				t.Error("a rule that ignores clusters sees one")
			}
		}},
		{Meta: analyzer.Meta{ID: "XX004", Needs: []analyzer.Input{analyzer.SubnetsInput}}, Check: func(*analyzer.Pass) { t.Error("a rule runs without what it needs") }},
		{Meta: analyzer.Meta{ID: "XX005", Subject: analyzer.Clusters, Needs: []analyzer.Input{analyzer.ClusterInput}}, Check: func(p *analyzer.Pass) {
			p.Reportf(p.Profile.NetworkPlugin().Path(), "the plugin")
		}},
	}
	for name, test := range map[string]struct {
		plugins []string
		want    []string
		lacking string
	}{
		"none": {nil, []string{"a.yaml 2:7  kubenet or nothing"}, "[{XX001 cluster} {XX004 subnets} {XX005 cluster}]"},
		"one":  {[]string{"azure"}, []string{"a.yaml 2:7  the plugin is azure", "a.yaml 2:7  the same", "c0.yaml 2:18 c0 the plugin"}, "[{XX004 subnets}]"},
		"two": {[]string{"kubenet", "azure"}, []string{
			"a.yaml 2:7 c1 the plugin is azure", "a.yaml 2:7 c0 the plugin is kubenet", "a.yaml 2:7  the same", "a.yaml 2:7 c0 kubenet or nothing",
			"c0.yaml 2:18 c0 the plugin", "c1.yaml 2:18 c1 the plugin",
		}, "[{XX004 subnets}]"},
	} {
		t.Run(name, func(t *testing.T) {
			calls = 0
			opt := analyzer.Options{Rules: rules, Jobs: 1}
			for i, plugin := range test.plugins {
				found, err := aks.ReadProfiles(manifest.NewSource(fmt.Sprintf("c%d.yaml", i), []byte("cluster:\n  networkPlugin: "+plugin+"\n  name: c"+fmt.Sprint(i)+"\n")))
				if err != nil {
					t.Fatal(err)
				}
				opt.Profiles = append(opt.Profiles, found...)
			}
			result, faults := analyzer.Run(files, inventory.Build(files, inventory.Options{}), opt)
			if len(faults) > 0 || calls != 1 {
				t.Errorf("faults %v, %d calls of the rule that ignores clusters", faults, calls)
			}
			var got []string
			for i := range result.Findings {
				f := &result.Findings[i]
				got = append(got, fmt.Sprintf("%s %s %s %s", f.Source().Name, f.Source().Position(f.Span.Start), f.Profile, f.Message))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
			if lacking := fmt.Sprint(result.Summary.NotEvaluated); lacking != test.lacking {
				t.Errorf("not evaluated: %s, want %s", lacking, test.lacking)
			}
		})
	}
}
