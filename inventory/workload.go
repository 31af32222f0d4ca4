package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/manifest"
)

// Workload is one view of everything that makes pods: Deployment, StatefulSet,
// DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, Pod, and any
// other object with a pod template at spec.template (Argo Rollout, Knative) or
// where KEDA's ScaledJob has it.
type Workload struct {
	Member *Member
	// Template is the path of the pod template; for a Pod, the Pod itself.
	Template manifest.Path
	// Labels are those of the pods, with what a kustomization adds.
	Labels map[string]string
	// Annotations are those of the pod template.
	Annotations map[string]string
	// Spec is the pod's, never nil.
	Spec *corev1.PodSpec
	// Selector is the workload's own selector, nil where it has none.
	Selector *metav1.LabelSelector

	at *podPlace
	// inDoubt are the keys of labels whose value, or presence, is not known: it
	// is a placeholder, or a patch changes it.
	inDoubt map[string]bool
	// open says that there may be any label: a placeholder stands for all of
	// them, or a patch, or they did not decode.
	open bool
}

// unsure reports whether any label is not known.
func (w *Workload) unsure() bool { return w.open || len(w.inDoubt) > 0 }

// LabelsPath is the path of the pods' labels.
func (w *Workload) LabelsPath() manifest.Path { return w.at.labels }

// AnnotationsPath is the path of the pods' annotations.
func (w *Workload) AnnotationsPath() manifest.Path { return w.at.annotations }

// SpecPath is the path of the pod's spec.
func (w *Workload) SpecPath() manifest.Path { return w.at.spec }

// ContainersPath is the path of the list of the pod's containers.
func (w *Workload) ContainersPath() manifest.Path { return w.at.containers }

// InitContainersPath is the path of the list of its init containers.
func (w *Workload) InitContainersPath() manifest.Path { return w.at.initContainers }

// Kind is the kind of the workload's object.
func (w *Workload) Kind() string { return w.Member.Object.Kind }

// Name is the name of the workload's object.
func (w *Workload) Name() string { return w.Member.Object.Name }

// RunsToEnd reports whether the pods do a task and stop, so that hardly anyone
// connects to them.
func (w *Workload) RunsToEnd() bool {
	return slices.Contains([]string{"Job", "CronJob", "ScaledJob"}, w.Kind())
}

// newWorkload gives an object's view as a workload, nil where it makes no pods.
func newWorkload(m *Member, added map[string]string) *Workload {
	at, meta, spec := podOf(m.Object)
	if spec == nil {
		return nil
	}
	w := &Workload{Member: m, Template: at.template, Labels: meta.Labels, Annotations: meta.Annotations, Spec: spec, at: at}
	w.Selector = selectorOf(m.Object)
	if len(added) > 0 {
		w.Labels = maps.Clone(w.Labels)
		if w.Labels == nil {
			w.Labels = map[string]string{}
		}
		maps.Copy(w.Labels, added)
	}
	w.findDoubts()
	return w
}

// findDoubts fills inDoubt and open.
func (w *Workload) findDoubts() {
	o, at := w.Member.Object, w.LabelsPath()
	w.open = o.Unknown(at)
	for key, value := range w.Labels {
		w.open = w.open || manifest.IsPlaceholder(key)
		if manifest.IsPlaceholder(value) {
			w.doubt(key)
		}
	}
	for _, p := range o.Problems {
		w.open = w.open || p.Kind == manifest.WrongType && at.HasPrefix(p.Path) || p.Path.HasPrefix(at)
	}
	if o.Typed == nil { // no decoder has looked
		for _, value := range o.Find(at).Entries() {
			w.open = w.open || value.Type() != manifest.String
		}
	}
	if key, ok := w.roleLabel(); ok {
		w.doubt(key)
	}
	for _, patch := range w.Member.patches {
		for _, p := range patch.paths {
			switch {
			case at.HasPrefix(p): // all of them may be others
				w.open = true
				for key := range w.Labels {
					w.doubt(key)
				}
			case p.HasPrefix(at):
				w.doubt(p.Step(at.Len()).Key)
			}
		}
	}
}

