package rules

import (
	"strconv"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about Gateway API share.

// gatewayKind is the Gateway of Gateway API, of any version.
const gatewayKind = "Gateway.gateway.networking.k8s.io"

// The controllers of Gateway API, by their IDs in package aks.
const (
	appRoutingIstio = "app-routing-istio"
	istioAddOn      = "istio"
)

// gatewayClassField is the place of the class of a Gateway.
var gatewayClassField = manifest.At("spec", "gatewayClassName")

// gatewayController tells which controller serves a Gateway: as a GatewayClass
// of the scope says, or as the name is known. It has no ID where a placeholder
// or a patch decides, or the controller is none of AKS.
func gatewayController(v *inventory.View, m *inventory.Member) aks.IngressController {
	class := m.Object.Find(gatewayClassField).Text()
	if toCome(class) || m.Object.Unknown(gatewayClassField) || m.Patched(gatewayClassField) {
		return aks.IngressController{}
	}
	if c, ok := v.Lookup("GatewayClass.gateway.networking.k8s.io", "", class); ok {
		known, _ := aks.LookupIngressController(c.Object.Find(manifest.At("spec", "controllerName")).Text())
		return known
	}
	known, _ := aks.LookupGatewayClass(class)
	return known
}

// gatewayListener is an item of spec.listeners.
type gatewayListener struct {
	Name, Hostname, Protocol string
	// Port is 0 where it is no number, or yet to come.
	Port int32
	// At is the item's place.
	At manifest.Path
}

// gatewayListeners reads the listeners of a Gateway.
func gatewayListeners(o *manifest.Object) []gatewayListener {
	var all []gatewayListener
	at := manifest.At("spec", "listeners")
	for i, item := range o.Find(at).Items() {
		port, _ := strconv.ParseInt(item.Get("port").Text(), 10, 32)
		all = append(all, gatewayListener{Name: item.Get("name").Text(), Hostname: item.Get("hostname").Text(),
			Protocol: item.Get("protocol").Text(), Port: int32(port), At: at.Index(i)})
	}
	return all
}
