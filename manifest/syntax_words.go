package manifest

import (
	"fmt"
	"regexp"
	"strings"
)

// explanation says in plain words what is wrong at a fault, and where. An
// empty message says that it is something else.
type explanation func(f *fault) (at int, message string)

// explanations are those of the words of the YAML libraries.
var explanations = map[string]explanation{
	"mapping values are not allowed in this context":               strayColon,
	"could not find expected ':'":                                  missingColon,
	"did not find expected key":                                    strayText,
	"did not find expected '-' indicator":                          missingDash,
	"block sequence entries are not allowed in this context":       stray("`- ` begins an item where no list can begin; a list begins on a line of its own"),
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
	"exceeded max depth of 10000":                                  stray("the nesting is deeper than 10000 levels"),
	"found a tab character that violates indentation":              tab,
	"found a tab character where an indentation space is expected": tab,
}

// stray is for mistakes that one sentence describes, at the place of the fault.
func stray(message string) explanation {
	return func(f *fault) (int, string) { return f.at, message }
}

var aliasWords = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

// unexplained is the last resort.
func unexplained(f *fault) (int, string) {
	if m := aliasWords.FindStringSubmatch(f.words); m != nil {
		at := strings.Index(f.src.Text[f.span.Start:f.span.End], "*"+m[1])
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
		if i := strings.IndexByte(f.src.Text[start:first], '\t'); i >= 0 {
			return start + i, tabMessage
		}
	}
	return 0, ""
}

// strayColon explains a key that stands where no mapping can begin.
func strayColon(f *fault) (int, string) {
	start, _ := f.bounds(f.line)
	before := f.src.Text[start:f.at]
	if strings.Contains(before, ": ") || strings.HasPrefix(strings.TrimLeft(before, " "), "{") {
		return f.at, "`:` stands a second time in this line, where no key can begin; put the value into quotes"
	}
	return f.at, "no key can stand here, as the line above holds a value already; check the indentation"
}

// missingColon explains a line that is neither an entry nor a part of a text.
func missingColon(f *fault) (int, string) {
	line := f.began
	if line == f.line {
		line = 0 // yaml/v3 does not name the first line
	}
	return f.firstOf(line), fmt.Sprintf("`%s` is no `key: value`; a `:` is missing", shorten(strings.TrimSpace(f.text(line))))
}

// strayText explains what stands among the entries of a mapping and is none.
func strayText(f *fault) (int, string) {
	if at, message := unclosedBefore(f); message != "" {
		return at, message
	}
	first := f.firstOf(f.line)
	switch {
	case f.at > first:
		return f.at, fmt.Sprintf("`%s` follows a value that is complete; put the whole value into quotes", f.rest())
	case strings.HasPrefix(f.src.Text[first:], "- "):
		return f.at, "`- ` begins an item, where the lines around it are keys; check the indentation"
	}
	return f.at, "the indentation of this line fits no line above it"
}

// rest is the text from the fault to the end of its line, for a message.
func (f *fault) rest() string {
	_, end := f.bounds(f.line)
	return shorten(strings.TrimSpace(f.src.Text[f.at:max(end, f.at)]))
}

// missingDash explains a line among the items of a list that begins none.
func missingDash(f *fault) (int, string) {
	if at, message := unclosedBefore(f); message != "" {
		return at, message
	}
	return f.at, "this line stands among the items of a list and does not begin with `- `; check the indentation"
}

// unclosedBefore finds a quoted text that ends right before the fault and
// began lines above: its closing quote is missing there, and the quote of
// another text closed it.
func unclosedBefore(f *fault) (int, string) {
	before := strings.TrimRight(f.src.Text[f.span.Start:f.at], " \t")
	for _, quote := range []string{`"`, `'`} {
		body, closed := strings.CutSuffix(before, quote)
		open := strings.LastIndex(body, quote)
		if closed && open >= 0 && strings.Contains(body[open:], "\n") {
			at := f.span.Start + open
			return at, fmt.Sprintf("the quote that opens here is closed only on line %d; a quote is missing in between", f.src.Position(f.at).Line)
		}
	}
	return 0, ""
}

// missingValue explains an indicator where a value should begin.
func missingValue(f *fault) (int, string) {
	return f.at, fmt.Sprintf("`%s` stands where a value should begin", f.src.Text[f.at:f.at+1])
}

// before is the last of some characters in the line up to the fault.
func (f *fault) before(chars string) int {
	start, _ := f.bounds(f.line)
	return start + max(strings.LastIndexAny(f.src.Text[start:f.at+1], chars), 0)
}

func namelessAlias(f *fault) (int, string) {
	at := f.before("*&")
	what := map[byte]string{'*': "an alias", '&': "an anchor"}[f.src.Text[at]]
	return at, fmt.Sprintf("`%c` begins %s here, and no name follows; put the value into quotes", f.src.Text[at], what)
}

func badStart(f *fault) (int, string) {
	c := f.src.Text[f.at : f.at+1]
	if c == "`" {
		c = "a backquote"
	} else {
		c = "`" + c + "`"
	}
	return f.at, "a value cannot begin with " + c + "; put it into quotes"
}

func badBlock(f *fault) (int, string) {
	at := f.before("|>")
	return at, fmt.Sprintf("`%c` begins a block of text that starts on the next line, and `%s` follows; put the value into quotes", f.src.Text[at], f.rest())
}

func badEscape(f *fault) (int, string) {
	at := f.before(`\`)
	return at, fmt.Sprintf("`%s` is no escape that YAML knows; put the text into single quotes, or write `\\\\`", f.src.Text[at:f.at+1])
}

func badTag(f *fault) (int, string) {
	return f.before("!"), "`!` begins a tag here, and it is no valid one; put the value into quotes"
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

// openQuote finds the quote that nothing closes: what precedes it can be read,
// or is only incomplete, and with it the quote is open.
func openQuote(f *fault) (int, string) {
	for _, line := range []int{f.began, 0} {
		start, end := f.bounds(line)
		for at := start; at < end; at++ {
			if c := f.src.Text[at]; (c == '"' || c == '\'') && !f.fails(at, f.words) && f.fails(at+1, f.words) && f.fails(end, f.words) {
				return at, fmt.Sprintf("the quote %c that opens here is never closed", c)
			}
		}
	}
	return 0, ""
}

// openFlow explains what follows a value between brackets.
func openFlow(open, closing string) explanation {
	return func(f *fault) (int, string) {
		if at, message := unclosedBefore(f); message != "" {
			return at, message
		}
		if strings.TrimSpace(f.src.Text[f.at:f.span.End]) == "" || f.line != f.began && f.firstOf(f.line) == f.at {
			start, end := f.bounds(f.began)
			if i := strings.LastIndex(f.src.Text[start:end], open); i >= 0 {
				return start + i, fmt.Sprintf("the `%s` that opens here is not closed by a `%s`", open, closing)
			}
		}
		return f.at, fmt.Sprintf("a `,` or `%s` is missing before `%s`", closing, f.rest())
	}
}
