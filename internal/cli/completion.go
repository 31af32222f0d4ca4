package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shells write the completion script of each shell.
var shells = []struct {
	name  string
	write func(root *cobra.Command, w io.Writer) error
}{
	{"bash", func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
	{"fish", func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) }},
	{"powershell", func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) }},
	{"zsh", func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) }},
}

func newCompletion(s Streams) *cobra.Command {
	var names []string
	for _, shell := range shells {
		names = append(names, shell.name)
	}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that lets a shell complete commands, flags and rules: " + strings.Join(names, ", "),
		Example: `  source <(akslint completion bash)
  akslint completion fish > ~/.config/fish/completions/akslint.fish
  akslint completion powershell | Out-String | Invoke-Expression
  akslint completion zsh > "${fpath[1]}/_akslint"`,
		ValidArgs: names,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("completion takes one shell: %s", strings.Join(names, ", "))
			}
			if !slices.Contains(names, args[0]) {
				return unknown("shell", args[0], names)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			i := slices.Index(names, args[0])
			return shells[i].write(cmd.Root(), s.Out)
		},
	}
}

// mustComplete says what a flag may be given.
func mustComplete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // there is no such flag: a mistake of ours that every run shows
	}
}

// words completes one of some words.
func words(list ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
}

// folders completes folders.
func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// yamlFiles completes files of YAML.
func yamlFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeRules completes ids of rules, and families where these will do. A
// list with commas is completed at its end.
func completeRules(f *policyFlags, families bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		all, err := f.load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		head := word[:strings.LastIndexByte(word, ',')+1]
		var out []string
		last := ""
		for _, r := range all {
			if family := r.Family(); families && family != last {
				out, last = append(out, head+family), family
			}
			out = append(out, head+r.ID+"\t"+r.Name)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}
