package policies

import (
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// sight is what a policy is shown of a value: of a mapping the fields that it
// names, each with a sight of its own, and all where it is nil. Sequences show
// every item alike, and scalars are shown.
type sight struct{ fields []field } // in the order of their keys

type field struct {
	key   string
	sight *sight
}

// sightOf shows some paths of an object, nil where there are none. Those that
// begin with "pod" go on in its pod template.
func sightOf(paths []string, pod podPlace) *sight {
	if len(paths) == 0 {
		return nil
	}
	all := &sight{}
	for _, path := range paths {
		keys := keysOf(path)
		if keys[0] == "pod" {
			keys = slices.Concat(podPaths[pod], keys[1:])
		}
		all.show(keys)
	}
	return all
}

// counted is the last key of a path whose end is a list: how many items it has is
// shown, and nothing of those that are mappings.
const counted = "[]"

// show adds what lies at the end of some keys.
func (s *sight) show(keys []string) {
	for i, key := range keys {
		if key == counted {
			return
		}
		at, known := s.find(key)
		if !known {
			s.fields = slices.Insert(s.fields, at, field{key, &sight{}})
		}
		f := &s.fields[at]
		if i == len(keys)-1 {
			f.sight = nil
		}
		if f.sight == nil { // all of it is shown
			return
		}
		s = f.sight
	}
}

func (s *sight) find(key string) (at int, known bool) {
	return slices.BinarySearchFunc(s.fields, key, func(f field, key string) int { return strings.Compare(f.key, key) })
}

// of is the sight of a field; shown is false where it has none.
func (s *sight) of(key string) (of *sight, shown bool) {
	if s == nil {
		return nil, true
	}
	if at, known := s.find(key); known {
		return s.fields[at].sight, true
	}
	return nil, false
}

// reaches reports whether a field, or one of a field, is shown.
func (s *sight) reaches(keys ...string) bool {
	for _, key := range keys {
		next, shown := s.of(key)
		if !shown {
			return false
		}
		s = next
	}
	return true
}

// most bounds the fields of a mapping that are shown.
func (s *sight) most(n manifest.Node) int {
	if s == nil {
		return n.Len()
	}
	return len(s.fields)
}

// podPlace says where an object has its pod template.
type podPlace int

const (
	itself podPlace = iota
	ofWorkload
	ofCronJob
	ofScaledJob
)

// podPaths are the places as keys.
var podPaths = [...][]string{itself: {}, ofWorkload: {"spec", "template"}, ofCronJob: {"spec", "jobTemplate", "spec", "template"},
	ofScaledJob: {"spec", "jobTargetRef", "template"}}

func podPlaceOf(object manifest.Node) podPlace {
	switch {
	case object.Get("kind").Text() == "Pod":
		return itself
	case object.Get("spec").Get("jobTemplate").Exists():
		return ofCronJob
	case object.Get("spec").Get("jobTargetRef").Exists():
		return ofScaledJob
	}
	return ofWorkload
}
