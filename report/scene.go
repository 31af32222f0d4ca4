package report

import (
	"cmp"
	"slices"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// A scene is a network.Map as people look at it, the same for every format
// that is for people: workloads instead of groups, and a few links instead of
// a million edges. Where all workloads of a namespace reach one, that is one
// link; where nothing holds what comes in, that is a property of the workload
// and no link at all.
type scene struct {
	m      *network.Map
	spaces []*space // by name
	actors []*actor // by namespace, name and kind
	doors  []*door
	uses   []*use
	// free is how many workloads no policy holds in what they send.
	free int
	// sample is a group of those.
	sample int

	actorOf map[*inventory.Workload]*actor
	flows   map[[2]int]network.Flow
	// said are the notes about rules, for many facts rest on one rule.
	said map[*network.Rule]note
	// outside are the exchanges with addresses outside of each group.
	outside [][]*network.AddressEdge
}

// space is a namespace.
type space struct {
	name   string
	actors []*actor
	doors  []*door
	// links and uses are those that begin or end here.
	links []*link
	uses  []*use
	// mutual are the ports on which each of its workloads, of several, reaches
	// each other by a rule about the whole namespace.
	mutual network.PortSet
}

// actor is a workload.
type actor struct {
	w     *inventory.Workload
	id    string // its name in csv: "shop/web[Deployment]"
	index int
	group int
	space *space
	in    []*link // what reaches it
	out   []*link // links that come from it alone
	doors []way
	uses  []*use // what it calls
	users []*use // what calls it
}

// way is one target of a door.
type way struct {
	door   *door
	target *network.Target
}

// isolation is that of the actor's group in a direction.
func (s *scene) isolation(a *actor, d network.Direction) network.Isolation {
	if d == network.Ingress {
		return s.m.Groups[a.group].Ingress
	}
	return s.m.Groups[a.group].Egress
}

// door is an entry. It stands in the namespace of its object.
type door struct {
	entry *network.Entry
	space *space
	index int
}

// endKind is what a link comes from.
type endKind uint8

const (
	oneWorkload  endKind = iota
	someOfSpace          // several workloads of a namespace
	allOfSpace           // all workloads of a namespace
	allWhichSend         // every workload that no policy holds in what it sends
)

// source is where a link comes from.
type source struct {
	kind   endKind
	space  *space   // nil for allWhichSend
	actors []*actor // nil for allWhichSend
}

// link is what a workload is reached by: one source on the same ports.
type link struct {
	from         source
	to           *actor
	ports, maybe network.PortSet
	notes        []note // what it rests on, once that was asked for: see grounded
}

// use is a call that a manifest shows, and what the policies say of it.
type use struct {
	from, to *actor
	use      network.Use
	ports    network.PortSet // that it needs
	denied   network.PortSet // of these
	unsure   network.PortSet
	flow     network.Flow
}

// few is how many workloads of a namespace are shown one by one.
const few = 4

func newScene(m *network.Map) *scene {
	s := &scene{m: m, actorOf: map[*inventory.Workload]*actor{}, flows: map[[2]int]network.Flow{}, said: map[*network.Rule]note{}}
	s.gather()
	byGroup := make([][]*actor, len(m.Groups))
	for _, a := range s.actors {
		byGroup[a.group] = append(byGroup[a.group], a)
	}
	for to, arrivals := range s.arrivals() {
		for _, a := range arrivals {
			s.connect(a, byGroup, to)
		}
	}
	for _, sp := range s.spaces {
		sp.mutual = mutual(sp)
	}
	s.openDoors()
	s.findUses()
	s.sortBySpace()
	return s
}

// gather collects workloads and namespaces.
func (s *scene) gather() {
	spaces := map[string]*space{}
	for g := range s.m.Groups {
		group := &s.m.Groups[g]
		for _, w := range group.Workloads {
			s.actors = append(s.actors, &actor{w: w, id: csvName(w), group: g})
			if group.Egress.Truth == inventory.No {
				s.free++
				s.sample = g
			}
		}
	}
	slices.SortStableFunc(s.actors, func(a, b *actor) int {
		return cmp.Or(cmp.Compare(a.w.Member.Namespace, b.w.Member.Namespace), cmp.Compare(a.name(), b.name()), cmp.Compare(a.w.Kind(), b.w.Kind()))
	})
	at := func(name string) *space {
		if spaces[name] == nil {
			spaces[name] = &space{name: name}
			s.spaces = append(s.spaces, spaces[name])
		}
		return spaces[name]
	}
	for i, a := range s.actors {
		s.actorOf[a.w] = a
		a.index, a.space = i, at(a.w.Member.Namespace)
		a.space.actors = append(a.space.actors, a)
	}
	for i := range s.m.Entries {
		e := &s.m.Entries[i]
		d := &door{entry: e, space: at(e.Member.Namespace), index: i}
		d.space.doors = append(d.space.doors, d)
		s.doors = append(s.doors, d)
	}
	slices.SortFunc(s.spaces, func(a, b *space) int { return cmp.Compare(a.name, b.name) })
}

// openDoors tells workloads of the entries that lead to them.
func (s *scene) openDoors() {
	for _, d := range s.doors {
		for i := range d.entry.Targets {
			t := &d.entry.Targets[i]
			if a := s.actorOf[t.Workload]; a != nil {
				a.doors = append(a.doors, way{d, t})
			}
		}
	}
}

// findUses finds the calls that manifests show.
func (s *scene) findUses() {
	for _, a := range s.actors {
		for _, u := range network.Uses(inventory.View{Scope: s.m.Scope, Member: a.w.Member}, a.w) {
			for _, t := range u.Targets {
				if to := s.actorOf[t]; to != nil {
					s.addUse(a, to, u)
				}
			}
		}
	}
}

func (s *scene) addUse(from, to *actor, u network.Use) {
	ports := u.PodPorts(to.w)
	if ports.Empty() {
		return
	}
	f := s.flow(from.group, to.group)
	one := &use{from: from, to: to, use: u, ports: ports, flow: f}
	one.unsure = ports.Minus(f.Ports).Intersect(f.Maybe)
	one.denied = ports.Minus(f.Ports).Minus(f.Maybe)
	s.uses = append(s.uses, one)
	from.uses = append(from.uses, one)
	to.users = append(to.users, one)
}

// open reports whether no policy holds what comes in to a workload.
func (s *scene) open(a *actor) bool {
	return s.isolation(a, network.Ingress).Truth == inventory.No
}

// name is the workload's where it lands.
func (a *actor) name() string { return objectOf(a.w.Member) }

// objectOf is the name of an object where it lands.
func objectOf(m *inventory.Member) string { return m.Identity().Name }

// sortBySpace tells each namespace its links and uses, and each group its
// addresses.
func (s *scene) sortBySpace() {
	for _, a := range s.actors {
		for _, l := range a.in {
			a.space.links = append(a.space.links, l)
			if l.from.space != nil && l.from.space != a.space {
				l.from.space.links = append(l.from.space.links, l)
			}
		}
	}
	for _, u := range s.uses {
		u.to.space.uses = append(u.to.space.uses, u)
		if u.from.space != u.to.space {
			u.from.space.uses = append(u.from.space.uses, u)
		}
	}
	s.outside = make([][]*network.AddressEdge, len(s.m.Groups))
	for i := range s.m.Outside {
		e := &s.m.Outside[i]
		for _, g := range e.Groups {
			s.outside[g] = append(s.outside[g], e)
		}
	}
}
