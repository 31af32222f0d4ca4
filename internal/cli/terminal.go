package cli

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// colored decides whether to colour: --color, then NO_COLOR and FORCE_COLOR
// (no-color.org, force-color.org), then whether a person is looking.
func (l *linter) colored() bool {
	switch l.flags.common.color {
	case "always":
		return true
	case "never":
		return false
	}
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("FORCE_COLOR"); force != "" && force != "0" {
		return true
	}
	return isTerminal(l.streams.Out)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("TERM") != "dumb" && isatty.IsTerminal(f.Fd())
}
