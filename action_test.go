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
// without one, and with hostile inputs.
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
	const bad = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  externalName: none\n  ports:\n    - port: 80\n"
	for _, test := range []struct {
		name     string
		manifest string
		inputs   map[string]string
		code     string
		findings string
	}{
		{"a finding", bad, nil, "1", "some"},
		{"clean", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n", nil, "0", "0"},
		{"never fails", bad, map[string]string{"fail-on": "never"}, "0", "some"},
		{"hostile paths", bad, map[string]string{"paths": "$(touch pwned)\n`touch pwned`\n--output=text=pwned\n; touch pwned\n"}, "2", "0"},
		{"hostile file name", bad, map[string]string{"sarif-file": "a\nfindings=99"}, "1", "some"},
		{"unknown option value", bad, map[string]string{"fail-on": "never --fix"}, "2", "0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.work, r.inputs, r.log = t.TempDir(), test.inputs, ""
			if err := os.Remove(filepath.Join(r.temp, "akslint.json")); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(r.work, "web.yaml"), []byte(test.manifest), 0o600); err != nil {
				t.Fatal(err)
			}
			if code := r.run(t, "lint"); code != 0 {
				t.Fatalf("the lint step ends with %d:\n%s", code, r.log)
			}
			if r.outputs["exit-code"] != test.code {
				t.Errorf("exit-code %s, want %s:\n%s", r.outputs["exit-code"], test.code, r.log)
			}
			if got := r.outputs["findings"]; (got == "0") != (test.findings == "0") || got == "99" {
				t.Errorf("findings %s, want %s", got, test.findings)
			}
			if _, err := os.Stat(filepath.Join(r.work, "pwned")); err == nil {
				t.Error("an input was run")
			}
			if test.findings == "some" && (!strings.Contains(r.log, "::") || !strings.Contains(r.summary, "SVC001")) {
				t.Errorf("no annotation or no summary:\n%s\n%s", r.log, r.summary)
			}
			want := r.outputs["exit-code"]
			if code := r.run(t, "verdict"); fmt.Sprint(code) != want && want != "" {
				t.Errorf("the verdict is %d, the exit code was %s", code, want)
			}
		})
	}
}

// TestWorkflows holds our workflow, and the one that the documentation offers,
// to what GitHub reads.
func TestWorkflows(t *testing.T) {
	actionlint := need(t, "actionlint")
	for _, file := range []string{".github/workflows/ci.yml", "docs/ci/github.yml"} {
		if out, err := exec.Command(actionlint, "-no-color", "-shellcheck=", "-pyflakes=", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
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
