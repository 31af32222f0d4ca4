package report

import (
	"io"

	"github.com/akslint/akslint/network"
)

// MapText is to come.
func MapText(w io.Writer, maps []*network.Map, opt Options) error { return nil }
