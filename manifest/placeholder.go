package manifest

import "regexp"

// placeholder matches what people leave in manifests for a later step to fill
// in: ${X} and $(X) (envsubst, pipelines), #{X}# (Azure Pipelines token
// replacement), <X>, __X__ and {{ X }} (documentation and templates).
var placeholder = regexp.MustCompile(
	`\$\{[^{}]+\}|\$\([A-Za-z_][\w.-]*\)|#\{[^{}]+\}#?|<[A-Za-z][\w .:/-]*>|__[A-Za-z][A-Za-z0-9_]*__|\{\{.*\}\}`)

// IsPlaceholder reports whether a scalar's text holds a placeholder: its value
// is then unknown, and no rule judges it. Texts of several lines are scripts,
// not values.
func IsPlaceholder(text string) bool {
	if len(text) < 3 {
		return false
	}
	sign := false
	for i := range len(text) {
		switch text[i] {
		case '\n':
			return false
		case '$', '#', '<', '_', '{':
			sign = true
		}
	}
	return sign && placeholder.MatchString(text)
}

// freeText are the keys below which $(X) and ${X} belong to Kubernetes or to a
// script, not to a later step of the build.
var freeText = map[string]bool{"args": true, "command": true, "data": true, "stringData": true, "env": true, "status": true}

// countPlaceholders counts the scalars below a node that are placeholders.
func countPlaceholders(n Node) int {
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
