package manifest

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ignoreFile holds the patterns of one .gitignore. Names are those of the
// repository: slash-separated, relative to its root.
type ignoreFile struct {
	base     string // the folder whose names it rules: "" or "a/b/"
	patterns []pattern
	above    *ignoreFile // asked where no pattern here matches
}

// parseIgnore reads the text of a .gitignore in the folder base.
func parseIgnore(text, base string, above *ignoreFile) *ignoreFile {
	file := &ignoreFile{base: base, above: above}
	for line := range strings.SplitSeq(strings.TrimPrefix(text, byteOrderMark), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.HasPrefix(line, "#") {
			continue
		}
		line, negated := strings.CutPrefix(trimSpaces(line), "!")
		if p, ok := parsePattern(line); ok {
			p.negated = negated
			file.patterns = append(file.patterns, p)
		}
	}
	return file
}

// trimSpaces takes the spaces off the end of a line, but not an escaped one.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}

// ignores reports whether git would ignore a name whose parents it does not.
// The last pattern of the deepest file that matches decides.
func (f *ignoreFile) ignores(name string, folder bool) bool {
	for ; f != nil; f = f.above {
		for i := len(f.patterns) - 1; i >= 0; i-- {
			if f.patterns[i].match(name[len(f.base):], folder) {
				return !f.patterns[i].negated
			}
		}
	}
	return false
}

// rules reads what git ignores in a folder. A repository inside another has
// rules of its own only, as it has for git.
func (w *walker) rules(dir, below string, above *ignoreFile) *ignoreFile {
	if below != "" {
		below += "/"
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		above = w.readIgnore(filepath.Join(dir, ".git", "info", "exclude"), below, nil)
	}
	return w.readIgnore(filepath.Join(dir, ".gitignore"), below, above)
}

// maxIgnoreFile bounds what is read of a .gitignore; those of people are small.
const maxIgnoreFile = 1 << 20

// readIgnore reads one file of patterns. A link is not followed, as git does
// not: it could lead anywhere.
func (w *walker) readIgnore(file, base string, above *ignoreFile) *ignoreFile {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return above
	}
	text, err := readFile(file, maxIgnoreFile, newRoom)
	if err != nil {
		w.skip(w.shown(file), err)
		return above
	}
	return parseIgnore(string(text), base, above)
}

// RepositoryRoot finds the nearest folder with a .git in it, dir itself or one
// above it. The .git of a worktree or submodule is a file.
func RepositoryRoot(dir string) (string, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, true
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", false
		}
		dir = above
	}
}

// pattern is one line of a .gitignore. git's letter case setting is left out:
// the verdict on a manifest must not depend on the machine.
type pattern struct {
	segments                      []string // between slashes; "**" stands for any folders
	negated, folderOnly, baseOnly bool
}

// parsePattern reads a pattern; false means that it can match nothing.
func parsePattern(text string) (pattern, bool) {
	text, folderOnly := strings.CutSuffix(text, "/")
	p := pattern{folderOnly: folderOnly, baseOnly: !strings.Contains(text, "/")}
	text = strings.TrimPrefix(text, "/")
	start := 0
	for i := 0; i < len(text); i++ {
		end := i
		if text[i] == '[' {
			width, _ := matchClass(text[i:], 0)
			if width == 0 {
				return p, false
			}
			i += width - 1
		} else if text[i] == '\\' {
			if i++; i == len(text) {
				return p, false
			}
		}
		if text[i] == '/' { // an escaped slash is one all the same
			p.segments = append(p.segments, segment(text[start:end]))
			start = i + 1
		}
	}
	p.segments = append(p.segments, segment(text[start:]))
	return p, text != ""
}

// segment gives "**" and its longer spellings one form. Two asterisks beside
// something else are no more than one, as git's manual says. (git itself takes
// "a**/b" for "a" followed by "**/b" where no wildcard stands before it.)
func segment(text string) string {
	if len(text) > 2 && strings.Trim(text, "*") == "" {
		return "**"
	}
	return text
}

