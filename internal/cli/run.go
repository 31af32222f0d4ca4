package cli

import (
	"bufio"
	"context"
	"fmt"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/report"
)

// run reads, analyses, fixes where that is asked for, and reports.
func (l *linter) run(ctx context.Context) error {
	in, err := l.read(ctx)
	if err != nil {
		return err
	}
	result, faults := l.analyse(in)
	switch {
	case l.flags.diff:
		err = l.printDiff(ctx, in, result)
	case l.flags.fix:
		if result, faults, err = l.applyFixes(ctx, in, result, faults); err == nil {
			err = l.report(result)
		}
	default:
		err = l.report(result)
	}
	if err != nil {
		return err
	}
	for _, notice := range in.notices {
		fmt.Fprintln(l.streams.Err, "akslint: "+report.Inert(notice))
	}
	if len(faults) > 0 {
		for _, fault := range faults {
			fmt.Fprintln(l.streams.Err, "akslint: "+report.Inert(fault.Error()))
		}
		return errReported
	}
	if l.fails(result) {
		return errFindings
	}
	return ctx.Err()
}

// report writes the result to standard output.
func (l *linter) report(result *analyzer.Result) error {
	out := bufio.NewWriter(l.streams.Out)
	if err := l.write(out, result, l.reportOptions()); err != nil {
		return err
	}
	return out.Flush()
}

func (l *linter) reportOptions() report.Options {
	return report.Options{
		Color: l.colored(), Links: l.colored() && isTerminal(l.streams.Out), Width: 0,
		Version: Version(), Quiet: l.flags.quiet,
	}
}
