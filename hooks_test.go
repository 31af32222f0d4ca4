package akslint_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestHooks runs the hooks with real hook runners, in a repository made for
// the purpose that uses this one.
func TestHooks(t *testing.T) {
	need(t, "git")
	hooks := snapshot(t)
	for _, program := range []string{"prek", "pre-commit"} {
		t.Run(program, func(t *testing.T) {
			file := need(t, program)
			project := t.TempDir()
			put(t, project, ".pre-commit-config.yaml", "repos:\n  - repo: file://"+filepath.ToSlash(hooks)+"\n    rev: v0.0.1\n    hooks:\n      - id: akslint\n      - id: akslint-all\n")
			put(t, project, "values.yaml", "replicas: 2\n")
			put(t, project, "k8s/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n  labels: {app: web}\nspec:\n  containers: [{name: web, image: registry.example/web:1}]\n")
			put(t, project, "k8s/policy.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: default-deny, namespace: shop}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n")
			service := "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: APP}\n  ports: [{port: 80}]\n"
			put(t, project, "k8s/service.yaml", strings.Replace(service, "APP", "web", 1))
			git(t, project, "init", "-q")
			git(t, project, "add", "-A")
			if out, err := hook(t, project, file, "run", "--all-files"); err != nil {
				t.Fatalf("a clean project: %v\n%s", err, out)
			}
			git(t, project, "commit", "-q", "-m", "clean")
			// Only the Service is in the commit; the Pod that it misses is not.
			put(t, project, "k8s/service.yaml", strings.Replace(service, "APP", "wep-", 1))
			git(t, project, "add", "-A")
			out, err := hook(t, project, file, "run", "akslint")
			if err == nil || !strings.Contains(out, "SVC007") || !strings.Contains(out, "k8s/service.yaml") {
				t.Errorf("one finding is expected: %v\n%s", err, out)
			}
			if strings.Count(out, "-->") != 1 {
				t.Errorf("more than one finding:\n%s", out)
			}
			out, err = hook(t, project, file, "run", "akslint-all")
			if err == nil || strings.Count(out, "-->") != 1 || !strings.Contains(out, "SVC007") {
				t.Errorf("one finding is expected of all files: %v\n%s", err, out)
			}
		})
	}
}

// snapshot is a repository with this tree as its only commit, tagged v0.0.1.
func snapshot(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	names, err := list.Output()
	if err != nil {
		t.Skip("this is no git checkout")
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		if strings.HasPrefix(name, "fixtures/") || strings.Contains(name, "testdata/") || strings.HasPrefix(name, "tools/") { // no part of the program
			continue
		}
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // removed, not yet committed
		} else if err != nil {
			t.Fatal(err)
		}
		put(t, dir, name, string(text))
	}
	git(t, dir, "init", "-q")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", "snapshot")
	git(t, dir, "tag", "v0.0.1")
	return dir
}

// hook runs a hook runner. It shares the module cache of this test, so that
// nothing is downloaded twice.
func hook(t *testing.T, dir, program string, args ...string) (string, error) {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOMODCACHE="+strings.TrimSpace(string(cache)), "GOFLAGS=-buildvcs=false -modcacherw",
		"PREK_HOME="+filepath.Join(dir, "..", "prek-home"), "PRE_COMMIT_HOME="+filepath.Join(dir, "..", "pre-commit-home"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=akslint", "-c", "user.email=akslint@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
