package manifest

import (
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	gatewayv1beta1 "sigs.k8s.io/gateway-api/apis/v1beta1"
)

type typeKey struct{ apiVersion, kind string }

// types is the table of kinds that are decoded. A kind that is not here stays
// a tree, and reaches the rules all the same.
var types = map[typeKey]reflect.Type{
	{"v1", "ConfigMap"}:             reflect.TypeFor[corev1.ConfigMap](),
	{"v1", "Endpoints"}:             reflect.TypeFor[corev1.Endpoints](), //nolint:staticcheck // deprecated by Kubernetes, still met
	{"v1", "Event"}:                 reflect.TypeFor[corev1.Event](),
	{"v1", "LimitRange"}:            reflect.TypeFor[corev1.LimitRange](),
	{"v1", "Namespace"}:             reflect.TypeFor[corev1.Namespace](),
	{"v1", "Node"}:                  reflect.TypeFor[corev1.Node](),
	{"v1", "PersistentVolume"}:      reflect.TypeFor[corev1.PersistentVolume](),
	{"v1", "PersistentVolumeClaim"}: reflect.TypeFor[corev1.PersistentVolumeClaim](),
	{"v1", "Pod"}:                   reflect.TypeFor[corev1.Pod](),
	{"v1", "PodTemplate"}:           reflect.TypeFor[corev1.PodTemplate](),
	{"v1", "ReplicationController"}: reflect.TypeFor[corev1.ReplicationController](),
	{"v1", "ResourceQuota"}:         reflect.TypeFor[corev1.ResourceQuota](),
	{"v1", "Secret"}:                reflect.TypeFor[corev1.Secret](),
	{"v1", "Service"}:               reflect.TypeFor[corev1.Service](),
	{"v1", "ServiceAccount"}:        reflect.TypeFor[corev1.ServiceAccount](),

	{"apps/v1", "ControllerRevision"}: reflect.TypeFor[appsv1.ControllerRevision](),
	{"apps/v1", "DaemonSet"}:          reflect.TypeFor[appsv1.DaemonSet](),
	{"apps/v1", "Deployment"}:         reflect.TypeFor[appsv1.Deployment](),
	{"apps/v1", "ReplicaSet"}:         reflect.TypeFor[appsv1.ReplicaSet](),
	{"apps/v1", "StatefulSet"}:        reflect.TypeFor[appsv1.StatefulSet](),

	{"batch/v1", "CronJob"}: reflect.TypeFor[batchv1.CronJob](),
	{"batch/v1", "Job"}:     reflect.TypeFor[batchv1.Job](),

	{"autoscaling/v1", "HorizontalPodAutoscaler"}: reflect.TypeFor[autoscalingv1.HorizontalPodAutoscaler](),
	{"autoscaling/v2", "HorizontalPodAutoscaler"}: reflect.TypeFor[autoscalingv2.HorizontalPodAutoscaler](),

	{"discovery.k8s.io/v1", "EndpointSlice"}: reflect.TypeFor[discoveryv1.EndpointSlice](),

	{"networking.k8s.io/v1", "Ingress"}:       reflect.TypeFor[networkingv1.Ingress](),
	{"networking.k8s.io/v1", "IngressClass"}:  reflect.TypeFor[networkingv1.IngressClass](),
	{"networking.k8s.io/v1", "NetworkPolicy"}: reflect.TypeFor[networkingv1.NetworkPolicy](),

	{"policy/v1", "PodDisruptionBudget"}: reflect.TypeFor[policyv1.PodDisruptionBudget](),

	{"rbac.authorization.k8s.io/v1", "ClusterRole"}:        reflect.TypeFor[rbacv1.ClusterRole](),
	{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding"}: reflect.TypeFor[rbacv1.ClusterRoleBinding](),
	{"rbac.authorization.k8s.io/v1", "Role"}:               reflect.TypeFor[rbacv1.Role](),
	{"rbac.authorization.k8s.io/v1", "RoleBinding"}:        reflect.TypeFor[rbacv1.RoleBinding](),

	{"storage.k8s.io/v1", "StorageClass"}: reflect.TypeFor[storagev1.StorageClass](),

	{"gateway.networking.k8s.io/v1", "Gateway"}:             reflect.TypeFor[gatewayv1.Gateway](),
	{"gateway.networking.k8s.io/v1", "GatewayClass"}:        reflect.TypeFor[gatewayv1.GatewayClass](),
	{"gateway.networking.k8s.io/v1", "GRPCRoute"}:           reflect.TypeFor[gatewayv1.GRPCRoute](),
	{"gateway.networking.k8s.io/v1", "HTTPRoute"}:           reflect.TypeFor[gatewayv1.HTTPRoute](),
	{"gateway.networking.k8s.io/v1beta1", "Gateway"}:        reflect.TypeFor[gatewayv1beta1.Gateway](),
	{"gateway.networking.k8s.io/v1beta1", "GatewayClass"}:   reflect.TypeFor[gatewayv1beta1.GatewayClass](),
	{"gateway.networking.k8s.io/v1beta1", "HTTPRoute"}:      reflect.TypeFor[gatewayv1beta1.HTTPRoute](),
	{"gateway.networking.k8s.io/v1beta1", "ReferenceGrant"}: reflect.TypeFor[gatewayv1beta1.ReferenceGrant](),
}

// typeOf is the Go type of a kind, and whether the table has it.
func typeOf(apiVersion, kind string) (reflect.Type, bool) {
	t, ok := types[typeKey{apiVersion, kind}]
	return t, ok
}

// isNative reports whether an apiVersion is one whose kinds Kubernetes alone
// decides, so that no CustomResourceDefinition can add to them.
func isNative(apiVersion string) bool {
	group, _, _ := strings.Cut(apiVersion, "/")
	return !strings.HasPrefix(group, "gateway.")
}

// KindsOf lists the kinds of the table that Kubernetes has by an apiVersion of
// its own, in order; none where it is unknown, or custom kinds may share it.
func KindsOf(apiVersion string) (kinds []string) {
	for k := range types {
		if k.apiVersion == apiVersion && isNative(apiVersion) {
			kinds = append(kinds, k.kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// VersionOf is the newest apiVersion of Kubernetes' own by which the table has
// a kind, "" where it has none.
func VersionOf(kind string) (apiVersion string) {
	for k := range types {
		if k.kind == kind && isNative(k.apiVersion) {
			apiVersion = max(apiVersion, k.apiVersion)
		}
	}
	return apiVersion
}
