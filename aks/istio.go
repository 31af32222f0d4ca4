package aks

import (
	"cmp"
	"strconv"
	"strings"
)

// IstioRevision is a revision of the Istio add-on.
type IstioRevision struct {
	// Revision is "asm-1-30", as in the label istio.io/rev.
	Revision   string
	Deprecated bool
	Fact
}

// IstioRevisions are those that the table knows, oldest first.
func IstioRevisions() []IstioRevision { return istioRevisions }

// LookupIstioRevision finds a revision of the Istio add-on.
func LookupIstioRevision(revision string) (IstioRevision, bool) {
	return find(istioRevisions, revision, func(r *IstioRevision) string { return r.Revision })
}

// CompareIstioRevisions orders two revisions by age; what is no revision comes
// first.
func CompareIstioRevisions(a, b string) int {
	majorA, minorA := istioVersion(a)
	majorB, minorB := istioVersion(b)
	return cmp.Or(cmp.Compare(majorA, majorB), cmp.Compare(minorA, minorB))
}

func istioVersion(revision string) (major, minor int) {
	first, second, _ := strings.Cut(strings.TrimPrefix(revision, "asm-"), "-")
	major, err := strconv.Atoi(first)
	if err != nil || !strings.HasPrefix(revision, "asm-") {
		return 0, 0
	}
	minor, _ = strconv.Atoi(second) // of "asm-1" it is 0
	return major, minor
}

// istioKind is a kind of Istio that the Istio add-on does not support.
type istioKind struct {
	Kind, Group string
	Blocked     bool
	Fact
}

// UnsupportedIstioKind reports whether the Istio add-on does not support a
// kind, and whether its webhook refuses the object.
func UnsupportedIstioKind(group, kind string) (blocked, ok bool) {
	for _, row := range istioKinds {
		if row.Group == group && row.Kind == kind {
			return row.Blocked, true
		}
	}
	return false, false
}
