package network

import (
	"cmp"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file tells which controller an Ingress or a Gateway is for.

// IngressClass is the class of an Ingress and the controller that it means.
type IngressClass struct {
	// Name is the class as written, "" where none is; At is its place.
	Name string
	At   manifest.Path
	// Annotated says that the old annotation names it. Controllers read that
	// one first.
	Annotated bool
	// Controller is the controller; without an ID where it cannot be told.
	Controller aks.IngressController
	// Unknown says that a placeholder or a patch decides about the class.
	Unknown bool
}

// Is reports whether one of some controllers, by their IDs in package aks, serves
// the class.
func (c IngressClass) Is(ids ...string) bool { return slices.Contains(ids, c.Controller.ID) }

// ClassAnnotation is the old way to name the class of an Ingress.
const ClassAnnotation = "kubernetes.io/ingress.class"

var (
	// ClassField is the place of the class of an Ingress, and of that which a
	// NginxIngressController makes.
	ClassField = manifest.At("spec", "ingressClassName")
	// GatewayClassField is the place of the class of a Gateway.
	GatewayClassField = manifest.At("spec", "gatewayClassName")

	classAnnotationField = manifest.At("metadata", "annotations", ClassAnnotation)
)

// The kinds that make classes.
const (
	IngressClassKind    = "IngressClass.networking.k8s.io"
	NginxControllerKind = "NginxIngressController.approuting.kubernetes.azure.com"
)

// F5Nginx is the ID of the NGINX of F5. It is no affair of AKS, and takes the
// class name of the community's.
const F5Nginx = "f5-nginx"

// F5Controller is the NGINX of F5.
var F5Controller = aks.IngressController{ID: F5Nginx, Name: "NGINX Ingress Controller of F5", Controller: "nginx.org/ingress-controller", Prefix: "nginx.org/"}

type (
	classNote    struct{} // of an Ingress: its class
	servedByNote struct{} // and that with the controller
)

// ClassOf tells the class of the view's own Ingress.
func ClassOf(v inventory.View) IngressClass {
	class, _ := v.Member.Remember(servedByNote{}, func() any {
		c := ReadClass(v.Member)
		if c.Name != "" && !c.Unknown {
			c.Controller = ControllerOf(v, c.Name)
		}
		return c
	}).(IngressClass)
	return class
}

// ReadClass tells the class of an Ingress, without the controller.
func ReadClass(m *inventory.Member) IngressClass {
	class, _ := m.Remember(classNote{}, func() any { return readClass(m) }).(IngressClass)
	return class
}

func readClass(m *inventory.Member) IngressClass {
	c := IngressClass{Name: m.Object.Find(ClassField).Text(), At: ClassField}
	if name := m.Object.Find(classAnnotationField).Text(); name != "" {
		c.Name, c.At, c.Annotated = name, classAnnotationField, true
	}
	c.Unknown = inventory.ToCome(c.Name) || m.Object.Unknown(classAnnotationField) || m.Object.Unknown(ClassField) || m.Patched(classAnnotationField) || m.Patched(ClassField)
	return c
}

// ControllerOf tells which controller serves a class: as an IngressClass or a
// NginxIngressController of the scope says, or as the name is known.
func ControllerOf(v inventory.View, class string) aks.IngressController {
	if m, ok := v.Lookup(IngressClassKind, "", class); ok {
		return ControllerBehind(m.Object)
	}
	for _, m := range v.Objects(NginxControllerKind, "") {
		if NginxControllerClass(m.Object) == class {
			return AddOnNginx()
		}
	}
	c, ok := aks.LookupIngressClass(class)
	if !ok {
		c, _ = aks.LookupClassAnnotation(class)
	}
	switch {
	case strings.HasPrefix(c.ID, aks.AppRouting):
		return AddOnNginx()
	case c.ID == aks.CommunityNginx && speaksOfF5(v.Scope):
		return F5Controller
	}
	return c
}

// NginxControllerClass is the class that a NginxIngressController makes.
func NginxControllerClass(o *manifest.Object) string {
	return cmp.Or(o.Find(ClassField).Text(), "nginx.approuting.kubernetes.azure.com")
}

// AddOnNginx is the NGINX of the application routing add-on.
func AddOnNginx() aks.IngressController {
	c, _ := aks.LookupIngressClass("webapprouting.kubernetes.azure.com")
	return c
}

// ControllerBehind is the controller that an IngressClass names.
func ControllerBehind(class *manifest.Object) aks.IngressController {
	name := class.Find(manifest.At("spec", "controller")).Text()
	if name == F5Controller.Controller {
		return F5Controller
	}
	if strings.HasPrefix(name, "k8s.io/") && strings.Contains(name, "ingress-nginx") { // of several in a cluster, each has a name of its own
		return CommunityNginx()
	}
	c, _ := aks.LookupIngressController(name)
	return c
}

// CommunityNginx is the community's ingress-nginx. An IngressClass calls it by
// this name unless it is told another: its guide to several controllers in a
// cluster uses "k8s.io/internal-ingress-nginx".
func CommunityNginx() aks.IngressController {
	c, _ := aks.LookupIngressController("k8s.io/ingress-nginx")
	return c
}

type speaksOfF5Note struct{}

// speaksOfF5 reports whether anything in a scope is for the NGINX of F5: one
// of its own kinds, its IngressClass, or an annotation of an Ingress.
func speaksOfF5(s *inventory.Scope) bool {
	speaks, _ := s.Remember(speaksOfF5Note{}, func() any {
		return slices.ContainsFunc(s.Members, func(m *inventory.Member) bool { return forF5(m.Object) })
	}).(bool)
	return speaks
}

func forF5(o *manifest.Object) bool {
	if hasPrefix(o.APIVersion, "k8s.nginx.org/", "appprotect.f5.com/", "appprotectdos.f5.com/", "externaldns.nginx.org/") {
		return true
	}
	if !strings.HasPrefix(o.Kind, "Ingress") {
		return false
	}
	for key := range o.Find(manifest.At("metadata", "annotations")).Entries() {
		if hasPrefix(key.Key(), F5Controller.Prefix, "nginx.com/", "appprotect.f5.com/", "appprotectdos.f5.com/") {
			return true
		}
	}
	return o.Kind == "IngressClass" && ControllerBehind(o).ID == F5Nginx
}

// hasPrefix reports whether a text begins with one of some prefixes.
func hasPrefix(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(text, prefix) })
}

// GatewayController tells which controller serves a Gateway: as a GatewayClass
// of the scope says, or as the name is known. It has no ID where a placeholder
// or a patch decides, or the controller is none of AKS.
func GatewayController(v inventory.View, m *inventory.Member) aks.IngressController {
	class := m.Object.Find(GatewayClassField).Text()
	if inventory.ToCome(class) || m.Object.Unknown(GatewayClassField) || m.Patched(GatewayClassField) {
		return aks.IngressController{}
	}
	if c, ok := v.Lookup("GatewayClass."+gatewayGroup, "", class); ok {
		known, _ := aks.LookupIngressController(c.Object.Find(manifest.At("spec", "controllerName")).Text())
		return known
	}
	known, _ := aks.LookupGatewayClass(class)
	return known
}
