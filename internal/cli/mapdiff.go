package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report"
)

// drawDiff writes what differs between the maps of OLD, a folder or a revision
// of git, and those of the arguments.
func (l *linter) drawDiff(ctx context.Context, old string, write report.DiffWriter) error {
	if slices.Contains(l.paths, "-") {
		return errors.New("--diff compares files; standard input has no older state")
	}
	before, roots, err := l.oldMaps(ctx, old)
	if err != nil {
		return err
	}
	after, err := l.maps(ctx)
	if err != nil {
		return err
	}
	l.tellUnenforced(slices.Concat(before, after))
	return write(l.streams.Out, compared(before, after, roots), l.reportOptions())
}

// twoRoots are the roots of the old and of the new tree, in which scopes have
// the same names.
type twoRoots struct{ old, now string }

// oldMaps draws the maps of OLD.
func (l *linter) oldMaps(ctx context.Context, old string) ([]*network.Map, twoRoots, error) {
	if _, err := os.Stat(old); err == nil {
		if len(l.paths) != 1 {
			return nil, twoRoots{}, fmt.Errorf("--diff %s is one folder, but there are %d PATHs; name the one to compare it with", old, len(l.paths))
		}
		then := *l
		then.paths = []string{old}
		maps, err := then.maps(ctx)
		return maps, twoRoots{old, l.paths[0]}, err
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, twoRoots{}, fmt.Errorf("--diff %s: %w", old, err)
	}
	tree, err := l.checkout(ctx, old)
	if err != nil {
		return nil, twoRoots{}, err
	}
	defer os.RemoveAll(tree.dir) //nolint:errcheck // what is left lies in a temporary folder
	if len(tree.paths) == 0 {
		return nil, twoRoots{}, nil
	}
	then := *l
	then.paths, then.shown = tree.paths, tree.shown
	maps, err := then.maps(ctx)
	return maps, twoRoots{}, err
}

// compared pairs the maps of scopes of the same name, or the only ones.
func compared(before, after []*network.Map, roots twoRoots) []*network.Change {
	before, after = drawn(before), drawn(after)
	if len(before) == 1 && len(after) == 1 {
		return []*network.Change{network.Compare(before[0], after[0])}
	}
	relative := func(root string, m *network.Map) string {
		rel, err := filepath.Rel(filepath.FromSlash(root), filepath.FromSlash(m.Scope.Name))
		if root == "" || err != nil {
			return m.Scope.Name
		}
		return filepath.ToSlash(rel)
	}
	old := map[string]*network.Map{}
	for _, m := range before {
		old[relative(roots.old, m)] = m
	}
	var out []*network.Change
	for _, m := range after {
		name := relative(roots.now, m)
		out = append(out, network.Compare(old[name], m))
		delete(old, name)
	}
	for _, m := range before {
		if old[relative(roots.old, m)] == m {
			out = append(out, network.Compare(m, nil))
		}
	}
	return out
}

// drawn leaves out maps with nothing on them.
func drawn(maps []*network.Map) []*network.Map {
	return slices.DeleteFunc(slices.Clone(maps), func(m *network.Map) bool { return len(m.Groups)+len(m.Entries) == 0 })
}

// checkout is files of a git revision in a temporary folder.
type checkout struct {
	dir string
	// top is the root of the repository.
	top string
	cwd string
	// paths are the arguments as they lie in dir, where they do.
	paths []string
}

// checkout writes the manifests of a revision that lie below the arguments to
// a temporary folder, which the caller removes.
func (l *linter) checkout(ctx context.Context, rev string) (*checkout, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("--diff %q is no revision of git; name a folder, a branch, a tag or a commit", rev)
	}
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("--diff %s: there is no such folder, and a revision needs a git repository: %w", rev, err)
	}
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		return nil, fmt.Errorf("--diff %q is no folder and no revision of git here; fetch it first, or name another", rev)
	}
	cwd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	tree := &checkout{top: strings.TrimSpace(string(top)), cwd: cwd}
	if tree.cwd, err = filepath.EvalSymlinks(cwd); err != nil {
		return nil, err
	}
	if tree.dir, err = os.MkdirTemp("", "akslint-"); err != nil {
		return nil, err
	}
	for _, p := range l.paths {
		if err := tree.take(ctx, rev, p); err != nil {
			os.RemoveAll(tree.dir) //nolint:errcheck // as above
			return nil, err
		}
	}
	return tree, nil
}

// take writes the files below one argument.
func (t *checkout) take(ctx context.Context, rev, given string) error {
	at := given
	if !filepath.IsAbs(at) {
		at = filepath.Join(t.cwd, at)
	}
	if real, err := filepath.EvalSymlinks(at); err == nil {
		at = real
	}
	rel, err := filepath.Rel(t.top, at)
	if err != nil || !filepath.IsLocal(rel) {
		return fmt.Errorf("%s lies outside of the git repository %s, so %s does not hold it", given, t.top, rev)
	}
	list, err := git(ctx, "-C", t.top, "ls-tree", "-r", "-z", "--full-tree", rev, "--", filepath.ToSlash(rel))
	if err != nil {
		return err
	}
	var names, ids []string
	for entry := range strings.SplitSeq(string(list), "\x00") {
		meta, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(meta) // mode, type, id
		if ok && len(fields) == 3 && strings.HasPrefix(fields[0], "100") && wantedFile(name) && filepath.IsLocal(filepath.FromSlash(name)) {
			names, ids = append(names, name), append(ids, fields[2])
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := t.write(ctx, names, ids); err != nil {
		return err
	}
	t.paths = append(t.paths, filepath.Join(t.dir, rel))
	return nil
}

// wantedFile reports whether a file may say something about manifests.
func wantedFile(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return path.Base(name) == ".gitignore" || path.Base(name) == "Kustomization"
}

// write asks git for files and writes them.
func (t *checkout) write(ctx context.Context, names, ids []string) error {
	cmd := exec.CommandContext(ctx, "git", "-C", t.top, "cat-file", "--batch")
	cmd.Stdin = strings.NewReader(strings.Join(ids, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git cat-file: %w", err)
	}
	for _, name := range names {
		head, rest, _ := bytes.Cut(out, []byte("\n")) // id, type, size
		size := 0
		if _, err := fmt.Sscanf(string(head), "%s %s %d", new(string), new(string), &size); err != nil || size >= len(rest) {
			return fmt.Errorf("git cat-file: %s: %q is no answer", name, head)
		}
		file := filepath.Join(t.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, rest[:size], 0o600); err != nil {
			return err
		}
		out = rest[size+1:]
	}
	return nil
}

// shown names a file of the temporary folder as the file of the working tree
// that it was.
func (t *checkout) shown(f manifest.Found) string {
	rel, err := filepath.Rel(t.dir, f.Path)
	if err != nil {
		return f.Name
	}
	at := filepath.Join(t.top, rel)
	if local, err := filepath.Rel(t.cwd, at); err == nil && filepath.IsLocal(local) {
		return filepath.ToSlash(local)
	}
	return filepath.ToSlash(at)
}
