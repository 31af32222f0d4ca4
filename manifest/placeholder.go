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
	for i := range max(len(text)-2, 0) {
		if c := text[i]; opensPlaceholder[c] && (c != '-' || text[i+1] == '-') && mayOpen(text[i:]) { // most dashes stand alone
			return i
		}
	}
	return -1
}

// opensPlaceholder are the characters with which a placeholder begins.
var opensPlaceholder = tableOf("$#{_<-")

// mayOpen reports whether a placeholder may begin where such a character
// stands, two others behind it.
func mayOpen(text string) bool {
	second, third := text[1], text[2]
	switch text[0] {
	case '$':
		return second == '{' || second == '(' || second >= 'A' && second <= 'Z'
	case '#', '{':
		return second == '{'
	case '_':
		return second == '_' && isLetter(third) && text != notToken
	case '-': // the word of a flag (--level=info) has no dashes behind it
		end := 3
		for end < len(text) && text[end] != '-' && isWord(text[end]) {
			end++
		}
		return second == '-' && isLetter(third) && strings.HasPrefix(text[end:], "--")
	}
	return isLetter(second)
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
