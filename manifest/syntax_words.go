package manifest

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// explanation says in plain words what is wrong at a fault, and where. An
// empty message says that it is something else.
type explanation func(f *fault) (at int, message string)

// explanations are those of the words of the YAML libraries.
var explanations = map[string]explanation{
	"mapping values are not allowed in this context":               strayColon,
	"could not find expected ':'":                                  missingColon,
	"did not find expected key":                                    strayText,
	"did not find expected '-' indicator":                          strayText,
	"block sequence entries are not allowed in this context":       stray("a list cannot begin within this line; put its first `- ` on the line below"),
	"mapping keys are not allowed in this context":                 stray("`? ` begins a key where none can stand; put the value into quotes"),
	"did not find expected alphabetic or numeric character":        namelessAlias,
	"found character that cannot start any token":                  badStart,
	"did not find expected comment or line break":                  badBlock,
	"found an indentation indicator equal to 0":                    stray("the indentation of a block of text is counted from 1"),
	"found unexpected end of stream":                               openQuote,
	"found unexpected document indicator":                          openQuote,
	"found unknown escape character":                               badEscape,
	"did not find expected hexdecimal number":                      badEscape,
	"found invalid Unicode character escape code":                  badEscape,
	"did not find expected ',' or ']'":                             openFlow("[", "]"),
	"did not find expected ',' or '}'":                             openFlow("{", "}"),
	"did not find expected node content":                           missingValue,
	"found incompatible YAML document":                             badDirective("`%s` asks for a version of YAML that kubectl does not read; leave the line out"),
	"found unknown directive name":                                 badDirective("kubectl does not know the directive `%s`"),
	"found duplicate %YAML directive":                              badDirective("the directive `%s` stands twice"),
	"did not find expected <document start>":                       stray("a line `---` is missing before this"),
	"found undefined tag handle":                                   badTag,
	"did not find expected tag URI":                                badTag,
	"did not find expected whitespace or line break":               badTag,
	"did not find URI escaped octet":                               badTag,
	"did not find the expected '>'":                                badTag,
	"exceeded max depth of 10000":                                  stray(tooDeep + "10000 levels"),
	"found a tab character that violates indentation":              tab,
	"found a tab character where an indentation space is expected": tab,
}

// stray is for mistakes that one sentence describes, at the place of the fault.
func stray(message string) explanation {
	return func(f *fault) (int, string) { return f.at, message }
}

var aliasWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^unknown anchor '(.*)' referenced$`) })

// unexplained is the last resort.
func unexplained(f *fault) (int, string) {
	if m := aliasWords().FindStringSubmatch(f.words); m != nil {
		at := strings.Index(f.src.text[f.span.Start:f.span.End], "*"+m[1])
		return f.span.Start + max(at, 0), fmt.Sprintf("`*%[1]s` is an alias, and no anchor `&%[1]s` stands before it; if it is a text, put it into quotes", m[1])
	}
	return f.at, "this is no valid YAML (" + f.words + ")"
}

// conflictMarker finds what a merge of git left behind.
func conflictMarker(f *fault) (int, string) {
	for line := range f.lines.lines {
		if text := f.text(line); strings.HasPrefix(text, "<<<<<<< ") || strings.HasPrefix(text, ">>>>>>> ") || text == "=======" {
			return f.firstOf(line), "a conflict of a git merge is left in the text"
		}
	}
	return 0, ""
}

const tabMessage = "a tab stands in the indentation, where YAML allows only spaces"

func tab(f *fault) (int, string) { return f.at, tabMessage }

// tabIndentation finds a tab in the indentation of the line at which reading
// stopped, or of the one above. Between brackets tabs do no harm.
func tabIndentation(f *fault) (int, string) {
	if strings.HasPrefix(f.words, "did not find expected ','") {
		return 0, ""
	}
	for line := max(f.line-1, 0); line <= f.line; line++ {
		start, _ := f.bounds(line)
		first := f.firstOf(line)
		if i := strings.IndexByte(f.src.text[start:first], '\t'); i >= 0 {
			return start + i, tabMessage
		}
	}
	return 0, ""
}

// strayColon explains a key that stands where no mapping can begin.
func strayColon(f *fault) (int, string) {
	start, _ := f.bounds(f.line)
	if strings.Contains(f.src.text[start:f.at], ": ") {
		return f.at, "`:` stands a second time in this line, where no key can begin; put the value into quotes"
	}
	above := f.line - 1
	for above > 0 && strings.TrimSpace(f.text(above)) == "" {
		above--
	}
	if above < 0 || strings.Contains(f.text(above)+" ", ": ") {
		return f.firstOf(f.line), "no key can begin here, because the line above holds a value; check the indentation"
	}
	return f.firstOf(f.line), "no key can begin here, because the line above has no `: `, and its text goes on"
}

// missingColon explains a line that is neither an entry nor a part of a text.
func missingColon(f *fault) (int, string) {
	lines := f.beginnings()
	line := lines[len(lines)-1]
	text := shorten(strings.TrimSpace(f.text(line)))
	if text == "..." {
		return f.firstOf(line), "`...` stands for something left out, and YAML knows nothing like it"
	}
	if strings.HasPrefix(text, "---") {
		return f.firstOf(line), fmt.Sprintf("`%s` separates no documents here; `---` does, at the start of a line and with a blank behind it or nothing", text)
	}
	return f.firstOf(line), fmt.Sprintf("`%s` is no `key: value`; a `:` is missing", text)
}

// strayText explains what stands among entries or items and is none.
func strayText(f *fault) (int, string) {
	if at, message := unclosedBefore(f); message != "" {
		return at, message
	}
	first := f.firstOf(f.line)
	switch c := f.src.text[f.at]; {
	case c == ':' && f.at == first:
		return f.at, "no key stands before this `:`"
	case c == ']' || c == '}':
		return f.at, fmt.Sprintf("`%c` closes nothing that is open", c)
	case c != ':' && f.at > first:
		return f.at, fmt.Sprintf("`%s` follows a value that is complete; put the whole value into quotes", f.rest())
	case f.words == "did not find expected '-' indicator":
		return first, "this line stands among the items of a list, and does not begin with `- ` in their column; check the indentation"
	case strings.HasPrefix(f.src.text[first:], "- "):
		return first, "`- ` begins an item here, among keys; check the indentation"
	}
	return first, "the indentation of this line fits none of the lines above it"
}

// rest is the text from the fault to the end of its line, for a message.
func (f *fault) rest() string {
	end := f.lines.lineEnd(f.lines.lineAt(f.at))
	return shorten(strings.TrimSpace(f.src.text[f.at:end]))
}

// unclosedBefore finds a quoted text that ends right before the fault and
// began lines above: its closing quote is missing there, and the quote of
// another text closed it.
func unclosedBefore(f *fault) (int, string) {
	before := strings.TrimRight(f.src.text[f.span.Start:f.at], " \t")
	for _, quote := range []string{`"`, `'`} {
		body, closed := strings.CutSuffix(before, quote)
		open := strings.LastIndex(body, quote)
		if closed && open >= 0 && strings.Contains(body[open:], "\n") {
			line := f.src.Position(f.at).Line
			return f.span.Start + open, fmt.Sprintf("the text that the quote opens here ends only on line %d; a quote is missing", line)
		}
	}
	return 0, ""
}

// missingValue explains an indicator where a value should begin, and a bracket
// with which the text ends.
func missingValue(f *fault) (int, string) {
	for open, closing := range map[string]string{"[": "]", "{": "}"} {
		if strings.TrimSpace(f.src.text[f.at:f.span.End]) == open {
			return f.at, fmt.Sprintf("no `%s` closes the `%s` that opens here", closing, open)
		}
	}
	return f.at, fmt.Sprintf("`%c` stands where a value should begin", f.src.text[f.at])
}

// openFlow explains what follows a value between brackets.
func openFlow(open, closing string) explanation {
	return func(f *fault) (int, string) {
		if at, message := unclosedBefore(f); message != "" {
			return at, message
		}
		if at, message := foreignComment(f); message != "" {
			return at, message
		}
		text := f.src.text[f.span.Start:f.span.End]
		balanced := strings.Count(text, open) == strings.Count(text, closing)
		for _, line := range f.beginnings() {
			start, end := f.bounds(line)
			if i := strings.Index(f.src.text[start:end], open); i >= 0 && !balanced && f.leaves(line) {
				return start + i, fmt.Sprintf("no `%s` closes the `%s` that opens here", closing, open)
			}
		}
		if f.src.text[f.at] == ':' {
			return f.at, "a `,` is missing before the key of this `:`, or quotes around it"
		}
		return f.at, fmt.Sprintf("a `,` or `%s` is missing before `%s`", closing, f.rest())
	}
}

