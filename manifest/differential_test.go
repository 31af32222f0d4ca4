package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	sigsjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// TestAgreesWithKubectl holds every document at hand against sigs.k8s.io/yaml,
// with which kubectl reads: accepted or refused, the values, repeated keys.
func TestAgreesWithKubectl(t *testing.T) {
	documents := 0
	eachText(t, func(src *Source) {
		for _, span := range split(src.Text()) {
			documents++
			if why := disagreement(src, span); why != "" {
				t.Errorf("%s: document at line %d: %s", src.Name, src.Position(span.Start).Line, why)
			}
		}
	})
	t.Logf("%d documents", documents)
}

// disagreement says where this package and kubectl read a document otherwise,
// "" where they agree.
func disagreement(src *Source, span Span) string {
	text := anyVersion(src.Text()[span.Start:span.End])
	tree, problem := feed(src, span)
	theirs, err := kubectl(text, yaml.YAMLToJSON)
	switch {
	case problem != nil && err == nil:
		if stricter(problem, text[:problem.Span.Start-span.Start], text[:problem.Span.End-span.Start], theirs) {
			return ""
		}
		return "kubectl reads it, akslint says: " + problem.Message
	case problem != nil:
		return ""
	case err != nil:
		if looser(text, err) {
			return ""
		}
		return "akslint reads it, kubectl says: " + err.Error()
	}
	ours, err := tree.root().JSON()
	if err != nil {
		return "no JSON: " + err.Error()
	}
	mixed := mixedKeys(tree)
	if !mixed && !reflect.DeepEqual(decodeJSON(ours), decodeJSON(theirs)) {
		return fmt.Sprintf("akslint reads %.2000s\nkubectl reads %.2000s", ours, theirs)
	}
	_, err = kubectl(text, yaml.YAMLToJSONStrict)
	if found := len(tree.duplicates()); (err != nil) != (found > 0) && !mixed && !merges(tree) {
		return fmt.Sprintf("akslint finds %d repeated keys, kubectl says: %v", found, err)
	}
	return ""
}

// kubectl calls a reader of sigs.k8s.io/yaml, and takes a panic for a refusal.
func kubectl(text string, read func([]byte) ([]byte, error)) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return read([]byte(text))
}

// stricter lists what akslint refuses and sigs.k8s.io/yaml reads, as value.
func stricter(problem *Problem, before, through string, value []byte) bool {
	// It would expand the aliases until memory ends.
	if strings.Contains(problem.Message, "expanding the aliases up to here gives more than") {
		return true
	}
	// It reads the first value of a text and forgets what stands behind, which
	// is no reading of the text.
	for _, text := range []string{before, through} {
		if first, err := kubectl(text, yaml.YAMLToJSON); err == nil && bytes.Equal(first, value) {
			return true
		}
	}
	return false
}

// looser lists what akslint reads and sigs.k8s.io/yaml refuses: JSON with
// escapes that its YAML has not. kubectl reads JSON with a JSON reader.
func looser(text string, err error) bool {
	return readsAsJSON(text) && strings.Contains(err.Error(), "yaml: ")
}

// mixedKeys reports whether a mapping has keys that differ for YAML and are
// the same for JSON (1 and "1"). Which one sigs.k8s.io/yaml keeps is left to
// chance; here the last one counts, and the key is reported as repeated.
func mixedKeys(t *tree) bool {
	for id := range t.nodes {
		n := Node{t, int32(id)}
		if n.at().kind != Mapping || n.at().distinct() {
			continue
		}
		mixed, types := false, map[string]Type{}
		n.flatten(func(key, _ Node) {
			typ, seen := types[key.Key()]
			mixed = mixed || seen && typ != key.Type()
			types[key.Key()] = key.Type()
		})
		if mixed {
			return true
		}
	}
	return false
}

// merges reports whether a document has merge keys. For the strict reading of
// sigs.k8s.io/yaml a key that overrides a merged one is a repeated key; to
// override is what merge keys are for.
func merges(t *tree) bool {
	for id := range t.nodes {
		if (Node{t, int32(id)}).isMerge() {
			return true
		}
	}
	return false
}

