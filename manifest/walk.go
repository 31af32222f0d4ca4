package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// WalkOptions says which files of a tree are manifests to read.
type WalkOptions struct {
	// Exclude holds patterns, as ParseGlobs takes them, for the names of files
	// and folders to leave out, those named by the user included.
	Exclude []string
}

// Match reports whether a pattern matches a file's slash-separated name or a
// folder above it.
func (g Globs) Match(name string) bool { return g.matchTree(name, false) }

func (g Globs) matchTree(name string, folder bool) bool {
	for i := range len(name) {
		if name[i] == '/' && g.matchEntry(name[:i], true) {
			return true
		}
	}
	return g.matchEntry(name, folder)
}

// matchEntry matches a name whose parents are known not to match.
func (g Globs) matchEntry(name string, folder bool) bool {
	if base := path.Base(name); base == "." || base == ".." {
		return false // ".*" is about hidden files
	}
	for i := range g.patterns {
		if g.patterns[i].match(strings.TrimPrefix(name, "/"), folder) {
			return true
		}
	}
	return false
}

// Found is a file to read, as Walk found it.
type Found struct {
	// Name is how reports call the file: slash-separated and without "./";
	// relative to the working directory where it lies below it, else as given.
	Name string
	// Path is what to open.
	Path string
	// Named says that the user named the file itself, not a folder above it:
	// that it cannot be read is an error then, not a notice.
	Named bool
}

// Unread is a file or folder met on a walk that could not be looked into.
type Unread struct {
	Name string
	Err  error
}

// Walk lists the files at the given paths, each real file once: files in the
// place of their path, whatever they are called, and from folders those named
// .yaml, .yml or .json, in byte order of their names.
//
// In folders, what git ignores from the root of the repository down is left
// out, or from the folder down where there is no repository. A folder that is
// itself ignored is walked when it is named, and then what is said above it
// does not count. A link is followed where it leads to a place inside the
// repository, or inside the folder where there is no repository.
//
// The error joins one for each path that does not exist or cannot be read; the
// files of the others are listed all the same.
func Walk(paths []string, opt WalkOptions) (files []Found, skipped []Unread, err error) {
	w := &walker{seen: map[string]bool{}, dirs: map[string]string{}, told: map[string]bool{}}
	if w.exclude, err = ParseGlobs(opt.Exclude); err != nil {
		return nil, nil, err
	}
	if w.dir, err = os.Getwd(); err != nil {
		return nil, nil, err
	}
	var places []place
	var errs []error
	for _, given := range paths {
		p, err := w.locate(given)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", p.name, reason(err)))
		case w.exclude.matchTree(p.name, p.folder):
		case p.folder:
			places = append(places, p)
		case !w.seen[p.real]: // before any walk: a named file keeps its name
			w.seen[p.real] = true
			places = append(places, p)
		}
	}
	for _, p := range places {
		if !p.folder {
			w.files = append(w.files, Found{Name: p.name, Path: p.path, Named: true})
		} else if err := w.walkNamed(p); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.name, reason(err)))
		}
	}
	return w.files, w.skipped, errors.Join(errs...)
}

// walker is one Walk.
type walker struct {
	dir     string // the working directory
	exclude Globs
	files   []Found
	skipped []Unread
	seen    map[string]bool   // real paths of the files taken
	dirs    map[string]string // real paths of the folders of named paths
	told    map[string]bool   // names in skipped

	// Of the walk of one named folder:
	root   string          // links must lead to a place inside
	open   map[string]bool // folders that are being walked and those above: a link to one is a loop
	linked map[string]bool // folders walked by way of a link: once is enough
}

// locate finds what a path given by the user stands for.
func (w *walker) locate(given string) (place, error) {
	p := place{path: filepath.Clean(given), name: w.shown(given)}
	if given == "" {
		p.path, p.name = "", `""` // an unset variable of a script must not mean "."
	}
	info, err := os.Stat(p.path)
	if err != nil {
		return p, err
	}
	if p.folder = info.IsDir(); !p.folder {
		if !info.Mode().IsRegular() {
			return p, errIrregular
		}
		file, err := os.Open(p.path)
		if err != nil {
			return p, err
		}
		_ = file.Close() // nothing was written
	}
	p.real, err = w.realPath(w.absolute(given))
	return p, err
}

