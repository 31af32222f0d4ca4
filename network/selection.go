package network

import (
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// selection is the pods that a selector means, by id: sure, and those of which
// it is not known. Selections of the same selector are the same pointer. Pods on
// the network of their node are in none.
type selection struct {
	sure, maybe []int32
	// everything says that it means all pods, whatever their labels.
	everything bool
	// beyond says that it may mean pods that the input does not show.
	beyond bool
	id     int
	// within is what was selected, for pods that the input does not show.
	within within
	pods   selector
	// matches are the workloads, made when they are first asked for, where all
	// views show the same.
	once    sync.Once
	matches Matches
}

// has says whether a pod is among the selected.
func (s *selection) has(id int32) inventory.Truth {
	if _, found := slices.BinarySearch(s.sure, id); found {
		return inventory.Yes
	}
	if _, found := slices.BinarySearch(s.maybe, id); found {
		return inventory.Unknown
	}
	return inventory.No
}

// within says in which namespaces a selector looks for pods: in one, by its
// name, or in those that a selector means.
type within struct {
	name   string
	spaces selector
	all    bool // all namespaces: a selector without requirements
}

func (w *within) key() string {
	if w.all {
		return "*" + w.spaces.key
	}
	return w.name
}

// selections finds the pods that selectors mean, each once.
type selections struct {
	*pods
	known map[string]*selection
	made  []*selection
	// spaceLists are the namespaces that a selector means, by its key.
	spaceLists map[string][]spaceTruth
	bySpace    map[label][]*space
	unsureOf   []*space // namespaces of which some label is not known
}

type spaceTruth struct {
	*space
	truth inventory.Truth
}

func newSelections(p *pods) *selections {
	s := &selections{pods: p, known: map[string]*selection{}, spaceLists: map[string][]spaceTruth{}, bySpace: map[label][]*space{}}
	for _, sp := range p.spaces {
		for key, value := range sp.labels {
			s.bySpace[label{key, value}] = append(s.bySpace[label{key, value}], sp)
		}
		if !sp.declared || sp.open || len(sp.doubt) > 0 {
			s.unsureOf = append(s.unsureOf, sp)
		}
	}
	return s
}

// find gives the pods that a selector means. The same question has the same
// answer.
func (s *selections) find(w within, pods selector) *selection {
	key := w.key() + "\x03" + pods.key
	if found := s.known[key]; found != nil {
		return found
	}
	if s.byLabel == nil {
		s.index()
	}
	out := &selection{id: len(s.made), within: w, pods: pods}
	s.known[key], s.made = out, append(s.made, out)
	spaces := s.spacesOf(&w)
	out.everything = w.all && w.spaces.all() && pods.all()
	consider := func(ids []int32, in spaceTruth, unsure bool) {
		for _, id := range ids {
			if x := s.all[id]; unsure || !x.Unsure() {
				out.add(id, x, both(in.truth, pods.match(x)))
			}
		}
	}
	listed, indexed := s.listed(&pods)
	for _, in := range spaces {
		if !indexed {
			for id := in.lo; id < in.hi; id++ {
				out.add(id, s.all[id], both(in.truth, pods.match(s.all[id])))
			}
			continue
		}
		consider(merged(listed, in.lo, in.hi), in, false)
		consider(between(s.unsure, in.lo, in.hi), in, true)
	}
	if indexed && len(s.unsure) > 0 {
		slices.Sort(out.sure)
		slices.Sort(out.maybe)
	}
	out.beyond = w.all && s.mayMeanOthers(&w.spaces) || !w.all && s.byName[w.name] == nil
	return out
}

// add takes a pod that is, or may be, meant. Pods on the network of their node
// never are.
func (s *selection) add(id int32, x *pod, t inventory.Truth) {
	switch both(t, not(x.host)) {
	case inventory.Yes:
		s.sure = append(s.sure, id)
	case inventory.Unknown:
		s.maybe = append(s.maybe, id)
	}
}

// between is the part of a sorted list from lo to below hi.
func between(ids []int32, lo, hi int32) []int32 {
	from, _ := slices.BinarySearch(ids, lo)
	to, _ := slices.BinarySearch(ids[from:], hi)
	return ids[from : from+to]
}

// merged is the part from lo to below hi of several sorted lists together.
func merged(lists [][]int32, lo, hi int32) []int32 {
	if len(lists) == 1 {
		return between(lists[0], lo, hi)
	}
	var out []int32
	for _, ids := range lists {
		out = append(out, between(ids, lo, hi)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// listed gives lists of the pods that carry the label of a selector that the
// fewest carry, of those whose labels are all known. ok is false where no label
// of the selector tells.
func (s *selections) listed(by *selector) (lists [][]int32, ok bool) {
	fewest := -1
	for i := range by.requirements {
		r := &by.requirements[i]
		if manifest.IsPlaceholder(r.key) || inventory.SetByControllers(r.key) || r.op != in && r.op != exists || slices.ContainsFunc(r.values, manifest.IsPlaceholder) {
			continue
		}
		carriers := [][]int32{s.byKey[r.key]}
		if r.op == in {
			carriers = make([][]int32, len(r.values))
			for j, value := range r.values {
				carriers[j] = s.byLabel[label{r.key, value}]
			}
		}
		n := 0
		for _, ids := range carriers {
			n += len(ids)
		}
		if fewest < 0 || n < fewest {
			fewest, lists = n, carriers
		}
	}
	return lists, fewest >= 0
}

// spacesOf lists the namespaces to look in, by name.
func (s *selections) spacesOf(w *within) []spaceTruth {
	key := w.key()
	if found, ok := s.spaceLists[key]; ok {
		return found
	}
	var out []spaceTruth
	if !w.all {
		if own := s.byName[w.name]; own != nil {
			out = append(out, spaceTruth{own, inventory.Yes})
			for _, other := range s.alike(own) {
				out = append(out, spaceTruth{other, inventory.Unknown})
			}
		}
	} else {
		for _, sp := range s.spaceCandidates(&w.spaces) {
			if t := w.spaces.match(sp); t != inventory.No {
				out = append(out, spaceTruth{sp, t})
			}
		}
	}
	slices.SortFunc(out, func(a, b spaceTruth) int { return strings.Compare(a.name, b.name) })
	s.spaceLists[key] = out
	return out
}

// spaceCandidates lists the namespaces that a selector may mean: by the first
// label that it asks for, and otherwise all.
func (s *selections) spaceCandidates(by *selector) []*space {
	for i := range by.requirements {
		r := &by.requirements[i]
		if r.op != in || manifest.IsPlaceholder(r.key) || slices.ContainsFunc(r.values, manifest.IsPlaceholder) {
			continue
		}
		var out []*space
		for _, value := range r.values {
			if r.key == metadataName {
				if sp := s.byName[value]; sp != nil {
					out = append(out, sp)
				}
				continue
			}
			out = append(out, s.bySpace[label{r.key, value}]...)
		}
		more := s.unsureOf
		if r.key == metadataName {
			more = s.vague
		}
		out = append(out, more...)
		slices.SortFunc(out, func(a, b *space) int { return strings.Compare(a.name, b.name) })
		return slices.Compact(out)
	}
	return s.spaces
}

const metadataName = "kubernetes.io/metadata.name"

// mayMeanOthers reports whether a selector of namespaces may mean one that the
// input does not hold.
func (s *selections) mayMeanOthers(by *selector) bool {
	for i := range by.requirements {
		r := &by.requirements[i]
		if r.key == metadataName && r.op == in {
			return slices.ContainsFunc(r.values, func(name string) bool { return s.byName[name] == nil })
		}
	}
	return true
}
