package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// changes are the lines that differ from a git revision.
type changes struct {
	whole map[string]bool     // files that the revision does not have
	lines map[string][][2]int // first and last line, by absolute path
}

// changedSince asks git which lines of the working tree are not in a revision.
// Where the revision has gone on since this branch left it, as main has, what
// counts is where the branch left: what others did is not new here.
func changedSince(ctx context.Context, rev string) (*changes, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("--new-from %q is no revision of git; name a branch, a tag or a commit", rev)
	}
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("--new-from asks git what is new, and git is not installed; install it, or leave the flag out")
	} else if err != nil {
		return nil, fmt.Errorf("--new-from needs a git repository: %w", err)
	}
	root := strings.TrimSuffix(string(top), "\n")
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		return nil, fmt.Errorf("--new-from %q is no revision of git here; fetch it first, or name another", rev)
	}
	if base, err := git(ctx, "merge-base", rev, "HEAD"); err == nil {
		rev = strings.TrimSpace(string(base))
	}
	c := &changes{whole: map[string]bool{}, lines: map[string][][2]int{}}
	// Neither the user's settings nor attributes in the repository may change the form of the diff or hide a file from it.
	diff, err := git(ctx, "-C", root, "-c", "core.quotePath=false", "diff", "--unified=0", "--inter-hunk-context=0", "--no-color", "--text",
		"--no-ext-diff", "--no-textconv", "--no-renames", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", rev, "--")
	if err != nil {
		return nil, err
	}
	c.readDiff(root, string(diff))
	fresh, err := git(ctx, "-C", root, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(string(fresh), "\x00") {
		if name != "" {
			c.whole[filepath.Join(root, name)] = true
		}
	}
	return c, nil
}

var hunk = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`) })

// readDiff collects the lines that a unified diff without context adds or
// changes. The lines of a hunk are counted and passed over: a manifest may
// hold what looks like the head of another file.
func (c *changes) readDiff(root, diff string) {
	file, inside := "", 0
	for line := range strings.Lines(diff) {
		line = strings.TrimSuffix(line, "\n")
		if inside > 0 && strings.ContainsAny(line[:min(1, len(line))], "+-") {
			inside--
			continue
		}
		if name, ok := strings.CutPrefix(line, "+++ "); ok {
			file = filepath.Join(root, strings.TrimPrefix(unquoted(name), "b/"))
		} else if m := hunk().FindStringSubmatch(line); m != nil {
			from, added := number(m[2]), number(m[3])
			inside = number(m[1]) + added
			if added > 0 {
				c.lines[file] = append(c.lines[file], [2]int{from, from + added - 1})
			}
		}
	}
}

// number reads one of a hunk's head, where a count of 1 is left out.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 1
	}
	return n
}

// unquoted is the name of a file behind "+++ ": in quotes as in C where it has
// characters that want it, and with a tab behind it where it has blanks.
func unquoted(name string) string {
	if text, err := strconv.Unquote(name); err == nil && strings.HasPrefix(name, `"`) {
		return text
	}
	return strings.TrimSuffix(name, "\t")
}

// git runs git and returns what it prints.
func git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	return out, err
}

// touches reports whether a line of a file is new.
func (c *changes) touches(src *manifest.Source, span manifest.Span) bool {
	name, err := filepath.Abs(filepath.FromSlash(src.Name))
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if c.whole[name] {
		return true
	}
	from, to := src.Position(span.Start).Line, src.Position(max(span.End-1, span.Start)).Line
	for _, l := range c.lines[name] {
		if from <= l[1] && to >= l[0] {
			return true
		}
	}
	return false
}

// isNew reports whether a finding, or a place related to it, lies on a line
// that is new.
func (c *changes) isNew(f *analyzer.Finding) bool {
	if c.touches(f.Source(), f.Span) {
		return true
	}
	for _, r := range f.Related {
		if c.touches(r.Source, r.Span) {
			return true
		}
	}
	return false
}
