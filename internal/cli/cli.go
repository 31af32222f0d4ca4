// Package cli is the command line: flags, files, exit codes. It knows people,
// and puts together what the packages below it know of everything else.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/report"
)

// Streams are the standard streams of a run.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// The exit codes. Wrong usage, a named path that cannot be read, and a fault
// of our own share one: the run did not do what was asked.
const (
	exitClean    = 0
	exitFindings = 1
	exitFault    = 2
)

// errFindings ends a run that found something; it has been reported already.
var errFindings = errors.New("findings")

// errReported ends a run whose faults have been written already.
var errReported = errors.New("reported")

// Main runs akslint with the arguments behind its name and returns its exit
// code.
func Main(ctx context.Context, args []string, s Streams) int {
	tuneMemory()
	root := newRoot(s, args)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, errReported):
		return exitFault
	case errors.Is(err, context.Canceled):
		s.tell("interrupted")
		return exitFault
	default:
		for line := range strings.SplitSeq(err.Error(), "\n") {
			s.tell(line)
		}
		return exitFault
	}
}

// tell writes a line that is no result. Whatever it quotes stays inert.
func (s Streams) tell(line string) {
	fmt.Fprintln(s.Err, "akslint: "+report.Inert(line))
}

// command makes one of the commands.
type command struct {
	name string
	make func(Streams) *cobra.Command
}

// commands are all that akslint can do.
var commands = []command{
	{"lint", newLint}, {"map", newMap}, {"plan", newPlan}, {"explain", newExplain}, {"rules", newRules},
	{"init", newInit}, {"test", newTest}, {"version", newVersion}, {"completion", newCompletion},
}

// newRoot makes the command line: the one command that the arguments begin
// with, else all, for there is no reason to set up the flags of the others.
func newRoot(s Streams, args []string) *cobra.Command {
	version := false
	root := &cobra.Command{
		Use:           "akslint COMMAND",
		Short:         "Say what Kubernetes manifests will do to an AKS network, before they are applied",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return printVersion(s)
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&version, "version", false, "print the version")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(help)
	root.SetHelpCommand(newHelp(root))
	named := func(name string) bool { return len(args) > 0 && args[0] == name }
	asked := slices.ContainsFunc(commands, func(c command) bool { return named(c.name) })
	for _, c := range commands {
		if !asked || named(c.name) {
			root.AddCommand(c.make(s))
		}
	}
	return root
}

// noCommand refuses a word that is no command.
func noCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	hint := "`akslint --help` lists the commands"
	if near, ok := analyzer.Suggest(args[0], names); ok {
		hint = fmt.Sprintf("did you mean `%s`?", near)
	} else if _, err := os.Stat(args[0]); err == nil {
		hint = fmt.Sprintf("to check it, run `akslint lint %s`", args[0])
	}
	return fmt.Errorf("unknown command %q; %s", args[0], hint)
}
