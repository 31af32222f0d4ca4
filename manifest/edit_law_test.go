package manifest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// The law of edits, which the table and the fuzz target hold: what was to
// change has changed, nothing else has, and no comment and no line ending is
// lost.

// editCase is one call of Edits on one object of a text.
type editCase struct {
	text    string
	object  int
	changes []Change
}

func (c editCase) objects(text string) []*Object {
	var out []*Object
	for _, doc := range Parse(NewSource("x.yaml", []byte(text)), ParseOptions{Manifest: true}).Documents {
		out = append(out, doc.Objects...)
	}
	return out
}

// run makes the edits, checks the law, and returns the new text.
func (c editCase) run() (string, error) {
	objects := c.objects(c.text)
	if c.object >= len(objects) {
		return "", fmt.Errorf("there is no object %d", c.object)
	}
	edits, err := objects[c.object].Edits(c.changes)
	if err != nil {
		return "", err
	}
	after, err := Apply(c.text, edits)
	if err != nil {
		return "", &lawError{err.Error(), ""}
	}
	if problem := c.broken(objects, after); problem != "" {
		return after, &lawError{problem, after}
	}
	return after, nil
}

// lawError is a breach of the law, as opposed to an edit that was refused.
type lawError struct{ problem, after string }

func (e *lawError) Error() string { return fmt.Sprintf("%s\n--- after\n%s", e.problem, e.after) }

func (c editCase) broken(before []*Object, text string) string {
	if a, b := commentsOf(c.text), commentsOf(text); !slices.Equal(a, b) {
		return fmt.Sprintf("comments: %q before, %q after", a, b)
	}
	if strings.HasSuffix(c.text, "\n") != strings.HasSuffix(text, "\n") {
		return "the end of the file changed"
	}
	if !strings.Contains(strings.ReplaceAll(c.text, "\r\n", ""), "\n") && strings.Contains(c.text, "\n") && strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		return "a CRLF file got a bare LF"
	}
	after := c.objects(text)
	if n := newDocuments(c.changes); len(after) != len(before)+n {
		return fmt.Sprintf("%d objects became %d", len(before), len(after))
	}
	for i, o := range before {
		want, err := o.Node().Plain()
		if err != nil {
			return err.Error()
		}
		if i == c.object {
			want = model(want, c.changes)
		}
		got, err := after[i].Node().Plain()
		if err != nil {
			return err.Error()
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Sprintf("object %d is\n%#v\nand should be\n%#v", i, got, want)
		}
	}
	return c.again(after[c.object])
}

// newDocuments counts the new documents of some changes.
func newDocuments(changes []Change) (n int) {
	for _, c := range changes {
		if c.Op == Append {
			n = max(n, c.Document+1)
		}
	}
	return n
}

// again holds that a change that has been made is not made a second time.
func (c editCase) again(o *Object) string {
	if len(c.changes) != 1 {
		return ""
	}
	change := c.changes[0]
	edits, err := o.Edits(c.changes)
	if change.Op == Set && (err != nil || len(edits) > 0) {
		return fmt.Sprintf("a second time: %v %v", edits, err)
	}
	if (change.Op == Add || change.Op == Rename || change.Op == Remove && !change.Path.Last().IsIndex) && err == nil && len(edits) > 0 {
		return fmt.Sprintf("a second time: %v", edits)
	}
	return ""
}

// commentsOf are the sorted comments of all documents of a text.
func commentsOf(text string) []string {
	src := NewSource("x.yaml", []byte(text))
	var out []string
	for _, span := range split(text) {
		t, problem := feed(src, span)
		if problem != nil {
			continue
		}
		t.comments(span, func(s Span) bool {
			out = append(out, strings.TrimRight(text[s.Start:s.End], " \t\r"))
			return true
		})
	}
	sort.Strings(out)
	return out
}

// model makes the changes on plain values: first those that leave all paths
// as they are, then the others from the inside out and from the end.
func model(v any, changes []Change) any {
	inward := slices.Clone(changes)
	slices.SortStableFunc(inward, func(a, b Change) int {
		for i := range min(a.Path.Len(), b.Path.Len()) {
			if s, t := a.Path.Step(i), b.Path.Step(i); s != t {
				return cmp.Or(t.Index-s.Index, strings.Compare(s.Key, t.Key))
			}
		}
		return b.Path.Len() - a.Path.Len()
	})
	for _, c := range changes {
		if c.Op == Set || c.Op == Add {
			v = modelOne(v, c, c.Path.steps(nil))
		}
	}
	for i, c := range inward {
		if slices.ContainsFunc(inward[:i], func(d Change) bool { return d.Op == c.Op && d.Path.Equal(c.Path) }) {
			continue
		}
		if c.Op == Remove || c.Op == Rename || c.Op == Join {
			v = modelOne(v, c, c.Path.steps(nil))
		}
	}
	return v
}

func modelOne(v any, c Change, steps []Step) any {
	s := steps[0]
	if v == nil {
		v = map[string]any{}
		if s.IsIndex {
			v = []any{}
		}
	}
	value := any(c.Value)
	if c.Raw {
		text := "a: " + c.Value
		t, _ := feed(NewSource("", []byte(text)), Span{0, len(text)})
		value, _ = Node{t, 1}.Get("a").Plain()
	}
	last := len(steps) == 1
	switch v := v.(type) {
	case map[string]any:
		v = maps.Clone(v)
		switch {
		case !last:
			v[s.Key] = modelOne(v[s.Key], c, steps[1:])
		case c.Op == Remove:
			delete(v, s.Key)
		case c.Op == Rename:
			old := v[s.Key]
			delete(v, s.Key)
			v[c.Value] = old
		default:
			v[s.Key] = value
		}
		return v
	case []any:
		v = slices.Clone(v)
		if s.Index == len(v) {
			v = append(v, nil)
		}
		switch {
		case !last:
			v[s.Index] = modelOne(v[s.Index], c, steps[1:])
		case c.Op == Remove:
			v = slices.Delete(v, s.Index, s.Index+1)
		case c.Op == Join:
			first, _ := v[s.Index-1].(map[string]any)
			second, _ := v[s.Index].(map[string]any)
			joined := maps.Clone(first)
			maps.Copy(joined, second)
			v[s.Index-1] = joined
			v = slices.Delete(v, s.Index, s.Index+1)
		default:
			v[s.Index] = value
		}
		return v
	}
	return fmt.Sprintf("no way through %v", v)
}
