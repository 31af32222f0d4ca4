package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file tells which controller an Ingress is for.

// ingressClass is the class of an Ingress and the controller that it means.
type ingressClass struct {
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

// classAnnotation is the old way to name the class of an Ingress.
const classAnnotation = "kubernetes.io/ingress.class"

// classField is the place of the class of an Ingress, and of that which a
// NginxIngressController makes.
var classField = manifest.At("spec", "ingressClassName")

// The controllers, by their IDs in package aks. That of F5 is no affair of
// AKS, and takes the class name of the community's.
const (
	agic           = "agic"
	agc            = "agc"
	appRouting     = "app-routing-nginx"
	communityNginx = "ingress-nginx"
	httpAppRouting = "http-application-routing"
	f5Nginx        = "f5-nginx"
)

// is reports whether one of some controllers serves the class.
func (c ingressClass) is(ids ...string) bool { return slices.Contains(ids, c.Controller.ID) }

// classOf reads the class of the view's own Ingress.
func classOf(v *inventory.View) ingressClass {
	c := readClass(v.Member)
	if c.Name != "" && !c.Unknown {
		c.Controller = controllerOf(v, c.Name)
	}
	return c
}

// readClass reads the class of an Ingress, without the controller.
func readClass(m *inventory.Member) ingressClass {
	at := annotationAt(classAnnotation)
	c := ingressClass{Name: m.Object.Find(classField).Text(), At: classField}
	if name := m.Object.Find(at).Text(); name != "" {
		c.Name, c.At, c.Annotated = name, at, true
	}
	c.Unknown = toCome(c.Name) || m.Object.Unknown(at) || m.Object.Unknown(classField) || m.Patched(at) || m.Patched(classField)
	return c
}

// controllerOf tells which controller serves a class: as an IngressClass or a
// NginxIngressController of the scope says, or as the name is known.
func controllerOf(v *inventory.View, class string) aks.IngressController {
	if m, ok := v.Lookup(ingressClassKind, "", class); ok {
		return controllerBehind(m.Object)
	}
	for _, m := range v.Objects(nginxControllerKind, "") {
		if nginxControllerClass(m.Object) == class {
			return addOnNginx()
		}
	}
	c, ok := aks.LookupIngressClass(class)
	if !ok {
		c, _ = aks.LookupClassAnnotation(class)
	}
	switch {
	case strings.HasPrefix(c.ID, appRouting):
		return addOnNginx()
	case c.ID == communityNginx && speaksOfF5(v):
		return f5Controller
	}
	return c
}

const (
	ingressClassKind    = "IngressClass.networking.k8s.io"
	nginxControllerKind = "NginxIngressController.approuting.kubernetes.azure.com"
)

// nginxControllerClass is the class that a NginxIngressController makes.
func nginxControllerClass(o *manifest.Object) string {
	return cmp.Or(o.Find(classField).Text(), "nginx.approuting.kubernetes.azure.com")
}

// addOnNginx is the NGINX of the application routing add-on.
func addOnNginx() aks.IngressController {
	c, _ := aks.LookupIngressClass("webapprouting.kubernetes.azure.com")
	return c
}

// f5Controller is the NGINX of F5.
var f5Controller = aks.IngressController{ID: f5Nginx, Name: "NGINX Ingress Controller of F5", Controller: "nginx.org/ingress-controller", Prefix: "nginx.org/"}

// controllerBehind is the controller that an IngressClass names.
func controllerBehind(class *manifest.Object) aks.IngressController {
	name := class.Find(manifest.At("spec", "controller")).Text()
	if name == f5Controller.Controller {
		return f5Controller
	}
	c, _ := aks.LookupIngressController(name)
	return c
}

// speaksOfF5 reports whether anything in a scope is for the NGINX of F5: one
// of its own kinds, or an annotation of the first Ingresses.
func speaksOfF5(v *inventory.View) bool {
	looked := 0
	for _, m := range v.Scope.Members {
		o := m.Object
		if hasPrefix(o.APIVersion, "k8s.nginx.org/", "appprotect.f5.com/", "appprotectdos.f5.com/", "externaldns.nginx.org/") {
			return true
		}
		if !hasPrefix(o.Kind, "Ingress") || looked == 200 {
			continue
		}
		looked++
		for key := range o.Find(manifest.At("metadata", "annotations")).Entries() {
			if hasPrefix(key.Key(), f5Controller.Prefix, "nginx.com/", "appprotect.f5.com/", "appprotectdos.f5.com/") {
				return true
			}
		}
		if o.Kind == "IngressClass" && controllerBehind(o).ID == f5Nginx {
			return true
		}
	}
	return false
}

// setClass writes the class of an Ingress.
func setClass(o *manifest.Object, name string) manifest.Change {
	change := manifest.Change{Op: manifest.Add, Path: classField, Value: name}
	if o.Find(classField).Exists() {
		change.Op = manifest.Set
	}
	return change
}

// ending says when support of a controller ends, as a clause: "whose support
// ended on 2026-03-31; there are no fixes".
func ending(c aks.IngressController, day time.Time) string {
	r, _ := c.Retired()
	if r.Over(day) {
		return fmt.Sprintf("whose support ended on %s; %s", r.Date, r.Consequence)
	}
	return fmt.Sprintf("whose support ends on %s; after that %s", r.Date, r.Consequence)
}
