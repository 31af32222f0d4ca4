package manifest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// parse reads a text that holds one document.
func parse(t *testing.T, text string) *Document {
	t.Helper()
	f := Parse(NewSource("x.yaml", []byte(text)), ParseOptions{Manifest: true})
	if len(f.Documents) != 1 {
		t.Fatalf("%d documents", len(f.Documents))
	}
	return f.Documents[0]
}

func TestEntries(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"b: 1\na: 2", "b=1 a=2"},
		{"a: 1\nb: 2\na: 3", "a=3 b=2"}, // the last one counts, in the first one's place
		{"x: &x {a: 1, b: 2}\nz:\n  a: 0\n  <<: *x\n  b: 3", "x={} z={}"},
		{"<<: {a: 1, b: 2}\nb: 3", "a=1 b=3"},
		{"b: 3\n<<: {a: 1, b: 2}", "b=2 a=1"}, // as kubectl: a merge takes place where it stands
		{"<<: [{a: 1}, {a: 2, b: 2}]", "a=1 b=2"},
		{"\"<<\": 1", "<<=1"},
		{"yes: 1\n0x10: 2\n1.50: 3\n~x: 4", "true=1 16=2 1.5=3 ~x=4"},
	} {
		root := parse(t, c.text).Root()
		var got []string
		for key, value := range root.Entries() {
			text := value.Text()
			if value.Kind() == Mapping {
				text = "{}"
			}
			got = append(got, key.Key()+"="+text)
			if k, v := root.Entry(key.Key()); k != key || v != value || root.Get(key.Key()) != value {
				t.Errorf("%q: Entry and Entries do not agree on %s", c.text, key.Key())
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestZeroNode(t *testing.T) {
	var n Node
	for range n.Entries() {
		t.Error("the zero Node has entries")
	}
	for range n.Items() {
		t.Error("the zero Node has items")
	}
	for range n.Comments() {
		t.Error("the zero Node has comments")
	}
	json, err := n.Get("a").Item(3).Find(At("x").Index(1)).JSON()
	if n.Exists() || n.Kind() != None || n.Type() != Invalid || n.Len() != 0 || n.Text() != "" || n.Source() != nil || string(json) != "null" || err != nil {
		t.Errorf("the zero Node is not empty: %s %v", json, err)
	}
}

func TestComments(t *testing.T) {
	const text = `# head
a: "#no" # one
b: x#no   # two
c: | # three
  # no
  text
# four
d: [a, # five
  "# no"] # six
# tail`
	var got []string
	doc := parse(t, text)
	for s := range doc.Comments() {
		got = append(got, text[s.Start:s.End])
	}
	want := []string{"# head", "# one", "# two", "# three", "# four", "# five", "# six", "# tail"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for s := range doc.Root().Get("d").Comments() {
		if text[s.Start:s.End] != "# five" {
			t.Errorf("%q lies in d", text[s.Start:s.End])
		}
	}
}

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    a.b/c: "x"
spec:
  selector:
  ports:
  - port: 80
    name: http
  - name: |
      long
    port: 81
`

func TestLocate(t *testing.T) {
	o := parse(t, service).Objects[0]
	for _, c := range []struct {
		path Path
		want string // line:column text
	}{
		{At("metadata", "name"), "4:9 web"},
		{At("metadata", "annotations", "a.b/c"), `6:12 "x"`},
		{At("metadata", "annotations"), "5:3 annotations"},
		{At("metadata", "annotations", "absent"), "5:3 annotations"},
		{At("metadata", "labels", "app"), "3:1 metadata"},
		{At("spec", "selector"), "8:3 selector"},
		{At("spec", "selector", "app"), "8:3 selector"},
		{At("spec", "ports"), "9:3 ports"},
		{At("spec", "ports").Index(0), "10:5 port"},
		{At("spec", "ports").Index(0).Key("targetPort"), "10:5 port"},
		{At("spec", "ports").Index(1).Key("name"), "12:5 name"},
		{At("spec", "ports").Index(7), "9:3 ports"},
		{At("status"), "4:9 web"},
		{Path{}, "4:9 web"},
	} {
		s := o.Locate(c.path)
		if got := fmt.Sprintf("%s %s", o.Source().Position(s.Start), o.Source().Text()[s.Start:s.End]); got != c.want {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
}

func TestAround(t *testing.T) {
	doc := parse(t, "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - name: a\n    - name: b\n")
	at := strings.Index(doc.Source.Text(), "b\n")
	o, p := doc.Around(Span{at, at + 1})
	if o != doc.Objects[0] || p.String() != "spec.containers[1].name" {
		t.Errorf("got %v", p)
	}
	if o, _ := doc.Around(Span{0, 4}); o != nil {
		t.Error("the List is no object")
	}
}

func TestDecodeAs(t *testing.T) {
	o := parse(t, "apiVersion: x.io/v1\nkind: Rollout\nspec:\n  template:\n    spec:\n      hostNetwork: maybe\n      odd: 1\n      containers:\n      - name: web\n").Objects[0]
	var template corev1.PodTemplateSpec
	o.DecodeAs(At("spec", "template"), &template)
	if len(template.Spec.Containers) != 1 || template.Spec.Containers[0].Name != "web" || template.Spec.HostNetwork || len(o.Problems) > 0 {
		t.Errorf("got %+v with %v", template, o.Problems)
	}
}

// TestUnknowns holds that what a later step fills in leaves its field zero.
func TestUnknowns(t *testing.T) {
	o := parse(t, `apiVersion: apps/v1
kind: Deployment
metadata: {name: "${NAME}"}
spec:
  replicas: ${REPLICAS}
  template:
    spec:
      containers:
      - name: web
        args: ["$(ARG)"]
        ports: [{containerPort: "<port>"}]
        livenessProbe: {httpGet: {port: __PORT__}}
`).Objects[0]
	for _, p := range []Path{At("spec", "replicas"), At("metadata", "name"), At("spec", "template", "spec", "containers").Index(0).Key("ports").Index(0).Key("containerPort")} {
		if !o.Unknown(p) {
			t.Errorf("%s is known", p)
		}
	}
	if o.Unknown(At("spec", "template")) {
		t.Error("spec.template is unknown")
	}
	if len(o.Problems) > 0 || o.Placeholders != 4 { // args are no placeholders
		t.Errorf("%d placeholders, problems %v", o.Placeholders, o.Problems)
	}
}

func TestGlued(t *testing.T) {
	f := parseFile(t, "../fixtures/odd/glued.yaml")
	doc := f.Documents[0]
	if !doc.Glued {
		t.Error("the documents are not seen to have run together")
	}
	for _, p := range doc.Problems {
		if got := f.Source.Text()[p.Glued.Start:p.Glued.End]; got != "---" || f.Source.Position(p.Glued.Start) != (Pos{7, 14}) {
			t.Errorf("%s: the separator is %q at %s", p.Path, got, f.Source.Position(p.Glued.Start))
		}
	}
}

// TestSchemaForgotten holds that of a CustomResourceDefinition only the head
// stays in memory, with its comments.
func TestSchemaForgotten(t *testing.T) {
	doc := parse(t, "# one\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a # two\nspec:\n  description: \"# no\" # three\n")
	var comments []string
	for s := range doc.Comments() {
		comments = append(comments, doc.Source.Text()[s.Start:s.End])
	}
	if o := doc.Objects[0]; o.Name != "a" || o.Find(At("spec")).Exists() || !o.Find(At("metadata", "name")).Exists() {
		t.Errorf("the wrong things are forgotten")
	}
	if diff := cmp.Diff([]string{"# one", "# two", "# three"}, comments); diff != "" {
		t.Error(diff)
	}
}
