package inventory

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/akslint/akslint/manifest"
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
// with the nearest value, then the first, is taken. Labels that controllers set
// do not count.
func (v View) NearMiss(namespace string, selector map[string]string) (NearMiss, bool) {
	ns := v.Scope.namespaces[namespace]
	if ns == nil {
		return NearMiss{}, false
	}
	n := nearest{view: v}
	for _, key := range sortedKeys(selector) {
		switch value := selector[key]; {
		case manifest.IsPlaceholder(key) || manifest.IsPlaceholder(value):
			return NearMiss{}, false
		case !SetByControllers(key):
			n.wanted = append(n.wanted, label{key, value})
		}
	}
	for i, off := range n.wanted {
		for _, value := range ns.values[off.key].near(off.value) {
			for _, g := range ns.byLabel[label{off.key, value}] {
				n.consider(g, off)
			}
		}
		if len(n.wanted) == 1 {
			break
		}
		others := slices.Delete(slices.Clone(n.wanted), i, i+1)
		found := 0
		for _, g := range ns.byLabel[ns.rarest(others)] {
			if n.consider(g, off) {
				found++
			}
			if found == maxFar {
				break
			}
		}
	}
	return n.miss, n.found
}

// maxFar bounds how many workloads with quite another value are looked at.
const maxFar = 64

// nearest keeps the best near miss of a selector.
type nearest struct {
	view     View
	wanted   []label
	miss     NearMiss
	distance int
	found    bool
}

// consider looks at a workload that may lack just one of the wanted labels, and
// reports whether it does.
func (n *nearest) consider(g *group, off label) (near bool) {
	for _, m := range g.seenFrom(n.view.Member) {
		if missed, one := m.Workload.missedBy(n.wanted); !one || missed != off {
			continue
		}
		near = true
		got, present := m.Workload.Labels[off.key]
		distance := far
		if present {
			distance = spelling(off.value, got)
		}
		if !n.found || distance < n.distance || distance == n.distance && m.Before(n.miss.Workload.Member) {
			n.found, n.distance = true, distance
			n.miss = NearMiss{Workload: m.Workload, Key: off.key, Want: off.value, Got: got, Present: present}
		}
	}
	return near
}

// missedBy finds the one label that keeps a selector from matching; one is
// false where there are none or several, or the workload's labels are in doubt.
func (w *Workload) missedBy(wanted []label) (off label, one bool) {
	if w == nil || w.unsure() {
		return off, false
	}
	for _, l := range wanted {
		if got, present := w.Labels[l.key]; present && got == l.value {
			continue
		}
		if one {
			return off, false
		}
		off, one = l, true
	}
	return off, one
}

// far is a distance beyond all spellings.
const far = 1 << 10

// spelling measures how differently two label values are written: 0 where only
// case and separators differ.
func spelling(a, b string) int {
	switch {
	case sameWords(a, b):
		return 0
	case len(a) < 3 || len(b) < 3: // "v1" and "v2" are no misspellings
		return far
	}
	distance := levenshtein.ComputeDistance(a, b)
	if distance > 1 && min(len(a), len(b)) == 3 { // nor are "api" and "web"
		return far
	}
	return distance
}

// sameWords reports whether only case and separators differ.
func sameWords(a, b string) bool {
	const separators = "-_."
	for {
		a, b = strings.TrimLeft(a, separators), strings.TrimLeft(b, separators)
		if a == "" || b == "" {
			return a == b
		}
		if !strings.EqualFold(a[:1], b[:1]) {
			return false
		}
		a, b = a[1:], b[1:]
	}
}

// values are the different values of a label, each with the letters and digits
// in it.
type values struct {
	texts []string
	signs []uint64
}

func (v *values) add(text string) {
	v.texts, v.signs = append(v.texts, text), append(v.signs, Signs(text))
}

// near lists the other values that differ from a text in at most two letters, or
// only in case and separators.
func (v *values) near(text string) (out []string) {
	if v == nil {
		return nil
	}
	own := Signs(text)
	for i, other := range v.signs {
		if bits.OnesCount64(own^other) <= 4 && v.texts[i] != text && spelling(text, v.texts[i]) <= 2 {
			out = append(out, v.texts[i])
		}
	}
	return out
}

// Signs has a bit for each letter, in whatever case, and for each digit that a
// text has. One letter for another makes two signs differ.
func Signs(text string) (set uint64) {
	for i := range len(text) {
		switch c := text[i] | 0x20; {
		case c >= 'a' && c <= 'z':
			set |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			set |= 1 << (26 + c - '0')
		}
	}
	return set
}

// SelectedElsewhere returns the namespaces, sorted, whose pods a selector
// would match.
func (v View) SelectedElsewhere(namespace string, selector map[string]string) []string {
	var out []string
	labels := telling(selector)
	for _, name := range v.Namespaces() {
		if name == namespace {
			continue
		}
		if found, _ := v.selectBy(name, selector, labels); len(found) > 0 {
			out = append(out, name)
		}
	}
	return out
}
