package policies

import (
	"testing"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// BenchmarkCompile makes all policies ready, as the first objects that ask for
// them do.
func BenchmarkCompile(b *testing.B) {
	all := readAll(b)
	for b.Loop() {
		for _, p := range all {
			if err := newProgram(embedded, p.File, p.ID).ready(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "µs/policy")
}

// BenchmarkJudge asks each policy about the first object of its fixtures that
// is bad, and about a ClusterIP Service, which stops at the preconditions.
func BenchmarkJudge(b *testing.B) {
	clusterIP := parse(b, service)[0]
	for _, p := range readAll(b) {
		prog := newProgram(embedded, p.File, p.ID)
		for _, o := range []struct {
			name   string
			object *manifest.Object
		}{{"bad", fixture(b, p.ID, "bad.yaml")[0]}, {"skipped", clusterIP}} {
			b.Run(p.ID+"/"+o.name, func(b *testing.B) {
				for b.Loop() {
					if _, err := p.judge(prog, &analyzer.Pass{Object: o.object, Params: &analyzer.Params{}}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkInput(b *testing.B) {
	o := fixture(b, "SVC001", "bad.yaml")[0]
	for b.Loop() {
		shown{object: o.Node()}.input(profileTerm(nil))
	}
}
