// Package corpus writes manifests to measure with: as many, as large and as
// mixed as those of real repositories, and the same ones for the same seed. It
// knows nobody, so that the tests of every package can use it.
package corpus

import (
	"fmt"
	"math/rand/v2"
)

// A File is a manifest, by its slash-separated path.
type File struct{ Name, Text string }

// Size is the sum of the texts in bytes.
func Size(files []File) int {
	size := 0
	for _, f := range files {
		size += len(f.Text)
	}
	return size
}

// crdEvery is how many files there are for each that defines custom resources.
// In public repositories with manifests for AKS they are one file in 25, and
// hold seven tenths of all bytes.
const crdEvery = 25

// generator makes the files of all repositories, one after the other.
type generator struct {
	r     *rand.Rand
	want  int
	files []File
}

// Repositories makes many folders as git holds them: applications in files of
// one or several documents, lists, kustomizations, custom resource definitions.
// 2,000 files are about 14 MB.
func Repositories(files int) []File {
	g := &generator{r: rand.New(rand.NewPCG(1, 2)), want: files}
	for i := 0; !g.full(); i++ {
		g.repository(fmt.Sprintf("%s-%04d", pick(g.r, teams), i))
	}
	return g.files
}

func (g *generator) full() bool { return len(g.files) >= g.want }

// add keeps a file, and in its turn one with custom resource definitions.
func (g *generator) add(repository, name, text string) {
	if !g.full() {
		g.files = append(g.files, File{repository + "/" + name, text})
	}
	if n := len(g.files); n%crdEvery == crdEvery-1 && !g.full() {
		g.files = append(g.files, File{fmt.Sprintf("%s/config/crd/%s-%d.yaml", repository, pick(g.r, words), n), g.definitions()})
	}
}

// repository makes one folder: a few applications, laid out in one way.
func (g *generator) repository(name string) {
	kustomized := oneIn(g.r, 8)
	var bases []string
	number := 0 // makes the names of a repository unique
	next := func() app { number++; return newApp(g.r, number) }
	for range 4 + g.r.IntN(20) {
		a := next()
		folder := "deploy/" + a.name
		if kustomized {
			folder = "base/" + a.name
			bases = append(bases, "../../"+folder)
			a.namespace = ""
		}
		docs := a.documents()
		for oneIn(g.r, 2) { // with what else it is made of
			part := next()
			part.namespace = a.namespace
			docs = append(docs, part.documents()...)
		}
		names := g.layOut(name, folder, docs)
		if kustomized {
			g.add(name, folder+"/kustomization.yaml", g.print(kustomization(object{{"resources", list(names...)}})))
		}
	}
	for _, stage := range []string{"dev", "prod"} {
		if kustomized {
			g.add(name, "overlays/"+stage+"/kustomization.yaml", g.print(kustomization(object{
				{"namespace", name + "-" + stage},
				{"resources", list(bases...)},
				{"commonAnnotations", object{{"example.com/stage", stage}}},
			})))
		}
	}
}

func kustomization(rest object) object {
	return append(object{{"apiVersion", "kustomize.config.k8s.io/v1beta1"}, {"kind", "Kustomization"}}, rest...)
}

// layOut spreads the documents of an application over files, and names these.
func (g *generator) layOut(repository, folder string, docs []object) []string {
	switch n := g.r.IntN(10); {
	case n < 5: // all in one
		g.add(repository, folder+"/all.yaml", g.print(docs...))
		return []string{"all.yaml"}
	case n == 5:
		items := make([]any, len(docs))
		for i, d := range docs {
			items[i] = d
		}
		all := object{{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}}
		if oneIn(g.r, 2) {
			g.add(repository, folder+"/list.json", printJSON(all))
			return []string{"list.json"}
		}
		g.add(repository, folder+"/list.yaml", g.print(all))
		return []string{"list.yaml"}
	}
	var names []string
	for i, d := range docs {
		names = append(names, fmt.Sprintf("%02d-%s.yaml", i, kindOf(d)))
		g.add(repository, folder+"/"+names[i], g.print(d))
	}
	return names
}

// Service is one manifest of one object: what an editor or a hook checks.
func Service() []File {
	return []File{{"service.yaml", printer{}.text(object{
		{"apiVersion", "v1"}, {"kind", "Service"},
		{"metadata", object{
			{"name", "store-front"}, {"namespace", "shop"},
			{"annotations", object{{internalAnnotation, "true"}}},
		}},
		{"spec", object{
			{"type", "LoadBalancer"},
			{"selector", object{{"app", "store-front"}}},
			{"ports", []any{object{{"name", "http"}, {"port", 80}, {"targetPort", 8080}}}},
		}},
	})}}
}

// pick takes one of some things.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// oneIn is true once in n times.
func oneIn(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }
