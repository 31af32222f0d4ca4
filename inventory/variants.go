package inventory

import (
	"slices"
	"strings"
	"sync/atomic"
)

// group is the definitions of one object in a scope: one, or several where
// folders hold variants of it.
type group struct {
	members []*Member // in the order of the input
	// near lists the definitions by file, and by each folder around their
	// files; nil where there is only one.
	near map[*location][]*Member
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
	for at := m.file; at != nil; at = at.around {
		if near := g.near[at]; near != nil {
			return near
		}
	}
	return g.members
}

// index fills near.
func (g *group) index() {
	if len(g.members) < 2 {
		return
	}
	g.near = map[*location][]*Member{}
	for _, m := range g.members {
		for at := m.file; at != nil; at = at.around {
			g.near[at] = append(g.near[at], m)
		}
	}
}

// location is a file, or a folder; around is the folder around it, nil for the
// outermost.
type location struct{ around *location }

// locations are the files of a scope and the folders around them, by name; that of
// a folder ends with a slash.
type locations map[string]*location

func (p locations) of(name string) *location {
	if known := p[name]; known != nil {
		return known
	}
	at := &location{}
	p[name] = at
	if name != "" {
		at.around = p.of(name[:strings.LastIndexByte(name[:len(name)-1], '/')+1])
	}
	return at
}

// list is some objects of a scope, in the order of the input.
type list struct {
	groups []*group
	// single are the members where no object has several definitions.
	single  []*Member
	several bool
	// recent remembers what was seen from some files: the rules on an object
	// ask for the same lists again and again.
	recent [4]atomic.Pointer[sight]
}

// sight is what is seen of a list from a file.
type sight struct {
	file    string
	members []*Member
}

func (l *list) add(g *group) {
	l.groups = append(l.groups, g)
	l.several = l.several || len(g.members) > 1
	l.single = append(l.single, g.members[0])
}

// folder is what stands before the name of the object's file.
func (m *Member) folder() string {
	name := m.Object.Source().Name
	return name[:strings.LastIndexByte(name, '/')+1]
}

// Nearby returns those of Objects that are surely applied together with the
// view's own object: by one kustomization, or from the same folder.
func (v View) Nearby(kind, namespace string) []*Member {
	if v.Scope.Kustomization {
		return v.Objects(kind, namespace)
	}
	return v.inFolder(kind, namespace)
}

// NearbyAnywhere is Nearby for all namespaces, in the order of the input.
func (v View) NearbyAnywhere(kind string) []*Member {
	var all []*Member
	for _, namespace := range v.Namespaces() {
		all = append(all, v.Nearby(kind, namespace)...)
	}
	slices.SortFunc(all, byOrder)
	return all
}

// inFolder lists the objects of a kind and a namespace in the folder of the
// view's own.
func (v View) inFolder(kind, namespace string) []*Member {
	folder := v.Member.folder()
	return slices.DeleteFunc(seenFrom(v.Member, v.Scope.inFolder[shelf{kind, folder, namespace}]), func(m *Member) bool { return m.folder() != folder })
}

// seenFrom returns the definitions that are applied together with a member.
func (l *list) seenFrom(m *Member) []*Member {
	switch {
	case l == nil:
		return nil
	case !l.several:
		return l.single
	}
	if m.group != nil && len(m.group.near[m.file]) > 1 {
		return seenFrom(m, l.groups) // its file defines it twice: it sees itself, others in the file do not
	}
	file := m.Object.Source().Name
	sum := len(file)
	for i := max(0, len(file)-12); i < len(file); i++ {
		sum += int(file[i]) * i
	}
	slot := &l.recent[sum%len(l.recent)]
	if s := slot.Load(); s != nil && s.file == file {
		return s.members
	}
	members := slices.Clip(seenFrom(m, l.groups))
	slot.Store(&sight{file, members})
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
