package cli

import (
	"fmt"
	"sync/atomic"
	"time"
)

// progress writes a line to a terminal while a run takes longer than a second,
// and wipes it away at its end. Elsewhere it does nothing.
func (l *linter) progress(total int) (done *atomic.Int64, stop func()) {
	done = &atomic.Int64{}
	if l.flags.quiet || !isTerminal(l.streams.Err) {
		return done, func() {}
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		shown, tick := false, time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				fmt.Fprintf(l.streams.Err, "\r\x1b[Kakslint: read %d of %d files", done.Load(), total)
				shown = true
			case <-quit:
				if shown {
					fmt.Fprint(l.streams.Err, "\r\x1b[K")
				}
				return
			}
		}
	}()
	return done, func() { close(quit); <-gone }
}
