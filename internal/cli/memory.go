package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A run is over in a moment, and most runs are small: their heap is best left
// alone. A large one must not pay for that with memory: from smallHeap on, the
// heap may grow by what is in use, and no more.
const (
	firstGrowth = 900      // percent of 4 MiB: a run of a thousand manifests ends before the first collection
	idleGrowth  = 300      // percent of what is in use, from then on
	smallHeap   = 80 << 20 // bytes
)

// tuneMemory sets up the garbage collector. GOGC and GOMEMLIMIT win.
func tuneMemory() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(firstGrowth)
		debug.SetMemoryLimit(smallHeap)
		runtime.SetFinalizer(new(sentinel), guardHeap)
	}
}

// sentinel is what nobody holds, so that the next collection finds it.
type sentinel struct{ _ [32]byte }

// guardHeap sets the limit that the garbage collector works harder to keep anew
// after each collection: a limit below what is in use would have it work all the
// time.
func guardHeap(*sentinel) {
	debug.SetGCPercent(idleGrowth)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(max(smallHeap, int64(live[0].Value.Uint64())*2))
	runtime.SetFinalizer(new(sentinel), guardHeap)
}
