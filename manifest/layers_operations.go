package manifest

import (
	"slices"
	"strconv"
	"strings"
)

// Operate lays the operations of a JSON patch (RFC 6902) over the object. ok is
// false where one of them cannot be done, and kustomize refuses the patch.
func (l *Layers) Operate(in Layer) (ok bool) {
	for _, op := range in.Root.Items() {
		if !l.operate(op, in) || l.room <= 0 {
			return false
		}
	}
	return true
}

func (l *Layers) operate(op Node, in Layer) (ok bool) {
	word, to, from := op.Get("op").Text(), op.Get("path"), op.Get("from")
	var value *sheet
	switch word {
	case "test":
		return true
	case "remove":
		return l.take(to.Text(), to, in) != nil
	case "move", "copy":
		holder, key, found := l.holder(from.Text())
		if !found {
			return false
		}
		if value = holder.step(key); value == nil {
			return false
		}
		value = l.clone(value)
		if word == "move" {
			l.take(from.Text(), from, in)
		}
	case "add", "replace":
		if !op.Get("value").Exists() {
			return false
		}
		value = l.read(op.Get("value"), in)
	default:
		return false
	}
	return l.put(to, value, in, word == "replace", op.Get("value"))
}

var unescaped = strings.NewReplacer("~1", "/", "~0", "~")

// UnescapePointer undoes the escapes of a step of a JSON pointer (RFC 6901).
func UnescapePointer(step string) string { return unescaped.Replace(step) }

// pointerSteps are the keys of a JSON pointer; none where it names what may not change.
func pointerSteps(text string) []string {
	rest, found := strings.CutPrefix(text, "/")
	if !found || rest == "kind" || rest == "apiVersion" {
		return nil
	}
	steps := strings.Split(rest, "/")
	for i := range steps {
		steps[i] = UnescapePointer(steps[i])
	}
	return steps
}

// holder finds the collection that the value at a pointer lies in.
func (l *Layers) holder(pointer string) (s *sheet, key string, ok bool) {
	steps := pointerSteps(pointer)
	if len(steps) == 0 {
		return nil, "", false
	}
	s = l.top
	for _, step := range steps[:len(steps)-1] {
		if s = s.step(step); s == nil {
			return nil, "", false
		}
	}
	return s, steps[len(steps)-1], s.kind != Scalar
}

// step is an entry or item, nil where there is none.
func (s *sheet) step(key string) *sheet {
	if s.kind == Mapping {
		return s.get(key)
	}
	if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(s.items) {
		return s.items[i]
	}
	return nil
}

// take removes the value at a pointer, which a node of the patch names.
func (l *Layers) take(pointer string, named Node, in Layer) *sheet {
	holder, key, ok := l.holder(pointer)
	if !ok {
		return nil
	}
	old := holder.step(key)
	if old == nil {
		return nil
	}
	l.touch(l.path(pointer), in, named, named)
	if holder.kind == Mapping {
		holder.remove(key)
	} else if i, err := strconv.Atoi(key); err == nil {
		holder.items = slices.Delete(holder.items, i, i+1)
	}
	return old
}

// put writes a value at a pointer.
func (l *Layers) put(to Node, value *sheet, in Layer, replace bool, written Node) (ok bool) {
	holder, key, ok := l.holder(to.Text())
	if !ok || replace && holder.step(key) == nil {
		return false
	}
	l.touch(l.path(to.Text()), in, to, written)
	switch i, err := strconv.Atoi(key); {
	case holder.kind == Mapping:
		holder.set(&sheet{node: to, in: in, name: key, named: true, kind: Scalar}, value)
	case key == "-":
		holder.items = append(holder.items, value)
	case err != nil || i < 0 || i > len(holder.items):
		return false
	case replace:
		holder.items[i] = value
	default:
		holder.items = slices.Insert(holder.items, i, value)
	}
	return true
}

// path is a pointer as a path of the object as it is now.
func (l *Layers) path(pointer string) (p Path) {
	s := l.top
	for _, step := range pointerSteps(pointer) {
		if s == nil || s.kind != Sequence {
			p = p.Key(step)
		} else if i, err := strconv.Atoi(step); err == nil {
			p = p.Index(i)
		} else {
			p = p.Index(len(s.items))
		}
		if s != nil {
			s = s.step(step)
		}
	}
	return p
}

// clone is a value that changes on its own, as far as there is room for it.
func (l *Layers) clone(s *sheet) *sheet {
	l.room--
	c := *s
	if l.room <= 0 {
		return &c
	}
	c.entries, c.items = slices.Clone(s.entries), slices.Clone(s.items)
	for i, e := range c.entries {
		c.entries[i].value = l.clone(e.value)
	}
	for i, item := range c.items {
		c.items[i] = l.clone(item)
	}
	return &c
}
