package rules

import (
	"strconv"

	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about Gateway API share.

// gatewayKind is the Gateway of Gateway API, of any version.
const gatewayKind = "Gateway.gateway.networking.k8s.io"

var (
	listenersField = manifest.At("spec", "listeners")  // of a Gateway
	parentsField   = manifest.At("spec", "parentRefs") // of a route
)

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
	at := listenersField
	for i, item := range o.Find(at).Items() {
		port, _ := strconv.ParseInt(item.Get("port").Text(), 10, 32)
		all = append(all, gatewayListener{Name: item.Get("name").Text(), Hostname: item.Get("hostname").Text(),
			Protocol: item.Get("protocol").Text(), Port: int32(port), At: at.Index(i)})
	}
	return all
}
