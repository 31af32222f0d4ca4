package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// How long GitHub lets the texts of a rule be.
const (
	maxRuleName    = 255
	maxDescription = 1024
)

// exposures are the rules whose finding means that somebody may reach what was
// not meant for them. Only these become security alerts; the others are about
// what breaks, and code scanning ranks them by their level.
var exposures = []string{
	"LB001", "LB003", "LB015", "LB016", "LB017", // a frontend on the internet, or open wider than it looks
	"SVC001", "SVC005", // ports of nodes, addresses of others
	"NP001", "NP002", "NP003", "NP005", "NP015", "NP017", // pods that no policy holds, or less than it says
	"ING008", "ING010", // plain text, any host
	"POD001", "API007", "CL014", "CL015", "CL023", // ports of nodes, endpoints, the API server, the whole cluster
}

// rules describes the rules that ran, by ID, and remembers where each is. A
// finding of another rule adds that.
func (b *sarifBuilder) rules(r *analyzer.Result) []sarifRule {
	byID := map[string]*analyzer.Meta{}
	for i := range r.Findings {
		byID[r.Findings[i].Rule.ID] = r.Findings[i].Rule
	}
	for _, rule := range r.Rules {
		byID[rule.ID] = rule
	}
	list := make([]sarifRule, 0, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		b.ruleIndex[id] = len(list)
		list = append(list, toSARIFRule(byID[id]))
	}
	return list
}

func toSARIFRule(m *analyzer.Meta) sarifRule {
	summary := sentence(m.Summary)
	return sarifRule{
		ID: m.ID, Name: cut(m.Name, maxRuleName),
		ShortDescription:     sarifText{cut(summary, maxDescription)},
		FullDescription:      sarifText{cut(summary+opening(m.Doc), maxDescription)},
		HelpURI:              docsURL(m),
		Help:                 sarifMarkdown{Text: helpText(m), Markdown: helpMarkdown(m)},
		DefaultConfiguration: sarifConfiguration{levels[m.Severity]},
		Properties:           ruleProperties(m),
	}
}

// cut makes a text at most as long as a limit.
func cut(text string, limit int) string { return clip(text, limit-len("…")) }

// opening is the first paragraph of a page, as one line.
func opening(doc string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(doc), "\n\n")
	if first == "" || strings.HasPrefix(first, "#") {
		return ""
	}
	return " " + strings.Join(strings.Fields(first), " ")
}

func helpText(m *analyzer.Meta) string {
	return paragraphs(sentence(m.Summary), m.Doc, docsURL(m))
}

// paragraphs joins those of some texts that are not empty.
func paragraphs(texts ...string) string {
	var list []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			list = append(list, text)
		}
	}
	return strings.Join(list, "\n\n")
}

// helpMarkdown is the page that code scanning shows beside an alert.
func helpMarkdown(m *analyzer.Meta) string {
	references := ""
	if len(m.References) > 0 {
		references = "## References\n\n- " + strings.Join(m.References, "\n- ")
	}
	more := "[" + m.ID + ": examples, and how to configure and suppress it](" + docsURL(m) + ")"
	return paragraphs(sentence(m.Summary), lower(m.Doc), references, more)
}

// lower puts the headings of a page one level down. A "#" in a fenced block is
// no heading.
func lower(doc string) string {
	var b strings.Builder
	fenced := false
	for line := range strings.Lines(doc) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(line, "#") {
			b.WriteByte('#')
		}
		b.WriteString(line)
	}
	return b.String()
}

func ruleProperties(m *analyzer.Meta) sarifRuleProperties {
	p := sarifRuleProperties{
		Tags:            []string{"aks", "kubernetes", strings.TrimRight(m.ID, "0123456789")},
		Precision:       "high", // a rule that is not sure is silent
		ProblemSeverity: [...]string{analyzer.Info: "recommendation", analyzer.Warning: "warning", analyzer.Error: "error"}[m.Severity],
	}
	if slices.Contains(exposures, m.ID) {
		p.Tags = append(p.Tags, "security")
		// In the middle of what GitHub calls low, medium and high.
		p.SecuritySeverity = [...]string{analyzer.Info: "2.0", analyzer.Warning: "5.5", analyzer.Error: "8.0"}[m.Severity]
	}
	return p
}
