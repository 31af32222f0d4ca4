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
		if separatesByBackslash(glob) {
			return Globs{}, fmt.Errorf("glob %q has a backslash, which separates no folders here; write `/`", glob)
		}
		parsed.patterns = append(parsed.patterns, p)
	}
	return parsed, nil
}

// separatesByBackslash reports whether a pattern is written as Windows writes
// paths: a backslash stands before something other than a bracket, a mark or a
// blank, which it may make literal.
func separatesByBackslash(glob string) bool {
	for i := range len(glob) - 1 {
		if glob[i] == '\\' && !strings.ContainsRune(`[]!# `, rune(glob[i+1])) {
			return true
		}
	}
	return false
}
