package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// watch is interruptible for runs that are worth it. To watch for signals takes
// a thread, which is a tenth of a run over one file: a brief run ends as the
// system ends it.
func (l *linter) watch(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.brief() {
		return ctx, func() {}
	}
	return interruptible(ctx)
}

// interruptible ends a context when somebody interrupts the run. Who interrupts
// twice does not want to wait.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// manyPaths are more than a person names by hand.
const manyPaths = 8

// brief reports whether a run is over before anybody could interrupt it, and
// leaves nothing half done: it reads a few files by name, and writes none.
func (l *linter) brief() bool {
	f := &l.flags
	if f.fix || f.context != "" || f.newFrom != "" || f.writeBaseline != "" || len(f.outputs) > 0 || len(l.paths) > manyPaths {
		return false
	}
	for _, name := range l.paths {
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() { // "-" is standard input
			return false
		}
	}
	return true
}
