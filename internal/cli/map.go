package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/inventory"
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
			settings, err := f.common.loadSettings()
			if err != nil {
				return err
			}
			l := &linter{streams: s, flags: f, settings: settings, paths: args}
			if len(l.paths) == 0 {
				l.paths = []string{"."}
			}
			return l.drawMap(cmd.Context(), write)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&format, "format", "csv", "`FORMAT` of the map: "+strings.Join(report.MapFormats(), ", "))
	f.common.register(cmd)
	flags.StringVar(&f.stdinFilename, "stdin-filename", "<stdin>", "`NAME` of standard input in reports")
	flags.IntVar(&f.jobs, "jobs", 0, "`NUMBER` of workers (default one for each processor)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "leave out notices")
	return cmd
}

// drawMap reads the manifests and writes the maps of their scopes.
func (l *linter) drawMap(ctx context.Context, write report.MapWriter) error {
	in, err := l.read(ctx)
	if err != nil {
		return err
	}
	inv := inventory.Build(in.files, inventory.Options{Namespace: l.settings.Namespace})
	models := network.NewModels(l.settings.Network)
	maps := make([]*network.Map, len(inv.Scopes))
	for i, scope := range inv.Scopes {
		maps[i] = models.Map(scope)
	}
	if !l.flags.quiet {
		for _, notice := range in.notices {
			l.streams.tell(notice)
		}
	}
	return write(l.streams.Out, maps)
}
