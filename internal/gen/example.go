package gen

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// example is what a rule's page shows of its fixtures, each "" where there is
// no such fixture.
type example struct{ bad, good, fix string }

// readExample takes of bad.yaml the documents down to the first with a finding
// of the rule, of good.yaml as many, and from bad.fixed.yaml what the fixes do
// to the former. A separator "--- # more" in such a file ends what the page
// shows of it instead. Of folders that stand in for files it takes everything.
func readExample(root fs.FS, id string) (example, error) {
	var texts [3]string
	for i, name := range []string{"bad", "good", "bad.fixed"} {
		text, err := readCase(root, "fixtures/rules/"+id+"/"+name)
		if err != nil {
			return example{}, err
		}
		texts[i] = text
	}
	bad := documents(texts[0])
	wanted := regexp.MustCompile(`# want([+-]\d+)? (.* )?` + id + `[/ ]`)
	shown := 1 + slices.IndexFunc(bad, wanted.MatchString)
	if _, err := fs.Stat(root, "fixtures/rules/"+id+"/bad.yaml"); err != nil || shown == 0 {
		shown = max(1, len(bad))
	}
	ex := example{bad: essential(texts[0], shown), good: essential(texts[1], shown)}
	if fixed := essential(texts[2], shown); fixed != "" && fixed != ex.bad {
		ex.fix = diff(ex.bad, fixed)
	}
	return ex, nil
}

// readCase reads a case of a rule: a file, or the files of a folder one after
// the other with their names above them; "" where there is none.
func readCase(root fs.FS, name string) (string, error) {
	text, err := fs.ReadFile(root, name+".yaml")
	if !errors.Is(err, fs.ErrNotExist) {
		return strings.ReplaceAll(string(text), "\r\n", "\n"), err
	}
	folder, err := fs.Sub(root, name)
	if err != nil {
		return "", err
	}
	var all []string
	err = fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(folder, file)
		all = append(all, "# "+file+"\n"+strings.ReplaceAll(string(text), "\r\n", "\n"))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return strings.Join(all, "---\n"), err
}

var (
	more      = regexp.MustCompile(`(?m)^--- # more\b`)
	separator = regexp.MustCompile(`(?m)^---([ \t].*)?\n`)
	wantLine  = regexp.MustCompile(`(?m)^[ \t]*# want([+-]\d+)? .*\n`)
	wantTail  = regexp.MustCompile(`(?m)[ \t]+# want([+-]\d+)? .*$`)
	content   = regexp.MustCompile(`(?m)^[^#\s]`)
)

// documents are the documents of a text that hold more than comments.
func documents(text string) []string {
	var all []string
	for _, document := range separator.Split(text, -1) {
		if content.MatchString(document) {
			all = append(all, strings.TrimSpace(document)+"\n")
		}
	}
	return all
}

// essential is the first documents of a text, or those that it says itself,
// without what only tests read.
func essential(text string, count int) string {
	if end := more.FindStringIndex(text); end != nil {
		text, count = text[:end[0]], len(text)
	}
	all := documents(text)
	all = all[:min(count, len(all))]
	for i := range all {
		all[i] = wantTail.ReplaceAllString(wantLine.ReplaceAllString(all[i], ""), "")
	}
	return strings.Join(all, "---\n")
}
