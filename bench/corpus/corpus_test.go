package corpus_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/bench/corpus"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/rules"
)

// refusals are the rules, besides those about the document itself, that say
// that the API server refuses an object.
var refusals = []string{"API001", "API002", "API008", "SVC002", "NP007", "ING004", "ING010", "LB002", "LB013"}

// TestAccepted holds that the corpora measure what they are meant to: every
// text is a manifest, has the types that it should, and would be accepted.
func TestAccepted(t *testing.T) {
	for name, files := range corpora() {
		t.Run(name, func(t *testing.T) {
			var read []*manifest.File
			for _, f := range files {
				file := manifest.Parse(manifest.NewSource(f.Name, []byte(f.Text)), manifest.ParseOptions{})
				read = append(read, file)
				if len(file.Documents) == 0 || file.Template {
					t.Fatalf("%s is no manifest:\n%s", f.Name, f.Text)
				}
				for _, d := range file.Documents {
					if len(d.Problems) > 0 || len(d.Objects) == 0 && path.Base(f.Name) != "kustomization.yaml" {
						t.Fatalf("%s: %d objects, problems %v:\n%s", f.Name, len(d.Objects), d.Problems, f.Text)
					}
					for _, o := range d.Objects {
						if o.Typed == nil && o.Kind != "CustomResourceDefinition" || len(o.Problems) > 0 {
							t.Errorf("%s: %s %s: type %T, problems %v", f.Name, o.Kind, o.Name, o.Typed, o.Problems)
						}
					}
				}
			}
			inv := inventory.Build(read, inventory.Options{Namespace: "default"})
			result, faults := analyzer.Run(read, inv, analyzer.Options{Rules: rules.All(), AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			for _, f := range result.Findings {
				if strings.HasPrefix(f.Rule.ID, "DOC") || slices.Contains(refusals, f.Rule.ID) {
					t.Errorf("%s: %s: %s", f.Source().Name, f.Rule.ID, f.Message)
				}
			}
		})
	}
}

// TestSame holds that a corpus is the same each time, and that more files are
// those of a smaller one and others.
func TestSame(t *testing.T) {
	again := corpora()
	for name, files := range corpora() {
		if !slices.Equal(files, again[name]) {
			t.Errorf("%s is another one the second time", name)
		}
	}
	few, many := corpus.Repositories(100), corpus.Repositories(200)
	if !slices.Equal(few, many[:100]) {
		t.Error("a larger corpus begins with other files")
	}
}

// TestShape holds a corpus to the shape of public repositories.
func TestShape(t *testing.T) {
	files := corpus.Repositories(2000)
	size, definitions, names := corpus.Size(files), 0, map[string]bool{}
	for _, f := range files {
		names[f.Name] = true
		if strings.Contains(f.Text, "kind: CustomResourceDefinition") {
			definitions += len(f.Text)
		}
	}
	if len(names) != 2000 || size < 13<<20 || size > 15<<20 {
		t.Errorf("%d files of %.1f MiB", len(names), float64(size)/(1<<20))
	}
	if part := 100 * definitions / size; part < 65 || part > 75 {
		t.Errorf("%d %% of the bytes define custom resources", part)
	}
}

func corpora() map[string][]corpus.File {
	return map[string][]corpus.File{
		"service":      corpus.Service(),
		"repositories": corpus.Repositories(600),
		"cluster":      corpus.Cluster(330, 66),
		"small":        corpus.Cluster(1, 1),
	}
}

func ExampleService() {
	for _, f := range corpus.Service() {
		fmt.Println(f.Text)
	}
	// Output:
	// apiVersion: v1
	// kind: Service
	// metadata:
	//   name: store-front
	//   namespace: shop
	//   annotations:
	//     service.beta.kubernetes.io/azure-load-balancer-internal: "true"
	// spec:
	//   type: LoadBalancer
	//   selector:
	//     app: store-front
	//   ports:
	//   - name: http
	//     port: 80
	//     targetPort: 8080
}
