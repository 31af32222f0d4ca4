package inventory

import "slices"

// Label gives the value of one of the labels that the workload's pods carry,
// those that controllers add included. present says whether they carry it;
// known is false where the value is not told by the input.
func (w *Workload) Label(key string) (value string, present Truth, known bool) {
	value, written := w.Labels[key]
	switch {
	case w.inDoubt[key]:
		return "", Unknown, false
	case written:
		return value, Yes, true
	case w.open:
		return "", Unknown, false
	case SetByControllers(key):
		return w.controllerLabel(key)
	}
	return "", No, true
}

// Unsure reports whether any label of the pods is not known, those that
// controllers add left aside.
func (w *Workload) Unsure() bool { return w.unsure() }

// controllerLabels are the labels that a controller adds to the pods of a kind
// (k8s.io/api apps/v1 and batch/v1).
var controllerLabels = map[string][]string{
	"Deployment":  {"pod-template-hash"},
	"ReplicaSet":  {},
	"StatefulSet": {"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash"},
	"DaemonSet":   {"controller-revision-hash", "pod-template-generation"},
	"Job":         {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"},
	"CronJob":     {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"},
	"ScaledJob":   {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "scaledjob.keda.sh/name"},
	"Pod":         {},
}

// controllerLabel tells of a label that some controller adds whether the
// workload's does. Only the name of a Job is known before.
func (w *Workload) controllerLabel(key string) (value string, present Truth, known bool) {
	added, usual := controllerLabels[w.Kind()]
	name := w.Member.name
	switch {
	case !usual || setAtRunTime(key) || key == "batch.kubernetes.io/job-completion-index":
		return "", Unknown, false
	case !slices.Contains(added, key):
		return "", No, true
	case w.Kind() == "Job" && (key == "job-name" || key == "batch.kubernetes.io/job-name") && name != "":
		return name, Yes, true
	}
	return "", Yes, false
}

// sortedKeys are the keys of some labels. Selectors have few, and every object is
// asked for them: one list is made, of the right length.
func sortedKeys(labels map[string]string) []string {
	keys := make([]string, 0, len(labels))
	for key := range labels {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
