package analyzer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Baseline is what a team has decided to live with for now: findings that are
// not reported again. Its keys carry no line numbers, so that edits elsewhere
// in a file do not bring old findings back.
type Baseline struct {
	Version string          `json:"version"`
	Entries []BaselineEntry `json:"entries"`
}

// BaselineEntry stands for Count findings of one rule at one place.
type BaselineEntry struct {
	Rule   string `json:"rule"`
	File   string `json:"file"`
	Object string `json:"object,omitempty"` // Service shop/web
	Path   string `json:"path,omitempty"`
	Count  int    `json:"count"`
}

// baselineVersion is the form that this akslint reads and writes.
const baselineVersion = "1"

// NewBaseline writes down findings. name gives a file the name that it has in
// the baseline.
func NewBaseline(findings []Finding, name func(string) string) *Baseline {
	counts := map[BaselineEntry]int{}
	for i := range findings {
		counts[findings[i].baselineKey(name)]++
	}
	b := &Baseline{Version: baselineVersion, Entries: make([]BaselineEntry, 0, len(counts))}
	for key, n := range counts {
		key.Count = n
		b.Entries = append(b.Entries, key)
	}
	slices.SortFunc(b.Entries, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Object, y.Object), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Path, y.Path))
	})
	return b
}

// baselineKey is what stays of a finding when lines move.
func (f *Finding) baselineKey(name func(string) string) BaselineEntry {
	key := BaselineEntry{Rule: f.Rule.ID, File: name(f.Source().Name), Path: f.At.String()}
	if f.Object != nil {
		key.Object = f.Object.Kind + " " + f.Namespace + "/" + f.Object.Name
	}
	return key
}

// ReadBaseline reads what Marshal writes.
func ReadBaseline(data []byte) (*Baseline, error) {
	var b Baseline
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, fmt.Errorf("this is no baseline: %w; write one with --write-baseline", err)
	}
	if b.Version != baselineVersion {
		return nil, fmt.Errorf("this is no baseline of version %s; write one with --write-baseline", baselineVersion)
	}
	for i, e := range b.Entries {
		if e.Rule == "" || e.File == "" || e.Count < 1 {
			return nil, fmt.Errorf("entry %d of this baseline lacks its rule, its file or its count; write it again with --write-baseline", i+1)
		}
	}
	return &b, nil
}

// Marshal writes the baseline, an entry a line, so that it merges well.
func (b *Baseline) Marshal() ([]byte, error) {
	out := fmt.Appendf(nil, "{\"version\": %q, \"entries\": [", b.Version)
	for i, e := range b.Entries {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, '\n', ' ', ' '), line...)
	}
	return append(out, "\n]}\n"...), nil
}

// Apply drops from a result what the baseline holds, and returns the entries
// that nothing matches any more: they are mended, and may go.
func (b *Baseline) Apply(r *Result, name func(string) string) (stale []BaselineEntry) {
	left := map[BaselineEntry]int{}
	for _, e := range b.Entries {
		n := e.Count
		e.Count = 0
		left[e] += n
	}
	r.Keep(func(f *Finding) bool {
		key := f.baselineKey(name)
		if left[key] == 0 {
			return true
		}
		left[key]--
		r.Summary.Suppressed++
		return false
	})
	for _, e := range b.Entries {
		n := e.Count
		e.Count = 0
		if left[e] > 0 {
			e.Count = min(n, left[e])
			stale = append(stale, e)
		}
	}
	return stale
}

// Keep leaves only the findings that a function wants in a result.
func (r *Result) Keep(want func(*Finding) bool) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return !want(&f) })
	r.Summary.Errors, r.Summary.Warnings, r.Summary.Infos, r.Summary.Fixable, r.Summary.Unsafe = 0, 0, 0, 0, 0
	r.Summary.count(r.Findings)
}
