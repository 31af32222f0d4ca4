package manifest

import "fmt"

// A few lines of anchors and aliases can stand for more values than a machine
// holds ("billion laughs"). kubectl's reader counts the values that it sets,
// and gives up where too large a share of them comes from aliases. Here the
// same is counted, so that both refuse the same documents, and so that
// whatever walks over a tree later comes to an end.

const (
	fewValues  = 400_000   // up to here nearly all values may come from aliases,
	manyValues = 4_000_000 // and from here on a tenth
	maxText    = 16 << 20  // bytes that aliases may repeat; kubectl has no such bound
)

// expansion is what a tree has become when its aliases are followed.
type expansion struct {
	values  int // values so far
	aliased int // those below an alias
	text    int // bytes of scalars below an alias
	depth   int // aliases around the value at hand
}

// checkAliases refuses documents whose aliases multiply without end.
func (t *tree) checkAliases() *Problem {
	e := expansion{values: 1} // the document itself
	culprit := e.visit(t.root())
	if !culprit.Exists() {
		return nil
	}
	if e.text > maxText {
		return &Problem{Span: culprit.Span(),
			Message: fmt.Sprintf(tooLarge+"up to here gives more than %d MB; the API server refuses the object", maxText>>20)}
	}
	return culprit.refuse(tooLarge+"up to here gives %d values, %d of them repeats", e.values, e.aliased)
}

// visit counts a node with all below it, in the order of kubectl's reader, and
// returns the alias at which it is too much, the zero Node where it is not.
func (e *expansion) visit(n Node) (culprit Node) {
	e.values++
	if e.depth > 0 {
		e.aliased++
		e.text += len(n.value())
	}
	if e.excessive() {
		return n
	}
	switch n.at().kind {
	case Alias:
		e.depth++
		culprit = e.visit(n.target())
		e.depth--
		if culprit.Exists() {
			return n
		}
	case Sequence:
		for _, item := range n.Items() {
			if culprit = e.visit(item); culprit.Exists() {
				return culprit
			}
		}
	case Mapping:
		for key, value := range n.written() {
			if culprit = e.entry(key, value); culprit.Exists() {
				return culprit
			}
		}
	}
	return Node{}
}

func (e *expansion) entry(key, value Node) (culprit Node) {
	if key.isMerge() && value.at().kind == Sequence {
		for _, item := range value.backward() {
			if culprit = e.visit(item); culprit.Exists() {
				return culprit
			}
		}
		return Node{}
	}
	if !key.isMerge() {
		culprit = e.visit(key)
	}
	if !culprit.Exists() {
		culprit = e.visit(value)
	}
	return culprit
}

// excessive is the rule of go.yaml.in/yaml/v2.
func (e *expansion) excessive() bool {
	allowed := 0.99
	switch {
	case e.values >= manyValues:
		allowed = 0.10
	case e.values > fewValues:
		allowed -= 0.89 * float64(e.values-fewValues) / (manyValues - fewValues)
	}
	return e.text > maxText || e.aliased > 100 && e.values > 1000 && float64(e.aliased) > allowed*float64(e.values)
}