// realPath takes the links out of an absolute path. It resolves each folder
// once: pre-commit names thousands of files.
func (w *walker) realPath(absolute string) (string, error) {
	dir, base := filepath.Split(absolute)
	realDir, ok := w.dirs[dir]
	if !ok {
		var err error
		if realDir, err = filepath.EvalSymlinks(dir); err != nil {
			return "", err
		}
		w.dirs[dir] = realDir
	}
	resolved := filepath.Join(realDir, base)
	if info, err := os.Lstat(resolved); err != nil || info.Mode().Type() != fs.ModeSymlink {
		return resolved, err
	}
	return filepath.EvalSymlinks(resolved)
}

func (w *walker) absolute(given string) string {
	if filepath.IsAbs(given) {
		return filepath.Clean(given)
	}
	return filepath.Join(w.dir, given)
}

func (w *walker) shown(given string) string {
	if rel, err := filepath.Rel(w.dir, w.absolute(given)); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(given))
}

// walkNamed walks a folder that the user named.
func (w *walker) walkNamed(p place) error {
	w.root, w.open, w.linked = p.real, map[string]bool{}, map[string]bool{}
	if root, ok := RepositoryRoot(p.real); ok {
		w.root = root
	}
	rel, err := filepath.Rel(w.root, p.real)
	if err != nil {
		return err
	}
	var rules *ignoreFile
	if rel != "." {
		above := w.root
		for part := range strings.SplitSeq(filepath.ToSlash(rel), "/") {
			w.open[above] = true
			rules = w.rules(above, p.below, rules)
			above, p.below = filepath.Join(above, part), path.Join(p.below, part)
			if rules.ignores(p.below, true) {
				rules = nil
			}
		}
	}
	return w.walk(p, rules)
}

// walk takes the manifests of a folder. rules are those from above it.
func (w *walker) walk(p place, rules *ignoreFile) error {
	entries, err := os.ReadDir(p.path)
	if err != nil {
		return err
	}
	w.open[p.real] = true
	defer delete(w.open, p.real)
	if hasEntry(entries, ".git") || hasEntry(entries, ".gitignore") {
		rules = w.rules(p.path, p.below, rules)
	}
	for _, entry := range entries {
		w.enter(p, entry, rules)
	}
	return nil
}

// hasEntry looks for a name in a folder, whose entries are sorted.
func hasEntry(folder []fs.DirEntry, name string) bool {
	_, found := slices.BinarySearchFunc(folder, name, func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
	return found
}

// enter takes or walks an entry of the folder p.
func (w *walker) enter(p place, entry fs.DirEntry, rules *ignoreFile) {
	base, link := entry.Name(), entry.Type() == fs.ModeSymlink
	if !link && !entry.IsDir() && !(entry.Type().IsRegular() && isManifest(base)) || slices.Contains(neverWalked, base) {
		return
	}
	p.enter(base)
	p.folder = entry.IsDir()
	if rules.ignores(p.below, p.folder) || w.exclude.matchEntry(p.name, p.folder) || link && !w.follow(&p) {
		return
	}
	switch {
	case w.seen[p.real], w.open[p.real], p.linked && w.linked[p.real]:
	case p.folder:
		w.linked[p.real] = w.linked[p.real] || p.linked
		if err := w.walk(p, rules); err != nil {
			w.skip(p.name, err)
		}
	default:
		w.seen[p.real] = true
		w.files = append(w.files, Found{Name: p.name, Path: p.path})
	}
}

// follow sends a place that is a link on to where it leads, and reports
// whether that is a manifest or folder inside the root.
func (w *walker) follow(p *place) bool {
	info, err := os.Stat(p.path)
	if err == nil {
		p.real, err = filepath.EvalSymlinks(p.real)
	}
	if err != nil {
		if isManifest(p.name) { // other dead links say nothing about manifests
			w.skip(p.name, err)
		}
		return false
	}
	if rel, err := filepath.Rel(w.root, p.real); err != nil || !filepath.IsLocal(rel) {
		return false
	}
	p.linked, p.folder = true, info.IsDir()
	if p.folder {
		return !w.exclude.matchEntry(p.name, true)
	}
	return info.Mode().IsRegular() && isManifest(p.name)
}

// skip notes once what could not be read: a folder may be met on many walks.
func (w *walker) skip(name string, err error) {
	if !w.told[name] {
		w.told[name] = true
		w.skipped = append(w.skipped, Unread{name, reason(err)})
	}
}

// neverWalked names folders that hold what tools keep, not what people write.
var neverWalked = []string{".git", ".hg", ".svn", ".terraform", "node_modules"}

func isManifest(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml" || ext == ".json"
}

// reason takes the operation and the path off an error of the os package: the
// name that the user knows is put in front instead.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
