package akslint_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// action is what action.yml says, as far as a runner reads it.
type action struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Using string
		Steps []struct {
			ID, Uses, Shell, Run string
			If                   string
			Env                  map[string]string
			WorkingDirectory     string `yaml:"working-directory"`
		}
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestActionKeepsInputsOut holds that no expression is put into a script,
// where its text would be run.
func TestActionKeepsInputsOut(t *testing.T) {
	for _, step := range readAction(t).Runs.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("step %s has an expression in its script; hand it over in env", step.ID)
		}
		if step.Uses != "" && !regexp.MustCompile(`@[0-9a-f]{40}$`).MatchString(step.Uses) {
			t.Errorf("%s is not pinned to a commit", step.Uses)
		}
	}
}

// runner runs the steps of the action that have a script, as GitHub does.
type runner struct {
	action            action
	temp, work, build string
	inputs, outputs   map[string]string
	log, summary      string
}

var expression = regexp.MustCompile(`\$\{\{\s*([\w.-]+)\s*\}\}`)

// expand fills in the expressions of an env value.
func (r *runner) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := expression.FindStringSubmatch(found)[1]
		if input, ok := strings.CutPrefix(name, "inputs."); ok {
			if value, ok := r.inputs[input]; ok {
				return value
			}
			return r.action.Inputs[input].Default
		}
		if output, ok := strings.CutPrefix(name, "steps.lint.outputs."); ok {
			return r.outputs[output]
		}
		return map[string]string{"runner.temp": r.temp, "github.action_path": r.build}[name]
	})
}

// run runs one step and returns its exit code.
func (r *runner) run(t *testing.T, id string) int {
	t.Helper()
	for _, step := range r.action.Runs.Steps {
		if step.ID != id {
			continue
		}
		script := filepath.Join(r.temp, id+".sh")
		if err := os.WriteFile(script, []byte(step.Run), 0o600); err != nil {
			t.Fatal(err)
		}
		output, summary := filepath.Join(r.temp, id+".out"), filepath.Join(r.temp, id+".md")
		for _, file := range []string{output, summary} {
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
		cmd.Dir = filepath.Join(r.work, r.expand(step.WorkingDirectory))
		cmd.Env = append(os.Environ(), "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+r.expand(value))
		}
		var log bytes.Buffer
		cmd.Stdout, cmd.Stderr = &log, &log
		err := cmd.Run()
		r.log += log.String()
		r.outputs = map[string]string{}
		text, _ := os.ReadFile(output)
		for line := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n") {
			name, value, _ := strings.Cut(line, "=")
			r.outputs[name] = value
		}
		md, _ := os.ReadFile(summary)
		r.summary = string(md)
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode()
	}
	t.Fatalf("action.yml has no step %s", id)
	return -1
}

