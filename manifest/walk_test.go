package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// plant makes files and links: "name", "name: text", "name -> target".
func plant(t *testing.T, tree ...string) {
	t.Helper()
	for _, line := range tree {
		name, target, link := strings.Cut(line, " -> ")
		if !link {
			name, text, _ := strings.Cut(line, ": ")
			plantFile(t, name, text)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWalk(t *testing.T) {
	tests := []struct {
		name    string
		tree    []string
		paths   []string
		exclude []string
		want    string // the names, those of named files in brackets
	}{
		{
			name: "order and extensions",
			tree: []string{"b.yaml", "a/z.yml", "a.yaml", "a-b/c.JSON", "B.Yaml", "c.txt", "yaml", "x.yaml.bak", ".hidden.yaml", ".github/w.yaml", "empty/x.go"},
			want: ".github/w.yaml .hidden.yaml B.Yaml a/z.yml a-b/c.JSON a.yaml b.yaml",
		},
		{
			name: "folders of tools",
			tree: []string{".git/a.yaml", ".hg/a.yaml", ".svn/a.yaml", "x/node_modules/a.yaml", ".terraform/a.yaml", "vendor/a.yaml", "a/.git: gitdir: elsewhere", "a/b.yaml"},
			want: "a/b.yaml vendor/a.yaml",
		},
		{
			name:  "order of paths",
			tree:  []string{"a/1.yaml", "b/1.yaml", "c.yaml"},
			paths: []string{"./b/", "c.yaml", "a"},
			want:  "b/1.yaml [c.yaml] a/1.yaml",
		},
		{
			name:  "named twice",
			tree:  []string{"a/1.yaml", "a/2.yaml"},
			paths: []string{"a", "a/2.yaml", "./a/../a/2.yaml", "a", "."},
			want:  "a/1.yaml [a/2.yaml]",
		},
		{
			name:  "a named file has any extension and is read though ignored",
			tree:  []string{".gitignore: *", "a.tmpl", "b/c.yaml", "b/d.yaml"},
			paths: []string{"a.tmpl", "b/c.yaml", "b"},
			want:  "[a.tmpl] [b/c.yaml] b/d.yaml",
		},
		{
			name: "ignored without a repository",
			tree: []string{".gitignore: /a\n*.tmp.yaml\n", "a/x.yaml", "b/a/x.yaml", "b/x.tmp.yaml", "b/.gitignore: !x.tmp.yaml\n", "c/x.tmp.yaml"},
			want: "b/a/x.yaml b/x.tmp.yaml",
		},
		{
			name:  "without a repository nothing above a named folder counts",
			tree:  []string{".gitignore: x.yaml", "a/x.yaml"},
			paths: []string{"a"},
			want:  "a/x.yaml",
		},
		{
			name:  "in a repository what is above a named folder counts",
			tree:  []string{".git/info/exclude: z.yaml\ny.yaml\n", ".gitignore: x.yaml\n!z.yaml\n/a/b/w.yaml", "a/b/x.yaml", "a/b/y.yaml", "a/b/z.yaml", "a/b/w.yaml", "a/b/v.yaml", "a/.gitignore: v.yaml"},
			paths: []string{"a/b"},
			want:  "a/b/z.yaml",
		},
		{
			name:  "a named folder that is ignored",
			tree:  []string{".git/HEAD", ".gitignore: out*", "out/out.yaml", "out/b/out.yaml", "out/b/x.yaml", "out/.gitignore: /b/x.yaml"},
			paths: []string{"out/b", "out"},
			want:  "out/b/out.yaml out/out.yaml",
		},
		{
			name: "a parent that is ignored",
			tree: []string{".gitignore: a/\n!a/x.yaml\n", "a/x.yaml", "a/.gitignore: !x.yaml"},
			want: "",
		},
		{
			name: "a repository within another",
			tree: []string{".git/HEAD", ".gitignore: x.yaml", "sub/.git: gitdir: ../.git/modules/sub", "sub/x.yaml", "sub/y.yaml", "sub/.gitignore: y.yaml", "x.yaml"},
			want: "sub/x.yaml",
		},
		{
			name: "a .gitignore that is a link or a folder",
			tree: []string{"patterns: *", ".gitignore -> patterns", "a/.gitignore/b.yaml", "x.yaml"},
			want: "a/.gitignore/b.yaml x.yaml",
		},
		{
			name:    "excluded",
			tree:    []string{"a/testdata/x.yaml", "testdata/y/x.yaml", "a/b.yaml", "a/c.yaml", "gen/x.yaml", "d.gen.yaml", "e1.yaml"},
			paths:   []string{".", "a/testdata/x.yaml", "d.gen.yaml", "testdata", "gen"},
			exclude: []string{"**/testdata/**", "./a/c.yaml", "*.gen.yaml", "gen", "e?.yaml"},
			want:    "a/b.yaml",
		},
		{
			name:  "names from elsewhere",
			tree:  []string{"../elsewhere/x.yaml", "../elsewhere/b/y.yaml", "../elsewhere/b/.y/z.yaml"},
			paths: []string{"../elsewhere/./x.yaml", "../elsewhere"}, exclude: []string{".*"},
			want: "[../elsewhere/x.yaml] ../elsewhere/b/y.yaml",
		},
		{
			name: "links inside",
			tree: []string{"a/x.yaml", "b.yaml -> a/x.yaml", "c -> a", "d/y.yaml", "0.yaml -> d/y.yaml", "e.yaml -> d", "f.yaml -> notes", "notes", "g -> d/y.yaml"},
			want: "0.yaml a/x.yaml f.yaml",
		},
		{
			name:  "a named file beats the names it is met under",
			tree:  []string{"a.yaml -> z.yaml", "z.yaml"},
			paths: []string{".", "z.yaml"},
			want:  "[z.yaml]",
		},
		{
			name:  "a named link",
			tree:  []string{"../elsewhere/x.yaml", "../elsewhere/d/y.yaml", "l.yaml -> ../elsewhere/x.yaml", "d -> ../elsewhere/d"},
			paths: []string{"l.yaml", "d"},
			want:  "[l.yaml] d/y.yaml",
		},
		{
			name: "links that escape",
			tree: []string{"../elsewhere/x.yaml", "../here2/x.yaml", "a.yaml -> ../elsewhere/x.yaml", "b -> ../elsewhere", "c -> ..", "d -> ../here2", "e -> b/../here2", "f -> b/x.yaml"},
			want: "",
		},
		{
			name:  "links inside the repository but outside the folder",
			tree:  []string{".git/HEAD", "base/x.yaml", "top.yaml", "a/b -> ../base", "a/up -> ..", "a/over -> ../../elsewhere", "../elsewhere/y.yaml"},
			paths: []string{"a"},
			want:  "a/b/x.yaml",
		},
		{
			name: "loops",
			tree: []string{"a/b/up -> ../..", "a/b/here -> .", "a/self -> self", "a/x.yaml", "l -> m", "m -> n", "n/l -> ../l", "n/o -> ../p", "p/n -> ../n", "p/y.yaml"},
			want: "a/x.yaml l/o/y.yaml",
		},
		{
			name:    "a folder left out under the name of a link is met under its own",
			tree:    []string{".gitignore: /b/*.yaml", "a -> z", "b -> z", "z/x.yaml"},
			exclude: []string{"a/**"},
			want:    "z/x.yaml",
		},
		{
			name: "and the other way round",
			tree: []string{".gitignore: /a/*.yaml", "a/x.yaml", "b -> a"},
			want: "b/x.yaml",
		},
		{
			name:    "a link to a folder is a file to git and a folder to excludes",
			tree:    []string{".git/HEAD", ".gitignore: a/\n", "a -> z", "b -> y", "y/x.yaml", "z/x.yaml"},
			exclude: []string{"b/", "y", "z"},
			want:    "a/x.yaml",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			here := filepath.Join(t.TempDir(), "here")
			if err := os.Mkdir(here, 0o755); err != nil {
				t.Fatal(err)
			}
			t.Chdir(here)
			plant(t, test.tree...)
			if test.paths == nil {
				test.paths = []string{"."}
			}
			files, skipped, err := Walk(test.paths, WalkOptions{Exclude: test.exclude})
			if err != nil {
				t.Fatal(err)
			}
			if len(skipped) > 0 {
				t.Errorf("skipped %v", skipped)
			}
			if got := shownNames(t, files); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// shownNames joins the names of files, and asks that each can be read.
func shownNames(t *testing.T, files []Found) string {
	t.Helper()
	var names []string
	for _, file := range files {
		if _, err := ReadFile(file); err != nil {
			t.Error(err)
		}
		if file.Named {
			file.Name = "[" + file.Name + "]"
		}
		names = append(names, file.Name)
	}
	return strings.Join(names, " ")
}

func TestWalkAbsolute(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	plant(t, "here/a.yaml", "here/b/c.yaml", "elsewhere/d.yaml")
	t.Chdir("here")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(filepath.Dir(here), "elsewhere")
	files, _, err := Walk([]string{here, filepath.Join(here, "a.yaml"), elsewhere}, WalkOptions{Exclude: []string{"x/**"}})
	if want := "b/c.yaml [a.yaml] " + filepath.ToSlash(elsewhere) + "/d.yaml"; err != nil || shownNames(t, files) != want {
		t.Errorf("%v, %v, want %s", files, err, want)
	}
	_, _, err = Walk([]string{elsewhere}, WalkOptions{Exclude: []string{filepath.ToSlash(elsewhere) + "/**"}})
	if err != nil {
		t.Error(err)
	}
}

func TestWalkErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, "a.yaml", "b/c.yaml", "dead.yaml -> nothing")
	files, _, err := Walk([]string{"missing.yaml", "a.yaml", "./gone", "", "a.yaml/x", "dead.yaml", "b"}, WalkOptions{})
	if got := shownNames(t, files); got != "[a.yaml] b/c.yaml" {
		t.Errorf("the others are %s", got)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	want := "missing.yaml: no such file or directory\ngone: no such file or directory\n" +
		"\"\": no such file or directory\na.yaml/x: not a directory\ndead.yaml: no such file or directory"
	if runtime.GOOS != "windows" && err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for _, glob := range []string{"", "./", "a[", `a\`, "!a", "/"} {
		if _, _, err := Walk(nil, WalkOptions{Exclude: []string{"ok", glob}}); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", glob)) {
			t.Errorf("glob %q: %v", glob, err)
		}
	}
}

func TestWalkUnread(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, "a/.gitignore: "+strings.Repeat("#", maxIgnoreFile+1), "a/x.yaml", "dead.yaml -> nothing", "dead -> nothing", "loop.yaml -> loop.yaml", "b/y.yaml")
	files, skipped, err := Walk([]string{".", "a", "b"}, WalkOptions{})
	if err != nil || shownNames(t, files) != "a/x.yaml b/y.yaml" {
		t.Errorf("%v, %v", files, err)
	}
	if got := unreadNames(t, skipped); got != "a/.gitignore dead.yaml loop.yaml" {
		t.Errorf("skipped %s", got)
	}
}

func TestWalkClosed(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("permissions do not bind root or Windows")
	}
	t.Chdir(t.TempDir())
	plant(t, "a.yaml", "b/x.yaml", "c/d/y.yaml", "z.yaml", "e/.gitignore: *", "e/f.yaml", "g.txt")
	for _, name := range []string{"b", "c/d", "e/.gitignore", "g.txt"} {
		if err := os.Chmod(name, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(name, 0o755) }) // or the folder of the test stays
	}
	files, skipped, err := Walk([]string{"."}, WalkOptions{})
	if err != nil || shownNames(t, files) != "a.yaml e/f.yaml z.yaml" {
		t.Errorf("%v, %v", files, err)
	}
	if got := unreadNames(t, skipped); got != "b c/d e/.gitignore" {
		t.Errorf("skipped %s", got)
	}
	_, skipped, err = Walk([]string{"b", "b/x.yaml", "g.txt"}, WalkOptions{})
	if want := "b/x.yaml: permission denied\ng.txt: permission denied\nb: permission denied"; err == nil || err.Error() != want || len(skipped) > 0 {
		t.Errorf("named: %v, %v", err, skipped)
	}
}

// unreadNames joins the names of what was skipped. The reasons leave them to
// whoever tells of it.
func unreadNames(t *testing.T, skipped []Unread) string {
	t.Helper()
	var names []string
	for _, unread := range skipped {
		names = append(names, unread.Name)
		if unread.Err == nil || strings.Contains(unread.Err.Error(), unread.Name) {
			t.Errorf("%s: %v", unread.Name, unread.Err)
		}
	}
	return strings.Join(names, " ")
}

// TestWalkPipe would hang if a named pipe were opened.
func TestWalkPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, "a.yaml", "link.yaml -> pipe.yaml")
	if output, err := exec.Command(toolPath(t, "mkfifo"), "pipe.yaml", ".gitignore").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	files, skipped, err := Walk([]string{"."}, WalkOptions{})
	if err != nil || len(skipped) > 0 || shownNames(t, files) != "a.yaml" {
		t.Errorf("%v, %v, %v", files, skipped, err)
	}
	for _, name := range []string{"pipe.yaml", "link.yaml"} {
		want := name + ": not a regular file"
		if _, _, err := Walk([]string{name}, WalkOptions{}); err == nil || err.Error() != want {
			t.Errorf("named: %v", err)
		}
		if _, err := ReadFile(Found{Name: name, Path: name}); err == nil || err.Error() != want {
			t.Errorf("read: %v", err)
		}
	}
}

// TestWalkLinkFarm asks for an end: every folder links to all others, and to
// try every way would take for ever.
func TestWalkLinkFarm(t *testing.T) {
	t.Chdir(t.TempDir())
	const folders = 12
	for i := range folders {
		plant(t, fmt.Sprintf("%02d/x.yaml", i))
		for j := range folders {
			plant(t, fmt.Sprintf("%02d/%02d -> ../%02d", i, j, j))
		}
	}
	files, _, err := Walk([]string{"."}, WalkOptions{})
	if err != nil || len(files) != folders {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestReadFile(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, "a.yaml: text", "empty.yaml")
	for name, want := range map[string]string{"a.yaml": "text", "empty.yaml": ""} {
		if got, err := ReadFile(Found{Name: "other", Path: name}); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	file, err := os.Create("big.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Truncate(70<<20-1), file.Close()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"big.yaml": "x/big.yaml: 70 MiB, more than the 64 MiB that akslint reads",
		"missing":  "x/missing: no such file or directory",
		".":        "x/.: not a regular file",
	} {
		if _, err := ReadFile(Found{Name: "x/" + name, Path: name}); err == nil || runtime.GOOS != "windows" && err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestRepositoryRoot(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	plant(t, "a/.git/HEAD", "a/b/c/x.yaml", "a/d/.git: gitdir: ../.git/worktrees/d", "a/d/e/x.yaml")
	for below, want := range map[string]string{"a": "a", "a/b/c": "a", "a/d": "a/d", "a/d/e": "a/d"} {
		got, ok := RepositoryRoot(filepath.Join(dir, filepath.FromSlash(below)))
		if !ok || got != filepath.Join(dir, filepath.FromSlash(want)) {
			t.Errorf("%s: %s, %v", below, got, ok)
		}
	}
	if got, ok := RepositoryRoot("a/b"); !ok || !filepath.IsAbs(got) || filepath.Base(got) != "a" {
		t.Errorf("a/b: %s, %v", got, ok)
	}
}

func TestGlobs(t *testing.T) {
	tests := []struct {
		glob string
		yes  []string
		no   []string
	}{
		{"*.yaml", []string{"a.yaml", "a/b.yaml", "/a/b.yaml", "../b.yaml"}, []string{"a.yml"}},
		{"testdata", []string{"testdata", "a/testdata/b/c.yaml"}, []string{"testdata2"}},
		{"testdata/", []string{"a/testdata/b.yaml"}, []string{"testdata"}},
		{"**/testdata/**", []string{"testdata/a.yaml", "/x/testdata/a/b.yaml"}, []string{"testdata", "a/xtestdata/b"}},
		{"a/*.yaml", []string{"a/b.yaml"}, []string{"a/b/c.yaml", "c/a/b.yaml"}},
		{"/abs/**", []string{"/abs/a.yaml"}, []string{"/b/abs/a.yaml"}},
		{".*", []string{".a/b", "a/.b"}, []string{"../a", "./a", "a"}},
		{"a[bc]/?", []string{"ab/d"}, []string{"aa/d", "ab/de"}},
	}
	for _, test := range tests {
		globs, err := ParseGlobs([]string{test.glob})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Concat(test.yes, test.no) {
			if got := globs.Match(name); got != slices.Contains(test.yes, name) {
				t.Errorf("%s on %s: %v", test.glob, name, got)
			}
		}
	}
}

func BenchmarkWalk(b *testing.B) {
	b.Chdir(b.TempDir())
	for i := range 2000 {
		name := fmt.Sprintf("d%02d/e%d/%04d.yaml", i%40, i%5, i)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, nil, 0o644)); err != nil {
			b.Fatal(err)
		}
	}
	patterns := strings.Repeat("*.log\n/build/\nsecrets.yaml\n!keep.*\n**/charts/*.tgz\n", 6)
	if err := os.WriteFile(".gitignore", []byte(patterns), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if files, _, err := Walk([]string{"."}, WalkOptions{Exclude: []string{"**/testdata/**"}}); len(files) != 2000 || err != nil {
			b.Fatal(len(files), err)
		}
	}
}
