package cli

import (
	"io"
	"os"

	"golang.org/x/term"
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
	return ok && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// width is that of a terminal in columns, 0 where w is none.
func width(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
