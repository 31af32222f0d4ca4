// Package config reads .akslint.yaml: the settings that a team keeps beside its
// manifests. It is strict: what it does not understand is an error with a line,
// never a setting that silently does nothing.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// Name is the name of the configuration file.
const Name = ".akslint.yaml"

// misnamed is what people call the file by mistake. It would silently do
// nothing.
const misnamed = ".akslint.yml"

// Config are the settings of a file. The zero Config is what holds without one.
type Config struct {
	// File is where the settings come from, "" without a file.
	File string
	// Select and Ignore name rules by id, family or name; an empty Select
	// means all.
	Select, Ignore []string
	// FailOn is the least severity that fails a run, "" for the default.
	FailOn string
	// Severity replaces the severity of rules, by their ID.
	Severity map[string]analyzer.Severity
	// Params are the settings that rules read.
	Params analyzer.Params
	// Exclude are patterns of files that are not read.
	Exclude []string
	// Namespace is that of objects that name none, "" for the default.
	Namespace string
	// Policies are folders with the team's own rules, as written.
	Policies []string
	// Clusters are the profiles that the file holds or names, in order.
	Clusters []Cluster
	// Subnets are the address ranges of subnets, nil where the file has none;
	// SubnetsFile names a file of them.
	Subnets     *aks.Subnets
	SubnetsFile string
	// Overrides change settings for some files, in order.
	Overrides []Override
}

// Cluster is a cluster that objects are bound for: a block of the file, or a
// file of its own.
type Cluster struct {
	// Name is what findings call it, "" for the name in the profile.
	Name string
	// File is the profile, as written; "" where Profile has it.
	File    string
	Profile *aks.Profile
}

// Override leaves rules out for the files that match.
type Override struct {
	Paths  manifest.Globs
	Ignore []string
	// Patterns are the paths as written.
	Patterns []string
}

// Dir is the folder of the file, to which its paths are relative; "." without
// one.
func (c *Config) Dir() string {
	if c.File == "" {
		return "."
	}
	return filepath.Dir(c.File)
}

// Find returns the configuration file that holds for a folder: the nearest
// upward, not beyond the root of the repository, or "" where there is none.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	root, inside := manifest.RepositoryRoot(dir)
	for {
		file := filepath.Join(dir, Name)
		if isFile(file) {
			return file, nil
		}
		if near := filepath.Join(dir, misnamed); isFile(near) {
			return "", fmt.Errorf("%s is not read, for the configuration is called %s; rename it", Display(near), Name)
		}
		parent := filepath.Dir(dir)
		if parent == dir || !inside || dir == root {
			return "", nil
		}
		dir = parent
	}
}

// isFile reports whether there is a file of that name, readable or not.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// maxSize bounds a configuration file.
const maxSize = 1 << 20

// Rules are the rules that a configuration may name, where the team's own are
// read from some folders, as written in the file.
type Rules func(policies []string) ([]analyzer.Rule, error)

// Read reads a configuration file. All that is wrong with it is told at once,
// each with its line: ".akslint.yaml:3:1: unknown setting ...".
func Read(file string, rules Rules) (*Config, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the configuration cannot be read: %w; name one that is there, or leave --config out", err)
	} else if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w; mend that, or use --no-config", err)
	}
	if len(data) > maxSize {
		return nil, fmt.Errorf("%s: more than 1 MiB; this is no configuration of akslint", file)
	}
	c, err := Parse(Display(file), data, rules)
	if err != nil {
		return nil, err
	}
	c.File = file
	return c, nil
}

// Display names a file for messages, relative to the working directory where
// that is shorter.
func Display(file string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, file); err == nil && !strings.HasPrefix(rel, "..") {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(file)
}

// Parse reads the text of a configuration file. It asks for the rules once,
// when it knows where the team's own are.
func Parse(name string, data []byte, rules Rules) (*Config, error) {
	src := manifest.NewSource(name, data)
	r := &reader{src: src, config: &Config{}}
	f := manifest.Parse(src, manifest.ParseOptions{Manifest: true})
	r.file = f
	var root manifest.Node
	for i, d := range f.Documents {
		for _, p := range append(d.Problems, d.Duplicates()...) {
			r.failAt(p.Span, "%s", strings.TrimSuffix(strings.TrimSuffix(p.Message, "; kubectl refuses the document"), "; kubectl refuses the object"))
		}
		switch {
		case !d.Root().Exists():
		case root.Exists():
			r.failAt(d.Span, "a second document; the configuration is one, document %d goes unread", i+1)
		default:
			root, r.document = d.Root(), d
		}
	}
	if f.Template {
		return nil, fmt.Errorf("%s:1: this is a template; write the settings out", name)
	}
	if len(r.faults) == 0 && root.Exists() && !(root.Kind() == manifest.Scalar && root.Type() == manifest.Null) {
		r.settings(root, topLevel(), "setting")
		if !root.Get("version").Exists() && root.Kind() == manifest.Mapping {
			r.failAt(root.Span(), "the setting `version: 1` is missing; it says which form the file has")
		}
	}
	all, err := rules(r.config.Policies)
	if err == nil {
		r.checkWords(all)
	}
	return r.config, errors.Join(r.errors(), err)
}
