package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/plan"
	"github.com/akslint/akslint/report"
)

func newPlan(s Streams) *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "plan [flags] [PATH...]",
		Short: "Show how many nodes, pods and Services the addresses of a cluster have room for",
		Example: `  az aks show -g shop -n prod -o json > prod.json
  akslint plan --cluster prod.json --subnets subnets.json k8s/
  akslint plan --format markdown overlays/prod`,
		Long: `The cluster is that of --cluster, or of cluster or clusters in .akslint.yaml. What
the manifests of the PATHs ask for is set against what it has room for.

Exit codes: 0, or 2 where there is no cluster or a named path cannot be read.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := report.PlanFor(f.format)
			if !ok {
				return unknown("value of --format", f.format, report.PlanFormats())
			}
			l, err := newReading(s, f, args)
			if err != nil {
				return err
			}
			if len(l.world.profiles) == 0 {
				return errors.New("there is no cluster to plan for; name one with --cluster FILE, as `az aks show -o json` writes it, or write `cluster:` into .akslint.yaml")
			}
			return l.plan(cmd.Context(), write)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.format, "format", "text", "`FORMAT` of the plan: "+strings.Join(report.PlanFormats(), ", "))
	mustComplete(cmd, "format", words(report.PlanFormats()...))
	f.common.register(cmd)
	flags.StringVar(&f.stdinFilename, "stdin-filename", unnamedInput, "`NAME` of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "`NUMBER` of workers (default one for each processor)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out notes, notices and how it is counted")
	return cmd
}

// plan reads the manifests and writes the plan of each cluster.
func (l *linter) plan(ctx context.Context, write report.PlanWriter) error {
	ctx, stop := l.watch(ctx)
	defer stop()
	l.progress = l.startProgress()
	defer l.progress.stop()
	in, err := l.read(ctx)
	if err != nil {
		return err
	}
	inv := inventory.Build(in.files, inventory.Options{Namespace: l.settings.Namespace})
	plans := make([]*plan.Plan, len(l.world.profiles))
	for i, p := range l.world.profiles {
		plans[i] = plan.For(p, l.world.subnets, inv)
	}
	l.progress.stop()
	if !l.flags.quiet {
		for _, notice := range in.notices {
			l.streams.tell(notice)
		}
	}
	return write(l.streams.Out, plans, l.reportOptions())
}
