package inventory

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/manifest"
)

// podTemplate finds an object's pod template and its path.
func podTemplate(o *manifest.Object) (manifest.Path, *corev1.PodTemplateSpec, bool) {
	at := usualTemplate
	switch t := o.Typed.(type) {
	case *corev1.Pod:
		return manifest.Path{}, &corev1.PodTemplateSpec{ObjectMeta: t.ObjectMeta, Spec: t.Spec}, true
	case *appsv1.Deployment:
		return at, &t.Spec.Template, true
	case *appsv1.StatefulSet:
		return at, &t.Spec.Template, true
	case *appsv1.DaemonSet:
		return at, &t.Spec.Template, true
	case *appsv1.ReplicaSet:
		return at, &t.Spec.Template, true
	case *corev1.ReplicationController:
		if t.Spec.Template == nil {
			return at, nil, false
		}
		return at, t.Spec.Template, true
	case *batchv1.Job:
		return at, &t.Spec.Template, true
	case *batchv1.CronJob:
		return cronTemplate, &t.Spec.JobTemplate.Spec.Template, true
	case nil:
		return customTemplate(o)
	}
	return at, nil, false
}

// Where objects have their pod templates: most of them, a CronJob, and a
// ScaledJob of KEDA.
var (
	usualTemplate = manifest.At("spec", "template")
	cronTemplate  = manifest.At("spec", "jobTemplate", "spec", "template")
	scaledJob     = manifest.At("spec", "jobTargetRef", "template")
)

// customTemplate reads the pod template of a kind without a type: it counts as
// a workload where it has labels and containers in the usual place. A job of
// KEDA needs no labels.
func customTemplate(o *manifest.Object) (manifest.Path, *corev1.PodTemplateSpec, bool) {
	if !o.MayMention("containers") { // most have none, and need not be looked at
		return manifest.Path{}, nil, false
	}
	for _, at := range []manifest.Path{usualTemplate, cronTemplate, scaledJob} {
		if o.Find(at.Keys("spec", "containers")).Kind() != manifest.Sequence || !at.Equal(scaledJob) && o.Find(at.Keys("metadata")).Kind() != manifest.Mapping {
			continue
		}
		template := &corev1.PodTemplateSpec{}
		o.DecodeAs(at, template)
		return at, template, true
	}
	return manifest.Path{}, nil, false
}
