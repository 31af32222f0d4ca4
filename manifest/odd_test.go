package manifest

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// odd says what Parse makes of the files of fixtures/odd: one construct each
// that real repositories hold and that readers stumble over.
var odd = []struct {
	file               string
	documents, objects int
	problems           []string // "line:column kind: part of the message"
}{
	// Read like any other.
	{"anchors.yaml", 1, 1, nil},
	{"block-dashes.yaml", 1, 1, nil},
	{"bom.yaml", 1, 1, nil},
	{"braces-in-string.yaml", 1, 1, nil},
	{"content-behind.yaml", 2, 2, nil},
	{"cr-only.yaml", 1, 1, nil},
	{"crlf.yaml", 1, 1, nil},
	{"directive.yaml", 1, 1, nil},
	{"end-marker.yaml", 2, 2, nil},
	{"generate-name.yaml", 1, 1, nil},
	{"json-stream.json", 2, 2, nil},
	{"json.yaml", 1, 1, nil},
	{"list.yaml", 1, 2, []string{"13:27 type: `spec.ports[0].port` is `\"80\"`, a string, where Kubernetes wants an integer"}},
	{"merge-keys.yaml", 2, 2, nil},
	{"mixed-eol.yaml", 2, 2, nil},
	{"no-final-newline.yaml", 1, 1, nil},
	{"no-name.yaml", 1, 1, nil},
	{"nulls.yaml", 2, 2, nil},
	{"placeholders.yaml", 1, 1, nil},
	{"quoted-keys.yaml", 1, 1, nil},
	{"separators.yaml", 6, 3, nil},
	{"tags.yaml", 1, 1, nil},
	{"templated-parses.yaml", 1, 1, nil},
	{"typed-list.yaml", 1, 2, nil},
	{"utf16be.yaml", 1, 1, nil},
	{"utf16le.yaml", 1, 1, nil},

	// Nothing to say.
	{"blank-documents.yaml", 3, 0, nil},
	{"chart.yaml", 1, 0, nil},
	{"comments.yaml", 1, 0, nil},
	{"empty.yaml", 0, 0, nil},
	{"kustomization.yaml", 1, 0, nil},
	{"mixed-documents.yaml", 4, 1, nil},

	// Templates.
	{"helm-template.yaml", template, 0, nil},
	{"placeholder-block.yaml", template, 0, nil},
	{"templated.yaml", template, 0, nil},

	// Refused; what else the file holds goes on.
	{"alias-across.yaml", 2, 1, []string{"8:11 unreadable: `*meta` is an alias, and no anchor `&meta` stands before it"}},
	{"bom-inside.yaml", 2, 1, []string{"10:1 unreadable: an invisible byte order mark"}},
	{"broken.json", 1, 0, []string{"1:70 unreadable: a `,` or `}` is missing before `\"labels\": {}}}`"}},
	{"conflict.yaml", 1, 0, []string{"8:1 unreadable: a conflict of a git merge"}},
	{"directive-1.2.yaml", 1, 1, nil},
	{"four-dashes.yaml", 1, 0, []string{"9:1 unreadable: `----` separates no documents"}},
	{"indented-separator.yaml", 1, 0, []string{"9:3 unreadable: `---` separates no documents here"}},
	{"invalid.yaml", 2, 1, []string{"5:4 unreadable: no key can begin here"}},
	{"latin1.yaml", 2, 1, []string{"4:18 unreadable: the byte 0xE9 is no UTF-8"}},
	{"laughs.yaml", 1, 0, []string{"7:18 unreadable: expanding the aliases up to here gives 4901 values"}},
	{"nul.yaml", 1, 0, []string{"4:11 unreadable: the character U+0000"}},
	{"tab.yaml", 1, 0, []string{"4:1 unreadable: a tab stands in the indentation"}},

	// Read, with something wrong.
	{"duplicate-keys.yaml", 1, 1, []string{"5:22 duplicate: the key `app`", "9:5 duplicate: the key `port`"}},
	{"glued.yaml", 1, 1, []string{"8:1 duplicate: `apiVersion`", "9:1 duplicate: `kind`", "10:1 duplicate: `metadata`", "12:1 duplicate: `spec`"}},
	{"not-strings.yaml", 1, 1, []string{
		"6:8 annotation: `true`, a boolean", "7:8 annotation: `on`, a boolean", "8:8 annotation: `0777`, an integer", "10:5 annotation: null",
		"12:14 type: `metadata.labels.version` is `1.10`, a number, where Kubernetes wants a string",
	}},
	{"scalar-metadata.yaml", 2, 2, []string{"3:11 type: `metadata` is `web`, a string, where Kubernetes wants a mapping", "7:1 type: `metadata` is a list"}},
	{"secret.yaml", 1, 1, []string{"7:13 type: `data.password` is no base64"}},
	{"template-annotations.yaml", 1, 1, []string{"5:21 type: `metadata.labels.version` is `2`", "9:29 annotation: `spec.template.metadata.annotations.scrape` is `true`"}},
	{"unknown-field.yaml", 1, 1, []string{"6:3 unknown: `spec.Selector` is no field of Service", "8:5 unknown: `spec.ports[0].proto`"}},
	{"wrong-types.yaml", 1, 1, []string{
		"6:3 type: `spec.type` is a list, where Kubernetes wants a string", "8:11 type: `spec.ports[0].port` is `\"80\"`",
		"9:17 type: `8080.5`, a number, where Kubernetes wants a number or a name", "10:13 type: `spec.selector` is `web`, a string, where Kubernetes wants a mapping",
	}},
}

// template stands for the number of documents of a file that is not read.
const template = -1

var kindNames = map[ProblemKind]string{
	Unreadable: "unreadable", DuplicateKey: "duplicate", WrongType: "type", UnknownField: "unknown", NotString: "annotation",
}

func TestOdd(t *testing.T) {
	known := map[string]bool{}
	for _, want := range odd {
		known[want.file] = true
		t.Run(want.file, func(t *testing.T) {
			f := parseFile(t, path.Join("../fixtures/odd", want.file))
			if f.Template != (want.documents == template) {
				t.Fatalf("Template is %v", f.Template)
			}
			objects := 0
			var problems []string
			for _, doc := range f.Documents {
				objects += len(doc.Objects)
				problems = append(problems, told(doc)...)
			}
			if len(f.Documents) != max(want.documents, 0) || objects != want.objects {
				t.Errorf("%d documents with %d objects, want %d with %d", len(f.Documents), objects, want.documents, want.objects)
			}
			if len(problems) != len(want.problems) {
				t.Fatalf("got  %q\nwant %q", problems, want.problems)
			}
			for i, problem := range problems {
				place, part, _ := strings.Cut(want.problems[i], ": ")
				if !strings.HasPrefix(problem, place+": ") || !strings.Contains(problem, part) || !strings.Contains(problem, "; ") {
					t.Errorf("got  %s\nwant %s", problem, want.problems[i])
				}
			}
		})
	}
	files, err := filepath.Glob("../fixtures/odd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if !known[filepath.Base(name)] {
			t.Errorf("nothing is said of %s", name)
		}
	}
}

func parseFile(t *testing.T, name string) *File {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(NewSource(name, data), ParseOptions{})
}

// told lists the problems of a document as "line:column kind: message".
func told(doc *Document) []string {
	problems := doc.Problems
	for _, o := range doc.Objects {
		problems = append(problems, o.Problems...)
	}
	var out []string
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s %s: %s", doc.Source.Position(p.Span.Start), kindNames[p.Kind], p.Message))
	}
	return out
}
