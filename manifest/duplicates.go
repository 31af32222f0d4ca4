package manifest

import (
	"fmt"
	"slices"
	"strings"
)

// duplicates finds keys that a mapping repeats. kubectl's reader lets the last
// one count; its validation and the API server refuse the object.
func (t *tree) duplicates() []Problem {
	if !slices.ContainsFunc(t.nodes, func(x node) bool { return x.kind == Mapping && !x.distinct() }) {
		return nil
	}
	var d duplicates
	d.visit(t.root())
	return d.problems
}

// duplicates walks over a tree as written, aliases and merges left alone.
type duplicates struct {
	path     []Step
	problems []Problem
}

func (d *duplicates) visit(n Node) {
	switch n.at().kind {
	case Mapping:
		var first map[string]Node
		if !n.at().distinct() {
			first = map[string]Node{}
		}
		for key, value := range n.written() {
			d.path = append(d.path, Step{Key: key.Key()})
			if first != nil && !key.isMerge() {
				d.mention(key, first)
			}
			d.visit(value)
			d.path = d.path[:len(d.path)-1]
		}
	case Sequence:
		for i, item := range n.Items() {
			d.path = append(d.path, Step{Index: i, IsIndex: true})
			d.visit(item)
			d.path = d.path[:len(d.path)-1]
		}
	}
}

// mention notes a key of a mapping, and reports it where it is a repeated one.
func (d *duplicates) mention(key Node, first map[string]Node) {
	name := key.Key()
	seen, again := first[name]
	if !again {
		first[name] = key
		return
	}
	d.problems = append(d.problems, Problem{
		Kind: DuplicateKey, Span: key.Span(), First: seen.Span(), Path: d.way(),
		Message: fmt.Sprintf("the key `%s` stands in this mapping already; kubectl refuses the object", shorten(name)),
	})
}

// way is the path to the key at hand. It outlives the text.
func (d *duplicates) way() Path {
	return Path{}.along(len(d.path), func(i int) Step {
		s := d.path[i]
		s.Key = strings.Clone(s.Key)
		return s
	})
}

// runTogether reports whether the top level has apiVersion and kind twice: two
// documents became one. Where a separator is glued to the end of a line
// between them ("- ALL---"), the problems at the top level get its place.
func (t *tree) runTogether(problems []Problem) bool {
	var top []*Problem
	for i := range problems {
		if problems[i].Path.Len() == 1 {
			top = append(top, &problems[i])
		}
	}
	repeats := func(key string) bool {
		return slices.ContainsFunc(top, func(p *Problem) bool { return p.Path.Last().Key == key })
	}
	if !repeats("apiVersion") || !repeats("kind") {
		return false
	}
	glued := t.gluedSeparator()
	for _, p := range top {
		if p.First.End <= glued.Start && glued.End <= p.Span.Start {
			p.Glued = glued
		}
	}
	return true
}

// gluedSeparator finds the first plain scalar that ends in "---".
func (t *tree) gluedSeparator() Span {
	for i := range t.nodes {
		x := &t.nodes[i]
		if value := (Node{t, int32(i)}).value(); x.style == Plain && strings.HasSuffix(value, "---") && strings.Trim(value, "-") != "" {
			return Span{int(x.end) - len("---"), int(x.end)}
		}
	}
	return Span{}
}
