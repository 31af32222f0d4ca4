package manifest

import (
	"fmt"
	"strings"
)

// Globs is a list of patterns for names of files. A pattern without a slash is
// matched against the last part of a name at any depth, one with a slash
// against the whole name. "*" and "?" stop at slashes, "**" does not. A pattern
// that matches a folder takes in all that lies below it.
type Globs struct {
	patterns []pattern
}

// ParseGlobs reads patterns. Those that could never match are errors: left
// alone they would be taken for working ones.
func ParseGlobs(globs []string) (Globs, error) {
	var parsed Globs
	for _, glob := range globs {
		p, ok := parsePattern(strings.TrimPrefix(glob, "./"))
		if !ok || strings.HasPrefix(glob, "!") {
			return Globs{}, fmt.Errorf(`glob %q matches nothing: it is empty, starts with "!", leaves "[" open or ends in "\"`, glob)
		}
		parsed.patterns = append(parsed.patterns, p)
	}
	return parsed, nil
}
