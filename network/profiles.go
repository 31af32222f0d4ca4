package network

import (
	"encoding/binary"
	"slices"

	"github.com/akslint/akslint/inventory"
)

// profile is what one list of policies makes of one direction: a verdict for
// each class at the other end. Classes that share a profile share its answers.
type profile struct {
	direction Direction
	holds     []holding
	isolation Isolation
	own       *pod    // one of those that it is about; their named ports are the same
	members   []int32 // the classes that it is about
	// base is the verdict for every class that is not among the exceptions.
	base       int32
	exceptions []exception // by class
	number     int32
	// named says that ports of the other end decide: the rules are for Egress,
	// and some have names.
	named bool
}

// exception is the verdict for a class, by number.
type exception struct{ class, verdict int32 }

// profiles makes the profiles of one direction.
type profiles struct {
	*Model
	*classes
	verdicts *verdicts
	hosts    []int32            // the classes on, or perhaps on, the network of their node
	isHost   []bool             // by class
	ports    []int32            // by class: a number for its named ports
	namers   map[string][]int32 // the classes with a named port
	lists    map[*selection][2][]int32
	list     []*profile
	of       []*profile // by class
}

func newProfiles(m *Model, c *classes, v *verdicts) *profiles {
	p := &profiles{Model: m, classes: c, verdicts: v, namers: map[string][]int32{}, lists: map[*selection][2][]int32{}, isHost: make([]bool, len(c.members)), ports: make([]int32, len(c.members))}
	signs := map[string]int32{"": 0}
	for class, ids := range c.members {
		x := m.all[ids[0]]
		if x.host != inventory.No {
			p.hosts, p.isHost[class] = append(p.hosts, int32(class)), true
		}
		sign, ok := signs[portSign(x)]
		if !ok {
			sign = int32(len(signs))
			signs[portSign(x)] = sign
		}
		p.ports[class] = sign
		for _, n := range x.named {
			if list := p.namers[n.name]; len(list) == 0 || list[len(list)-1] != int32(class) {
				p.namers[n.name] = append(list, int32(class))
			}
		}
	}
	return p
}

// portSign is the same for pods with the same named ports.
func portSign(x *pod) string {
	var key []byte
	for _, n := range x.named {
		key = append(binary.AppendUvarint(append(key, n.name...), uint64(n.number)), byte(n.protocol), 0)
	}
	return string(key)
}

// fill gives each class its profile of a direction.
func (p *profiles) fill(d Direction) *profiles {
	known := map[string]*profile{}
	p.of = make([]*profile, len(p.members))
	var key []byte
	for class, ids := range p.members {
		key = key[:0]
		var holds []holding
		named := false
		for _, h := range p.holds[ids[0]] {
			if h.speaks(d) {
				holds = append(holds, h)
				key = append(binary.AppendUvarint(key, uint64(h.index)), byte(h.truth))
				for _, rule := range h.Side(d).Rules {
					named = named || len(rule.names) > 0
				}
			}
		}
		own := p.all[ids[0]]
		if named && d == Ingress {
			key = append(append(key, 0xff), portSign(own)...)
		}
		q := known[string(key)]
		if q == nil {
			q = &profile{direction: d, holds: holds, isolation: isolation(holds, d), own: own, number: int32(len(p.list)), named: named && d == Egress}
			known[string(key)] = q
			p.list = append(p.list, q)
		}
		q.members = append(q.members, int32(class))
		p.of[class] = q
	}
	t := &tally{profiles: p, heads: make([]int32, len(p.members))}
	for _, q := range p.list {
		t.judge(q)
	}
	return p
}

// classesOf lists the classes of a selection: the sure ones, and the others.
func (p *profiles) classesOf(s *selection) [2][]int32 {
	found, ok := p.lists[s]
	if !ok {
		found = [2][]int32{slices.Collect(p.selected(s.sure)), slices.Collect(p.selected(s.maybe))}
		p.lists[s] = found
	}
	return found
}
