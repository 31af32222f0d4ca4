package network

import (
	"encoding/binary"
	"slices"
)

// drawing joins what the profiles of both ends say into edges between classes.
// The work goes with the number of mentions in rules, not with the pairs: pairs
// of which neither end's policies name the other share one verdict for each
// pair of bases.
type drawing struct {
	in, out  *profiles
	verdicts *verdicts
	// reverse lists for each class the egress profiles that have an exception
	// for it.
	reverse [][]mention
	// inward and outward are the verdicts of the exceptions that concern the
	// class at hand, by source class and by egress profile; -1 for none.
	inward, outward []int32
	merged          map[string]int
	list            []Edge
}

type mention struct {
	profile *profile
	verdict int32
}

func newDrawing(in, out *profiles) *drawing {
	d := &drawing{in: in, out: out, verdicts: in.verdicts, merged: map[string]int{}}
	n := len(in.of)
	d.reverse, d.inward, d.outward = make([][]mention, n), make([]int32, n), make([]int32, len(out.list))
	for i := range d.inward {
		d.inward[i] = -1
	}
	for i, o := range out.list {
		d.outward[i] = -1
		for _, e := range o.exceptions {
			d.reverse[e.class] = append(d.reverse[e.class], mention{o, e.verdict})
		}
	}
	return d
}

// edges draws all edges: those of the bases first, then what each class is an
// exception for.
func (d *drawing) edges() []Edge {
	sources, bases := byBase(d.out)
	holes := make([][]int32, len(d.in.of))
	special := make([]map[int32][]int32, len(d.in.of))
	for class := range d.in.of {
		special[class], holes[class] = d.special(int32(class))
	}
	for _, target := range d.in.basesInOrder() {
		var plain []int32
		for _, class := range target.classes {
			if len(holes[class]) == 0 {
				plain = append(plain, class)
			}
		}
		for _, base := range bases {
			v := d.verdicts.meet(base, target.base)
			d.add(sources[base], plain, v)
			for _, class := range target.classes {
				if len(holes[class]) > 0 {
					d.add(without(sources[base], holes[class]), []int32{class}, v)
				}
			}
		}
	}
	for class, by := range special {
		keys := make([]int32, 0, len(by))
		for v := range by {
			keys = append(keys, v)
		}
		slices.Sort(keys)
		for _, v := range keys {
			slices.Sort(by[v])
			d.add(by[v], []int32{int32(class)}, v)
		}
	}
	return d.list
}

// special finds the sources whose verdict for a class is not that of the bases,
// by verdict. holes are those for which it is less.
func (d *drawing) special(class int32) (by map[int32][]int32, holes []int32) {
	in := d.in.of[class]
	for _, m := range d.reverse[class] {
		d.outward[m.profile.number] = m.verdict
	}
	for _, e := range in.exceptions {
		d.inward[e.class] = e.verdict
	}
	note := func(source, inward, outward int32) {
		v, base := d.verdicts.meet(inward, outward), d.verdicts.meet(in.base, d.out.of[source].base)
		if v == base {
			return
		}
		if !d.verdicts.adds(v, base) {
			holes = append(holes, source)
		}
		if v != nothing {
			if by == nil {
				by = map[int32][]int32{}
			}
			by[v] = append(by[v], source)
		}
	}
	for _, e := range in.exceptions {
		o := d.out.of[e.class]
		outward := d.outward[o.number]
		if outward < 0 {
			outward = o.base
		}
		note(e.class, e.verdict, outward)
	}
	for _, m := range d.reverse[class] {
		for _, source := range m.profile.members {
			if d.inward[source] < 0 {
				note(source, in.base, m.verdict)
			}
		}
		d.outward[m.profile.number] = -1
	}
	for _, e := range in.exceptions {
		d.inward[e.class] = -1
	}
	return by, holes
}

// byBase sorts classes by the base of their profile.
func byBase(p *profiles) (classes map[int32][]int32, bases []int32) {
	classes = map[int32][]int32{}
	for class, q := range p.of {
		if q.base == nothing {
			continue
		}
		if classes[q.base] == nil {
			bases = append(bases, q.base)
		}
		classes[q.base] = append(classes[q.base], int32(class))
	}
	return classes, bases
}

type baseClasses struct {
	base    int32
	classes []int32
}

func (p *profiles) basesInOrder() (out []baseClasses) {
	classes, bases := byBase(p)
	for _, base := range bases {
		out = append(out, baseClasses{base, classes[base]})
	}
	return out
}

func without(classes, holes []int32) []int32 {
	holes = slices.Clone(holes)
	slices.Sort(holes)
	return slices.DeleteFunc(slices.Clone(classes), func(c int32) bool {
		_, found := slices.BinarySearch(holes, c)
		return found
	})
}

// add draws an edge; one with the same sources and verdict gets more targets.
func (d *drawing) add(from, to []int32, v int32) {
	if v == nothing || len(from) == 0 || len(to) == 0 {
		return
	}
	key := binary.AppendUvarint(make([]byte, 0, 4*len(from)+4), uint64(v))
	for i, class := range from {
		if i > 0 {
			key = binary.AppendUvarint(key, uint64(class-from[i-1]))
			continue
		}
		key = binary.AppendUvarint(key, uint64(class))
	}
	at, ok := d.merged[string(key)]
	if !ok {
		at = len(d.list)
		d.merged[string(key)] = at
		x := d.verdicts.list[v]
		d.list = append(d.list, Edge{From: numbers(from), Ports: x.sure, Maybe: x.maybe})
	}
	d.list[at].To = append(d.list[at].To, numbers(to)...)
	slices.Sort(d.list[at].To)
}

func numbers(classes []int32) []int {
	out := make([]int, len(classes))
	for i, c := range classes {
		out[i] = int(c)
	}
	return out
}
