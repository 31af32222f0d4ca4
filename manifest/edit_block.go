package manifest

import (
	"errors"
	"strings"
)

// metadataHead are the keys of metadata that people write first.
var metadataHead = map[string]bool{"name": true, "generateName": true, "namespace": true, "labels": true, "annotations": true}

// anchor is the part behind which new parts go: the last one that stays; in
// metadata, the last one of its head. -1 where none stays.
func (w *work) anchor(parts []part) int {
	last, head := -1, -1
	for i, p := range parts {
		if w.removed[i] {
			continue
		}
		last = i
		if p.key.Exists() && metadataHead[p.key.Key()] {
			head = i
		}
	}
	if head >= 0 && w.path.Last().Key == "metadata" {
		return head
	}
	return last
}

// emitBlock adds to, and removes from, a collection in block style.
func (e *editor) emitBlock(w *work) error {
	parts, err := e.parts(w.node)
	if err != nil {
		return err
	}
	at := w.anchor(parts)
	if at < 0 && w.owner.value == (Node{}) {
		return errors.New("has nothing left without these entries")
	}
	added, err := e.blockTexts(w, parts[0].begin)
	if err != nil {
		return err
	}
	if at < 0 {
		return e.emptyBlock(w, parts, added)
	}
	if len(added) > 0 {
		line := e.eol(parts[at].end) + strings.Repeat(" ", e.column(parts[0].begin))
		if err := e.insertLine(parts[at].end, line+strings.Join(added, line), w.node.id); err != nil {
			return err
		}
	}
	first := 0
	if !onlyBlanks(e.lead(parts[0].begin)) {
		for w.removed[first] {
			first++
		}
		e.pullUp(w, parts[0].begin, parts[first].begin)
	}
	for i, p := range parts {
		if i < first || !w.removed[i] {
			continue
		}
		if err := e.removeLines(p, w.node.id); err != nil {
			return err
		}
	}
	return nil
}

// blockTexts writes what a work adds to a collection in block style.
func (e *editor) blockTexts(w *work, begin int) ([]string, error) {
	k := ink{eol: e.eol(begin)}
	if w.kind == Sequence {
		k.values = lastStyle(w.node)
	}
	return e.writeAll(w.adds, w.kind == Sequence, e.column(begin), k)
}

// lastStyle is the style of the last scalar among the items of a list, for the
// next to look alike.
func lastStyle(n Node) Style {
	style := Plain
	for _, item := range n.Items() {
		if x := item.at(); x.kind == Scalar && (x.style == SingleQuoted || x.style == DoubleQuoted) {
			style = x.style
		} else {
			style = Plain
		}
	}
	return style
}

// insertLine puts lines, each behind a line break, behind the line on which
// something ends.
func (e *editor) insertLine(end int, text string, rank int32) error {
	at, err := e.tail(end)
	if err != nil {
		return err
	}
	e.replace(at, at, text, rank)
	return nil
}

// removeLines takes the lines of a part away. Its comments stay behind, on
// lines of their own.
func (e *editor) removeLines(p part, rank int32) error {
	end, err := e.tail(p.end)
	if err != nil {
		return err
	}
	from, to := e.lineStart(p.begin), e.nextLine(end)
	indent, eol := e.lead(p.begin), e.eol(p.begin)
	text := ""
	for _, line := range e.commentsIn(p.begin, end) {
		text += indent + line + eol
	}
	e.edits = append(e.edits, pending{start: from, end: to, text: text, rank: rank, lines: true})
	return nil
}

// pullUp removes what lies between the place behind a dash and the first part
// that stays: it moves up, and comments move to lines above.
func (e *editor) pullUp(w *work, from, to int) {
	lead := e.lead(from)
	indent := lead[:len(lead)-len(strings.TrimLeft(lead, " "))]
	text := ""
	for _, comment := range e.commentsIn(from, to) {
		text += indent + comment + e.eol(from)
	}
	if text != "" {
		line := e.lineStart(from)
		e.replace(line, line, text, w.node.id)
	}
	if from < to {
		e.replace(from, to, "", w.node.id)
	}
}

// emptyBlock removes all parts of a collection, and leaves what is added, or
// an empty collection.
func (e *editor) emptyBlock(w *work, parts []part, added []string) error {
	first := parts[0]
	empty := "{}"
	if w.node.Kind() == Sequence {
		empty = "[]"
	}
	switch {
	case !onlyBlanks(e.lead(first.begin)):
		if err := e.emptyBehindDash(w, first, empty, added); err != nil {
			return err
		}
		parts = parts[1:]
	case len(added) > 0: // it climbs to the line before
		at, line := e.lineEnd(first.begin), e.eol(first.begin)+e.lead(first.begin)
		e.replace(at, at, line+strings.Join(added, line), w.node.id)
	default:
		at, err := e.behindOwner(w, first.begin)
		if err != nil {
			return err
		}
		e.replace(at, at, " "+empty, w.node.id)
	}
	for _, p := range parts {
		if err := e.removeLines(p, w.node.id); err != nil {
			return err
		}
	}
	return nil
}

// emptyBehindDash replaces the first part of a collection behind a dash.
func (e *editor) emptyBehindDash(w *work, first part, empty string, added []string) error {
	end, err := e.tail(first.end)
	if err != nil {
		return err
	}
	line := e.eol(end) + strings.Repeat(" ", e.column(first.begin))
	if len(added) == 0 {
		if !e.broken(first.begin, first.end) {
			e.replace(first.begin, first.end, empty, w.node.id)
			return nil
		}
		added = []string{empty}
	}
	text := strings.Join(append(added, e.commentsIn(first.begin, end)...), line)
	e.replace(first.begin, end, text, w.node.id)
	return nil
}

// behindOwner is the place behind the colon or dash, and the anchor and tag,
// of a collection whose first part starts at a byte on a line further down.
func (e *editor) behindOwner(w *work, first int) (int, error) {
	from, err := e.behindColon(w.owner, w.owner.parent.at().style == Flow)
	if err != nil {
		return 0, err
	}
	at, _ := e.skipProperties(from)
	if from < 0 || e.skipSpace(at) != first {
		return 0, errOdd
	}
	return at, nil
}

// fill turns an empty value into a collection.
func (e *editor) fill(w *work) error {
	if w.owner.value == (Node{}) {
		return errAbsent
	}
	flow := w.owner.parent.at().style == Flow
	at, err := e.behindColon(w.owner, flow)
	if err != nil {
		return err
	}
	value := w.node.Span()
	made := &fresh{kind: w.kind, children: w.adds}
	if flow {
		text, err := e.writeValue(nil, made, false, 0, e.flowInk(w.owner.parent))
		if err != nil {
			return err
		}
		return e.fillFlow(w, at, string(text))
	}
	if w.node.at().tagged() || w.owner.key == (Node{}) || !onlyBlanks(e.text[at:value.Start]) {
		return errOdd // a tag or an anchor, an item, a null on another line
	}
	col := e.column(w.owner.key.Span().Start)
	text, err := e.writeValue(nil, made, false, col, ink{eol: e.eol(at)})
	if err != nil {
		return err
	}
	if !value.Empty() {
		e.replace(at, value.End, "", w.node.id)
	}
	return e.insertLine(value.End, string(text), w.node.id)
}
