package manifest

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// placeholder matches what people leave in manifests for a later step to fill
// in: ${X}, $X and $(X) (envsubst, pipelines), #{X}# (Azure Pipelines token
// replacement), <X>, __X__ and {{ X }} (documentation and templates), and the
// --x-- at the end of a word that fits into names.
var placeholder = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(
		`\$\{[^{}]+\}|\$[A-Z][A-Z0-9_]+|\$\([A-Za-z_][\w.-]*\)|#\{[^{}]+\}#?|<[A-Za-z][\w .:/-]*>|__[A-Za-z][A-Za-z0-9_]*__|--[A-Za-z][A-Za-z0-9_]*--([^A-Za-z0-9-]|$)|\{\{.*\}\}`)
})

// notToken has the form of a token, and is a value: Azure's load balancer mode.
const notToken = "__auto__"

// IsPlaceholder reports whether a scalar's text holds a placeholder: its value
// is then unknown, and no rule judges it. Texts of several lines are scripts,
// not values.
func IsPlaceholder(text string) bool {
	i := opening(text) // most texts have none
	return i >= 0 && !strings.Contains(text, "\n") && placeholder().MatchString(text[i:])
}

// opening is where the first placeholder of a text may begin, -1 where none may.
func opening(text string) int {
	first := uint8(0)
	for i := range max(len(text)-1, 0) { // a third character follows
		c := text[i]
		if first&seconds[c] != 0 && mayOpen(text[i-1:]) {
			return i - 1
		}
		first = firsts[c]
	}
	return -1
}

// firsts and seconds tell the pairs of characters with which a placeholder
// begins: these have a bit in common.
var firsts, seconds = func() (firsts, seconds [256]uint8) {
	const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for i, pair := range [][2]string{{"$", "{(" + capitals}, {"#{", "{"}, {"<", capitals + strings.ToLower(capitals)}, {"_", "_"}, {"-", "-"}} {
		for _, c := range []byte(pair[0]) {
			firsts[c] |= 1 << i
		}
		for _, c := range []byte(pair[1]) {
			seconds[c] |= 1 << i
		}
	}
	return firsts, seconds
}()

// mayOpen reports whether a placeholder may begin with such a pair, at least one
// other character behind it.
func mayOpen(text string) bool {
	switch third := text[2]; text[0] {
	case '_':
		return isLetter(third) && text != notToken
	case '-': // the word of a flag (--level=info) has no dashes behind it
		end := 3
		for end < len(text) && text[end] != '-' && isWord(text[end]) {
			end++
		}
		return isLetter(third) && strings.HasPrefix(text[end:], "--")
	}
	return true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// freeText are the keys below which $(X) and ${X} belong to Kubernetes or to a
// script, not to a later step of the build.
var freeText = map[string]bool{"args": true, "command": true, "data": true, "stringData": true, "env": true, "status": true}

// hasPlaceholders reports whether any scalar of a tree is one.
func (t *tree) hasPlaceholders() bool {
	if !t.trimmed && opening(t.source.text[t.document.Start:t.document.End]) < 0 && !slices.ContainsFunc(t.texts, IsPlaceholder) {
		return false // as nearly always, and one look at the text has told; a trimmed tree has a few nodes of a large one
	}
	for id := range t.nodes {
		if IsPlaceholder((Node{t, int32(id)}).value()) {
			return true
		}
	}
	return false
}

// countPlaceholders counts the scalars below a node that are placeholders, but
// for free text.
func countPlaceholders(n Node) int {
	if n.tree == nil || !n.tree.vague {
		return 0
	}
	switch n.at().kind {
	case Scalar:
		if IsPlaceholder(n.Text()) {
			return 1
		}
	case Mapping:
		count := 0
		for key, value := range n.written() {
			if !freeText[key.Text()] {
				count += countPlaceholders(value)
			}
		}
		return count
	case Sequence:
		count := 0
		for _, item := range n.Items() {
			count += countPlaceholders(item)
		}
		return count
	}
	return 0
}
