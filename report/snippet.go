package report

import (
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// snippet adds the line that a finding is about with a mark below it, and
// above it the line that says in what it stands.
func (p *printer) snippet(f *analyzer.Finding, line int, margin string) {
	src := f.Source()
	limit := p.columns(len(margin))
	target := markedLine(src, line, f.Span, limit)

	bar := p.frame.Sprint("|")
	p.line(margin, " ", bar)
	if context := contextLine(f, line); context > 0 && !target.cut {
		p.numbered(context, len(margin), newExcerpt(src.Line(context), 0, 0, limit).text)
		if context < line-1 {
			p.line(margin, " ", p.frame.Sprint(":"))
		}
	}
	p.numbered(line, len(margin), target.text)
	carets := p.severity[f.Severity].Sprint(strings.Repeat("^", target.length))
	p.line(margin, " ", bar, " ", strings.Repeat(" ", target.skip), carets)
}

// markedLine is a line with the part of it that a span covers. Of a span over
// several lines that is the first, without the blanks at its end.
func markedLine(src *manifest.Source, line int, span manifest.Span, limit int) excerpt {
	shown := src.Line(line)
	start := src.LineStart(line)
	if line == 1 && strings.HasPrefix(src.Text(), byteOrderMark) { // Line leaves it out
		start += len(byteOrderMark)
	}
	end := len(strings.TrimRight(shown, " \t"))
	return newExcerpt(shown, span.Start-start, min(span.End-start, end), limit)
}

const byteOrderMark = "\ufeff"

// columns is how much of a source line fits beside the gutter.
func (p *printer) columns(margin int) int {
	width := p.opt.Width
	if width <= 0 {
		width = defaultWidth
	}
	return max(minSnippet, width-margin-len(" | "))
}

// numbered adds a line of the source behind its number. The gutter also keeps
// the text of a manifest from the beginning of a line.
func (p *printer) numbered(line, margin int, shown string) {
	number := strconv.Itoa(line)
	gutter := strings.Repeat(" ", margin-len(number)) + number + " |"
	if shown != "" {
		shown = " " + shown
	}
	p.line(p.frame.Sprint(gutter), shown)
}

// contextLine is the line that a reader wants to see above the finding's: the
// nearest that begins something the finding lies in, such as the key of its
// mapping or the first line of its list item; 0 for none. Where there is no
// object to ask, it is the line before, unless that is blank.
func contextLine(f *analyzer.Finding, line int) int {
	src := f.Source()
	if f.Object == nil {
		if strings.TrimSpace(src.Line(line-1)) == "" || src.LineStart(line-1) < f.Document.Span.Start {
			return 0
		}
		return line - 1
	}
	start := src.LineStart(line)
	for p := f.At; p.Len() > 0; p = p.Parent() {
		if span, ok := f.Object.KeySpan(p); ok && span.Start < start {
			return src.Position(span.Start).Line
		}
	}
	return 0
}
