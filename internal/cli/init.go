package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/internal/config"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
)

//go:embed example
var example embed.FS

func newInit(s Streams) *cobra.Command {
	var policy string
	var clusters []string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a configuration to start from, with your clusters, or a rule of your own",
		Example: `  akslint init                              # .akslint.yaml
  akslint init --cluster aks.json           # with what az aks show -o json printed
  akslint init --policy image-from-our-registry`,
		Args: noArgs("name a rule with --policy, or leave it out"),
		RunE: func(*cobra.Command, []string) error {
			if policy != "" {
				if len(clusters) > 0 {
					return errors.New("--policy writes a rule and --cluster a configuration; use one of both")
				}
				return initPolicy(s, policy)
			}
			return initConfig(s, clusters)
		},
	}
	cmd.Flags().StringVar(&policy, "policy", "", "write a rule of this `NAME` (in kebab-case) with its fixtures, below policies/akslint")
	cmd.Flags().StringArrayVar(&clusters, "cluster", nil, "write the cluster of this `FILE` into the configuration, without ids and secrets (repeatable)")
	return cmd
}

// initConfig writes a configuration, with the clusters of some files.
func initConfig(s Streams, files []string) error {
	w := &world{sources: map[string]*manifest.Source{}}
	for _, file := range files {
		if err := w.addCluster(config.Cluster{File: file}); err != nil {
			return err
		}
	}
	w.nameApart()
	if err := writeNew(config.Name, config.Sample(w.profiles...)); err != nil {
		return err
	}
	what := "every setting in it is a comment that says its default"
	if n := len(w.profiles); n > 0 {
		what = "it holds " + plural(n, "cluster") + ", without ids and secrets; give the ranges of subnets with the setting `subnets`"
	}
	_, err := fmt.Fprintf(s.Err, "akslint: wrote %s; %s\n", config.Name, what)
	return err
}

var policyName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`) })

// initPolicy writes a rule that works, to be changed.
func initPolicy(s Streams, name string) error {
	if !policyName().MatchString(name) {
		return fmt.Errorf("--policy %q is no name for a rule; write what it finds in kebab-case, as in image-without-digest", name)
	}
	folder := filepath.Join("policies", "akslint")
	if id, taken := catalogue(rules.All()).lookup(name); taken {
		return fmt.Errorf("--policy %q is the name of %s already; choose another", name, id)
	}
	if taken, err := filepath.Glob(filepath.Join(folder, "*_"+strings.ReplaceAll(name, "-", "_")+".rego")); err != nil || len(taken) > 0 {
		return errors.Join(err, fmt.Errorf("%s is there already; akslint init writes over nothing; choose another name", filepath.ToSlash(strings.Join(taken, ", "))))
	}
	id, err := freeID(folder)
	if err != nil {
		return err
	}
	fill := strings.NewReplacer("ORG001", id, "org001", strings.ToLower(id), "image-without-digest", name)
	file := filepath.Join(folder, strings.ToLower(id)+"_"+strings.ReplaceAll(name, "-", "_")+".rego")
	for _, f := range []struct{ from, to string }{
		{"example/policy.rego", file},
		{"example/bad.yaml", filepath.Join(folder, "fixtures", id, "bad.yaml")},
		{"example/good.yaml", filepath.Join(folder, "fixtures", id, "good.yaml")},
	} {
		text, err := example.ReadFile(f.from)
		if err != nil {
			return err
		}
		if err := writeNew(f.to, fill.Replace(string(text))); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.Err, "akslint: wrote the rule %s to %s, and fixtures beside it\nakslint: prove it with `akslint test %s`, use it with `akslint lint --policies %s`\n",
		id, filepath.ToSlash(file), filepath.ToSlash(folder), filepath.ToSlash(folder))
	return err
}

// freeID is the first id of the family ORG that no rule of a folder has.
func freeID(folder string) (string, error) {
	rules, err := filepath.Glob(filepath.Join(folder, "*_*.rego"))
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, rule := range rules {
		id, _, _ := strings.Cut(filepath.Base(rule), "_")
		taken[strings.ToUpper(id)] = true
	}
	for n := 1; n < 1000; n++ {
		if id := fmt.Sprintf("ORG%03d", n); !taken[id] {
			return id, nil
		}
	}
	return "", errors.New("all ids from ORG001 to ORG999 are taken; copy a rule, and give it an id with other letters")
}

// writeNew writes a file that is not there yet.
func writeNew(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("%s was not written: %w; make the folder writable", filepath.ToSlash(name), err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; akslint init writes over nothing; take it away first to start anew", name)
	}
	if err != nil {
		return fmt.Errorf("%s was not written: %w; make the folder writable", filepath.ToSlash(name), err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
