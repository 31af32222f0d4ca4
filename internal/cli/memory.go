package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// A run is over in a moment, and most runs are small: their heap is best left
// alone. A large one must not pay for that with memory.
const (
	firstGrowth = 1000 // percent of 4 MiB: a run of a thousand manifests ends before the first collection
	laterGrowth = 75   // percent of what is in use, from then on
)

// tuneMemory sets up the garbage collector. GOGC and GOMEMLIMIT win.
func tuneMemory() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(firstGrowth)
		runtime.SetFinalizer(new(sentinel), func(*sentinel) { debug.SetGCPercent(laterGrowth) })
	}
}

// sentinel is what nobody holds, so that the first collection finds it.
type sentinel struct{ _ [32]byte }
