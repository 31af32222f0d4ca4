// Package docs holds the pages of the rules as they stand in docs/rules, for
// "akslint explain".
package docs

import "embed"

//go:embed rules/*.md
var pages embed.FS

// Page is the page of a rule in Markdown; ok is false where there is none.
func Page(id string) (text string, ok bool) {
	data, err := pages.ReadFile("rules/" + id + ".md")
	return string(data), err == nil
}
