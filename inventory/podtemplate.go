package inventory

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/manifest"
)

// podPlace is where an object has its pod template, and what counts in it. There
// are four, so that no workload makes the paths again that every rule speaks of.
type podPlace struct{ template, labels, annotations, spec, containers, initContainers manifest.Path }

func podAt(keys ...string) *podPlace {
	at := manifest.At(keys...)
	metadata, spec := at.Key("metadata"), at.Key("spec")
	return &podPlace{at, metadata.Key("labels"), metadata.Key("annotations"), spec, spec.Key("containers"), spec.Key("initContainers")}
}

// Where objects have their pod templates: a Pod, most others, a CronJob, and a
// ScaledJob of KEDA.
var (
	podItself     = podAt()
	usualTemplate = podAt("spec", "template")
	cronTemplate  = podAt("spec", "jobTemplate", "spec", "template")
	scaledJob     = podAt("spec", "jobTargetRef", "template")
)

// podOf finds the pod that an object makes, or is; spec is nil where there is none.
func podOf(o *manifest.Object) (at *podPlace, meta *metav1.ObjectMeta, spec *corev1.PodSpec) {
	if pod, ok := o.Typed.(*corev1.Pod); ok {
		return podItself, &pod.ObjectMeta, &pod.Spec
	}
	at, template := podTemplate(o)
	if template == nil {
		return at, nil, nil
	}
	return at, &template.ObjectMeta, &template.Spec
}

// podTemplate finds an object's pod template, nil where it has none.
func podTemplate(o *manifest.Object) (*podPlace, *corev1.PodTemplateSpec) {
	at := usualTemplate
	switch t := o.Typed.(type) {
	case *appsv1.Deployment:
		return at, &t.Spec.Template
	case *appsv1.StatefulSet:
		return at, &t.Spec.Template
	case *appsv1.DaemonSet:
		return at, &t.Spec.Template
	case *appsv1.ReplicaSet:
		return at, &t.Spec.Template
	case *corev1.ReplicationController:
		return at, t.Spec.Template
	case *batchv1.Job:
		return at, &t.Spec.Template
	case *batchv1.CronJob:
		return cronTemplate, &t.Spec.JobTemplate.Spec.Template
	case nil:
		return customTemplate(o)
	}
	return at, nil
}

// customTemplate reads the pod template of a kind without a type: it counts as
// a workload where it has labels and containers in the usual place. A job of
// KEDA needs no labels.
func customTemplate(o *manifest.Object) (*podPlace, *corev1.PodTemplateSpec) {
	if !o.MayMention("containers") { // most have none, and need not be looked at
		return nil, nil
	}
	for _, at := range []*podPlace{usualTemplate, cronTemplate, scaledJob} {
		if o.Find(at.containers).Kind() != manifest.Sequence || at != scaledJob && o.Find(at.labels.Parent()).Kind() != manifest.Mapping {
			continue
		}
		template := &corev1.PodTemplateSpec{}
		o.DecodeAs(at.template, template)
		return at, template
	}
	return nil, nil
}
