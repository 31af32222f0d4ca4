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
	"github.com/akslint/akslint/rules"
)

// selectRules picks the rules of a run: those that selected names (all where
// it is empty), without those that ignored names.
func selectRules(selected, ignored []string) ([]analyzer.Rule, error) {
	all := rules.All()
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

// lookupID turns the id or name of a rule into its id.
func lookupID(word string) (id string, ok bool) {
	r, ok := rules.Lookup(word)
	return r.ID, ok
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
	return &cobra.Command{
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
			rule, ok := rules.Lookup(args[0])
			if !ok {
				return unknownRule(args[0], rules.All())
			}
			page, ok := docs.Page(rule.ID)
			if !ok {
				return fmt.Errorf("%s has no page; this is a fault of akslint, please report it", rule.ID)
			}
			_, err := fmt.Fprint(s.Out, page)
			return err
		},
	}
}

func newRules(s Streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List all rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "text":
				return listRules(s)
			case "json":
				return dumpRules(s)
			}
			return unknown("format", format, []string{"text", "json"})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "how to list: text, json")
	return cmd
}

func listRules(s Streams) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, r := range rules.All() {
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

func dumpRules(s Streams) error {
	rows := []ruleRow{}
	for _, r := range rules.All() {
		rows = append(rows, ruleRow{r.ID, r.Name, r.Severity.String(), r.Summary, append([]string{}, r.Kinds...), r.Fixable, r.Language, r.Since, r.References})
	}
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(rows)
}
