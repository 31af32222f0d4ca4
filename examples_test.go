package akslint_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// azurePipeline is what docs/ci/azure-pipelines.yml may say; another key is a
// mistake.
type azurePipeline struct {
	Trigger, PR []string
	Pool        struct {
		Image string `yaml:"vmImage"`
	}
	Steps []struct {
		Task, Script, Publish, Artifact, Condition string
		Name                                       string `yaml:"displayName"`
		Inputs                                     map[string]string
	}
}

// gitlabPipeline is what docs/ci/gitlab.yml may say.
type gitlabPipeline map[string]struct {
	Image     string
	Rules     []map[string]string
	Script    []string
	Artifacts struct {
		When    string
		Reports map[string]string
	}
}

// checkExamples runs what the ready-made pipelines say over a project with a
// finding and a clean one, and holds that each report that they publish is
// there.
func checkExamples(t *testing.T, akslint string) {
	t.Helper()
	var azure azurePipeline
	decode(t, "docs/ci/azure-pipelines.yml", &azure)
	var scripts, reports []string
	for _, step := range azure.Steps {
		switch {
		case step.Script != "":
			scripts = append(scripts, step.Script)
		case step.Publish != "":
			if step.Artifact != "CodeAnalysisLogs" {
				t.Errorf("the extension that shows SARIF looks into the artifact CodeAnalysisLogs, not %s", step.Artifact)
			}
			reports = append(reports, step.Publish)
		case step.Task == "PublishTestResults@2":
			reports = append(reports, step.Inputs["testResultsFiles"])
		}
		if (step.Publish != "" || step.Task == "PublishTestResults@2") && step.Condition != "succeededOrFailed()" {
			t.Errorf("%+v is not run where something is found", step)
		}
	}
	runExample(t, akslint, scripts, reports, "##vso[task.logissue type=error;sourcepath=k8s/web.yaml;")

	var gitlab gitlabPipeline
	decode(t, "docs/ci/gitlab.yml", &gitlab)
	job := gitlab["akslint"]
	if job.Artifacts.When != "always" {
		t.Error("the report is not kept where something is found")
	}
	runExample(t, akslint, job.Script, []string{job.Artifacts.Reports["codequality"]}, "k8s/web.yaml:6:20: error LB002 ")
}

func decode(t *testing.T, file string, value any) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(read(t, file))))
	decoder.KnownFields(true)
	if err := decoder.Decode(value); err != nil {
		t.Errorf("%s: %v", file, err)
	}
}

// runExample runs scripts as CI systems do, without those that install
// akslint, in projects made for the purpose.
func runExample(t *testing.T, akslint string, scripts, reports []string, log string) {
	t.Helper()
	scripts = append([]string{}, scripts...)
	if len(scripts) != 2 || strings.TrimSpace(scripts[0]) != "go install github.com/akslint/akslint/cmd/akslint@latest" {
		t.Fatalf("the first of two scripts installs akslint: %q", scripts)
	}
	bin := filepath.Dir(akslint)
	home := t.TempDir()
	if err := os.Symlink(bin, filepath.Join(home, "bin")); err != nil {
		t.Fatal(err)
	}
	for manifest, want := range map[string]int{
		"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    example.com/a: 1\n": 1,
		"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n":                                       0,
	} {
		project := t.TempDir()
		put(t, project, "k8s/web.yaml", manifest)
		git(t, project, "init", "-q")
		cmd := exec.Command("bash", "-eo", "pipefail", "-c", scripts[1])
		cmd.Dir = project
		cmd.Env = append(os.Environ(), "GOPATH="+home, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("exit code %d, want %d:\n%s", code, want, out)
		}
		if strings.Contains(string(out), log) != (want == 1) {
			t.Errorf("the log, where the exit code is to be %d:\n%s", want, out)
		}
		for _, report := range reports {
			if _, err := os.Stat(filepath.Join(project, report)); err != nil {
				t.Error(err)
			}
		}
	}
}
