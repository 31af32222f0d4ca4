package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/akslint/akslint/analyzer"
)

// help prints what a command is for and how it is called.
func help(c *cobra.Command, _ []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n\nUsage:\n  %s\n", c.Short, c.UseLine())
	if c.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-*s  %s\n", c.NamePadding(), sub.Name(), sub.Short)
			}
		}
		b.WriteString("\n`akslint COMMAND --help` lists the flags of a command.\n")
	}
	if c.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s", c.LocalFlags().FlagUsages())
	}
	if c.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Long)
	}
	fmt.Fprint(c.OutOrStdout(), b.String())
}

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "Print what a command is for and how it is called",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err == nil && c == root {
				err = noCommand(root, rest)
			}
			if err != nil {
				return err
			}
			c.InitDefaultHelpFlag()
			return c.Help()
		},
	}
}

// noArgs refuses arguments, and says what the command is for instead.
func noArgs(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return fmt.Errorf("%s takes no argument, but there is %q; %s", cmd.Name(), args[0], hint)
	}
}

// flagError says in plain words what is wrong with a flag, and what to do.
func flagError(cmd *cobra.Command, err error) error {
	list := fmt.Sprintf("`%s --help` lists the flags", cmd.CommandPath())
	var unknown *pflag.NotExistError
	var lacking *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes = "-"
		}
		return fmt.Errorf("unknown flag %s%s; %s", dashes, unknown.GetSpecifiedName(), flagHint(cmd, unknown.GetSpecifiedName(), list))
	case errors.As(err, &lacking):
		return fmt.Errorf("--%s needs a value; %s", lacking.GetFlag().Name, list)
	case errors.As(err, &invalid):
		want := "a number"
		if invalid.GetFlag().Value.Type() == "bool" {
			want = "true or false"
		}
		return fmt.Errorf("--%s is %q, but takes %s; %s", invalid.GetFlag().Name, invalid.GetValue(), want, list)
	}
	return fmt.Errorf("%w; %s", err, list)
}

// flagHint finds the flag that was meant, or the command that has it.
func flagHint(cmd *cobra.Command, name, list string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near, ok := analyzer.Suggest(name, names); ok {
		return fmt.Sprintf("did you mean --%s?", near)
	}
	for _, sub := range cmd.Commands() {
		if sub.Flags().Lookup(name) != nil {
			return fmt.Sprintf("it belongs behind a command: `%s --%s`", sub.CommandPath(), name)
		}
	}
	return list
}
