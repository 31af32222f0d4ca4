package report

import (
	"cmp"
	"slices"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// grounds are what decides about a link.
type grounds struct {
	// in and out are the rules that allow it at the destination and at the
	// source, none where nothing holds that end.
	in, out []*network.Rule
	// doubts are the rules of which it is not known whether they match.
	doubts []*network.Rule
}

// arrival is all that reaches a group on the same ports.
type arrival struct {
	from         []int // groups, in order
	ports, maybe network.PortSet
	// all says that it comes from every workload that no policy holds in what
	// it sends; these are left out of from.
	all bool
}

// arrivals lists for each group what reaches it.
func (s *scene) arrivals() [][]*arrival {
	free := func(g int) bool { return s.m.Groups[g].Egress.Truth == inventory.No }
	out := make([][]*arrival, len(s.m.Groups))
	for from, rows := range s.m.Rows() {
		for _, row := range rows {
			list := out[row.To]
			i := slices.IndexFunc(list, func(a *arrival) bool { return a.ports.Equal(row.Ports) && a.maybe.Equal(row.Maybe) })
			if i < 0 {
				i = len(list)
				list = append(list, &arrival{ports: row.Ports, maybe: row.Maybe})
				out[row.To] = list
			}
			list[i].from = append(list[i].from, from)
		}
	}
	for to, list := range out {
		for _, a := range list {
			n := 0
			for _, g := range a.from {
				if free(g) {
					n += len(s.m.Groups[g].Workloads)
				}
			}
			if a.all = n > 0 && n == s.free && (s.m.Groups[to].Ingress.Truth == inventory.No || n > few); a.all {
				a.from = slices.DeleteFunc(a.from, free)
			}
		}
	}
	return out
}

// connect makes links of an arrival, to each workload of its group.
func (s *scene) connect(e *arrival, byGroup [][]*actor, to int) {
	var senders []*actor // by namespace, and in their order
	for _, g := range e.from {
		senders = append(senders, byGroup[g]...)
	}
	slices.SortFunc(senders, func(a, b *actor) int { return cmp.Compare(a.index, b.index) })
	for _, target := range byGroup[to] {
		if e.all {
			join(e, source{kind: allWhichSend}, target)
		}
		for rest := senders; len(rest) > 0; {
			sp, n := rest[0].space, 1
			for n < len(rest) && rest[n].space == sp {
				n++
			}
			joinSpace(e, sp, rest[:n:n], target)
			rest = rest[n:]
		}
	}
}

// joinSpace makes links from workloads of one namespace.
func joinSpace(e *arrival, sp *space, senders []*actor, target *actor) {
	all := len(sp.actors)
	if target.space == sp {
		all--
		if i := slices.Index(senders, target); i >= 0 {
			senders = slices.Concat(senders[:i], senders[i+1:])
		}
	}
	kind := someOfSpace
	if len(senders) == all && all > 1 {
		kind = allOfSpace
	}
	if kind == allOfSpace || len(senders) > few {
		join(e, source{kind: kind, space: sp, actors: senders}, target)
		return
	}
	for i := range senders {
		join(e, source{space: sp, actors: senders[i : i+1]}, target)
	}
}

func groupsOf(actors []*actor) (groups []int) {
	for _, a := range actors {
		if !slices.Contains(groups, a.group) {
			groups = append(groups, a.group)
		}
		if len(groups) == maxGrounds {
			break
		}
	}
	return groups
}

func join(e *arrival, from source, to *actor) {
	l := &link{from: from, to: to, ports: e.ports, maybe: e.maybe}
	to.in = append(to.in, l)
	if from.kind == oneWorkload {
		from.actors[0].out = append(from.actors[0].out, l)
	}
}

// maxGrounds is how many different sources of one link are asked why.
const maxGrounds = 8

// linkGrounds are what decides about a link.
func (s *scene) linkGrounds(l *link) grounds {
	if l.from.kind == allWhichSend {
		return s.grounds([]int{s.sample}, l.to.group)
	}
	return s.grounds(groupsOf(l.from.actors), l.to.group)
}

// grounds collects what decides about traffic from some groups to one.
func (s *scene) grounds(from []int, to int) (why grounds) {
	for _, g := range from[:min(len(from), maxGrounds)] {
		f := s.flow(g, to)
		add(&why.in, f.In.Allows)
		add(&why.out, f.Out.Allows)
		add(&why.doubts, f.In.Doubts)
		add(&why.doubts, f.Out.Doubts)
	}
	return why
}

// add adds rules that a list does not have.
func add(list *[]*network.Rule, rules []*network.Rule) {
	for _, r := range rules {
		if !slices.Contains(*list, r) {
			*list = append(*list, r)
		}
	}
}

// flow asks the map, once for each pair of groups.
func (s *scene) flow(from, to int) network.Flow {
	key := [2]int{from, to}
	f, ok := s.flows[key]
	if !ok {
		f = s.m.Explain(from, to)
		s.flows[key] = f
	}
	return f
}

// mutual is the ports on which all workloads of a namespace reach each other.
func mutual(sp *space) network.PortSet {
	if len(sp.actors) < 2 {
		return network.PortSet{}
	}
	all := network.AllPorts()
	for _, a := range sp.actors {
		var got network.PortSet
		for _, l := range a.in {
			if l.from.kind == allOfSpace && l.from.space == sp {
				got = got.Union(l.ports)
			}
		}
		all = all.Intersect(got)
	}
	return all
}
