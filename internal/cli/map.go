package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report"
)

func newMap(s Streams) *cobra.Command {
	var f lintFlags
	var format, old string
	cmd := &cobra.Command{
		Use:   "map [flags] [PATH...]",
		Short: "Show who reaches whom, as the policies in the manifests have it",
		Example: `  akslint map k8s/
  akslint map --format html overlays/prod > map.html
  akslint map --diff origin/main --format markdown k8s/`,
		Long: `With --diff, the formats are ` + strings.Join(report.DiffFormats(), ", ") + `.

Exit codes: 0, or 2 where the run did not do what was asked: wrong usage, or a named
path that cannot be read.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			write, draws := report.NewMapWriter(format)
			compare, compares := report.NewDiffWriter(format)
			diff := cmd.Flags().Changed("diff")
			switch {
			case diff && old == "":
				return errors.New("--diff is empty; name a folder or a revision of git to compare with")
			case diff && !compares && draws:
				return fmt.Errorf("--format %s does not go with --diff; use %s", format, strings.Join(report.DiffFormats(), ", "))
			case !diff && !draws && compares:
				return fmt.Errorf("--format %s goes with --diff only; use %s", format, strings.Join(report.MapFormats(), ", "))
			case !draws && !compares:
				return unknown("value of --format", format, report.MapFormats())
			}
			l, err := newReading(s, f, args)
			if err != nil {
				return err
			}
			if diff {
				ctx, stop := interruptible(cmd.Context()) // it may have a folder to take away
				defer stop()
				return l.drawDiff(ctx, old, compare)
			}
			ctx, stop := l.watch(cmd.Context())
			defer stop()
			maps, err := l.maps(ctx)
			if err != nil {
				return err
			}
			if format != "text" { // which says it itself
				l.tellUnenforced(maps)
			}
			return write(s.Out, maps, l.reportOptions())
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&format, "format", "text", "`FORMAT` of the map: "+strings.Join(report.MapFormats(), ", "))
	flags.StringVar(&old, "diff", "", "show what differs from `OLD`: a folder, or a revision of git")
	mustComplete(cmd, "format", words(slices.Compact(slices.Sorted(slices.Values(append(report.MapFormats(), report.DiffFormats()...))))...))
	f.common.register(cmd)
	flags.StringVar(&f.stdinFilename, "stdin-filename", unnamedInput, "`NAME` of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "`NUMBER` of workers (default one for each processor)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out notices")
	return cmd
}

// maps reads the manifests and draws the maps of their scopes.
func (l *linter) maps(ctx context.Context) ([]*network.Map, error) {
	l.progress = l.startProgress()
	defer l.progress.stop()
	in, err := l.read(ctx)
	if err != nil {
		return nil, err
	}
	applied(in)
	inv := inventory.Build(in.files, inventory.Options{Namespace: l.settings.Namespace})
	models := network.NewModels(network.SettingsFor(l.world.profiles, l.world.subnets, l.settings.Params.IPBlockMatchesPods))
	maps := make([]*network.Map, len(inv.Scopes))
	for i, scope := range inv.Scopes {
		maps[i] = models.Map(scope)
	}
	l.progress.stop()
	if !l.flags.quiet {
		for _, notice := range in.notices {
			l.streams.tell(notice)
		}
	}
	return maps, nil
}

// tellUnenforced says that what the maps show does not depend on policies.
func (l *linter) tellUnenforced(maps []*network.Map) {
	if !l.flags.quiet && slices.ContainsFunc(maps, func(m *network.Map) bool { return m.Unenforced > 0 }) {
		l.streams.tell("the cluster has no engine for network policies, so the policies hold nothing here")
	}
}

// applied cuts off from each file what kubectl never gets to: it stops at the
// first document that it cannot read.
func applied(in *input) {
	for i, f := range in.files {
		for j, d := range f.Documents {
			if !slices.ContainsFunc(d.Problems, func(p manifest.Problem) bool { return p.Kind == manifest.Unreadable }) {
				continue
			}
			part := *f
			part.Documents = f.Documents[:j+1]
			in.files[i] = &part
			if j+1 < len(f.Documents) {
				in.notices = append(in.notices, fmt.Sprintf("%s: document %d cannot be read; kubectl stops there, and so the map leaves out what follows", f.Source.Name, j+1))
			}
			break
		}
	}
}
