// Package gen writes what is made from the rules: the catalogue in Go, a page
// for each rule, and the tables that list them. It only reads and computes;
// the mains beside it, which belong to no build, put the files in place, and a
// test fails when those are stale.
package gen

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Files are texts by their slash-separated path from the root of the module.
type Files map[string][]byte

// Stale lists the paths whose text below root is not the one in f, and, of the
// folders that belong to generated pages alone, those that f does not have.
func (f Files) Stale(root fs.FS) ([]string, error) {
	var stale []string
	for name, text := range f {
		old, err := fs.ReadFile(root, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || !bytes.Equal(old, text) {
			stale = append(stale, name)
		}
	}
	if _, pages := f[index]; pages {
		found, err := fs.Glob(root, path.Dir(index)+"/*.md")
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if f[name] == nil {
				stale = append(stale, name)
			}
		}
	}
	slices.Sort(stale)
	return stale, nil
}

// Write brings the files below a folder up to date.
func (f Files) Write(root string) error {
	stale, err := f.Stale(os.DirFS(root))
	if err != nil {
		return err
	}
	for _, name := range stale {
		file := filepath.Join(root, filepath.FromSlash(name))
		if f[name] == nil {
			err = os.Remove(file)
		} else {
			err = errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, f[name], 0o644))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