// TestAction runs the steps of the action over projects with a finding,
// without one, and with hostile inputs and manifests.
func TestAction(t *testing.T) {
	need(t, "bash")
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{action: readAction(t), temp: t.TempDir(), build: root}
	if code := r.run(t, "build"); code != 0 {
		t.Fatalf("the build step ends with %d:\n%s", code, r.log)
	}
	t.Run("examples for other systems", func(t *testing.T) { checkExamples(t, filepath.Join(r.temp, "akslint-bin", "akslint")) })
	const bad = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    example.com/a: 1\n"
	hostile := strings.Replace(bad, "example.com/a: 1", "? "+`"web\n::error::pwned\r##[set-output]##vso[task.complete]\e[2J](javascript:x)<b>"`+"\n    : 1", 1)
	const execute = "$(touch pwned)`touch pwned`;touch pwned;'\"|touch pwned&&touch pwned\n"
	for _, test := range []struct {
		name, manifest string
		inputs         map[string]string
		code, findings string
		sarif          string
	}{
		{"a finding", bad, nil, "1", "1", "./akslint.sarif"},
		{"clean", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n", nil, "0", "0", "./akslint.sarif"},
		{"no manifest", "a: b\n", nil, "0", "0", "./akslint.sarif"},
		{"never fails", bad, map[string]string{"fail-on": "never"}, "0", "1", "./akslint.sarif"},
		{"hostile manifest", hostile, nil, "1", "1", "./akslint.sarif"},
		{"several paths", bad, map[string]string{"paths": "web.yaml\n\nweb.yaml\n"}, "1", "1", "./akslint.sarif"},
		{"hostile paths", bad, map[string]string{"paths": execute + "--output=text=pwned\n"}, "2", "0", ""},
		{"hostile option", bad, map[string]string{"fail-on": "never --fix"}, "2", "0", ""},
		{"hostile configuration", bad, map[string]string{"config": execute}, "2", "0", ""},
		{"hostile revision", bad, map[string]string{"new-from": "--output=pwned"}, "2", "0", ""},
		{"hostile baseline", bad, map[string]string{"baseline": execute}, "2", "0", ""},
		{"hostile file name", bad, map[string]string{"sarif-file": "a\nfindings=99"}, "1", "1", "./afindings=99"},
		{"executable file name", bad, map[string]string{"sarif-file": execute}, "1", "1", "./" + strings.TrimSuffix(execute, "\n")},
		{"file name of an option", bad, map[string]string{"sarif-file": "--help"}, "1", "1", "./--help"},
		{"file in a folder", bad, map[string]string{"sarif-file": "out/a/x.sarif"}, "1", "1", "./out/a/x.sarif"},
		{"absolute file name", bad, map[string]string{"sarif-file": filepath.Join(r.temp, "abs.sarif")}, "1", "1", filepath.Join(r.temp, "abs.sarif")},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.work, r.inputs, r.log = t.TempDir(), test.inputs, ""
			put(t, r.work, "web.yaml", test.manifest)
			if code := r.run(t, "lint"); code != 0 {
				t.Fatalf("the lint step ends with %d:\n%s", code, r.log)
			}
			for output, want := range map[string]string{"exit-code": test.code, "findings": test.findings, "errors": test.findings, "warnings": "0", "sarif-file": test.sarif} {
				if got := r.outputs[output]; got != want {
					t.Errorf("%s is %q, want %q:\n%s", output, got, want, r.log)
				}
			}
			if _, err := os.Stat(filepath.Join(r.work, "pwned")); err == nil {
				t.Error("an input was run")
			}
			if file := r.outputs["sarif-file"]; file != "" {
				if !filepath.IsAbs(file) {
					file = filepath.Join(r.work, file)
				}
				if _, err := os.Stat(file); err != nil {
					t.Error(err)
				}
			}
			r.checkLog(t, test.findings)
			if code := r.run(t, "verdict"); fmt.Sprint(code) != test.code {
				t.Errorf("the verdict is %d, want %s", code, test.code)
			}
		})
	}
}

// checkLog holds that the log has an annotation for each finding and obeys
// nothing else, and that the summary shows them.
func (r *runner) checkLog(t *testing.T, findings string) {
	t.Helper()
	commands := 0
	for line := range strings.Lines(r.log) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			commands++
			if !strings.HasPrefix(line, "::error file=web.yaml,line=") {
				t.Errorf("a command: %q", line)
			}
		}
	}
	if fmt.Sprint(commands) != findings || strings.ContainsAny(r.log, "\x1b\r") || strings.Contains(r.log, "##[") || strings.Contains(r.log, "##vso[") {
		t.Errorf("%d commands, want %s:\n%s", commands, findings, r.log)
	}
	if strings.Contains(r.summary, "LB002") != (findings != "0") || strings.Contains(r.summary, "](javascript") || strings.Contains(r.summary, "<b>") {
		t.Errorf("the summary:\n%s", r.summary)
	}
}

// TestActionSchema holds action.yml to the published schema.
func TestActionSchema(t *testing.T) {
	if out, err := exec.Command(need(t, "action-validator"), "action.yml").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestWorkflows holds our workflow, and the one that the documentation offers,
// to what GitHub reads, the latter with the action as it is here.
func TestWorkflows(t *testing.T) {
	actionlint := need(t, "actionlint")
	lint := func(dir, file string) {
		cmd := exec.Command(actionlint, "-no-color", "-shellcheck=", "-pyflakes=", file)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
	lint(".", ".github/workflows/ci.yml")
	project := t.TempDir()
	put(t, project, ".git/HEAD", "ref: refs/heads/main\n")
	put(t, project, "action.yml", read(t, "action.yml"))
	text := read(t, "docs/ci/github.yml")
	if !strings.Contains(text, "uses: akslint/akslint@main\n") {
		t.Error("docs/ci/github.yml does not use the action")
	}
	put(t, project, ".github/workflows/akslint.yml", strings.Replace(text, "uses: akslint/akslint@main\n", "uses: ./\n", 1))
	lint(project, ".github/workflows/akslint.yml")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// need skips a test, by the name of the program that it needs, unless
// AKSLINT_REQUIRE_TOOLS forbids that.
func need(t *testing.T, program string) string {
	t.Helper()
	file, err := exec.LookPath(program)
	if err == nil {
		return file
	}
	if os.Getenv("AKSLINT_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%s is not installed, and AKSLINT_REQUIRE_TOOLS is set", program)
	}
	t.Skipf("%s is not installed", program)
	return ""
}
