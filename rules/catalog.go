// Package rules holds the rules that are written in Go, a file for each, and
// the one catalogue of all rules, in Go and in Rego. Nothing registers itself:
// the list is generated from the files that are there.
package rules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/policies"
)

//go:generate go run ../internal/gen/catalog_main.go
//go:generate go run ../internal/gen/pages_main.go

// entry is one rule of the generated list: one in Go with the text of its
// comment, or one in Rego. Entries are data that the linker writes, so that a
// run which asks for no rule makes none.
type entry struct {
	rule         *analyzer.Rule
	summary, doc string
	policy       *policies.Policy
}

var catalog = sync.OnceValue(func() []analyzer.Rule {
	all := make([]analyzer.Rule, len(written))
	for i := range written {
		all[i] = written[i].joined()
	}
	return all
})

// joined is the rule with its documentation.
func (e *entry) joined() analyzer.Rule {
	if e.policy != nil {
		return policies.Embedded(e.policy)
	}
	r := *e.rule
	r.Summary, r.Doc, r.Language = e.summary, e.doc, "go"
	return r
}

// All returns every rule, by ID. All callers share the list; it is for reading.
func All() []analyzer.Rule { return catalog() }

// Count is the number of all rules.
func Count() int { return len(written) }

// Lookup finds a rule by its ID or its name, in whatever case.
func Lookup(idOrName string) (rule analyzer.Rule, ok bool) {
	for _, r := range catalog() {
		if strings.EqualFold(r.ID, idOrName) || strings.EqualFold(r.Name, idOrName) {
			return r, true
		}
	}
	return analyzer.Rule{}, false
}

// Families names the families of rules by the letters that their IDs begin
// with. A family may have no rule yet.
func Families() map[string]string {
	return map[string]string{
		"API": "versions and managed objects",
		"CL":  "cluster profile",
		"DOC": "the document itself",
		"GW":  "Gateway API",
		"ING": "Ingress",
		"LB":  "load balancers",
		"NP":  "network policies",
		"POD": "workloads",
		"SUP": "suppressions",
		"SVC": "Services",
	}
}

var (
	idForm   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z]{2,4}[0-9]{3}$`) })
	nameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`) })
	kindForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z][A-Za-z]+(\.[a-z0-9-]+)*$`) })
)

// coreKinds are the kinds of the core group. A kind of any other group is
// written with it.
var coreKinds = []string{
	"ConfigMap", "Endpoints", "LimitRange", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod",
	"PodTemplate", "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount", analyzer.KindWorkload,
}

// Validate checks a list of rules: every one is well described, and no two
// share an ID or a name.
func Validate(list []analyzer.Rule) error {
	var faults []error
	owner := map[string]string{}
	for i := range list {
		m := &list[i].Meta
		for _, fault := range validate(m) {
			faults = append(faults, fmt.Errorf("%s: %s", m.ID, fault))
		}
		for _, word := range []string{m.ID, m.Name} {
			if other, taken := owner[word]; taken {
				faults = append(faults, fmt.Errorf("%s: %q belongs to %s", m.ID, word, other))
			}
			owner[word] = m.ID
		}
		if list[i].Check == nil {
			faults = append(faults, fmt.Errorf("%s: it checks nothing", m.ID))
		}
	}
	return errors.Join(faults...)
}

func validate(m *analyzer.Meta) (faults []string) {
	complain := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	complain(!idForm().MatchString(m.ID), "an ID is two to four capitals and three digits")
	complain(!nameForm().MatchString(m.Name), "the name %q is not in kebab-case", m.Name)
	complain(m.Summary == "", "the summary is empty")
	complain(len([]rune(m.Summary)) > 100, "the summary has more than 100 characters")
	complain(strings.HasSuffix(m.Summary, ".") || strings.Contains(m.Summary, "\n"), "the summary is not one line without a final stop")
	complain(strings.TrimSpace(m.Doc) == "" || strings.HasPrefix(m.Doc, "#"), "the page does not begin with why the rule matters")
	complain(m.Since == "", "it does not say since which version it exists")
	complain(len(m.References) == 0, "no source of its facts is named")
	complain(m.Subject == analyzer.Documents && len(m.Kinds) > 0, "a rule on documents has no kinds")
	for _, kind := range m.Kinds {
		known := strings.Contains(kind, ".") || slices.Contains(coreKinds, kind)
		complain(!known || !kindForm().MatchString(kind), "the kind %q is unknown; write Kind.group, without a group for the core", kind)
	}
	return faults
}
