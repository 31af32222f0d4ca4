package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/internal/config"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
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
}

func (f *commonFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", "", "configuration `FILE` (default the nearest "+config.Name+" upward)")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration file")
	flags.StringVarP(&f.namespace, "namespace", "n", "", "`NAME` of the namespace of objects that name none (default \"default\")")
	flags.StringArrayVar(&f.clusters, "cluster", nil, "`FILE` with the cluster: az aks show -o json, an ARM template, terraform show -json (repeatable)")
	flags.StringVar(&f.subnets, "subnets", "", "`FILE` with address ranges of subnets: a map, or az network vnet show")
	flags.StringVar(&f.asOf, "as-of", "", "`DAY` for rules that read the calendar, as 2026-01-31 (default today)")
	flags.StringVar(&f.color, "color", "auto", "`WHEN` to colour the text: auto, always, never")
}

// settings are the flags joined with the configuration file: flags win.
type settings struct {
	*config.Config
	// dir is the configuration's folder, to which its patterns are relative.
	dir     string
	exclude manifest.Globs
}

// loadSettings reads the configuration that holds for the working directory.
func (f *commonFlags) loadSettings() (*settings, error) {
	s := &settings{Config: &config.Config{}}
	file := f.config
	if file == "" && !f.noConfig {
		var err error
		if file, err = config.Find("."); err != nil {
			return nil, err
		}
	}
	if f.config != "" && f.noConfig {
		return nil, fmt.Errorf("--config names a configuration and --no-config wants none; use one of both")
	}
	if file != "" {
		var err error
		if s.Config, err = config.Read(file); err != nil {
			return nil, err
		}
	}
	if f.namespace != "" {
		s.Namespace = f.namespace
	}
	if s.Namespace == "" {
		s.Namespace = "default"
	}
	var err error
	if s.exclude, err = manifest.ParseGlobs(s.Exclude); err != nil {
		return nil, err
	}
	s.dir, err = filepath.Abs(s.Dir())
	return s, err
}

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
	return func(file, id string) bool {
		local := s.local(file)
		for _, o := range s.Overrides {
			if o.Paths.Match(local) && slices.ContainsFunc(o.Ignore, func(word string) bool { return names(word, id) }) {
				return true
			}
		}
		return false
	}
}

// names reports whether a word (an id, a family, a name) means a rule.
func names(word, id string) bool {
	rule, ok := rules.Lookup(id)
	return ok && matches(word, rule)
}

// showSettings prints what applies to some files, and where it comes from.
func (l *linter) showSettings() error {
	from := "no configuration file"
	if l.settings.File != "" {
		from = l.settings.File
	}
	w := l.streams.Out
	fmt.Fprintf(w, "configuration: %s\nnamespace: %s\nfail on: %s\nrules: %d of %d\n", from, l.settings.Namespace, l.failWord, len(l.rules), len(rules.All()))
	for _, id := range slices.Sorted(maps.Keys(l.settings.Severity)) {
		fmt.Fprintf(w, "severity of %s: %s\n", id, l.settings.Severity[id])
	}
	for _, p := range l.paths {
		if info, err := os.Stat(p); err != nil || info.IsDir() {
			continue
		}
		switch {
		case l.settings.excluded(p):
			fmt.Fprintf(w, "%s: excluded\n", p)
		default:
			fmt.Fprintf(w, "%s: %s\n", p, l.rulesFor(p))
		}
	}
	return nil
}

// rulesFor says which rules an override leaves out for a file.
func (l *linter) rulesFor(file string) string {
	skip := l.settings.skip()
	var left []string
	for _, r := range l.rules {
		if skip != nil && skip(file, r.ID) {
			left = append(left, r.ID)
		}
	}
	if len(left) == 0 {
		return "all of these rules"
	}
	return "without " + strings.Join(left, ", ") + " (overrides)"
}
