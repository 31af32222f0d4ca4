package network

import (
	"iter"
	"slices"
	"strings"

	"github.com/akslint/akslint/inventory"
)

// classes are the pods of a model by how they behave: pods of one class are
// held by the same policies, named by the same peers, and have the same named
// ports. No question of policy tells them apart.
type classes struct {
	of      []int32   // the class of each pod
	members [][]int32 // the pods of each class
}

// newClasses refines one class of all pods by each selection of the model. The
// cost is the sum of the sizes of the selections.
func newClasses(m *Model) *classes {
	r := refinement{of: make([]int32, len(m.all)), next: 1, to: map[[2]int32]int32{}}
	r.split(func(yield func(int32, int32)) {
		known := map[string]int32{}
		for id, x := range m.all {
			sign := string(rune(x.host)) + portSign(x)
			colour, ok := known[sign]
			if !ok {
				colour = int32(len(known))
				known[sign] = colour
			}
			yield(int32(id), colour)
		}
	})
	for _, s := range m.made {
		if s.everything {
			continue
		}
		r.split(func(yield func(int32, int32)) {
			for _, id := range s.sure {
				yield(id, 0)
			}
			for _, id := range s.maybe {
				yield(id, 1)
			}
		})
	}
	return r.done()
}

// refinement is a partition of pods in the making. Classes are numbers, not
// all of which are in use.
type refinement struct {
	of   []int32
	next int32
	to   map[[2]int32]int32
}

// split moves the pods that it is told from their classes to new ones: those of
// one class and one colour stay together.
func (r *refinement) split(each func(yield func(id, colour int32))) {
	clear(r.to)
	each(func(id, colour int32) {
		key := [2]int32{r.of[id], colour}
		to, ok := r.to[key]
		if !ok {
			to = r.next
			r.to[key] = to
			r.next++
		}
		r.of[id] = to
	})
}

// done numbers the classes by their first pods.
func (r *refinement) done() *classes {
	c := &classes{of: r.of}
	number := map[int32]int32{}
	for id, old := range r.of {
		n, ok := number[old]
		if !ok {
			n = int32(len(c.members))
			number[old] = n
			c.members = append(c.members, nil)
		}
		c.of[id] = n
		c.members[n] = append(c.members[n], int32(id))
	}
	return c
}

// selected yields the classes of some pods, which are whole classes.
func (c *classes) selected(ids []int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for _, id := range ids {
			if class := c.of[id]; c.members[class][0] == id && !yield(class) {
				return
			}
		}
	}
}

// workloads lists the workloads of a class by namespace and name.
func (m *Model) workloads(ids []int32) []*inventory.Workload {
	out := make([]*inventory.Workload, len(ids))
	for i, id := range ids {
		out[i] = m.all[id].Workload
	}
	slices.SortStableFunc(out, func(a, b *inventory.Workload) int {
		if a.Member.Namespace != b.Member.Namespace {
			return strings.Compare(a.Member.Namespace, b.Member.Namespace)
		}
		return strings.Compare(a.Name(), b.Name())
	})
	return out
}
