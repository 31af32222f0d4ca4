package inventory

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// group is the definitions of one object in a scope: one, or several where
// folders hold variants of it.
type group struct {
	members []*Member // in the order of the input
}

// seenFrom returns the definitions that are applied together with a member: of
// its own object itself alone, else those in its file, else those in the
// nearest folder around it that has some.
func (g *group) seenFrom(m *Member) []*Member {
	if len(g.members) == 1 {
		return g.members
	}
	if m.group == g {
		return []*Member{m}
	}
	if at := g.nearest(m); at != nil {
		return g.in(at)
	}
	return g.members
}

// nearest is the file of a member of another group, or the nearest folder around
// it, that has definitions; nil where there are none.
func (g *group) nearest(m *Member) *location {
	own, _ := slices.BinarySearchFunc(g.members, m.order, startsAt)
	for at := m.file; at != nil; at = at.around {
		before := own > 0 && g.members[own-1].order >= at.first
		behind := own < len(g.members) && g.members[own].order <= at.last
		if (before || behind) && (!at.scattered || len(g.in(at)) > 0) {
			return at
		}
	}
	return nil
}

// in returns the definitions in a file, or below a folder.
func (g *group) in(at *location) []*Member {
	from, _ := slices.BinarySearchFunc(g.members, at.first, startsAt)
	to, _ := slices.BinarySearchFunc(g.members[from:], at.last+1, startsAt)
	within := slices.Clip(g.members[from : from+to])
	if at.scattered {
		return slices.DeleteFunc(slices.Clone(within), func(m *Member) bool { return !at.holds(m) })
	}
	return within
}

func startsAt(m *Member, order int) int { return m.order - order }

// location is a file, or a folder; around is the folder around it, nil for the
// outermost.
type location struct {
	around *location
	// first and last are the orders of the outermost members in it. Those between
	// lie in it too, unless it is scattered: files may be named in any order.
	first, last int
	scattered   bool
	end         int // behind the number of the last member that was taken
}

// take notes that a member, by its number, lies in a location.
func (at *location) take(m *Member, number int) {
	for ; at != nil; at = at.around {
		if at.end == 0 {
			at.first = m.order
		} else if at.end < number {
			at.scattered = true
		}
		at.last, at.end = m.order, number+1
	}
}

// holds reports whether a member lies in a location.
func (at *location) holds(m *Member) bool {
	if !at.scattered {
		return m.order >= at.first && m.order <= at.last
	}
	file := m.file
	for file != nil && file != at {
		file = file.around
	}
	return file == at
}

// locations are the folders of a scope, by name, which ends with a slash.
type locations map[string]*location

// around is the folder around a file or folder.
func (p locations) around(name string) *location {
	name = name[:strings.LastIndexByte(strings.TrimSuffix(name, "/"), '/')+1]
	at := p[name]
	if at == nil {
		at = &location{}
		p[name] = at
		if name != "" {
			at.around = p.around(name)
		}
	}
	return at
}

// list is some objects of a scope, in the order of the input.
type list struct {
	groups []*group
	byName map[string]*group // of the objects of a kind
	// single are the members where no object has several definitions.
	single  []*Member
	several bool
	// recent remembers what was seen from some files: the rules on an object
	// ask for the same lists again and again.
	recent [4]atomic.Pointer[sight]
	// named fills names and toCome when it is first asked for them.
	named  sync.Once
	names  []string // of the objects, as written, each once
	toCome bool     // some name is filled in later
}

// sight is what is seen of a list from a file.
type sight struct {
	file    *location
	members []*Member
}

func (l *list) add(g *group) {
	l.groups = append(l.groups, g)
	l.several = l.several || len(g.members) > 1
	l.single = append(l.single, g.members[0])
}

// sort brings the objects into the order of the input.
func (l *list) sort() {
	slices.SortFunc(l.groups, func(a, b *group) int { return byOrder(a.members[0], b.members[0]) })
	slices.SortFunc(l.single, byOrder)
}

// readNames lists the names of the objects; known is false where one of them is
// filled in later.
func (l *list) readNames() (names []string, known bool) {
	l.named.Do(func() {
		seen := map[string]bool{}
		for m := range l.all() {
			name := m.Object.Name
			if !seen[name] {
				seen[name] = true
				l.names, l.toCome = append(l.names, name), l.toCome || name == "" || ToCome(name)
			}
		}
	})
	return l.names, !l.toCome
}

// seenFrom returns the definitions that are applied together with a member.
func (l *list) seenFrom(m *Member) []*Member {
	switch {
	case l == nil:
		return nil
	case !l.several:
		return l.single
	}
	if m.group != nil && len(m.group.in(m.file)) > 1 {
		return seenFrom(m, l.groups) // its file defines it twice: it sees itself, others in the file do not
	}
	slot := &l.recent[fileOf(m.order)%len(l.recent)]
	if s := slot.Load(); s != nil && s.file == m.file {
		return s.members
	}
	members := slices.Clip(seenFrom(m, l.groups))
	slot.Store(&sight{m.file, members})
	return members
}

func seenFrom(m *Member, groups []*group) []*Member {
	out := make([]*Member, 0, len(groups))
	for _, g := range groups {
		out = append(out, g.seenFrom(m)...)
	}
	slices.SortFunc(out, byOrder)
	return out
}

func byOrder(a, b *Member) int { return a.order - b.order }

// fileOf is the number of the file that the order of a member tells.
func fileOf(order int) int { return order >> 40 }
