package gen

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

const (
	index  = "docs/rules/README.md"
	readme = "README.md"
	source = "https://github.com/akslint/akslint/blob/main/"
)

// Pages writes a page for each rule, their index, and the table of rules in
// README.md where there is one. families names the rules' families by the
// letters that their IDs begin with.
func Pages(root fs.FS, rules []analyzer.Rule, families map[string]string) (Files, error) {
	files := Files{index: []byte(indexPage(rules, families))}
	for i := range rules {
		text, err := page(root, &rules[i].Meta)
		if err != nil {
			return nil, err
		}
		files["docs/rules/"+rules[i].ID+".md"] = []byte(text)
	}
	text, err := fs.ReadFile(root, readme)
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	if err != nil {
		return nil, err
	}
	head, _, begins := strings.Cut(string(text), "<!-- rules:begin -->")
	_, tail, ends := strings.Cut(string(text), "<!-- rules:end -->")
	if !begins || !ends {
		return nil, fmt.Errorf("%s: the markers <!-- rules:begin --> and <!-- rules:end --> are missing", readme)
	}
	files[readme] = []byte(head + "<!-- rules:begin -->\n" + table(rules, "docs/rules/") + "<!-- rules:end -->" + tail)
	return files, nil
}

// indexPage lists all rules, a table for each family.
func indexPage(rules []analyzer.Rule, families map[string]string) string {
	var b strings.Builder
	b.WriteString("# Rules\n\nThese pages are generated from the rules and their fixtures (`go generate ./...`).\n")
	for i := 0; i < len(rules); {
		family, next := Family(rules[i].ID), i
		for next < len(rules) && Family(rules[next].ID) == family {
			next++
		}
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s", family, families[family], table(rules[i:next], ""))
		i = next
	}
	return b.String()
}

// Family is the letters of a rule's ID.
func Family(id string) string { return strings.TrimRight(id, "0123456789") }

func table(rules []analyzer.Rule, folder string) string {
	var b strings.Builder
	b.WriteString("| Rule | Name | Severity | Fix | What it finds |\n|---|---|---|---|---|\n")
	for i := range rules {
		m := &rules[i].Meta
		fix := ""
		if m.Fixable {
			fix = "yes"
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | `%s` | %s | %s | %s |\n", m.ID, folder+m.ID, m.Name, m.Severity, fix, strings.ReplaceAll(m.Summary, "|", `\|`))
	}
	return b.String()
}

// page writes what there is to know about a rule.
func page(root fs.FS, m *analyzer.Meta) (string, error) {
	ex, err := readExample(root, m.ID)
	if err != nil {
		return "", err
	}
	why, sections := sectionsOf(m.Doc)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s %s\n\n%s.\n\n", m.ID, m.Name, m.Summary)
	b.WriteString("| Severity | Looks at | Fix | Written in | Since |\n|---|---|---|---|---|\n")
	fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", severity(m), subject(m), yes(m.Fixable), language(m), m.Since)
	write := func(heading string, bodies ...string) {
		for _, body := range bodies {
			if body = strings.TrimSpace(body); body == "" {
				continue
			}
			if heading != "" {
				fmt.Fprintf(&b, "\n## %s\n", heading)
			}
			fmt.Fprintf(&b, "\n%s\n", body)
			heading = ""
		}
	}
	write("Why", why)
	fix, configure := "", ""
	for _, s := range sections {
		switch s.heading {
		case "Fix":
			fix = s.body
		case "Configure":
			configure = s.body
		default:
			write(s.heading, s.body)
		}
	}
	write("Bad", fence("yaml", ex.bad))
	write("Good", fence("yaml", ex.good))
	if !m.Fixable && fix == "" {
		fix = "akslint offers no edit: what is right depends on what was meant."
	}
	write("Fix", fix, fence("diff", ex.fix))
	write("Configure", configure, "In `.akslint.yaml`, a rule gets another severity, or is switched off:",
		fence("yaml", fmt.Sprintf("severity: {%s: info}\nignore: [%[1]s]\n", m.ID)))
	write("Suppress", "At the end of the line, or alone on the line above:",
		fence("yaml", "# akslint: ignore["+m.ID+"] the reason\n"))
	write("Mapping", mapping(m.ID))
	write("References", list(m.References))
	return b.String(), nil
}

// severity says that a rule may give less than its severity.
func severity(m *analyzer.Meta) string {
	if m.Severity == analyzer.Info {
		return m.Severity.String()
	}
	return "at most " + m.Severity.String()
}

// subject says what a rule looks at.
func subject(m *analyzer.Meta) string {
	switch {
	case m.Subject == analyzer.Documents:
		return "documents"
	case m.Subject == analyzer.Clusters:
		return "cluster profiles"
	case len(m.Kinds) == 0:
		return "every object"
	}
	var names []string
	for _, kind := range m.Kinds {
		if kind == analyzer.KindWorkload {
			names = append(names, "every workload")
			continue
		}
		names = append(names, "`"+kind+"`")
	}
	return strings.Join(names, ", ")
}

func yes(flag bool) string {
	if flag {
		return "yes"
	}
	return "no"
}

// language names the language of a rule and links to its text.
func language(m *analyzer.Meta) string {
	if m.Language == "rego" {
		return "[Rego](" + source + "policies/" + FileName(m) + ")"
	}
	return "[Go](" + source + "rules/" + FileName(m) + ")"
}

// FileName is the name that the file of a rule must have.
func FileName(m *analyzer.Meta) string {
	return strings.ToLower(m.ID) + "_" + strings.ReplaceAll(m.Name, "-", "_") + "." + m.Language
}

func fence(language, text string) string {
	if text == "" {
		return ""
	}
	return "```" + language + "\n" + text + "```\n"
}

// mapping lists the checks of others that a rule covers or exceeds.
func mapping(id string) string {
	var b strings.Builder
	for _, check := range aks.PolicyChecks(id) {
		name, notes := cmp.Or(check.Name, check.ID), []string{}
		if check.Effect != "" {
			notes = append(notes, "default effect "+check.Effect)
		}
		if check.Safeguards {
			notes = append(notes, "part of Deployment Safeguards")
		}
		fmt.Fprintf(&b, "- %s: [%s](%s)", check.Tool, name, check.URL())
		if check.Name != "" && check.Name != check.ID {
			fmt.Fprintf(&b, ", `%s`", check.ID)
		}
		if len(notes) > 0 {
			fmt.Fprintf(&b, " (%s)", strings.Join(notes, ", "))
		}
		b.WriteString("\n")
	}
	if b.Len() == 0 {
		return ""
	}
	return "This rule covers or exceeds\n\n" + b.String()
}

func list(references []string) string {
	var b strings.Builder
	for _, r := range references {
		if strings.HasPrefix(r, "https://") {
			r = "<" + r + ">"
		}
		fmt.Fprintf(&b, "- %s\n", r)
	}
	return b.String()
}