// match asks for a name relative to the folder of the pattern. After a
// mismatch only the last "**" is tried again, one folder later: what an earlier
// one could gain by taking more, the later one takes as well. That bounds the
// time by the product of both lengths; matchName rests on the same.
func (p *pattern) match(name string, folder bool) bool {
	if p.folderOnly && !folder {
		return false
	}
	if p.baseOnly {
		return matchName(p.segments[0], path.Base(name))
	}
	next, retry, retryName := 0, -1, ""
	for {
		switch {
		case next == len(p.segments):
			if name == "" {
				return true
			}
		case p.segments[next] == "**":
			if next++; next == len(p.segments) {
				return name != "" // "a/**" is what lies below a, not a
			}
			retry, retryName = next, name
			continue
		case name != "":
			first, rest, _ := strings.Cut(name, "/")
			if matchName(p.segments[next], first) {
				next, name = next+1, rest
				continue
			}
		}
		if retry < 0 || retryName == "" {
			return false
		}
		_, retryName, _ = strings.Cut(retryName, "/")
		next, name = retry, retryName
	}
}

// matchName matches one segment against one part of a name, byte by byte as
// git does: "?" is one byte.
func matchName(glob, name string) bool {
	g, n, retry, retryName := 0, 0, -1, 0
	for g < len(glob) || n < len(name) {
		if g < len(glob) && glob[g] == '*' {
			g++
			retry, retryName = g, n
			continue
		}
		if g < len(glob) && n < len(name) {
			if width, ok := matchByte(glob[g:], name[n]); ok {
				g, n = g+width, n+1
				continue
			}
		}
		if retry < 0 || retryName == len(name) {
			return false
		}
		retryName++
		g, n = retry, retryName
	}
	return true
}

// matchByte matches the head of a well-formed glob against one byte and tells
// how long that head is.
func matchByte(glob string, c byte) (width int, ok bool) {
	switch glob[0] {
	case '?':
		return 1, true
	case '[':
		return matchClass(glob, c)
	case '\\':
		return 2, glob[1] == c
	}
	return 1, glob[0] == c
}

// matchClass matches a class such as "[a-z]" at the head of a glob against one
// byte. Width 0 says that it never ends or names a class that is unknown.
func matchClass(glob string, c byte) (width int, ok bool) {
	i, in, negated := 1, false, false
	if len(glob) > 1 && (glob[1] == '!' || glob[1] == '^') {
		i, negated = 2, true
	}
	first, closing := i, 0 // closing: the next "]", looked for once
	var from byte          // what a range would start with; 0: nothing
	for ; i < len(glob); i++ {
		b := glob[i]
		switch {
		case b == ']' && i > first:
			return i + 1, in != negated
		case b == '-' && from != 0 && i+1 < len(glob) && glob[i+1] != ']':
			if i++; glob[i] == '\\' {
				i++
			}
			in = in || i < len(glob) && from <= c && c <= glob[i]
			from = 0
			continue
		case strings.HasPrefix(glob[i:], "[:"):
			if closing < i+2 {
				closing = strings.IndexByte(glob[i+2:], ']') + i + 2
			}
			if closing < i+2 {
				return 0, false
			}
			if closing == i+2 || glob[closing-1] != ':' {
				break // no class after all, only a bracket
			}
			ranges := classRanges[glob[i+2:closing-1]]
			if ranges == "" {
				return 0, false
			}
			for ; ranges != ""; ranges = ranges[2:] {
				in = in || ranges[0] <= c && c <= ranges[1]
			}
			i, from = closing, 0
			continue
		case b == '\\':
			if i++; i == len(glob) {
				return 0, false
			}
			b = glob[i]
		}
		in, from = in || b == c, b
	}
	return 0, false
}

// classRanges holds the first and last byte of each range of a named class.
var classRanges = map[string]string{
	"alnum": "09AZaz", "alpha": "AZaz", "blank": "\t\t  ", "cntrl": "\x00\x1f\x7f\x7f",
	"digit": "09", "graph": "!~", "lower": "az", "print": " ~",
	"punct": "!/:@[`{~", "space": "\t\r  ", "upper": "AZ", "xdigit": "09AFaf",
}
