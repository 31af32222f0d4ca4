//go:build unix

package bench

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// typed are the kinds of the corpora that have a type.
var typed = []reflect.Type{
	reflect.TypeFor[corev1.ConfigMap](), reflect.TypeFor[corev1.Namespace](), reflect.TypeFor[corev1.PersistentVolumeClaim](),
	reflect.TypeFor[corev1.Pod](), reflect.TypeFor[corev1.Secret](), reflect.TypeFor[corev1.Service](), reflect.TypeFor[corev1.ServiceAccount](),
	reflect.TypeFor[appsv1.DaemonSet](), reflect.TypeFor[appsv1.Deployment](), reflect.TypeFor[appsv1.StatefulSet](),
	reflect.TypeFor[autoscalingv2.HorizontalPodAutoscaler](), reflect.TypeFor[batchv1.CronJob](),
	reflect.TypeFor[gatewayv1.HTTPRoute](), reflect.TypeFor[networkingv1.Ingress](), reflect.TypeFor[networkingv1.NetworkPolicy](),
	reflect.TypeFor[policyv1.PodDisruptionBudget](), reflect.TypeFor[rbacv1.ClusterRole](), reflect.TypeFor[rbacv1.ClusterRoleBinding](),
}

// schemas makes strict JSON schemas from the Go types, by kind: what kubeconform
// would download, which a comparison must not.
func schemas() map[string][]byte {
	all := map[string][]byte{}
	for _, t := range typed {
		s := schemaMaker{definitions: map[string]any{}}
		root := s.of(t)
		root["definitions"] = s.definitions
		text, err := json.Marshal(root)
		if err == nil { // maps of strings always have a text
			all[t.Name()] = text
		}
	}
	return all
}

type schemaMaker struct{ definitions map[string]any }

var (
	ownJSON = reflect.TypeFor[json.Unmarshaler]()
	ownText = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// of describes a type. What reads JSON in a way of its own (quantities, times,
// numbers or strings) may be anything.
func (s schemaMaker) of(t reflect.Type) map[string]any {
	if p := reflect.PointerTo(t); p.Implements(ownJSON) || p.Implements(ownText) {
		return map[string]any{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int32, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "format": "byte"}
		}
		return map[string]any{"type": []string{"array", "null"}, "items": s.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		return s.structure(t)
	}
	return map[string]any{}
}

// structure refers to the definition of a struct, and makes it the first time.
func (s schemaMaker) structure(t reflect.Type) map[string]any {
	name := strings.NewReplacer("/", ".").Replace(t.PkgPath() + "." + t.Name())
	if s.definitions[name] == nil {
		properties := map[string]any{}
		s.definitions[name] = properties // it may hold itself
		s.fields(t, properties)
		s.definitions[name] = map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	}
	return map[string]any{"$ref": "#/definitions/" + name}
}

func (s schemaMaker) fields(t reflect.Type, properties map[string]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			s.fields(f.Type, properties)
		case name != "" && name != "-":
			properties[name] = s.of(f.Type)
		}
	}
}
