package inventory

import (
	"strconv"

	"github.com/akslint/akslint/manifest"
)

// Replicas is how many pods of a workload run at the same time: the fewest,
// as many as the manifest says, and the most that its autoscaler makes.
type Replicas struct {
	Min, Now, Max int
	// EachNode says that the numbers hold for each node (DaemonSet).
	EachNode bool
	// Known is false where a number is a placeholder, or a patch changes it.
	Known bool
}

// Replicas reads how many pods of a workload run. A Job counts while it runs,
// so that its fewest are none.
func (v View) Replicas(w *Workload) Replicas {
	switch w.Kind() {
	case "Pod":
		return Replicas{Min: 1, Now: 1, Max: 1, Known: true}
	case "DaemonSet":
		return Replicas{Min: 1, Now: 1, Max: 1, EachNode: true, Known: true}
	case "Job":
		return jobReplicas(w.Member, manifest.At("spec"))
	case "CronJob":
		return jobReplicas(w.Member, manifest.At("spec", "jobTemplate", "spec"))
	case "ScaledJob": // as many as there are events
		return Replicas{}
	}
	now, known := number(w.Member, manifest.At("spec", "replicas"), 1)
	r := Replicas{Min: now, Now: now, Max: now, Known: known}
	for _, scaler := range autoscalers {
		for _, m := range v.Objects(scaler.kind, w.Member.Namespace) {
			if scaler.scales(m, w) {
				r = scaler.replicas(m, r, w.Member.Object.Find(manifest.At("spec", "replicas")).Exists())
			}
		}
	}
	return r
}

func jobReplicas(m *Member, spec manifest.Path) Replicas {
	parallel, known := number(m, spec.Key("parallelism"), 1)
	completions, told := number(m, spec.Key("completions"), parallel)
	n := min(parallel, completions)
	return Replicas{Now: n, Max: n, Known: known && told}
}

// autoscaler is a kind of object that changes how many pods run.
type autoscaler struct {
	kind        string
	least, most string
	// fewest and greatest hold where least and most are absent.
	fewest, greatest int
}

// autoscalers are the kinds that akslint knows, with the names and defaults of
// their bounds.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/,
// https://keda.sh/docs/latest/reference/scaledobject-spec/
var autoscalers = []autoscaler{
	{"HorizontalPodAutoscaler.autoscaling", "minReplicas", "maxReplicas", 1, 1},
	{"ScaledObject.keda.sh", "minReplicaCount", "maxReplicaCount", 0, 100},
}

// scales reports whether an autoscaler is one of a workload.
func (a autoscaler) scales(m *Member, w *Workload) bool {
	target := m.Object.Find(manifest.At("spec", "scaleTargetRef"))
	kind := target.Get("kind").Text()
	return target.Get("name").Text() == w.Name() && (kind == w.Kind() || kind == "" && w.Kind() == "Deployment")
}

// replicas are those between the bounds of an autoscaler. written says that
// the workload itself gives a number.
func (a autoscaler) replicas(m *Member, r Replicas, written bool) Replicas {
	least, known := number(m, manifest.At("spec", a.least), a.fewest)
	most, told := number(m, manifest.At("spec", a.most), max(a.greatest, least))
	now := least
	if written {
		now = min(max(r.Now, least), most)
	}
	return Replicas{Min: least, Now: now, Max: most, Known: r.Known && known && told}
}

// number reads a whole number of an object, or gives its default. ok is false
// where it is not known.
func number(m *Member, at manifest.Path, otherwise int) (n int, ok bool) {
	node := m.Object.Find(at)
	if m.Patched(at) || manifest.IsPlaceholder(node.Text()) {
		return otherwise, false
	}
	if !node.Exists() || node.Type() == manifest.Null {
		return otherwise, true
	}
	n, err := strconv.Atoi(node.Text())
	if err != nil || n < 0 {
		return otherwise, false
	}
	return n, true
}
