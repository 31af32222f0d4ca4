//go:build unix

package bench

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peer is a program that akslint is compared with, at a fixed version.
type peer struct {
	name, module, version string
	// start only starts it; check has it judge the files below the working
	// folder.
	start, check []string
}

// peers are the linters and validators of manifests that are Go modules. In
// their arguments, FILES stands for the names of all files, and HERE for the
// folder with the policies and schemas that the peers are given.
var peers = []peer{
	{
		name: "kube-score", module: "github.com/zegl/kube-score/cmd/kube-score", version: "v1.20.0",
		start: []string{"version"}, check: []string{"score", "--output-format", "ci", "FILES"},
	},
	{ // Custom resource definitions have no schema, neither here nor where its schemas come from.
		name: "kubeconform", module: "github.com/yannh/kubeconform/cmd/kubeconform", version: "v0.8.0",
		start: []string{"-v"}, check: []string{"-strict", "-ignore-missing-schemas", "-summary", "-output", "json",
			"-schema-location", "HERE/schemas/{{.ResourceKind}}.json", "."},
	},
	{
		name: "conftest", module: "github.com/open-policy-agent/conftest", version: "v0.71.1",
		start: []string{"--version"}, check: []string{"test", "--output", "json", "--policy", "HERE/policy", "."},
	},
}

// program is an installed one.
type program struct {
	peer
	path string
	here string
}

// programs are akslint, what only reads YAML, and the peers.
type programs struct {
	path, yaml string
	peers      []program
}

// install builds akslint as it is, and the peers that the cache does not have.
func install(ctx context.Context, o Options) (programs, error) {
	here := filepath.Join(o.Cache, "given")
	p := programs{path: filepath.Join(o.Cache, "akslint"), yaml: filepath.Join(o.Cache, "yaml")}
	for out, pkg := range map[string]string{p.path: "./cmd/akslint", p.yaml: "./bench/yaml.go"} {
		if err := goTool(ctx, o.Root, nil, "build", "-trimpath", "-o", out, pkg); err != nil {
			return p, err
		}
	}
	if err := give(o.Root, here); err != nil {
		return p, err
	}
	for _, peer := range peers {
		bin := filepath.Join(o.Cache, peer.name+"@"+peer.version)
		path := filepath.Join(bin, peer.name)
		if _, err := os.Stat(path); err != nil {
			fmt.Fprintf(o.Log, "installing %s %s\n", peer.name, peer.version)
			if err := goTool(ctx, o.Cache, []string{"GOBIN=" + bin, "GOFLAGS="}, "install", "-trimpath", peer.module+"@"+peer.version); err != nil {
				return p, err
			}
		}
		p.peers = append(p.peers, program{peer, path, here})
	}
	return p, nil
}

// give writes what the peers are given: policies and schemas.
func give(root, here string) error {
	if err := os.RemoveAll(here); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(here, "policy"), os.DirFS(filepath.Join(root, "bench", "policy"))); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(here, "schemas"), 0o755); err != nil {
		return err
	}
	for kind, schema := range schemas() {
		if err := os.WriteFile(filepath.Join(here, "schemas", strings.ToLower(kind)+".json"), schema, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func goTool(ctx context.Context, dir string, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

func (p programs) akslint(args ...string) contender {
	return contender{name: "akslint", argv: append([]string{p.path}, args...)}
}

func (c contender) in(dir string) contender {
	c.dir = dir
	return c
}

// lint runs all rules, as a build would.
func (p programs) lint(dir string) contender {
	return p.akslint("lint", "--no-config", "--format", "json").in(dir)
}

// reader only reads the files, with the YAML library that most of them use.
func (p programs) reader(dir string) contender {
	return contender{"go.yaml.in/yaml/v3", dir, []string{p.yaml, "."}}
}

func (p programs) each(task func(program) contender) []contender {
	var all []contender
	for _, q := range p.peers {
		all = append(all, task(q))
	}
	return all
}

func (p program) start() contender {
	return contender{p.name + " " + p.version, p.here, append([]string{p.path}, p.peer.start...)}
}

// check has the program judge all files below dir.
func (p program) check(dir string) contender {
	c := contender{p.name + " " + p.version, dir, []string{p.path}}
	for _, arg := range p.peer.check {
		if arg == "FILES" {
			c.argv = append(c.argv, filesBelow(dir)...)
			continue
		}
		c.argv = append(c.argv, strings.ReplaceAll(arg, "HERE", p.here))
	}
	return c
}

func filesBelow(dir string) []string {
	var names []string
	// The folder was written by this process; what cannot be read is not there.
	_ = fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	return names
}
