package cli

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/internal/config"
	"github.com/akslint/akslint/manifest"
)

// commonFlags are those of every command that reads manifests.
type commonFlags struct {
	config    string
	noConfig  bool
	namespace string
	clusters  []string
	subnets   string
	asOf      string
	color     string
	strict    bool
}

func (f *commonFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", "", "configuration `FILE` (default the nearest "+config.Name+" upward)")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration file")
	flags.StringVarP(&f.namespace, "namespace", "n", "", "`NAME` of the namespace of objects that name none (default \"default\")")
	flags.StringArrayVar(&f.clusters, "cluster", nil, "`FILE` with the cluster: az aks show -o json, an ARM template, terraform show -json (repeatable)")
	flags.StringVar(&f.subnets, "subnets", "", "`FILE` with address ranges of subnets: a map, or az network vnet show")
	flags.StringVar(&f.asOf, "as-of", "", "`DAY` for rules that read the calendar, as 2026-01-31 (default today)")
	flags.BoolVar(&f.strict, "strict-yaml", false, "read all with the full YAML parser; the result is the same, later")
	flags.StringVar(&f.color, "color", "auto", "`WHEN` to colour the text: auto, always, never")
	mustComplete(cmd, "color", words("auto", "always", "never"))
	mustComplete(cmd, "config", yamlFiles)
}

// settings are the flags joined with the configuration file: flags win.
type settings struct {
	*config.Config
	// catalogue is all rules that there are.
	catalogue catalogue
	// namespaceBy is where Namespace is set.
	namespaceBy string
	// dir is the configuration's folder, to which its patterns are relative.
	dir     string
	exclude manifest.Globs
}

// loadSettings reads the configuration that holds for the working directory,
// and the rules of the team's own: those in some folders, else in those that
// the configuration names. prints gets what these print, unless it is nil.
func (f *commonFlags) loadSettings(folders []string, prints func(line string)) (*settings, error) {
	if f.config != "" && f.noConfig {
		return nil, errors.New("--config names a configuration and --no-config wants none; use one of both")
	}
	if f.namespace != "" && !config.IsNamespace(f.namespace) {
		return nil, fmt.Errorf("--namespace %q is no name of a namespace; %s", f.namespace, config.NamespaceForm)
	}
	s := &settings{Config: &config.Config{}}
	file, err := f.config, error(nil)
	if file == "" && !f.noConfig {
		if file, err = config.Find("."); err != nil {
			return nil, err
		}
	}
	if file == "" {
		s.catalogue, err = loadCatalogue(folders, prints)
	} else {
		s.Config, err = config.Read(file, func(own []string) ([]analyzer.Rule, error) {
			s.catalogue, err = loadCatalogue(ownFolders(folders, filepath.Dir(file), own), prints)
			return s.catalogue, err
		})
	}
	if err != nil {
		return nil, err
	}
	s.namespaceBy = s.origin("--namespace", f.namespace != "", s.Namespace != "")
	s.Namespace = cmp.Or(f.namespace, s.Namespace, "default")
	if s.exclude, err = manifest.ParseGlobs(s.Exclude); err != nil {
		return nil, err
	}
	s.dir, err = filepath.Abs(s.Dir())
	return s, err
}

// ownFolders are those of the flags, else of the configuration, whose paths
// are relative to its folder.
func ownFolders(flags []string, dir string, own []string) []string {
	if len(flags) > 0 {
		return flags
	}
	var out []string
	for _, folder := range own {
		out = append(out, filepath.Join(dir, filepath.FromSlash(folder)))
	}
	return out
}

// origin is where a setting is set: its flag, the configuration, or nowhere.
func (s *settings) origin(flag string, byFlag, byFile bool) string {
	switch {
	case byFlag:
		return flag
	case byFile:
		return s.display()
	}
	return "default"
}

// display names the configuration file, relative to the working directory
// where it lies below.
func (s *settings) display() string { return config.Display(s.File) }

// local names a file as the patterns of the configuration see it.
func (s *settings) local(name string) string {
	abs, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return name
	}
	rel, err := filepath.Rel(s.dir, abs)
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// excluded reports whether a file is not to be read.
func (s *settings) excluded(name string) bool {
	return len(s.Exclude) > 0 && s.exclude.Match(s.local(name))
}

// skip says which rules an override leaves out for a file.
func (s *settings) skip() func(file, id string) bool {
	if len(s.Overrides) == 0 {
		return nil
	}
	return func(file, id string) bool { return s.overriddenBy(file, id) != nil }
}

// overriddenBy is the first override that leaves a rule out for a file, nil
// for none.
func (s *settings) overriddenBy(file, id string) *config.Override {
	local, rule := s.local(file), s.catalogue.find(id)
	for i := range s.Overrides {
		if o := &s.Overrides[i]; o.Paths.Match(local) && rule != nil && slices.ContainsFunc(o.Ignore, rule.Named) {
			return o
		}
	}
	return nil
}
