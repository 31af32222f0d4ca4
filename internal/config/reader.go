package config

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
)

// reader fills a Config from a tree, and collects what is wrong with it.
type reader struct {
	src    *manifest.Source
	config *Config
	// file and document are what blocks of clusters keep.
	file     *manifest.File
	document *manifest.Document
	// own says that the team has rules of its own, whose names are not known
	// yet: who loads them checks the words.
	own    bool
	faults []error
}

func (r *reader) failAt(span manifest.Span, format string, args ...any) {
	pos := r.src.Position(span.Start)
	r.faults = append(r.faults, fmt.Errorf("%s:%d:%d: %s", r.src.Name, pos.Line, pos.Column, fmt.Sprintf(format, args...)))
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
		word, ok := r.text(item)
		if !ok {
			continue
		}
		_, isRule := rules.Lookup(word)
		_, isFamily := rules.Families()[strings.ToUpper(word)]
		if !isRule && !isFamily && !r.own {
			r.fail(item, "%s", unknownRule(word))
			continue
		}
		out = append(out, word)
	}
	return out
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
