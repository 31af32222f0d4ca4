package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/aks"
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
	left := slices.DeleteFunc(slices.Clone(all), func(r analyzer.Rule) bool {
		return len(selected) > 0 && !in(r) || out(r)
	})
	if len(left) == 0 {
		return nil, errors.New("--ignore leaves out every rule that could run; take something off it")
	}
	return left, nil
}

// matcher reads a list of ids, families and names.
func matcher(flag string, words []string, all []analyzer.Rule) (func(analyzer.Rule) bool, error) {
	for _, word := range words {
		switch {
		case strings.TrimSpace(word) == "":
			return nil, fmt.Errorf("%s has an empty entry; write ids, families or names, as in LB,SVC001", flag)
		case !slices.ContainsFunc(all, func(r analyzer.Rule) bool { return matches(word, r) }):
			return nil, fmt.Errorf("%s: %w", flag, unknownRule(word, all))
		}
	}
	return func(r analyzer.Rule) bool {
		return slices.ContainsFunc(words, func(word string) bool { return matches(word, r) })
	}, nil
}

// matches reports whether a word, in whatever case, means a rule.
func matches(word string, r analyzer.Rule) bool {
	word = strings.TrimSpace(word)
	return strings.EqualFold(word, r.ID) || strings.EqualFold(word, family(r)) || strings.EqualFold(word, r.Name)
}

// family is the letters of a rule's id.
func family(r analyzer.Rule) string { return strings.TrimRight(r.ID, "0123456789") }

func unknownRule(word string, all []analyzer.Rule) error {
	var ids, names []string
	for _, r := range all {
		names = append(names, r.Name)
		if ids = append(ids, r.ID); !slices.Contains(ids, family(r)) {
			ids = append(ids, family(r))
		}
	}
	near, ok := analyzer.Suggest(strings.ToUpper(word), ids)
	if !ok {
		near, ok = analyzer.Suggest(strings.ToLower(word), names)
	}
	if !ok {
		return fmt.Errorf("unknown rule %q; `akslint rules` lists them", word)
	}
	return fmt.Errorf("unknown rule %q; did you mean %s?", word, near)
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
				return all.noPage(args[0])
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

// noPage says what to ask for instead of a word that is no rule.
func (c catalogue) noPage(word string) error {
	var ids []string
	for _, r := range c {
		if strings.EqualFold(family(r), word) {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) > 0 {
		return fmt.Errorf("%q is a family of rules; name one of them: %s", word, strings.Join(ids, ", "))
	}
	return unknownRule(word, c)
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
	cmd.Flags().StringArrayVar(&f.folders, "policies", nil, "`FOLDER` with rules of your own, in Rego (repeatable)")
	cmd.Flags().StringVar(&f.common.config, "config", "", "configuration `FILE` (default the nearest "+config.Name+" upward)")
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
		Args:  noArgs("`akslint explain RULE` prints the page of a rule"),
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
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the list: text, json")
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
	// Mapping are the checks of others that the rule covers or exceeds.
	Mapping []mappedCheck `json:"mapping"`
}

// mappedCheck is a check of another tool: an Azure Policy, a rule of PSRule, a
// check of kube-linter or kube-score.
type mappedCheck struct {
	Tool       string `json:"tool"`
	ID         string `json:"id"`
	Name       string `json:"name,omitempty"`
	Effect     string `json:"effect,omitempty"`
	Safeguards bool   `json:"safeguards,omitempty"`
	URL        string `json:"url"`
}

func mappingOf(id string) []mappedCheck {
	checks := []mappedCheck{}
	for _, c := range aks.PolicyChecks(id) {
		checks = append(checks, mappedCheck{c.Tool, c.ID, c.Name, c.Effect, c.Safeguards, c.URL()})
	}
	return checks
}

func (c catalogue) dump(s Streams) error {
	rows := []ruleRow{}
	for _, r := range c {
		rows = append(rows, ruleRow{r.ID, r.Name, r.Severity.String(), r.Summary, append([]string{}, r.Kinds...), r.Fixable, r.Language, r.Since, append([]string{}, r.References...), mappingOf(r.ID)})
	}
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(rows)
}
