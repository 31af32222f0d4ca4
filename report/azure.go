package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/akslint/akslint/analyzer"
)

// Azure writes logging commands, which Azure Pipelines shows as errors and
// warnings of the run, with a link to the line. It knows nothing less than a
// warning, so infos are plain lines of the log, as its agent would write them.
func Azure(w io.Writer, r *analyzer.Result, opt Options) error {
	p := newPrinter(opt)
	for i := range r.Findings {
		f := &r.Findings[i]
		at := f.Source().Position(f.Span.Start)
		file, id := Inert(opt.place(f.Source().Name)), name(f.Rule.ID)
		if f.Severity == analyzer.Info {
			p.line(lead(fmt.Sprintf("%s(%d,%d): info %s: %s", file, at.Line, at.Column, id, statement(f))))
			continue
		}
		p.line(fmt.Sprintf("##vso[task.logissue type=%s;sourcepath=%s;linenumber=%d;columnnumber=%d;code=%s;]%s",
			f.Severity, azureEscape(file), at.Line, at.Column, azureEscape(id), azureEscape(statement(f))))
	}
	return p.flush(w)
}

// azureEscape escapes a property or the text of a command; the agent treats
// both alike. Inert text has no line ends.
func azureEscape(text string) string { return azureEscapes.Replace(text) }

var azureEscapes = strings.NewReplacer("%", "%AZP25", ";", "%3B", "]", "%5D")
