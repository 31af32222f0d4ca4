package report

import (
	"fmt"
	"strings"
	"testing"
)

// largeText is manifests of some namespaces with some workloads each, that a
// policy holds and workloads of the next namespace may reach.
func largeText(spaces, each int) string {
	var b strings.Builder
	for n := range spaces {
		fmt.Fprintf(&b, "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ns-%d}\n", n)
		fmt.Fprintf(&b, "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: np, namespace: ns-%d}\nspec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ns-%d}}}]}]}\n", n, (n*7+1)%spaces)
		for w := range each {
			fmt.Fprintf(&b, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w-%d-%d, namespace: ns-%d}\nspec: {template: {metadata: {labels: {app: w-%d}}, spec: {containers: [{name: c}]}}}\n", n, w, n, w)
		}
	}
	return b.String()
}

// denseText is manifests of namespaces each of which many others may reach, and
// of one load balancer.
func denseText() string {
	const spaces, each, others = 42, 4, 12
	var b strings.Builder
	for n := range spaces {
		var names []string
		for k := range others {
			names = append(names, fmt.Sprintf("ns-%d", (n+1+k*3)%spaces))
		}
		fmt.Fprintf(&b, "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: np, namespace: ns-%d}\nspec: {podSelector: {matchLabels: {app: w-1}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [%s]}]}}]}]}\n", n, strings.Join(names, ", "))
		for w := range each {
			fmt.Fprintf(&b, "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w-%d-%d, namespace: ns-%d}\nspec: {template: {metadata: {labels: {app: w-%d}}, spec: {containers: [{name: c}]}}}\n", n, w, n, w)
		}
	}
	return b.String() + "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ns-7}\nspec: {type: LoadBalancer, selector: {app: w-2}, ports: [{port: 80}]}\n"
}

// TestPictureDense holds that of more lines than a picture has room for, those
// from outside have their way, and those that are only allowed have none.
func TestPictureDense(t *testing.T) {
	p := draw(newScene(mapsOf(t, map[string]string{"dense.yaml": denseText()})[0]), nil)
	if len(p.strokes) <= mostWays {
		t.Fatalf("only %d lines", len(p.strokes))
	}
	for _, one := range p.strokes {
		if placed := len(one.points) > 0; placed != one.public {
			t.Errorf("the line from %s to %s: placed is %v", p.marks[one.from].label, p.marks[one.to].label, placed)
		}
	}
}

func TestPictureClosed(t *testing.T) {
	for _, c := range []struct {
		spaces, each             int
		marks, frames, workloads int
	}{
		{3, 5, 18, 3, 15}, // with a pill for each namespace
		{1, 200, 201, 1, 200},
		{1, 500, 402, 1, 400},
		{40, 5, 40, 0, 0},
	} {
		t.Run(fmt.Sprint(c.spaces, "x", c.each), func(t *testing.T) {
			s := newScene(mapsOf(t, map[string]string{"large.yaml": largeText(c.spaces, c.each)})[0])
			p := draw(s, nil)
			workloads := 0
			for _, m := range p.marks {
				if m.kind == markWorkload {
					workloads++
				}
			}
			if len(p.marks) != c.marks || len(p.frames) != c.frames || workloads != c.workloads {
				t.Errorf("%d marks, %d frames, %d workloads", len(p.marks), len(p.frames), workloads)
			}
		})
	}
}

// TestSceneFew holds that a map of many workloads becomes few links: what
// nothing holds is no link at all, and a namespace is one source.
func TestSceneFew(t *testing.T) {
	s := newScene(mapsOf(t, map[string]string{"large.yaml": largeText(30, 30)})[0])
	links := 0
	for _, a := range s.actors {
		links += len(a.in)
	}
	if len(s.actors) != 900 || links > 2*900 {
		t.Errorf("%d links for %d workloads", links, len(s.actors))
	}
}

func BenchmarkMap(b *testing.B) {
	maps := mapsOf(b, map[string]string{"large.yaml": largeText(50, 20)})
	for _, format := range MapFormats() {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				writeMap(b, format, maps, Options{})
			}
		})
	}
}
