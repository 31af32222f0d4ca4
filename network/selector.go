package network

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// labelled is what a selector looks at: pods or a namespace.
type labelled interface {
	// Label gives the value of a label; see inventory.Workload.Label.
	Label(key string) (value string, present inventory.Truth, known bool)
}

// operator is how a requirement compares.
type operator uint8

const (
	in operator = iota
	notIn
	exists
	absent
	// compare asks more of the value than to be one of some: Calico's contains,
	// starts with, ends with.
	compare
)

// requirement is one condition on one label.
type requirement struct {
	key    string
	op     operator
	values []string
	test   func(string) bool // for compare
}

// match reports whether labels meet the requirement.
func (r *requirement) match(l labelled) inventory.Truth {
	if manifest.IsPlaceholder(r.key) {
		return inventory.Unknown
	}
	value, present, known := l.Label(r.key)
	switch r.op {
	case exists:
		return present
	case absent:
		return not(present)
	case notIn:
		return not(r.among(value, present, known))
	}
	return r.among(value, present, known)
}

func (r *requirement) among(value string, present inventory.Truth, known bool) inventory.Truth {
	switch {
	case present == inventory.No:
		return inventory.No
	case present == inventory.Unknown || !known:
		return inventory.Unknown
	case r.op == compare:
		return truth(r.test(value))
	case slices.Contains(r.values, value):
		return inventory.Yes
	case slices.ContainsFunc(r.values, manifest.IsPlaceholder):
		return inventory.Unknown
	}
	return inventory.No
}

// selector is a selector of any engine: all requirements must be met. The zero
// selector matches everything.
type selector struct {
	requirements []requirement
	// rest is a condition that is no list of requirements; nil for none. It
	// has its text in key.
	rest func(labelled) inventory.Truth
	// doubt says that there is more to it than the input tells.
	doubt bool
	// refused says why the API server refuses it.
	refused string
	// key is the same for selectors that are written the same.
	key string
}

// match reports whether labels are what the selector means.
func (s *selector) match(l labelled) inventory.Truth {
	answer := inventory.Yes
	for i := range s.requirements {
		if answer = both(answer, s.requirements[i].match(l)); answer == inventory.No {
			return inventory.No
		}
	}
	if s.rest != nil {
		answer = both(answer, s.rest(l))
	}
	if s.doubt {
		answer = both(answer, inventory.Unknown)
	}
	return answer
}

// all reports whether the selector matches everything.
func (s *selector) all() bool { return len(s.requirements) == 0 && s.rest == nil && !s.doubt }

// add adds a requirement.
func (s *selector) add(r requirement) {
	s.requirements = append(s.requirements, r)
	s.key += string(rune('0'+r.op)) + r.key + "\x00" + strings.Join(r.values, "\x01") + "\x02"
}

// words are the operators as label selectors write them.
var words = map[string]operator{"In": in, "NotIn": notIn, "Exists": exists, "DoesNotExist": absent}

// readSelector reads a label selector: matchLabels and matchExpressions, all of
// which must be met (apimachinery meta/v1 LabelSelector).
func readSelector(n manifest.Node) selector {
	return readLabels(n, func(key string) string { return key })
}

// readLabels is readSelector for keys of which only a part is that of a label.
func readLabels(n manifest.Node, part func(string) string) selector {
	var s selector
	if n.Kind() == manifest.Scalar {
		s.doubt, s.key = manifest.IsPlaceholder(n.Text()), "?"+n.Text()
		return s
	}
	labels := n.Get("matchLabels")
	s.doubt = manifest.IsPlaceholder(labels.Text())
	for key, value := range labels.Entries() {
		s.check(part(key.Key()), value.Text())
		s.add(requirement{key: key.Key(), values: []string{value.Text()}})
	}
	expressions := n.Get("matchExpressions")
	s.doubt = s.doubt || manifest.IsPlaceholder(expressions.Text())
	for _, item := range expressions.Items() {
		s.readExpression(item, part)
	}
	if s.doubt {
		s.key += "?"
	}
	return s
}

func (s *selector) readExpression(n manifest.Node, part func(string) string) {
	word := n.Get("operator").Text()
	op, ok := words[word]
	if manifest.IsPlaceholder(n.Text()) || manifest.IsPlaceholder(word) || manifest.IsPlaceholder(n.Get("values").Text()) {
		s.doubt = true
		return
	}
	r := requirement{key: n.Get("key").Text(), op: op}
	for _, value := range n.Get("values").Items() {
		r.values = append(r.values, value.Text())
		s.check(part(r.key), value.Text())
	}
	s.check(part(r.key), "")
	switch {
	case !ok:
		s.refused = "the operator `" + word + "` does not exist"
	case (op == in || op == notIn) && len(r.values) == 0:
		s.refused = "`" + word + "` needs values"
	case (op == exists || op == absent) && len(r.values) > 0:
		s.refused = "`" + word + "` takes no values"
	}
	s.add(r)
}

// labelText is what a label value, and the name in a label key, may be
// (apimachinery util/validation).
var labelText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$`) })

// check notes what the API server refuses in a label.
func (s *selector) check(key, value string) {
	if manifest.IsPlaceholder(key) || manifest.IsPlaceholder(value) {
		return
	}
	name := key[strings.LastIndexByte(key, '/')+1:]
	switch {
	case name == "" || !plain(name) && !labelText().MatchString(name):
		s.refused = "`" + key + "` is no label"
	case !plain(value) && !labelText().MatchString(value):
		s.refused = "`" + value + "` is no value of a label"
	}
}

// plain reports whether a text is beyond doubt what a label may be, without a
// look at its grammar.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return len(s) <= 63
}

func truth(b bool) inventory.Truth {
	if b {
		return inventory.Yes
	}
	return inventory.No
}

// both is the truth of two things together, and either of one or the other.
func both(a, b inventory.Truth) inventory.Truth {
	if a == inventory.No || b == inventory.No {
		return inventory.No
	}
	return max(a, b)
}

func either(a, b inventory.Truth) inventory.Truth {
	if a == inventory.Yes || b == inventory.Yes {
		return inventory.Yes
	}
	return max(a, b)
}

func not(t inventory.Truth) inventory.Truth {
	switch t {
	case inventory.Yes:
		return inventory.No
	case inventory.No:
		return inventory.Yes
	}
	return inventory.Unknown
}
