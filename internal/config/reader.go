package config

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// reader fills a Config from a tree, and collects what is wrong with it.
type reader struct {
	src    *manifest.Source
	config *Config
	// file and document are what blocks of clusters keep.
	file     *manifest.File
	document *manifest.Document
	// words are what the file calls rules by. They are checked when it is known
	// which rules there are.
	words  []word
	faults []fault
}

// fault is something wrong with a place of the file.
type fault struct {
	at   manifest.Pos
	text string
	// told is a fault that says its place itself; at is only for the order.
	told error
}

// word is what some place of the file calls a rule by. Where it must be one
// rule and not a family, found is told which.
type word struct {
	node  manifest.Node
	text  string
	found func(id string)
}

func (r *reader) failAt(span manifest.Span, format string, args ...any) {
	r.faults = append(r.faults, fault{at: r.src.Position(span.Start), text: fmt.Sprintf(format, args...)})
}

// errors are all faults, from the top of the file to its end.
func (r *reader) errors() error {
	slices.SortStableFunc(r.faults, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Column, b.at.Column))
	})
	var list []error
	for _, f := range r.faults {
		if f.told == nil {
			f.told = fmt.Errorf("%s:%d:%d: %s", r.src.Name, f.at.Line, f.at.Column, f.text)
		}
		list = append(list, f.told)
	}
	return errors.Join(list...)
}

func (r *reader) fail(n manifest.Node, format string, args ...any) {
	r.failAt(n.Span(), format, args...)
}

// settings reads a mapping with known keys.
func (r *reader) settings(n manifest.Node, known []setting, what string) {
	for key, value := range r.entries(n) {
		found := false
		for _, s := range known {
			if s.name == key.Key() {
				found = true
				s.read(r, value)
			}
		}
		if found {
			continue
		}
		var names []string
		for _, s := range known {
			names = append(names, s.name)
		}
		if near, ok := analyzer.Suggest(key.Key(), names); ok {
			r.fail(key, "unknown %s %q; did you mean %s?", what, key.Key(), near)
		} else {
			r.fail(key, "unknown %s %q; there are %s", what, key.Key(), strings.Join(names, ", "))
		}
	}
}

// entries yields the entries of what must be a mapping.
func (r *reader) entries(n manifest.Node) iter.Seq2[manifest.Node, manifest.Node] {
	if n.Kind() != manifest.Mapping {
		r.fail(n, "here a mapping is wanted (key: value)")
	}
	return n.Entries()
}

// items lists the items of what must be a list.
func (r *reader) items(n manifest.Node) []manifest.Node {
	if n.Kind() != manifest.Sequence {
		r.fail(n, "here a list is wanted ([a, b])")
	}
	var out []manifest.Node
	for _, item := range n.Items() {
		out = append(out, item)
	}
	return out
}

func (r *reader) text(n manifest.Node) (string, bool) {
	if n.Type() != manifest.String || n.Text() == "" {
		r.fail(n, "here a text is wanted")
		return "", false
	}
	return n.Text(), true
}

func (r *reader) texts(n manifest.Node) []string {
	var out []string
	for _, item := range r.items(n) {
		if text, ok := r.text(item); ok {
			out = append(out, text)
		}
	}
	return out
}

func (r *reader) number(n manifest.Node) (int, bool) {
	i, err := strconv.Atoi(n.Text())
	if n.Type() != manifest.Int || err != nil {
		r.fail(n, "here a whole number is wanted")
		return 0, false
	}
	return i, true
}

func (r *reader) boolean(n manifest.Node) bool {
	if n.Type() != manifest.Bool {
		r.fail(n, "here true or false is wanted")
	}
	return n.Key() == "true"
}

// oneOf reads one of some words, "" where it is none.
func (r *reader) oneOf(n manifest.Node, words ...string) string {
	for _, w := range words {
		if n.Text() == w {
			return w
		}
	}
	if near, ok := analyzer.Suggest(n.Text(), words); ok {
		r.fail(n, "unknown value %q; did you mean %s?", n.Text(), near)
	} else {
		r.fail(n, "unknown value %q; use %s", n.Text(), strings.Join(words, ", "))
	}
	return ""
}

// ruleWords reads a list of ids, families and names of rules.
func (r *reader) ruleWords(n manifest.Node) []string {
	var out []string
	for _, item := range r.items(n) {
		if text, ok := r.text(item); ok {
			r.words = append(r.words, word{node: item, text: text})
			out = append(out, text)
		}
	}
	return out
}

// checkWords refuses what names no rule.
func (r *reader) checkWords(all []analyzer.Rule) {
	for _, w := range r.words {
		i := slices.IndexFunc(all, func(rule analyzer.Rule) bool { return rule.Named(w.text) })
		switch {
		case i < 0:
			r.fail(w.node, "%s", unknownRule(w.text, all))
		case w.found == nil:
		case strings.EqualFold(w.text, all[i].Family()):
			r.fail(w.node, "%q is a family of rules; here one rule is wanted, as in %s", w.text, all[i].ID)
		default:
			w.found(all[i].ID)
		}
	}
}

// unknownRule says that there is no such rule, and which may be meant.
func unknownRule(text string, all []analyzer.Rule) string {
	var ids, names []string
	for _, rule := range all {
		ids, names = append(ids, rule.ID, rule.Family()), append(names, rule.Name)
	}
	near, ok := analyzer.Suggest(strings.ToUpper(text), slices.Compact(slices.Sorted(slices.Values(ids))))
	if !ok {
		near, ok = analyzer.Suggest(strings.ToLower(text), names)
	}
	if !ok {
		return fmt.Sprintf("there is no rule %q; `akslint rules` lists them", text)
	}
	return fmt.Sprintf("there is no rule %q; did you mean %s?", text, near)
}

// globs reads a list of patterns.
func (r *reader) globs(n manifest.Node) (patterns []string, globs manifest.Globs) {
	for _, item := range r.items(n) {
		text, ok := r.text(item)
		if !ok {
			continue
		}
		if _, err := manifest.ParseGlobs([]string{text}); err != nil {
			r.fail(item, "%v", err)
			continue
		}
		patterns = append(patterns, text)
	}
	globs, err := manifest.ParseGlobs(patterns)
	if err != nil {
		r.fail(n, "%v", err)
	}
	return patterns, globs
}
