package analyzer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
)

// estate is the shape of a generated input: how its workloads, and a fifth as
// many Services and NetworkPolicies, are spread.
type estate struct {
	name       string
	workloads  int
	namespaces int
	// folders has each folder define the same objects again (variants).
	folders int
	// wrong is the part of the Services that miss their workload, and of the
	// policies that miss theirs: one in so many, 0 for none.
	wrong int
	// patched has a kustomization change the labels of all workloads.
	patched bool
	// bare has no policies.
	bare bool
	// list has the objects of a file in one List, as kubectl prints them.
	list bool
}

var estates = []estate{
	{name: "spread", namespaces: 100, folders: 1, wrong: 10},
	{name: "one-namespace", namespaces: 1, folders: 1, wrong: 10},
	{name: "all-wrong", namespaces: 1, folders: 1, wrong: 1},
	{name: "variants", namespaces: 1, folders: 500, wrong: 10},
	{name: "patched", namespaces: 10, folders: 1, wrong: 10, patched: true},
	{name: "bare", namespaces: 1, folders: 1, wrong: 10, bare: true},
	{name: "list", namespaces: 1, folders: 1, wrong: 1, list: true},
}

const workloadText = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web-%[1]d, namespace: team-%[2]d}
spec:
  selector: {matchLabels: {app: web-%[1]d}}
  template:
    metadata: {labels: {app: web-%[1]d, tier: tier-%[3]d, part-of: shop}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
          ports: [{name: http, containerPort: 8080}]
---
`

const serviceText = `apiVersion: v1
kind: Service
metadata: {name: web-%[1]d, namespace: team-%[2]d}
spec:
  selector: {app: %[3]s, part-of: shop}
  ports: [{port: 80, targetPort: http}]
---
`

const policyText = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-%[1]d, namespace: team-%[2]d}
spec:
  podSelector: {matchLabels: {app: %[3]s}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {part-of: shop}}}]}]
---
`

// generate makes the files of an estate, one for each namespace and folder.
func (e estate) generate() []*manifest.File {
	var files []*manifest.File
	add := func(name, text string) {
		files = append(files, manifest.Parse(manifest.NewSource(name, []byte(text)), manifest.ParseOptions{}))
	}
	var names []string
	each := e.workloads / e.folders
	for folder := range e.folders {
		for ns := range e.namespaces {
			var b strings.Builder
			for i := ns; i < each; i += e.namespaces {
				fmt.Fprintf(&b, workloadText, i, ns, i%7)
				if i/e.namespaces%5 != 0 {
					continue
				}
				wanted := fmt.Sprintf("web-%d", i)
				if e.wrong > 0 && i/e.namespaces/5%e.wrong == 0 {
					wanted = fmt.Sprintf("wob-%d", i)
				}
				fmt.Fprintf(&b, serviceText, i, ns, wanted)
				if !e.bare {
					fmt.Fprintf(&b, policyText, i, ns, wanted)
				}
			}
			names = append(names, fmt.Sprintf("team-%d.yaml", ns))
			text := b.String()
			if e.list {
				text = asList(text)
			}
			add(fmt.Sprintf("folder-%d/team-%d.yaml", folder, ns), text)
		}
	}
	if e.patched {
		add("folder-0/kustomization.yaml", "resources: ["+strings.Join(names, ", ")+"]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    - {op: add, path: /spec/template/metadata/labels/env, value: prod}\n")
	}
	return files
}

// asList makes the documents of a text the items of one.
func asList(text string) string {
	var b strings.Builder
	b.WriteString("apiVersion: v1\nkind: List\nitems:\n")
	for object := range strings.SplitSeq(strings.TrimSuffix(text, "\n---\n"), "\n---\n") {
		b.WriteString("- " + strings.ReplaceAll(object, "\n", "\n  ") + "\n")
	}
	return b.String()
}

// lint is what a run does once the texts are read.
func lint(files []*manifest.File) (*analyzer.Result, []error) {
	inv := inventory.Build(files, inventory.Options{Namespace: "default"})
	return analyzer.Run(files, inv, analyzer.Options{Rules: rules.All(), AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Jobs: 1})
}

// BenchmarkRun tells with its sizes whether the time grows with the input, or
// faster: the time for each workload must stay about the same.
func BenchmarkRun(b *testing.B) {
	sizes := []int{2500, 10000}
	if testing.Short() { // only whether it works
		sizes = []int{1000}
	}
	for _, e := range estates {
		for _, e.workloads = range sizes {
			files := e.generate()
			b.Run(fmt.Sprintf("%s/%d", e.name, e.workloads), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, faults := lint(files); len(faults) > 0 {
						b.Fatal(faults)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(e.workloads), "µs/workload")
			})
		}
	}
}