// foreignComment finds a comment as JavaScript has it in the line of the fault
// or in the one above: to YAML it is text that goes on to the next comma.
func foreignComment(f *fault) (int, string) {
	for line := f.line; line >= max(f.line-1, 0); line-- {
		start, end := f.bounds(line)
		text := f.src.text[start:end]
		for _, mark := range []string{"//", "/*"} {
			i := strings.Index(" "+text, " "+mark)
			if i < 0 {
				i = strings.Index("\t"+text, "\t"+mark)
			}
			if i >= 0 && strings.Count(text[:i], `"`)%2 == 0 && start+i <= f.at {
				return start + i, fmt.Sprintf("`%s` begins no comment: JSON has none, and those of YAML begin with `#`", mark)
			}
		}
	}
	return 0, ""
}

// leaves reports whether reading stopped in a line below another that is
// indented no deeper, or at the end of the text.
func (f *fault) leaves(line int) bool {
	if !f.fails(f.span.End) {
		return true // more text would have moved the fault
	}
	start, _ := f.bounds(line)
	last, _ := f.bounds(f.line)
	return f.line > line && f.firstOf(f.line)-last <= f.firstOf(line)-start
}

// mostQuotes bounds the quotes of a line that are tried, from the last one on.
const mostQuotes = 32

// openQuote finds the quote that nothing closes: the text before it can be
// read, and with it the quote is open.
func openQuote(f *fault) (int, string) {
	unclosed := func(end int) bool {
		_, err := f.read(end)
		return err != nil && strings.HasSuffix(err.Error(), f.words)
	}
	for _, line := range f.beginnings() {
		start, end := f.bounds(line)
		if f.span.End-f.span.Start > mostProbed || !unclosed(end) {
			continue
		}
		for tried := 0; tried < mostQuotes; tried++ {
			at := strings.LastIndexAny(f.src.text[start:end], `"'`) + start
			if at < start {
				break
			}
			end = at
			if c := f.src.text[at]; c == '\'' && at > start && f.src.text[at-1] == c {
				end-- // it''s
			} else if !unclosed(at) && unclosed(at+1) {
				return at, fmt.Sprintf("nothing closes the quote `%c` that opens here", c)
			}
		}
	}
	return f.at, "a text in quotes has no closing quote"
}

// last is the last of some characters in the line up to the fault.
func (f *fault) last(chars string) int {
	start, _ := f.bounds(f.lines.lineAt(f.at))
	return start + max(strings.LastIndexAny(f.src.text[start:f.at+1], chars), 0)
}

func namelessAlias(f *fault) (int, string) {
	at, what := f.last("*&"), "alias"
	if f.src.text[at] == '&' {
		what = "anchor"
	}
	return at, fmt.Sprintf("`%c` begins an %s here, and no name follows; put the value into quotes", f.src.text[at], what)
}

func badStart(f *fault) (int, string) {
	if f.src.text[f.at] == '`' {
		return f.at, "a value cannot begin with a backquote; put it into quotes"
	}
	return f.at, fmt.Sprintf("a value cannot begin with `%c`; put it into quotes", f.src.text[f.at])
}

func badBlock(f *fault) (int, string) {
	at := f.last("|>")
	return at, fmt.Sprintf("`%c` begins a text on the lines below, but `%s` follows in this one; put the value into quotes", f.src.text[at], f.rest())
}

func badEscape(f *fault) (int, string) {
	at := f.last(`\`)
	return at, fmt.Sprintf("`%s` is no escape that YAML knows; a text in single quotes has none", f.src.text[at:f.at+1])
}

func badTag(f *fault) (int, string) {
	return f.last(" \t") + 1, "`!` begins a tag here, and no valid one; put the value into quotes"
}

func badDirective(format string) explanation {
	return func(f *fault) (int, string) {
		for line := range f.lines.lines {
			if text := f.text(line); strings.HasPrefix(text, "%") {
				return f.firstOf(line), fmt.Sprintf(format, shorten(strings.TrimSpace(text)))
			}
		}
		return 0, ""
	}
}
