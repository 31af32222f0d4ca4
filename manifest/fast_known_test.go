package manifest

import (
	"slices"
	"strings"
	"testing"
)

// TestKnownSchema reads a schema at one place, and again at others, where it is
// known: its nodes, texts and comments are as if it was read.
func TestKnownSchema(t *testing.T) {
	schema := "# above\napiVersion: v1 # x\nkind: CustomResourceDefinition\nmetadata:\n  name: \"a\\tb\"\n  # within\n  labels: {a: 'b''c'}\nspec:\n  a: |\n" +
		strings.Repeat("    many words\n", minKnown/10) + "  # below\n"
	var known knownSchemas
	for _, before := range []string{"", "a: b\n---\n", "\ufeff---\n# c\n"} {
		src := NewSource("x.yaml", []byte(before+schema+"---\nc: d\n"))
		span := Span{len(before), len(before) + len(schema)}
		got, want := known.skim(src, span), skimFast(src, span)
		if why := differ(got, want); why != "" {
			t.Error(why)
		}
		if !got.trimmed || got.source != src || got.document != span || !slices.Equal(got.kept, want.kept) || len(got.kept) != 4 {
			t.Errorf("the comments of %v are %v, want %v", got.document, got.kept, want.kept)
		}
		got.drop()
		want.drop()
	}
	if len(known.trees) != 1 {
		t.Errorf("%d schemas are known", len(known.trees))
	}
}

// TestKnownSchemaRepeats reads one with a repeated key: each time a problem tells.
func TestKnownSchemaRepeats(t *testing.T) {
	text := "apiVersion: v1\nkind: CustomResourceDefinition\nspec:\n  a: b\n  a: " + strings.Repeat("c", minKnown) + "\n"
	var known knownSchemas
	for range 2 {
		f := Parse(NewSource("x.yaml", []byte(text)), ParseOptions{known: &known})
		if problems := f.Documents[0].Problems; len(problems) != 1 || problems[0].Kind != DuplicateKey {
			t.Errorf("problems %v", problems)
		}
	}
}
