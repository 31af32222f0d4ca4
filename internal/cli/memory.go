package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A run is over in a moment, and most runs are small: their heap is best left
// alone. A large one must not pay for that with memory.
const (
	smallHeap   = 40 << 20 // bytes: a run of a thousand manifests ends before the first collection
	laterGrowth = 75       // percent of what is in use, beyond smallHeap
)

// isOurs reports whether the garbage collector is left to us: GOGC and GOMEMLIMIT
// win.
func isOurs() bool { return os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" }

// tuneMemory sets up the garbage collector.
func tuneMemory() {
	if isOurs() {
		const least = 4 << 20 // with 100 percent, a heap grows to it at least
		debug.SetGCPercent(100 * smallHeap / least)
		runtime.SetFinalizer(new(sentinel), collected)
	}
}

// sentinel is what nobody holds, so that the next collection finds it.
type sentinel struct{ _ [32]byte }

// collected is called after each collection, and says how far the heap may grow
// until the next one.
func collected(*sentinel) {
	live := max(heapBytes("/gc/heap/live:bytes"), 1<<20)
	debug.SetGCPercent(max(laterGrowth, int(100*smallHeap/live)-100))
	runtime.SetFinalizer(new(sentinel), collected)
}

// tidy collects what a step of a large run leaves behind. Between two steps
// nothing waits for the collector, and there is least to look at.
func tidy() {
	if isOurs() && heapBytes("/memory/classes/heap/objects:bytes") > smallHeap/2 {
		runtime.GC()
	}
}

// heapBytes reads one of the runtime's figures.
func heapBytes(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
