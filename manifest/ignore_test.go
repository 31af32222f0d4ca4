package manifest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestIgnore(t *testing.T) {
	tests := []struct {
		text   string
		name   string
		folder bool
		want   bool
	}{
		{"a.yaml", "a.yaml", false, true},
		{"a.yaml", "b/c/a.yaml", false, true},
		{"/a.yaml", "b/a.yaml", false, false},
		{"b/a.yaml", "b/a.yaml", false, true},
		{"b/a.yaml", "c/b/a.yaml", false, false},
		{"build/", "build", false, false},
		{"build/", "a/build", true, true},
		{"*.yaml\n!keep.yaml", "keep.yaml", false, false},
		{"!keep.yaml\n*.yaml", "keep.yaml", false, true},
		{"a/**", "a", true, false},
		{"a/**", "a/b/c", false, true},
		{"a/**/c", "a/c", false, true},
		{"a/**/c", "a/b/b/c", false, true},
		{"a/**/c/**/d", "a/c/x/c/y/d", false, true},
		{"**/c", "c", false, true},
		{"/**", "c", false, true},
		{"a**c", "abbc", false, true},
		{"/a**c", "a/c", false, false},
		{"x/***/y", "x/1/2/y", false, true},
		{"a*/c", "ab/c", false, true},
		{"a/*/c", "a/c", false, false},
		{"?.yaml", "é.yaml", false, false},
		{"??.yaml", "é.yaml", false, true},
		{"[a-c]", "b", false, true},
		{"[!a-c]", "b", false, false},
		{"[^a-c]", "d", false, true},
		{"[]a]", "]", false, true},
		{"[]-a]", "^", false, true},
		{"[a-]", "-", false, true},
		{`[\]]`, "]", false, true},
		{`[a-\]]`, "]", false, false},
		{`[\--0]`, ".", false, true},
		{"[[:digit:]x]", "7", false, true},
		{"[[:punct:]]", "-", false, true},
		{"[[:digit:]-z]", "-", false, true},
		{"[[:digit:]-z]", "b", false, false},
		{"[[:nonsense:]a]", "a", false, false},
		{"[[:]", "[", false, true},
		{"[[:a]", "a", false, true},
		{"[a/b]", "a", false, true}, // it has a slash, and is anchored therefore
		{"[a/b]", "c/a", false, false},
		{"[a", "[a", false, false},
		{`\[a`, "[a", false, true},
		{`a\`, "a", false, false},
		{`a\/b`, "a/b", false, true},
		{`\#a`, "#a", false, true},
		{"#a", "#a", false, false},
		{`\!a`, "!a", false, true},
		{"a  ", "a", false, true},
		{`a\  `, "a ", false, true},
		{"a\t", "a", false, false},
		{"a\r\nb\r\n", "a", false, true},
		{"\ufeffa", "a", false, true},
		{"a//", "a", true, false},
		{"//a", "a", false, false},
		{"/", "a", true, false},
		{"!", "!", false, false},
		{"", "a", false, false},
		{"A.yaml", "a.yaml", false, false},
	}
	for _, test := range tests {
		if got := parseIgnore(test.text, "", nil).ignores(test.name, test.folder); got != test.want {
			t.Errorf("%q on %q: %v", test.text, test.name, got)
		}
	}
}

// hostilePatterns are those on which a matcher that tries every way takes for ever.
func hostilePatterns() []string {
	return []string{
		strings.Repeat("a*", 2000) + "b",
		strings.Repeat("**/a/", 300) + "b",
		strings.Repeat("**/a*", 300) + "b",
		strings.Repeat("*a/**/", 300) + "*b",
		"*[" + strings.Repeat("[:", 100_000) + "x]*b",
		strings.Repeat("[[:", 100_000),
	}
}

func TestIgnoreHostile(t *testing.T) {
	start := time.Now()
	for _, text := range hostilePatterns() {
		file := parseIgnore(text, "", nil)
		for _, name := range []string{strings.Repeat("a", 250), strings.Repeat("aaa/", 250) + "a"} {
			if file.ignores(name, false) {
				t.Errorf("%.20q... matches", text)
			}
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzIgnore(f *testing.F) {
	for _, text := range hostilePatterns() {
		f.Add(text[:min(len(text), 1000)], "a/a/a.yaml")
	}
	f.Add("*.yaml\r\n!/a/[[:alpha:]-z]\\ \n# x\n**/b/", "a/b")
	f.Fuzz(func(t *testing.T, text, name string) {
		if len(text) > 1<<16 || len(name) > 1<<12 {
			t.Skip()
		}
		start := time.Now()
		name = path.Join("below", name)
		want := parseIgnore(text, "", nil).ignores(name, true)
		if got := parseIgnore(strings.ReplaceAll(text, "\n", "\n# comment\n"), "", nil).ignores(name, true); got != want {
			t.Errorf("comments change the verdict to %v", got)
		}
		if globs, err := ParseGlobs([]string{text}); err == nil {
			globs.Match(name)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// TestIgnoreLikeGit lets git judge some hundred small trees, each with one or
// two .gitignore files made of patterns that nearly fit its names.
func TestIgnoreLikeGit(t *testing.T) {
	git := toolPath(t, "git")
	root := t.TempDir()
	names := []string{
		"a.yaml", "b.yaml", "ab.yaml", "c d.yaml", "#x.yaml", "!y.yaml", "e .yaml ", "é.yaml", "[f].yaml", "-.yaml", "Z.yaml", "7.yaml",
		"a/a.yaml", "a/b/a.yaml", "a/b/c/a.yaml", "a/b/c/b.yaml", "b/a/c/a.yaml", "b/ab/a.yaml", "ab/a.yaml", "ab/b/b.yaml", "c/c/c/c.yaml",
	}
	const cases = 120
	random := rand.New(rand.NewPCG(1, 2))
	var all []string
	for i := range cases {
		dir := fmt.Sprintf("case%03d", i)
		for _, name := range names {
			all = append(all, dir+"/"+name)
			plantFile(t, filepath.Join(root, dir, filepath.FromSlash(name)), "")
		}
		plantFile(t, filepath.Join(root, dir, ".gitignore"), somePatterns(random, names))
		if i%2 == 0 {
			plantFile(t, filepath.Join(root, dir, "a", ".gitignore"), somePatterns(random, []string{"a.yaml", "b/a.yaml", "b/c/a.yaml"}))
		}
	}
	plantFile(t, filepath.Join(root, ".gitignore"), "case*/ab.yaml\n/case00[0-9]/a/\n")
	gitIn(t, git, root, nil, "init", "-q")
	plantFile(t, filepath.Join(root, ".git", "info", "exclude"), "!ab.yaml\n/case01*/b/**\n")

	output := gitIn(t, git, root, []byte(strings.Join(all, "\x00")), "-c", "core.ignorecase=false", "check-ignore", "--no-index", "--stdin", "-z")
	ignored := map[string]bool{}
	for name := range strings.SplitSeq(string(output), "\x00") {
		ignored[name] = true
	}
	if len(ignored) < len(all)/20 || len(ignored) > len(all)*19/20 {
		t.Errorf("git ignores %d of %d: the patterns are no test", len(ignored), len(all))
	}
	files, _, err := Walk([]string{root}, WalkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, file := range files {
		rel, err := filepath.Rel(root, file.Path)
		if err != nil {
			t.Fatal(err)
		}
		taken[filepath.ToSlash(rel)] = true
	}
	for _, name := range all {
		if isManifest(name) && taken[name] == ignored[name] {
			dir, _, _ := strings.Cut(name, "/")
			text, _ := os.ReadFile(filepath.Join(root, dir, ".gitignore"))
			below, _ := os.ReadFile(filepath.Join(root, dir, "a", ".gitignore"))
			t.Errorf("%s: git says ignored=%v\n%q\na: %q", name, ignored[name], text, below)
		}
	}
}

// somePatterns makes up a .gitignore of names with random changes.
func somePatterns(random *rand.Rand, names []string) string {
	var text strings.Builder
	for range 1 + random.IntN(4) {
		p := names[random.IntN(len(names))]
		if random.IntN(3) == 0 {
			p = path.Dir(p)
		}
		parts := strings.Split(p, "/")
		for range random.IntN(3) {
			i := random.IntN(len(parts))
			parts[i] = mangled(random, parts[i])
		}
		if random.IntN(4) == 0 {
			parts = slices.Insert(parts, random.IntN(len(parts)+1), "**")
		}
		p = strings.Join(parts, "/")
		if random.IntN(4) == 0 {
			p = "/" + p
		}
		if random.IntN(4) == 0 {
			p += []string{"/", " ", "  ", `\`, `\ `, "/**", "/*", "//", "\r", "\t"}[random.IntN(10)]
		}
		if random.IntN(4) == 0 {
			p = "!" + p
		}
		text.WriteString(p)
		if random.IntN(10) > 0 {
			text.WriteByte('\n')
		}
	}
	return text.String()
}

// mangled puts something in the place of a byte of a part of a pattern. Two
// asterisks follow a wildcard: see segment for what git makes of others.
func mangled(random *rand.Rand, part string) string {
	if part == "" {
		return "*"
	}
	by := []string{
		"*", "*", "?", "[a-c]", "[!b]", "[^a]", "[]a]", "[[:alpha:]]", "[[:lower:][:digit:]]", "[[:bad:]]", "[a", "[a-", "[\\a]", "[a\\-z]", "[--9]",
		"[[:a]", "[[]", `\`, `\*`, `\?`, `?**`, "[/]", "[a/]", "", "#", "!", " ", `\ `, "a", "b", "*.yaml", `\/`,
	}[random.IntN(32)]
	i := random.IntN(len(part))
	return part[:i] + by + part[i+random.IntN(2):]
}

// toolPath finds a program that a test needs. Where AKSLINT_REQUIRE_TOOLS is 1
// it must be there.
func toolPath(t *testing.T, tool string) string {
	t.Helper()
	file, err := exec.LookPath(tool)
	if err != nil && os.Getenv("AKSLINT_REQUIRE_TOOLS") == "1" {
		t.Fatal(tool + " is not installed")
	}
	if err != nil {
		t.Skip(tool + " is not installed")
	}
	return file
}

// gitIn runs git without anybody's settings and returns what it prints.
func gitIn(t *testing.T, git, dir string, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(git, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1"}
	var problems bytes.Buffer
	cmd.Stderr = &problems
	output, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() != 1 { // 1: nothing is ignored
		t.Fatalf("git %v: %v\n%s", args, err, problems.Bytes())
	}
	return output
}

func plantFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
