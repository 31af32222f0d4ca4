package network

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/akslint/akslint/bench/corpus"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// BenchmarkNetwork builds the model of large clusters: for the questions of the
// linter, and with the grouped map. The time that counts is cpu-ms/op; that of
// the machine is noise. MiB is what a model and its map keep in memory.
func BenchmarkNetwork(b *testing.B) {
	for _, size := range []struct{ workloads, policies int }{{1000, 250}, {10000, 2000}, {100000, 20000}} {
		if testing.Short() && size.workloads > 1000 {
			continue
		}
		scope := largeScope(size.workloads, size.policies)
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

// largeScope is that of a large cluster.
func largeScope(workloads, policies int) *inventory.Scope {
	var files []*manifest.File
	for _, f := range corpus.Cluster(workloads, policies) {
		files = append(files, manifest.Parse(manifest.NewSource(f.Name, []byte(f.Text)), manifest.ParseOptions{}))
	}
	return inventory.Build(files, inventory.Options{Namespace: "default"}).Scopes[0]
}
