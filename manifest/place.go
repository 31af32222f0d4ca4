package manifest

import (
	"path/filepath"
	"strings"
)

// place is a file or folder under one of its names.
type place struct {
	path   string // to open
	name   string // to show
	real   string // absolute, without links
	below  string // relative to the root, as git ignores it; "" is the root
	folder bool
	linked bool // reached by way of a link
}

// enter goes from a folder to an entry of it. Names that are the same, as below
// the working directory, share their memory.
func (p *place) enter(base string) {
	name := join(p.name, base, '/')
	if p.path == p.name && filepath.Separator == '/' {
		p.path = name
	} else {
		p.path = join(p.path, base, filepath.Separator)
	}
	if p.below == p.name || p.below == "" && p.name == "." {
		p.below = name
	} else {
		p.below = join(p.below, base, '/')
	}
	p.name, p.real = name, join(p.real, base, filepath.Separator)
}

// join names an entry of a folder whose name is clean already.
func join(folder, base string, separator rune) string {
	switch {
	case folder == "", folder == ".":
		return base
	case strings.HasSuffix(folder, string(separator)): // a root
		return folder + base
	}
	return folder + string(separator) + base
}
