package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/docs"
	"github.com/akslint/akslint/internal/config"
	"github.com/akslint/akslint/report"
)

// selection is which rules run: those that are selected (all where none is),
// without those that are ignored.
type selection struct {
	selected, ignored []string
	// selectedBy and ignoredBy are where that is said: a flag or a file.
	selectedBy, ignoredBy string
}

// selection joins flags and configuration.
func (s *settings) selection(selected, ignored []string) selection {
	out := selection{selected: selected, selectedBy: "--select", ignored: ignored, ignoredBy: "--ignore"}
	if len(selected) == 0 {
		out.selected, out.selectedBy = s.Select, s.display()
	}
	if len(ignored) == 0 {
		out.ignored, out.ignoredBy = s.Ignore, s.display()
	}
	return out
}

// rules picks those that run. What --select calls by id or name runs although
// the configuration ignores it.
func (s selection) rules(all catalogue) ([]analyzer.Rule, error) {
	for _, list := range []struct {
		words []string
		by    string
	}{{s.selected, s.selectedBy}, {s.ignored, s.ignoredBy}} {
		if err := all.check(list.words, list.by); err != nil {
			return nil, err
		}
	}
	anyOf := func(words []string, r *analyzer.Rule) bool {
		return slices.ContainsFunc(words, func(word string) bool { return r.Named(strings.TrimSpace(word)) })
	}
	if len(s.selected)+len(s.ignored) == 0 {
		return all, nil
	}
	var left []analyzer.Rule
	for i := range all {
		r := &all[i]
		called := s.selectedBy == "--select" && s.ignoredBy != "--ignore" &&
			slices.ContainsFunc(s.selected, func(word string) bool { id, ok := all.lookup(strings.TrimSpace(word)); return ok && id == r.ID })
		if called || (len(s.selected) == 0 || anyOf(s.selected, r)) && !anyOf(s.ignored, r) {
			left = append(left, *r)
		}
	}
	if len(left) == 0 {
		return nil, fmt.Errorf("%s leaves out every rule that could run; take something off it", s.ignoredBy)
	}
	return left, nil
}

// check refuses words that are no id, family or name.
func (c catalogue) check(words []string, by string) error {
	for _, word := range words {
		word = strings.TrimSpace(word)
		switch {
		case word == "":
			return fmt.Errorf("%s has an empty entry; write ids, families or names, as in LB,SVC001", by)
		case !slices.ContainsFunc(c, func(r analyzer.Rule) bool { return r.Named(word) }):
			return fmt.Errorf("%s: %w", by, unknownRule(word, c))
		}
	}
	return nil
}

func unknownRule(word string, all []analyzer.Rule) error {
	var ids, names []string
	for _, r := range all {
		names = append(names, r.Name)
		if ids = append(ids, r.ID); !slices.Contains(ids, r.Family()) {
			ids = append(ids, r.Family())
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
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completeRules(&policies, false)(cmd, args, word)
	}
	return cmd
}

// noPage says what to ask for instead of a word that is no rule.
func (c catalogue) noPage(word string) error {
	var ids []string
	for _, r := range c {
		if strings.EqualFold(r.Family(), word) {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) > 0 {
		return fmt.Errorf("%q is a family of rules; name one of them: %s", word, strings.Join(ids, ", "))
	}
	return unknownRule(word, c)
}

// page writes the page of a rule of the team's own, in the form of the others.
// Whatever its text holds stays inert.
func (c catalogue) page(id string) string {
	r := c.find(id)
	fix := ""
	if r.Fixable {
		fix = "yes"
	}
	text := fmt.Sprintf("# %s %s\n\n%s.\n\n| Severity | Looks at | Fix | Written in | Since |\n|---|---|---|---|---|\n| at most %s | `%s` | %s | Rego | %s |\n\n## Why\n\n%s\n",
		r.ID, r.Name, strings.TrimSuffix(r.Summary, "."), r.Severity, cmp.Or(strings.Join(r.Kinds, "`, `"), "all objects"), fix, r.Since, strings.TrimSpace(r.Doc))
	if len(r.References) > 0 {
		text += "\n## References\n\n- " + strings.Join(r.References, "\n- ") + "\n"
	}
	return report.InertLines(text)
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
	mustComplete(cmd, "policies", folders)
	mustComplete(cmd, "config", yamlFiles)
}

// load gives the rules that the flags and the configuration name.
func (f *policyFlags) load() (catalogue, error) {
	settings, err := f.common.loadSettings(f.folders, nil)
	if err != nil {
		return nil, err
	}
	return settings.catalogue, nil
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
	mustComplete(cmd, "format", words("text", "json"))
	return cmd
}

func (c catalogue) list(s Streams) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, r := range c {
		fix := ""
		if r.Fixable {
			fix = "fix"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, fix, r.Name, report.Inert(r.Summary))
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
