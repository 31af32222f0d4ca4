package manifest

import (
	"strings"
	"testing"
)

// TestOrigin reads the comments by which Helm names a template, and passes by
// what only resembles one.
func TestOrigin(t *testing.T) {
	const name = "chart/templates/web.yaml"
	for text, want := range map[string]string{
		"# Source: " + name + "\nkind: Service\n":                            name,
		"---\r\n# Source: " + name + " \t\r\nkind: Service\r\n":              name,
		"# Source: " + name:                                                  name,
		"# Source: the notes of a person\n# Source: " + name + "\n":          name,
		"a: b # Source: " + name + "\n":                                      "",
		"# Source: \n":                                                       "",
		"# Source: " + name + "\rkind: Service\n":                            "",
		"# Sources: " + name + "\n":                                          "",
		strings.Repeat("# far behind the head\n", 200) + "# Source: " + name: "",
		"# Source: one\n# Source: two\n":                                     "one",
		"# Source: one two\nx: |\n  # Source: three\n# Source:  \n":          "",
		"# Source: # Source: one\n":                                          "",
	} {
		if got := origin(text); got != want {
			t.Errorf("%q comes from %q, want %q", text, got, want)
		}
	}
}
