package manifest

import (
	"reflect"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// This file says what of the decoded objects nobody reads. It is held to its
// form like the rest, but nothing is kept of it, which spares a third of the
// memory of decoded objects. TestUnread finds code that reads it after all: then
// its type has to leave the list.

// unread are the types whose values nobody reads, and with them those of pointers
// to, lists of and maps of these.
var unread = map[reflect.Type]bool{
	reflect.TypeFor[corev1.PodSecurityContext]():         true,
	reflect.TypeFor[corev1.ResourceRequirements]():       true,
	reflect.TypeFor[corev1.SecurityContext]():            true,
	reflect.TypeFor[corev1.Volume]():                     true,
	reflect.TypeFor[corev1.VolumeMount]():                true,
	reflect.TypeFor[corev1.VolumeResourceRequirements](): true,
	reflect.TypeFor[rbacv1.PolicyRule]():                 true,
}

// nobody is where a value goes that nobody reads.
var nobody reflect.Value

var quantity = reflect.TypeFor[resource.Quantity]()

// itemOf is an item of a list that somebody reads.
func itemOf(v reflect.Value, i int) reflect.Value {
	if !v.IsValid() {
		return nobody
	}
	return v.Index(i)
}

// setString sets a string that somebody reads.
func setString(v reflect.Value, text string) {
	if v.IsValid() {
		v.SetString(text)
	}
}

// isUsualQuantity reports whether a node is a quantity of a few digits with a
// usual unit, of which there is no more to say.
func isUsualQuantity(n Node) bool {
	if n.Type() != Int && n.Type() != String {
		return false
	}
	text, digits := n.content(), 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > 9 {
		return false
	}
	switch text[digits:] {
	case "", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti":
		return true
	}
	return false
}
