package report

import (
	"github.com/fatih/color"

	"github.com/akslint/akslint/analyzer"
)

// palette holds the colours of a report for people. Each colour is switched on
// or off by itself: the library's global switch follows the environment, and a
// writer must not.
type palette struct {
	severity [3]*color.Color // by analyzer.Severity
	strong   *color.Color    // what the eye looks for: ids, labels
	frame    *color.Color    // what holds the picture together: gutters, arrows
	faint    *color.Color    // what is there for those who ask
	good     *color.Color    // nothing found, or it can be mended
}

func newPalette(on bool) palette {
	dye := func(attributes ...color.Attribute) *color.Color {
		c := color.New(attributes...)
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c
	}
	var p palette
	p.severity[analyzer.Error] = dye(color.FgRed, color.Bold)
	p.severity[analyzer.Warning] = dye(color.FgYellow, color.Bold)
	p.severity[analyzer.Info] = dye(color.FgCyan, color.Bold)
	p.strong = dye(color.Bold)
	p.frame = dye(color.FgBlue, color.Bold)
	p.faint = dye(color.Faint)
	p.good = dye(color.FgGreen)
	return p
}

// ruleID is the id of a finding's rule, as a link to its page where links are
// wanted. The sequence is OSC 8; terminals that do not know it show the text.
func (p palette) ruleID(f *analyzer.Finding, links bool) string {
	id := p.strong.Sprint(lead(Inert(f.Rule.ID)))
	if !links {
		return id
	}
	return "\x1b]8;;" + docsURL(f.Rule) + "\x1b\\" + id + "\x1b]8;;\x1b\\"
}
