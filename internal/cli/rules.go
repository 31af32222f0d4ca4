package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/docs"
	"github.com/akslint/akslint/internal/config"
)

// selectRules picks the rules of a run: those that selected names (all where
// it is empty), without those that ignored names.
func (c catalogue) selectRules(selected, ignored []string) ([]analyzer.Rule, error) {
	all := []analyzer.Rule(c)
	in, err := matcher("--select", selected, all)
	if err != nil {
		return nil, err
	}
	out, err := matcher("--ignore", ignored, all)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(r analyzer.Rule) bool {
		return len(selected) > 0 && !in(r) || out(r)
	}), nil
}

// matcher reads a list of ids, families and names.
func matcher(flag string, words []string, all []analyzer.Rule) (func(analyzer.Rule) bool, error) {
	wanted := map[string]bool{}
	for _, w := range words {
		wanted[strings.ToLower(strings.TrimSpace(w))] = true
	}
	for word := range wanted {
		if !slices.ContainsFunc(all, func(r analyzer.Rule) bool { return matches(word, r) }) {
			return nil, fmt.Errorf("%s names no rule: %w", flag, unknownRule(word, all))
		}
	}
	return func(r analyzer.Rule) bool {
		return wanted[strings.ToLower(r.ID)] || wanted[family(r)] || wanted[r.Name]
	}, nil
}

// matches reports whether a word in lower case means a rule.
func matches(word string, r analyzer.Rule) bool {
	return word == strings.ToLower(r.ID) || word == family(r) || word == r.Name
}

// family is the letters of a rule's id, in lower case.
func family(r analyzer.Rule) string {
	return strings.ToLower(strings.TrimRight(r.ID, "0123456789"))
}

func unknownRule(word string, all []analyzer.Rule) error {
	var known []string
	for _, r := range all {
		known = append(known, r.ID, r.Name)
	}
	if near, ok := analyzer.Suggest(strings.ToUpper(word), known); ok {
		return fmt.Errorf("unknown rule %q; did you mean %s?", word, near)
	}
	if near, ok := analyzer.Suggest(word, known); ok {
		return fmt.Errorf("unknown rule %q; did you mean %s?", word, near)
	}
	return fmt.Errorf("unknown rule %q; `akslint rules` lists them", word)
}

func newExplain(s Streams) *cobra.Command {
	var policies policyFlags
	cmd := &cobra.Command{
		Use:     "explain RULE",
		Short:   "Print a rule's page: why it matters, a bad and a good example, the sources",
		Example: "  akslint explain LB001",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("explain takes one rule, as in `akslint explain LB001`; `akslint rules` lists them")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := policies.load()
			if err != nil {
				return err
			}
			id, ok := all.lookup(args[0])
			if !ok {
				return unknownRule(args[0], all)
			}
			page, ok := docs.Page(id)
			if !ok {
				page = all.page(id)
			}
			_, err = fmt.Fprint(s.Out, page)
			return err
		},
	}
	policies.register(cmd)
	return cmd
}

// page writes the page of a rule of the team's own.
func (c catalogue) page(id string) string {
	i := slices.IndexFunc(c, func(r analyzer.Rule) bool { return r.ID == id })
	r := &c[i].Meta
	text := fmt.Sprintf("# %s %s\n\n%s.\n\nSeverity: %s. Kinds: %s.\n\n%s\n", r.ID, r.Name, r.Summary, r.Severity, strings.Join(r.Kinds, ", "), strings.TrimSpace(r.Doc))
	for _, ref := range r.References {
		text += "\n- " + ref
	}
	return text + "\n"
}

// policyFlags are the flags of commands that list rules.
type policyFlags struct {
	common  commonFlags
	folders []string
}

func (f *policyFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.folders, "policies", nil, "folder with rules of your own, in Rego (repeatable)")
	cmd.Flags().StringVar(&f.common.config, "config", "", "configuration file (default the nearest "+config.Name+" upward)")
	cmd.Flags().BoolVar(&f.common.noConfig, "no-config", false, "read no configuration file")
}

// load gives the rules that the flags and the configuration name.
func (f *policyFlags) load() (catalogue, error) {
	settings, err := f.common.loadSettings()
	if err != nil {
		return nil, err
	}
	return loadCatalogue(settings.policyFolders(f.folders))
}

func newRules(s Streams) *cobra.Command {
	var format string
	var policies policyFlags
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List all rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, err := policies.load()
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return all.list(s)
			case "json":
				return all.dump(s)
			}
			return unknown("format", format, []string{"text", "json"})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "how to list: text, json")
	policies.register(cmd)
	return cmd
}

func (c catalogue) list(s Streams) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, r := range c {
		fix := ""
		if r.Fixable {
			fix = "fix"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, fix, r.Name, r.Summary)
	}
	return w.Flush()
}

// ruleRow is a rule as `akslint rules --format json` lists it.
type ruleRow struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Severity   string   `json:"severity"`
	Summary    string   `json:"summary"`
	Kinds      []string `json:"kinds"`
	Fixable    bool     `json:"fixable"`
	Language   string   `json:"language"`
	Since      string   `json:"since"`
	References []string `json:"references"`
}

func (c catalogue) dump(s Streams) error {
	rows := []ruleRow{}
	for _, r := range c {
		rows = append(rows, ruleRow{r.ID, r.Name, r.Severity.String(), r.Summary, append([]string{}, r.Kinds...), r.Fixable, r.Language, r.Since, append([]string{}, r.References...)})
	}
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(rows)
}
