package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/report"
)

// lintFlags are the flags of akslint lint.
type lintFlags struct {
	format        string
	selected      []string
	ignored       []string
	failOn        string
	fix, unsafe   bool
	diff          bool
	namespace     string
	asOf          string
	color         string
	stdinFilename string
	jobs          int
	quiet         bool
	noConfig      bool
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
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := newLinter(s, f, args)
			if err != nil {
				return err
			}
			return l.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.format, "format", "text", "how to report: "+strings.Join(report.Formats(), ", "))
	flags.StringSliceVar(&f.selected, "select", nil, "run only these rules: ids, families (LB) or names")
	flags.StringSliceVar(&f.ignored, "ignore", nil, "leave these rules out")
	flags.StringVar(&f.failOn, "fail-on", "warning", "least severity that makes the exit code 1: error, warning, info, never")
	flags.BoolVar(&f.fix, "fix", false, "write safe fixes to the files, then report what is left")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "include fixes that need a person's eye")
	flags.BoolVar(&f.diff, "diff", false, "print the fixes as a unified diff instead, and write nothing")
	flags.StringVarP(&f.namespace, "namespace", "n", "default", "namespace of objects that name none")
	flags.StringVar(&f.asOf, "as-of", "", "day for rules that read the calendar, as 2026-01-31 (default today)")
	flags.StringVar(&f.color, "color", "auto", "colour the text: auto, always, never")
	flags.StringVar(&f.stdinFilename, "stdin-filename", "<stdin>", "name of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "number of workers (default one for each processor)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out the summary and notices")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration file")
	return cmd
}

// linter is one run of akslint lint.
type linter struct {
	streams Streams
	flags   lintFlags
	paths   []string
	rules   []analyzer.Rule
	asOf    time.Time
	write   report.Writer
	failOn  analyzer.Severity
	never   bool
}

// newLinter checks flags and arguments before anything is read.
func newLinter(s Streams, f lintFlags, args []string) (*linter, error) {
	l := &linter{streams: s, flags: f, paths: args, asOf: time.Now()}
	if len(l.paths) == 0 {
		l.paths = []string{"."}
	}
	var ok bool
	if l.write, ok = report.For(f.format); !ok {
		return nil, unknown("format", f.format, report.Formats())
	}
	var err error
	if l.rules, err = selectRules(f.selected, f.ignored); err != nil {
		return nil, err
	}
	if f.asOf != "" {
		if l.asOf, err = time.Parse(time.DateOnly, f.asOf); err != nil {
			return nil, fmt.Errorf("--as-of %q is no day; write it as 2026-01-31", f.asOf)
		}
	}
	if l.never = f.failOn == "never"; !l.never {
		if l.failOn, err = analyzer.ParseSeverity(f.failOn); err != nil {
			return nil, unknown("value of --fail-on", f.failOn, []string{"error", "warning", "info", "never"})
		}
	}
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return nil, unknown("value of --color", f.color, []string{"auto", "always", "never"})
	}
	if f.fix && slices.Contains(l.paths, "-") {
		return nil, fmt.Errorf("--fix cannot write to standard input; use --diff, or name the file")
	}
	if f.fix && f.diff {
		return nil, fmt.Errorf("--fix writes the fixes and --diff only prints them; use one of both")
	}
	return l, nil
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
	inv := inventory.Build(in.files, inventory.Options{Namespace: l.flags.namespace})
	return analyzer.Run(in.files, inv, analyzer.Options{Rules: l.rules, AsOf: l.asOf, Jobs: l.flags.jobs, Lookup: lookupID})
}

// fails reports whether a result makes the exit code 1.
func (l *linter) fails(r *analyzer.Result) bool {
	return !l.never && slices.ContainsFunc(r.Findings, func(f analyzer.Finding) bool { return f.Severity >= l.failOn })
}
