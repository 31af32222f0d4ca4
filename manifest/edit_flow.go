package manifest

import "strings"

// flowInk is how the parts of a flow collection are written.
func (e *editor) flowInk(n Node) ink {
	k := ink{flow: true, colon: ": ", comma: ", ", eol: e.eol(n.Span().Start)}
	if e.json {
		k.keys, k.values = DoubleQuoted, DoubleQuoted
	}
	parts, err := e.parts(n)
	if err != nil || len(parts) == 0 {
		return k
	}
	for _, p := range parts {
		if p.key.Exists() && p.key.at().style == DoubleQuoted {
			k.keys, k.values = DoubleQuoted, DoubleQuoted
		}
	}
	if p := parts[0]; p.colon >= 0 && p.key.at().style == DoubleQuoted && p.value.Span().Start == p.colon && p.end > p.colon {
		k.colon = ":"
	}
	if len(parts) > 1 && parts[1].begin == parts[0].stop || len(parts) == 1 && k.colon == ":" {
		k.comma = ","
	}
	if n.Kind() == Sequence && !e.json {
		k.values = lastStyle(n)
	}
	return k
}

// emitFlow adds to, and removes from, a collection in flow style.
func (e *editor) emitFlow(w *work) error {
	parts, err := e.parts(w.node)
	if err != nil {
		return err
	}
	k := e.flowInk(w.node)
	added, err := e.writeAll(w.adds, w.kind == Sequence, 0, k)
	if err != nil {
		return err
	}
	at := w.anchor(parts)
	if at < 0 {
		return e.emptyFlow(w, parts, added, k)
	}
	last := len(parts) - 1
	for w.removed[last] {
		last--
	}
	orphan := last < len(parts)-1 && !parts[len(parts)-1].comma() // the comma of the last one that stays
	if orphan && (len(added) == 0 || at != last) {
		if p := parts[last]; p.colon < 0 && e.text[p.end-1] == ':' { // "a:," is a key that ends with a colon, "a: " is not
			return errOdd
		}
		e.replace(parts[last].stop-1, parts[last].stop, "", w.node.id)
		orphan = false
	}
	if len(added) > 0 {
		e.addFlow(w, parts[at], added, k, orphan)
	}
	for i, p := range parts {
		if w.removed[i] {
			if err := e.removeFlow(w, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFlow adds parts behind one that stays: each on a line of its own where
// that one has its own, else on the same line. orphan says that its comma has
// nothing behind it any more.
func (e *editor) addFlow(w *work, p part, added []string, k ink, orphan bool) {
	id, gap := w.node.id, ""
	if p.value.Span().Empty() && (p.colon >= 0 || !p.key.Exists()) { // "a:" and "!" would take a comma for their own
		gap = " "
	}
	if !e.alone(p) {
		text := strings.Join(added, k.comma)
		if orphan {
			e.replace(p.stop, p.stop, strings.TrimPrefix(k.comma, ",")+text, id)
			return
		}
		e.replace(p.end, p.end, gap+k.comma+text, id)
		return
	}
	line := k.eol + e.lead(p.begin)
	text := line + strings.Join(added, ","+line)
	if p.comma() && !orphan {
		text += ","
	}
	if !p.comma() {
		e.replace(p.end, p.end, gap+",", id)
	}
	at := e.lineEnd(p.stop)
	e.replace(at, at, text, id)
}

// alone reports whether a part with its comma has whole lines for itself.
func (e *editor) alone(p part) bool {
	if !onlyBlanks(e.lead(p.begin)) || !onlyBlanks(e.text[p.end:max(p.stop-1, p.end)]) {
		return false
	}
	_, err := e.tail(p.stop)
	return err == nil
}

// removeFlow takes a part and its comma away. What lies between them has to be
// blank, and comments must not end up glued to other text.
func (e *editor) removeFlow(w *work, p part) error {
	if e.alone(p) {
		return e.removeLines(part{begin: p.begin, end: p.stop}, w.node.id)
	}
	if !onlyBlanks(e.text[p.end:max(p.stop-1, p.end)]) || len(e.commentsIn(p.begin, p.stop)) > 0 {
		return errOdd
	}
	from, to := p.begin, e.skipBlanks(p.stop)
	switch next := e.byteAt(to); {
	case next == '#':
		to = p.stop // the blank before the comment
	case !p.comma():
		from, to = e.skipBlanksBack(from), p.stop
	case next == ']' || next == '}':
		from, to = e.skipBlanksBack(from), p.stop
	case isBreak(next):
		from = e.skipBlanksBack(from)
	}
	e.replace(from, to, "", w.node.id)
	return nil
}

// emptyFlow removes all parts of a flow collection that has any, and leaves
// what is added.
func (e *editor) emptyFlow(w *work, parts []part, added []string, k ink) error {
	span := w.node.Span()
	from, to := span.Start+1, span.End-1
	text := strings.Join(added, k.comma)
	switch {
	case len(parts) == 0:
		if !onlyBlanks(e.text[from:to]) {
			to = from
		}
	case len(added) > 0:
		from, to = parts[0].begin, parts[len(parts)-1].stop
		if len(e.commentsIn(from, to)) > 0 {
			return errOdd
		}
		if e.alone(parts[0]) {
			text = strings.Join(added, ","+k.eol+e.lead(from))
		}
	case len(e.commentsIn(from, to)) > 0:
		for _, p := range parts {
			if err := e.removeFlow(w, p); err != nil {
				return err
			}
		}
		return nil
	}
	e.replace(from, to, text, w.node.id)
	return nil
}

// fillFlow writes a collection in place of an empty value in a flow
// collection. at is the place behind its colon, -1 without one.
func (e *editor) fillFlow(w *work, at int, text string) error {
	value := w.node.Span()
	id := w.node.id
	switch {
	case w.node.at().tagged():
		return errOdd
	case !value.Empty():
		e.replace(value.Start, value.End, text, id)
	case at < 0:
		end := w.owner.key.Span().End
		e.replace(end, end, ": "+text, id)
	default:
		end, _ := e.skipProperties(at)
		if end != at {
			return errOdd
		}
		e.replace(at, at, " "+text, id)
	}
	return nil
}
