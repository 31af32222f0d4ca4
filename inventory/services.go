package inventory

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/manifest"
)

var (
	serviceTypeField     = manifest.At("spec", "type")
	serviceSelectorField = manifest.At("spec", "selector")
)

// Service is the object as a Service whose type the input tells.
func (m *Member) Service() (*corev1.Service, bool) {
	svc, ok := m.Object.Typed.(*corev1.Service)
	return svc, ok && !m.Fragment && !m.Patched(serviceTypeField) && !m.Object.Unknown(serviceTypeField)
}

// Governs reports whether a Service selects the pods of a workload of its
// namespace.
func (m *Member) Governs(w *Workload) Truth {
	svc, ok := m.Service()
	if !ok || len(svc.Spec.Selector) == 0 || m.Patched(serviceSelectorField) || m.Object.Unknown(serviceSelectorField) ||
		slices.ContainsFunc(m.Object.Problems, func(p manifest.Problem) bool {
			return p.Kind == manifest.WrongType && p.Path.HasPrefix(serviceSelectorField)
		}) {
		return Unknown
	}
	return w.Matches(svc.Spec.Selector)
}
