package inventory

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// NearMiss is the workload that a selector misses by one label.
type NearMiss struct {
	Workload *Workload
	// Key is the label, Want the selector's value, Got the workload's, which
	// is "" where the workload lacks the label (Present is false then).
	Key, Want, Got string
	Present        bool
}

// NearMiss finds, in a namespace, the workload that a selector most likely
// means although it does not match: all labels but one of a selector of two or
// more are right, or the only label's value is the workload's but for case,
// separators, or at most two letters. Of several, the one that has the label
// with the nearest value, then the first, is taken.
func (v View) NearMiss(namespace string, selector map[string]string) (miss NearMiss, ok bool) {
	best := 0
	for _, w := range v.Workloads(namespace) {
		m, distance, near := w.missedBy(selector)
		if near && (!ok || distance < best) {
			miss, best, ok = m, distance, true
		}
	}
	return miss, ok
}

// far is a distance beyond all spellings.
const far = 1 << 10

// missedBy tells which single label keeps a selector from matching, and how
// far its value is off.
func (w *Workload) missedBy(selector map[string]string) (m NearMiss, distance int, near bool) {
	missed := 0
	for key, want := range selector {
		if got, present := w.Labels[key]; !present && !setByControllers(key) || present && got != want {
			missed++
			m = NearMiss{w, key, want, got, present}
		}
	}
	if missed != 1 || w.unsure {
		return m, 0, false
	}
	distance = far
	if m.Present {
		distance = spelling(m.Want, m.Got)
	}
	return m, distance, len(selector) > 1 || distance <= 2
}

// spelling measures how differently two label values are written: 0 where only
// case and separators differ.
func spelling(a, b string) int {
	bare := strings.NewReplacer("-", "", "_", "", ".", "")
	if strings.EqualFold(bare.Replace(a), bare.Replace(b)) {
		return 0
	}
	if len(a) < 4 || len(b) < 4 { // "v1" and "v2" are no misspellings
		return far
	}
	return levenshtein.ComputeDistance(a, b)
}

// SelectedElsewhere returns the namespaces, sorted, whose pods a selector
// would match.
func (v View) SelectedElsewhere(namespace string, selector map[string]string) []string {
	var out []string
	for _, name := range v.Namespaces() {
		if name == namespace {
			continue
		}
		if found, _ := v.Select(name, selector); len(found) > 0 {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
