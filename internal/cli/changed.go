package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// changes are the lines that differ from a git revision.
type changes struct {
	whole map[string]bool     // files that the revision does not have
	lines map[string][][2]int // first and last line, by absolute path
}

var hunk = regexp.MustCompile(`^@@ -\S+ \+(\d+)(?:,(\d+))? @@`)

// changedSince asks git which lines of the working tree are not in a revision.
func changedSince(ctx context.Context, rev string) (*changes, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("--new-from %q is no revision of git; name a branch, a tag or a commit", rev)
	}
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("--new-from needs a git repository: %w", err)
	}
	root := strings.TrimSpace(string(top))
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		return nil, fmt.Errorf("--new-from %q is no revision of git here; fetch it first, or name another", rev)
	}
	c := &changes{whole: map[string]bool{}, lines: map[string][][2]int{}}
	diff, err := git(ctx, "-C", root, "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", rev, "--")
	if err != nil {
		return nil, err
	}
	c.readDiff(root, diff)
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

// readDiff collects the lines that a unified diff adds or changes.
func (c *changes) readDiff(root string, diff []byte) {
	file := ""
	scan := bufio.NewScanner(bytes.NewReader(diff))
	scan.Buffer(nil, 64<<20)
	for scan.Scan() {
		line := scan.Text()
		if name, ok := strings.CutPrefix(line, "+++ b/"); ok {
			file = filepath.Join(root, strings.TrimSuffix(name, "\t"))
		} else if m := hunk.FindStringSubmatch(line); m != nil {
			from, _ := strconv.Atoi(m[1])
			count := 1
			if m[2] != "" {
				count, _ = strconv.Atoi(m[2])
			}
			if count > 0 {
				c.lines[file] = append(c.lines[file], [2]int{from, from + count - 1})
			}
		}
	}
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
