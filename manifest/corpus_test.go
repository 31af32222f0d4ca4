package manifest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// corpus is the variable of the environment that names a folder of manifests
// beside those of the repository. Tests that read texts read its files too.
const corpus = "AKSLINT_CORPUS"

// eachText calls f with every manifest of the fixtures, of this package's
// testdata, and of the corpus where there is one.
func eachText(tb testing.TB, f func(src *Source)) {
	tb.Helper()
	roots := []string{"../fixtures", "testdata"}
	if dir := os.Getenv(corpus); dir != "" {
		roots = append(roots, dir)
	} else {
		tb.Logf("%s names no folder: reading the repository's own manifests only", corpus)
	}
	files := 0
	for _, root := range roots {
		files += walkTexts(tb, root, f)
	}
	if files == 0 {
		tb.Fatalf("no manifest below %q", roots)
	}
	tb.Logf("%d files", files)
}

// walkTexts calls f with every YAML and JSON file below a folder, and returns
// their number. Symbolic links are left alone.
func walkTexts(tb testing.TB, root string, f func(src *Source)) (files int) {
	tb.Helper()
	if _, err := os.Stat(root); os.IsNotExist(err) {
		return 0
	}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !slices.Contains([]string{".yaml", ".yml", ".json", ".tmpl"}, filepath.Ext(name)) {
			return err
		}
		data, err := os.ReadFile(name)
		if err == nil {
			files++
			f(NewSource(strings.TrimPrefix(filepath.ToSlash(name), filepath.ToSlash(root)+"/"), data))
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}
