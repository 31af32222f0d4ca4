package cli

import (
	"context"
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
	var format string
	cmd := &cobra.Command{
		Use:   "map [flags] [PATH...]",
		Short: "Show who reaches whom, as the policies in the manifests have it",
		Example: `  akslint map k8s/
  akslint map --format csv overlays/prod`,
		Long: `Exit codes: 0, or 2 where a named path cannot be read.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := report.NewMapWriter(format)
			if !ok {
				return unknown("value of --format", format, report.MapFormats())
			}
			settings, err := f.common.loadSettings(nil, nil)
			if err != nil {
				return err
			}
			l := &linter{streams: s, flags: f, settings: settings, paths: args}
			if l.world, err = f.common.loadWorld(settings); err != nil {
				return err
			}
			if len(l.paths) == 0 {
				l.paths = []string{"."}
			}
			return l.drawMap(cmd.Context(), write)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&format, "format", "csv", "`FORMAT` of the map: "+strings.Join(report.MapFormats(), ", "))
	mustComplete(cmd, "format", words(report.MapFormats()...))
	f.common.register(cmd)
	flags.StringVar(&f.stdinFilename, "stdin-filename", "<stdin>", "`NAME` of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "`NUMBER` of workers (default one for each processor)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out notices")
	return cmd
}

// drawMap reads the manifests and writes the maps of their scopes.
func (l *linter) drawMap(ctx context.Context, write report.MapWriter) error {
	l.progress = l.startProgress()
	defer l.progress.stop()
	in, err := l.read(ctx)
	if err != nil {
		return err
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
	return write(l.streams.Out, maps)
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
