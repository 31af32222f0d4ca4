package manifest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkSteps tells what each step of reading costs: on manifests that are
// made up, the same ones each time, and on the folder bench of the corpus where
// there is one.
func BenchmarkSteps(b *testing.B) {
	inputs := map[string][]string{"generated": generatedTexts(200)}
	if dir := os.Getenv(corpus); dir != "" {
		walkTexts(b, filepath.Join(dir, "bench"), func(src *Source) { inputs["bench"] = append(inputs["bench"], src.Text()) })
	}
	for name, texts := range inputs {
		size := 0
		for _, text := range texts {
			size += len(text)
		}
		for _, step := range steps {
			b.Run(name+"/"+step.name, func(b *testing.B) {
				run := step.of(texts)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					run()
				}
			})
		}
	}
}

// steps are those of reading. Each prepares what comes before it, and returns
// what is measured.
var steps = []struct {
	name string
	of   func(texts []string) (run func())
}{
	{"split", func(texts []string) func() {
		return func() {
			for _, text := range texts {
				split(text)
			}
		}
	}},
	{"fast", func(texts []string) func() { // characters, tree, types of scalars
		sources, spans := documents(texts)
		return func() {
			for i, src := range sources {
				if t := feedFast(src, spans[i]); t != nil {
					t.forgotten = true
					t.settle()
				}
			}
		}
	}},
	{"feed", func(texts []string) func() { // the same with all checks, and what the fast reader leaves to others
		sources, spans := documents(texts)
		return func() {
			for i, src := range sources {
				feed(src, spans[i])
			}
		}
	}},
	{"placeholders", func(texts []string) func() {
		trees := trees(texts)
		return func() {
			for _, t := range trees {
				t.hasPlaceholders()
			}
		}
	}},
	{"decode", func(texts []string) func() {
		var objects []*Object
		for _, text := range texts {
			for _, doc := range Parse(NewSource("x.yaml", []byte(text)), ParseOptions{}).Documents {
				objects = append(objects, doc.Objects...)
				doc.Hold()
			}
		}
		return func() {
			for _, o := range objects {
				o.Problems = nil
				o.decode()
			}
		}
	}},
	{"comments", func(texts []string) func() {
		trees := trees(texts)
		return func() {
			for _, t := range trees {
				for range t.root().Comments() {
					continue
				}
			}
		}
	}},
	{"parse", func(texts []string) func() { // all of it
		return func() {
			for _, text := range texts {
				Parse(NewSource("x.yaml", []byte(text)), ParseOptions{})
			}
		}
	}},
}

// documents splits texts.
func documents(texts []string) (sources []*Source, spans []Span) {
	for _, text := range texts {
		src := NewSource("x.yaml", []byte(text))
		for _, span := range split(text) {
			sources, spans = append(sources, src), append(spans, span)
		}
	}
	return sources, spans
}

// trees reads the documents of texts.
func trees(texts []string) (trees []*tree) {
	sources, spans := documents(texts)
	for i, src := range sources {
		if t, problem := feed(src, spans[i]); problem == nil {
			trees = append(trees, t)
		}
	}
	return trees
}

// generatedTexts makes up manifests in the manner of those of people: an
// application each, with comments, quotes, scripts and lists.
func generatedTexts(count int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, count)
	for i := range texts {
		var b strings.Builder
		for n := range 1 + random.IntN(4) {
			name := fmt.Sprintf("app-%d-%d", i, n)
			fmt.Fprintf(&b, generated, name, name, name, 1+random.IntN(9), name, 1000+random.IntN(9000))
			for v := range random.IntN(30) {
				fmt.Fprintf(&b, "            - name: SETTING_%d\n              value: \"%d\" # of %s\n", v, random.IntN(1000), name)
			}
			fmt.Fprintf(&b, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {app: %s}}\ndata:\n  run.sh: |\n", name, name)
			for range random.IntN(40) {
				fmt.Fprintf(&b, "    echo \"step %d\" | tee -a /tmp/log\n", random.IntN(100))
			}
		}
		texts[i] = b.String()
	}
	return texts
}

const generated = `---
apiVersion: v1
kind: Service
metadata:
  name: %s
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
spec:
  type: LoadBalancer
  selector:
    app.kubernetes.io/name: %s
  ports:
    - name: http
      port: 80
      targetPort: http
---
# The workload behind it.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: %s
spec:
  replicas: %d
  selector:
    matchLabels:
      app: x
  template:
    metadata:
      labels:
        app.kubernetes.io/name: %s
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: main
          image: example.azurecr.io/main:1.2.3
          args: ["--listen", ":8080", '--level=info']
          ports:
            - name: http
              containerPort: %d
          readinessProbe:
            httpGet: {path: /ready, port: http}
            periodSeconds: 5
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits:
              cpu: "1"
              memory: 1Gi
          env:
`
