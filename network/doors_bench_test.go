package network

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// shopText is a workload that calls the one before it, its Service, an Ingress
// that leads there, and a policy that closes it.
const shopText = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web-%[1]d, namespace: shop}, spec: {selector: {matchLabels: {app: web-%[1]d}}, template: {metadata: {labels: {app: web-%[1]d}}, spec: {containers: [{name: a, image: a, ports: [{name: http, containerPort: 8080}], env: [{name: UPSTREAM, value: "http://web-%[2]d.shop:80/"}]}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web-%[1]d, namespace: shop}, spec: {selector: {app: web-%[1]d}, ports: [{port: 80, targetPort: http}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web-%[1]d, namespace: shop}, spec: {ingressClassName: nginx, rules: [{host: web-%[1]d.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web-%[1]d, port: {number: 80}}}}]}}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web-%[1]d, namespace: shop}, spec: {podSelector: {matchLabels: {app: web-%[1]d}}, ingress: [{from: [{podSelector: {matchLabels: {app: web-%[2]d}}}]}]}}
---
`

// shops makes a scope of so many workloads in one namespace, that each of so many
// folders defines again.
func shops(workloads, folders int) *inventory.Scope {
	var files []*manifest.File
	for folder := range folders {
		var b strings.Builder
		for i := range workloads / folders {
			fmt.Fprintf(&b, shopText, i, max(i-1, 0))
		}
		files = append(files, manifest.Parse(manifest.NewSource(fmt.Sprintf("shop-%d/all.yaml", folder), []byte(b.String())), manifest.ParseOptions{}))
	}
	return inventory.Build(files, inventory.Options{Namespace: "default"}).Scopes[0]
}

// BenchmarkDoors asks for the ways to each workload, and whether its policies
// close them, and for what is proven about its Services; the index of who names
// whom included. The time for each workload must stay about the same, however
// many there are.
func BenchmarkDoors(b *testing.B) {
	sizes := []int{1000, 10000}
	if testing.Short() {
		sizes = sizes[:1]
	}
	for _, folders := range []int{1, 100} {
		for _, workloads := range sizes {
			b.Run(fmt.Sprintf("%d-folders/%d", folders, workloads), func(b *testing.B) {
				var used time.Duration
				for b.Loop() {
					scope := shops(workloads, folders)
					start := cpu()
					if got := closedDoors(NewModels(Settings{}), scope); got != workloads {
						b.Fatalf("%d doors are closed, want %d", got, workloads)
					}
					used += cpu() - start
				}
				b.ReportMetric(float64(used.Microseconds())/float64(b.N)/float64(workloads), "cpu-µs/workload")
			})
		}
	}
}

func closedDoors(models *Models, scope *inventory.Scope) (closed int) {
	for _, m := range scope.Members {
		if m.Workload == nil {
			continue
		}
		n := models.At(inventory.View{Scope: scope, Member: m})
		for d := range n.Doors(m.Workload) {
			if n.Closes(m.Workload, d) {
				closed++
			}
		}
	}
	view, _ := scope.Front()
	models.At(view).Proven("shop", nil) // rules ask that once for a namespace
	return closed
}
