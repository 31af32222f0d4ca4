package network

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// BenchmarkNetwork builds the model of large clusters: for the questions of the
// linter, and with the grouped map. The time that counts is cpu-ms/op; that of
// the machine is noise. MiB is what a model and its map keep in memory.
func BenchmarkNetwork(b *testing.B) {
	for _, size := range []struct{ workloads, namespaces, policies int }{{1000, 50, 250}, {10000, 300, 2000}, {100000, 3000, 20000}} {
		if testing.Short() && size.workloads > 10000 {
			continue
		}
		scope := largeScope(size.workloads, size.namespaces, size.policies)
		name := fmt.Sprintf("%dx%d", size.workloads, size.policies)
		b.Run("lint/"+name, func(b *testing.B) {
			measure(b, func() any {
				view, _ := scope.Front()
				n := NewModels(Settings{}).At(view)
				for _, m := range scope.Members {
					if m.Workload != nil {
						n.Covered(m.Workload, Ingress)
					}
				}
				return n
			})
		})
		b.Run("map/"+name, func(b *testing.B) {
			measure(b, func() any { return NewModels(Settings{}).Map(scope) })
		})
	}
}

func measure(b *testing.B, f func() any) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := cpu()
	var kept any
	for b.Loop() {
		kept = f()
	}
	b.ReportMetric(float64((cpu()-start).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MiB")
	runtime.KeepAlive(kept)
}

// cpu is the time that the process has had of all processors.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// largeScope writes a large cluster: namespaces of teams with a default deny
// each, workloads of five tiers with a label of their own, and policies that
// name peers by tier, team, namespace or address, in both directions.
func largeScope(workloads, namespaces, policies int) *inventory.Scope {
	r := rand.New(rand.NewPCG(1, 2))
	tiers := []string{"web", "api", "db", "cache", "queue"}
	tier := func() string { return tiers[r.IntN(len(tiers))] }
	texts := make([]strings.Builder, namespaces)
	space := func(i int) string { return fmt.Sprintf("team-%04d", i) }
	for i := range texts {
		fmt.Fprintf(&texts[i], "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {team: t%d}}\n---\n", space(i), i%7)
		fmt.Fprintf(&texts[i], "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: %s}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n---\n", space(i))
	}
	for i := range workloads {
		app, t := fmt.Sprintf("app-%06d", i), tier()
		fmt.Fprintf(&texts[i%namespaces], "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s, namespace: %s}\nspec:\n  selector: {matchLabels: {app: %s}}\n  template:\n    metadata: {labels: {app: %s, tier: %s}}\n    spec: {containers: [{name: c, image: c, ports: [{name: http, containerPort: %d}, {name: metrics, containerPort: 9090}]}]}\n---\n",
			app, space(i%namespaces), app, app, t, 8080+r.IntN(3))
	}
	peer := func() string {
		switch r.IntN(10) {
		case 0:
			return fmt.Sprintf("{ipBlock: {cidr: %d.%d.0.0/16}}", 1+r.IntN(200), r.IntN(250))
		case 1, 2:
			return fmt.Sprintf("{namespaceSelector: {matchLabels: {team: t%d}}, podSelector: {matchLabels: {tier: %s}}}", r.IntN(7), tier())
		case 3, 4:
			return fmt.Sprintf("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}}", space(r.IntN(namespaces)))
		case 5, 6:
			return fmt.Sprintf("{podSelector: {matchExpressions: [{key: tier, operator: In, values: [%s, %s]}]}}", tier(), tier())
		}
		return fmt.Sprintf("{podSelector: {matchLabels: {tier: %s}}}", tier())
	}
	ports := []string{"[{port: http}]", "[{port: 8080}, {port: metrics}]", "[{port: 8000, endPort: 8999}]", "[]"}
	for i := range policies - namespaces {
		n := i % namespaces
		subject := "{matchLabels: {tier: " + tier() + "}}"
		if r.IntN(2) == 0 {
			subject = fmt.Sprintf("{matchLabels: {app: app-%06d}}", n+namespaces*r.IntN(workloads/namespaces))
		}
		d, key := "Ingress", "from"
		if r.IntN(3) == 0 {
			d, key = "Egress", "to"
		}
		fmt.Fprintf(&texts[n], "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p%d, namespace: %s}\nspec: {podSelector: %s, policyTypes: [%s], %s: [{%s: [%s, %s], ports: %s}]}\n---\n",
			i, space(n), subject, d, strings.ToLower(d), key, peer(), peer(), ports[r.IntN(len(ports))])
	}
	files := make([]*manifest.File, namespaces)
	for i := range texts {
		files[i] = manifest.Parse(manifest.NewSource(fmt.Sprintf("k8s/%04d.yaml", i), []byte(texts[i].String())), manifest.ParseOptions{})
	}
	return inventory.Build(files, inventory.Options{Namespace: "default"}).Scopes[0]
}
