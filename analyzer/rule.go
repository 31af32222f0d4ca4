package analyzer

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is one thing that akslint looks for. A Rule is a value: it keeps no
// state between calls of Check, and nobody can tell whether it was written in
// Go or in Rego.
type Rule struct {
	Meta
	// Check looks at the Pass's object, or document, and reports what is
	// wrong with it. It may look around in the Pass's View, but reports on its
	// own object only.
	Check func(*Pass)
}

// Meta describes a Rule to people and to the engine.
type Meta struct {
	// ID is the family and three digits ("LB001"). It is never given twice.
	ID string
	// Name says in kebab-case what is found, and reads well after "ignore".
	Name string
	// Summary is one sentence without a final stop.
	Summary string
	// Doc is the rest of the rule's page, in Markdown: first why it matters,
	// then sections under "# " headings.
	Doc string
	// Severity is the highest that the rule gives as long as neither Params nor
	// the profile of a cluster ask for more.
	Severity Severity
	// Subject is what Check is called for.
	Subject Subject
	// Kinds limits a rule to some objects: "Service" (core group),
	// "Ingress.networking.k8s.io", or KindWorkload. Empty means every object.
	Kinds []string
	// Reads lists the paths, without indices, on which the verdict rests
	// besides the place of a finding: where a kustomize patch of the scope
	// touches one of them, the finding is dropped.
	Reads []string
	// Whole says that the verdict needs the whole object, or other objects: a
	// kustomize patch, which holds only what it changes, is not shown to the
	// rule.
	Whole bool
	// Alone says that the verdict rests on one object, and no other is looked at:
	// the rule is shown the object with the patches of a kustomization laid over
	// it.
	Alone bool
	// Needs lists what the rule cannot judge without: where one of them is not
	// given, Check is not called, and the summary says so.
	Needs []Input
	// Uses lists what the rule looks at where it is given.
	Uses []Input
	// Fixable says that some findings carry a fix.
	Fixable bool
	// References are the sources of the facts: URLs or document names.
	References []string
	// Since is the first version of akslint that had the rule.
	Since string
	// Language is "go" or "rego".
	Language string
}

// Family is the letters of the rule's ID.
func (m *Meta) Family() string { return strings.TrimRight(m.ID, "0123456789") }

// Named reports whether a word means the rule: its ID, its name or its family,
// in whatever case.
func (m *Meta) Named(word string) bool {
	return strings.EqualFold(word, m.ID) || strings.EqualFold(word, m.Name) || strings.EqualFold(word, m.Family())
}

// KindWorkload in Meta.Kinds stands for every object with a pod template, and
// for Pods.
const KindWorkload = "Workload"

// Input is what a run may be given besides manifests; it is named by its flag.
type Input string

// The inputs. A rule that needs or uses ClusterInput runs once for each
// profile, with Pass.Profile; Pass.Subnets is what SubnetsInput gives.
const (
	ClusterInput Input = "cluster"
	SubnetsInput Input = "subnets"
)

// Sees reports whether a rule looks at an input.
func (m *Meta) Sees(input Input) bool {
	return slices.Contains(m.Needs, input) || slices.Contains(m.Uses, input)
}

// Subject is what a rule looks at: each object, each document, each profile of
// a cluster, or, after all other rules, each suppression.
type Subject uint8

// The subjects.
const (
	Objects Subject = iota
	Documents
	// Clusters are judged by rules whose findings lie in the profile: they need
	// ClusterInput.
	Clusters
	Suppressions
)

// Severity orders findings: Info is advice, Warning is silently ignored,
// insecure or about to break, Error is rejected, broken or an outage.
type Severity uint8

// The severities, from the least to the most severe.
const (
	Info Severity = iota
	Warning
	Error
)

var severityNames = [...]string{"info", "warning", "error"}

// String is "info", "warning" or "error".
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads what String writes.
func ParseSeverity(text string) (Severity, error) {
	for i, name := range severityNames {
		if name == text {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: use error, warning or info", text)
}
