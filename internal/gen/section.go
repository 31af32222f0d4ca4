package gen

import "strings"

// section is a part of a rule's page under a heading of its own.
type section struct{ heading, body string }

// sectionsOf cuts a page at its "# " headings; headings below them go down one
// level with them. A "#" in a fenced block is no heading.
func sectionsOf(doc string) (head string, sections []section) {
	body := &head
	fenced := false
	for line := range strings.Lines(doc) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		heading, top := strings.CutPrefix(line, "# ")
		switch {
		case !fenced && top:
			sections = append(sections, section{heading: strings.TrimSpace(heading)})
			body = &sections[len(sections)-1].body
			continue
		case !fenced && strings.HasPrefix(line, "##"):
			line = "#" + line
		}
		*body += line
	}
	return head, sections
}