// roleLabel is the label by which Patroni, if that is what the pods run, tells
// the primary of a PostgreSQL cluster from its replicas.
func (w *Workload) roleLabel() (key string, ok bool) {
	key = "role"
	for i := range w.Spec.Containers {
		for _, e := range w.Spec.Containers[i].Env {
			ok = ok || strings.HasPrefix(e.Name, "PATRONI_")
			if e.Name == "PATRONI_KUBERNETES_ROLE_LABEL" && e.Value != "" {
				key = e.Value
			}
		}
	}
	return key, ok
}

func (w *Workload) doubt(key string) {
	if w.inDoubt == nil {
		w.inDoubt = map[string]bool{}
	}
	w.inDoubt[key] = true
}

// selectorOf is spec.selector of the kinds that select their own pods.
func selectorOf(o *manifest.Object) *metav1.LabelSelector {
	switch t := o.Typed.(type) {
	case *appsv1.Deployment:
		return t.Spec.Selector
	case *appsv1.StatefulSet:
		return t.Spec.Selector
	case *appsv1.DaemonSet:
		return t.Spec.Selector
	case *appsv1.ReplicaSet:
		return t.Spec.Selector
	case *batchv1.Job:
		if t.Spec.ManualSelector != nil && *t.Spec.ManualSelector {
			return t.Spec.Selector
		}
	}
	return nil
}

// Port is a port that a container of a workload declares.
type Port struct {
	Name     string
	Number   int32
	Protocol corev1.Protocol

	containers      manifest.Path
	container, item int
}

// Path is the port's place in the workload's object.
func (p Port) Path() manifest.Path { return p.containers.Index(p.container).Key("ports").Index(p.item) }

// PortNamed is the number of a port that the containers declare, native sidecars
// included.
func (w *Workload) PortNamed(name string, protocol corev1.Protocol) (number int32, ok bool) {
	in := func(c *corev1.Container) bool {
		i := slices.IndexFunc(c.Ports, func(p corev1.ContainerPort) bool {
			return p.Name == name && cmp.Or(p.Protocol, corev1.ProtocolTCP) == protocol
		})
		if i >= 0 {
			number = c.Ports[i].ContainerPort
		}
		return i >= 0
	}
	for i := range w.Spec.Containers {
		if in(&w.Spec.Containers[i]) {
			return number, true
		}
	}
	for i := range w.Spec.InitContainers {
		if c := &w.Spec.InitContainers[i]; sidecar(c) && in(c) {
			return number, true
		}
	}
	return 0, false
}

// sidecar reports whether an init container runs beside the others.
func sidecar(c *corev1.Container) bool {
	return c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// Ports returns the ports that the containers declare, those of native
// sidecars (init containers that restart always) included. The protocol is
// never empty.
func (w *Workload) Ports() []Port {
	var out []Port
	add := func(c *corev1.Container, containers manifest.Path, number int) {
		out = slices.Grow(out, len(c.Ports))
		for i, p := range c.Ports {
			out = append(out, Port{Name: p.Name, Number: p.ContainerPort, Protocol: cmp.Or(p.Protocol, corev1.ProtocolTCP), containers: containers, container: number, item: i})
		}
	}
	for i := range w.Spec.Containers {
		add(&w.Spec.Containers[i], w.ContainersPath(), i)
	}
	for i := range w.Spec.InitContainers {
		if c := &w.Spec.InitContainers[i]; sidecar(c) {
			add(c, w.InitContainersPath(), i)
		}
	}
	return out
}

// Owner is the kind and the name of what owns the pods as people know it: the
// object itself, and for a Pod that was read back from a cluster the controller
// that made it (metadata.ownerReferences).
func (w *Workload) Owner() (kind, name string) {
	pod, ok := w.Member.Object.Typed.(*corev1.Pod)
	if !ok || len(pod.OwnerReferences) == 0 || pod.OwnerReferences[0].Kind == "Node" { // the kubelet mirrors static pods
		return w.Kind(), w.Member.name
	}
	owner := pod.OwnerReferences[0]
	for _, o := range pod.OwnerReferences {
		if o.Controller != nil && *o.Controller {
			owner = o
		}
	}
	if owner.Kind == "" {
		owner.Kind = w.Kind()
	}
	if owner.Name == "" {
		owner.Name = w.Member.name
	}
	return owner.Kind, owner.Name
}
