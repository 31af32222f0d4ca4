package cli

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// progress is a line on a terminal that says what a run is at, once it has
// taken a second. Elsewhere it is nothing.
type progress struct {
	streams Streams
	// done of total files are read; total is 0 before that is known.
	done, total atomic.Int64
	// stdin says that standard input is waited for.
	stdin      atomic.Bool
	quit, gone chan struct{}
	end        sync.Once
}

// startProgress shows a line where that is wanted and somebody is looking.
func (l *linter) startProgress() *progress {
	p := &progress{streams: l.streams, quit: make(chan struct{}), gone: make(chan struct{})}
	if l.flags.quiet || !isTerminal(l.streams.Err) {
		close(p.gone)
		return p
	}
	go p.show()
	return p
}

func (p *progress) show() {
	defer close(p.gone)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-tick.C:
			fmt.Fprint(p.streams.Err, wipe+"akslint: "+p.phase())
			shown = true
		case <-p.quit:
			if shown {
				fmt.Fprint(p.streams.Err, wipe)
			}
			return
		}
	}
}

// wipe takes a line away, and puts the cursor at its beginning.
const wipe = "\r\x1b[K"

func (p *progress) phase() string {
	switch done, total := p.done.Load(), p.total.Load(); {
	case p.stdin.Load():
		return "waiting for standard input ..."
	case total == 0:
		return "finding files ..."
	case done < total:
		return fmt.Sprintf("read %d of %s ...", done, plural(int(total), "file"))
	default:
		return fmt.Sprintf("checking %s ...", plural(int(total), "file"))
	}
}

// stop wipes the line away. It must be called before anything else is written.
func (p *progress) stop() {
	p.end.Do(func() { close(p.quit) })
	<-p.gone
}