// decodeJSON reads JSON into comparable values, numbers as they are written.
func decodeJSON(text []byte) any {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var out any
	if err := dec.Decode(&out); err != nil {
		return err
	}
	return out
}

// TestDecodesAsTheAPIServer holds typed objects against sigs.k8s.io/json, with
// which the API server decodes strictly, and against UnmarshalStrict of
// sigs.k8s.io/yaml.
func TestDecodesAsTheAPIServer(t *testing.T) {
	objects, faulty, unknown := 0, 0, 0
	eachText(t, func(src *Source) {
		for _, doc := range Parse(src, ParseOptions{Manifest: true}).Documents {
			for _, o := range doc.Objects {
				if o.Typed == nil {
					continue
				}
				objects++
				if len(o.Problems) > 0 {
					faulty++
				}
				if hasPlaceholder(o.Node()) {
					unknown++
				}
				if why := misdecoded(o); why != "" {
					t.Errorf("%s:%d: %s", src.Name, src.Position(o.Node().Span().Start).Line, why)
				}
			}
		}
	})
	t.Logf("%d typed objects, %d with problems, %d with placeholders", objects, faulty, unknown)
}

// misdecoded says where an object is decoded otherwise than elsewhere.
func misdecoded(o *Object) string {
	text, err := o.Node().JSON()
	if err != nil {
		return err.Error()
	}
	fresh := func() any { return reflect.New(reflect.TypeOf(o.Typed).Elem()).Interface() }
	server := fresh()
	strict, err := sigsjson.UnmarshalStrict(text, server)
	forget(reflect.ValueOf(server))
	problems := 0
	for _, p := range o.Problems {
		if p.Kind == NotString && o.Find(p.Path).Type() == Null {
			continue // LB002 speaks about it; the API server takes it as empty
		}
		problems++
	}
	switch refused := err != nil || len(strict) > 0; {
	case hasPlaceholder(o.Node()):
		return "" // placeholders fit everywhere: what they become is not known yet
	case refused != (problems > 0):
		return fmt.Sprintf("akslint finds %v, the API server says: %v %v", o.Problems, err, strict)
	case err == nil && !reflect.DeepEqual(o.Typed, server):
		return fmt.Sprintf("akslint decodes\n%+v\nthe API server\n%+v", o.Typed, server)
	case refused || o.Node() != o.Document.Root():
		return ""
	}
	// The reverse does not hold: UnmarshalStrict makes strings of numbers and
	// booleans, and ignores the case of keys, which no API server does.
	reader, document := fresh(), o.Source().Text()[o.Document.Span.Start:o.Document.Span.End]
	if err := yaml.UnmarshalStrict([]byte(anyVersion(document)), reader); err != nil {
		if merges(o.Node().tree) || len(o.Document.Problems) > 0 || looser(document, err) {
			return ""
		}
		return "akslint finds nothing, UnmarshalStrict says: " + err.Error()
	}
	forget(reflect.ValueOf(reader))
	if !sameObject(o.Typed, reader) {
		return fmt.Sprintf("akslint decodes\n%+v\nUnmarshalStrict\n%+v", o.Typed, reader)
	}
	return ""
}

// sameObject compares as the API machinery does, and raw JSON by its value.
func sameObject(a, b any) bool {
	equal := equality.Semantic.Copy()
	err := equal.AddFuncs(
		func(a, b runtime.RawExtension) bool { return reflect.DeepEqual(decodeJSON(a.Raw), decodeJSON(b.Raw)) },
		func(a, b metav1.FieldsV1) bool {
			return reflect.DeepEqual(decodeJSON(a.GetRawBytes()), decodeJSON(b.GetRawBytes()))
		},
	)
	return err == nil && equal.DeepEqual(a, b)
}

// hasPlaceholder reports whether a scalar below a node is a placeholder.
func hasPlaceholder(n Node) bool {
	if n.Kind() == Scalar {
		return IsPlaceholder(n.Text())
	}
	for child := range n.target().children() {
		if hasPlaceholder(child) {
			return true
		}
	}
	return false
}
