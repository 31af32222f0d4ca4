package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/report"
)

// lintFlags are the flags of akslint lint.
type lintFlags struct {
	common        commonFlags
	format        string
	outputs       []string
	selected      []string
	ignored       []string
	failOn        string
	fix, unsafe   bool
	diff          bool
	baseline      string
	writeBaseline string
	newFrom       string
	context       string
	root          string
	policies      []string
	stdinFilename string
	jobs          int
	quiet         bool
	statistics    bool
	showSettings  bool
	showPrints    bool
}

func newLint(s Streams) *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [flags] [PATH...]",
		Short: "Check manifests: files, folders, or - for standard input (default: the current folder)",
		Example: `  akslint lint k8s/
  akslint lint --fix k8s/service.yaml
  helm template shop charts/shop | akslint lint -
  kustomize build overlays/prod | akslint lint -`,
		Long: `Exit codes: 0 where nothing is at or above --fail-on, 1 where something is, 2 where
the run did not do what was asked: wrong usage, a named path that cannot be read, or
a fault of akslint.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := newLinter(s, f, args)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("namespace") && f.common.namespace == "" {
				return errors.New("--namespace is empty; name one, or leave the flag out for `default`")
			}
			if f.showSettings {
				return l.showSettings()
			}
			return l.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.format, "format", "text", "`FORMAT` of the report: "+strings.Join(report.Formats(), ", "))
	flags.StringArrayVar(&f.outputs, "output", nil, "another report, as `FORMAT=FILE` or FORMAT (repeatable)")
	flags.StringSliceVar(&f.selected, "select", nil, "run only these `RULES`: ids, families (LB) or names")
	flags.StringSliceVar(&f.ignored, "ignore", nil, "leave these `RULES` out")
	flags.StringVar(&f.failOn, "fail-on", "", "least `SEVERITY` that makes the exit code 1: error, warning, info, never (default \"warning\")")
	flags.BoolVar(&f.fix, "fix", false, "write safe fixes to the files, then report what is left")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "with --fix or --diff, include fixes that need a person's eye")
	flags.BoolVar(&f.diff, "diff", false, "print the fixes as a unified diff instead, and write nothing")
	flags.StringVar(&f.baseline, "baseline", "", "report only what this `FILE` does not hold")
	flags.StringVar(&f.writeBaseline, "write-baseline", "", "write all findings to this `FILE`, to live with for now")
	flags.StringVar(&f.newFrom, "new-from", "", "report only findings on lines changed since this git `REVISION`")
	flags.StringVar(&f.context, "context", "", "know all manifests below this `FOLDER`, and report on the PATHs")
	flags.StringVar(&f.root, "root", "", "root `FOLDER` of the repository, for paths in formats of code hosts (default the nearest .git)")
	flags.StringArrayVar(&f.policies, "policies", nil, "`FOLDER` with rules of your own, in Rego (repeatable)")
	flags.BoolVar(&f.showPrints, "show-prints", false, "write what these rules print() to standard error")
	f.common.register(cmd)
	flags.StringVar(&f.stdinFilename, "stdin-filename", unnamedInput, "`NAME` of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "`NUMBER` of workers (default one for each processor)")
	flags.BoolVar(&f.statistics, "statistics", false, "count the findings of each rule")
	flags.BoolVar(&f.showSettings, "show-settings", false, "say what applies to the PATHs and where it is set, and stop")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out the summary and notices")
	f.completions(cmd)
	return cmd
}

// completions say what the flags may be given.
func (f *lintFlags) completions(cmd *cobra.Command) {
	formats := report.Formats()
	mustComplete(cmd, "format", words(formats...))
	mustComplete(cmd, "output", words(formats...))
	mustComplete(cmd, "fail-on", words("error", "warning", "info", "never"))
	for _, flag := range []string{"context", "root", "policies"} {
		mustComplete(cmd, flag, folders)
	}
	for _, flag := range []string{"select", "ignore"} {
		mustComplete(cmd, flag, func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			return completeRules(&policyFlags{common: f.common, folders: f.policies}, true)(c, args, word)
		})
	}
}

// linter is one run of akslint lint.
type linter struct {
	streams   Streams
	flags     lintFlags
	settings  *settings
	world     *world
	selection selection
	paths     []string
	rules     []analyzer.Rule
	asOf      time.Time
	outputs   []output
	failWord  string
	failOn    analyzer.Severity
	progress  *progress
	// shown names files, unless nil, in place of how they were found.
	shown func(manifest.Found) string
	// changes and baseline are what --new-from and --baseline leave out, stale
	// the entries of the baseline that are out of use.
	changes  *changes
	baseline *analyzer.Baseline
	stale    []analyzer.BaselineEntry
}

// newReading is as much of a run as reads manifests, for the commands that do
// not lint them.
func newReading(s Streams, f lintFlags, args []string) (*linter, error) {
	l := &linter{streams: s, flags: f, paths: args}
	if len(l.paths) == 0 {
		l.paths = []string{"."}
	}
	err := f.checkHow(l.paths)
	if err != nil {
		return nil, err
	}
	if l.settings, err = f.common.loadSettings(nil, nil); err != nil {
		return nil, err
	}
	l.world, err = f.common.loadWorld(l.settings)
	return l, err
}

// unnamedInput is the name of standard input where none is given.
const unnamedInput = "<stdin>"

// checkHow refuses what no command that reads manifests can do.
func (f *lintFlags) checkHow(paths []string) error {
	if when := []string{"auto", "always", "never"}; !slices.Contains(when, f.common.color) {
		return unknown("value of --color", f.common.color, when)
	}
	if f.jobs < 0 {
		return fmt.Errorf("--jobs is %d; give a number from 1, or leave the flag out for one job for each processor", f.jobs)
	}
	if f.stdinFilename != unnamedInput && !slices.Contains(paths, "-") {
		return errors.New("--stdin-filename names standard input, which is not read; add `-` to the PATHs")
	}
	return nil
}

// newLinter checks flags, configuration and arguments before any manifest is
// read.
func newLinter(s Streams, f lintFlags, args []string) (*linter, error) {
	if f.showPrints {
		f.jobs = 1 // in order
	}
	l := &linter{streams: s, flags: f, paths: args, asOf: time.Now()}
	if len(l.paths) == 0 {
		l.paths = []string{"."}
	}
	var err error
	if l.settings, err = f.common.loadSettings(f.policies, s.printer(f.showPrints)); err != nil {
		return nil, err
	}
	if l.world, err = f.common.loadWorld(l.settings); err != nil {
		return nil, err
	}
	if l.outputs, err = readOutputs(f.format, f.outputs); err != nil {
		return nil, err
	}
	l.selection = l.settings.selection(f.selected, f.ignored)
	if l.rules, err = l.selection.rules(l.settings.catalogue); err != nil {
		return nil, err
	}
	if f.common.asOf != "" {
		if l.asOf, err = time.Parse(time.DateOnly, f.common.asOf); err != nil {
			return nil, fmt.Errorf("--as-of %q is no day; write it as 2026-01-31", f.common.asOf)
		}
	}
	if err := f.checkHow(l.paths); err != nil {
		return nil, err
	}
	if err := l.setFailOn(); err != nil {
		return nil, err
	}
	if info, err := os.Stat(f.root); f.root != "" && (err != nil || !info.IsDir()) {
		return nil, fmt.Errorf("--root %q is no folder; name the root of the repository, or leave the flag out for the nearest .git", f.root)
	}
	return l, l.checkModes()
}

// setFailOn decides what fails the run: the flag, the configuration, the
// default.
func (l *linter) setFailOn() error {
	l.failWord = l.flags.failOn
	if l.failWord == "" {
		l.failWord = l.settings.FailOn
	}
	if l.failWord == "" {
		l.failWord = "warning"
	}
	if l.failWord == "never" {
		return nil
	}
	var err error
	if l.failOn, err = analyzer.ParseSeverity(l.failWord); err != nil {
		return unknown("value of --fail-on", l.failWord, []string{"error", "warning", "info", "never"})
	}
	return nil
}

// checkModes refuses flags that say nothing, or contradict each other.
func (l *linter) checkModes() error {
	f := l.flags
	switch {
	case f.fix && f.diff:
		return errors.New("--fix writes the fixes and --diff only prints them; use one of both")
	case f.fix && slices.Contains(l.paths, "-"):
		return errors.New("--fix cannot write to standard input; name the file, or use --diff with --stdin-filename for a patch")
	case f.unsafe && !f.fix && !f.diff:
		return errors.New("--unsafe-fixes does nothing alone; add --fix to write the fixes, or --diff to see them")
	case f.newFrom != "" && (f.fix || f.diff):
		return errors.New("--new-from looks at lines as git knows them, which --fix and --diff move; use one of both")
	case f.writeBaseline != "" && (f.fix || f.diff || f.newFrom != "" || f.baseline != ""):
		return errors.New("--write-baseline takes all findings as they are; leave out --fix, --diff, --new-from and --baseline")
	}
	return nil
}

// policyFolders are the folders with the team's own rules.
func (l *linter) policyFolders() []string {
	return ownFolders(l.flags.policies, l.settings.Dir(), l.settings.Policies)
}

// unknown is the error for a word that is not among the known ones.
func unknown(what, word string, known []string) error {
	if near, ok := analyzer.Suggest(word, known); ok {
		return fmt.Errorf("unknown %s %q; did you mean %s?", what, word, near)
	}
	return fmt.Errorf("unknown %s %q; use %s", what, word, strings.Join(known, ", "))
}

// analyse runs the rules over what was read.
func (l *linter) analyse(in *input) (*analyzer.Result, []error) {
	inv := inventory.Build(in.files, inventory.Options{Namespace: l.settings.Namespace})
	profiles, err := l.world.as(in.files)
	if err != nil {
		return &analyzer.Result{}, []error{err}
	}
	result, faults := analyzer.Run(in.files, inv, analyzer.Options{
		Rules: l.rules, Params: &l.settings.Params, Profiles: profiles, Subnets: l.world.subnets,
		AsOf: l.asOf, Jobs: l.flags.jobs,
		Lookup: l.settings.catalogue.lookup, Severity: l.settings.Severity, Skip: l.settings.skip(),
	})
	l.narrow(result, in)
	return result, faults
}

// fails reports whether a result makes the exit code 1.
func (l *linter) fails(r *analyzer.Result) bool {
	return l.failWord != "never" && slices.ContainsFunc(r.Findings, func(f analyzer.Finding) bool { return f.Severity >= l.failOn })
}
