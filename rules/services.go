package rules

import (
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about Services and their endpoints
// share.

// heldAddress is an IP address in an object, as written.
type heldAddress struct {
	At   manifest.Path
	Text string
	// Endpoint says that the object is Endpoints or an EndpointSlice.
	Endpoint bool
}

// Parse reads the address as Kubernetes before 1.36 did: leading zeros do not
// matter, and an IPv4 address may have the form of IPv6.
func (a heldAddress) Parse() (addr netip.Addr, ok bool) {
	addr, err := netip.ParseAddr(a.Text)
	if err != nil {
		parts := strings.Split(a.Text, ".")
		for i, part := range parts {
			parts[i] = strings.TrimLeft(part[:max(len(part)-1, 0)], "0") + part[max(len(part)-1, 0):]
		}
		addr, err = netip.ParseAddr(strings.Join(parts, "."))
	}
	return addr.Unmap(), err == nil
}

var (
	specField     = manifest.At("spec")
	typeField     = manifest.At("spec", "type")
	selectorField = manifest.At("spec", "selector")
	portsField    = manifest.At("spec", "ports")

	clusterIPField      = manifest.At("spec", "clusterIP")
	externalNameField   = manifest.At("spec", "externalName")
	loadBalancerIPField = manifest.At("spec", "loadBalancerIP")
	trafficPolicyField  = manifest.At("spec", "externalTrafficPolicy")
	addressFields       = []manifest.Path{specField.Key("clusterIP"), specField.Key("clusterIPs"), specField.Key("externalIPs"), specField.Key("loadBalancerIP")}
)

// addressesOf are the IP addresses of a Service, of Endpoints or of an
// EndpointSlice, without those that a later step fills in.
func addressesOf(o *manifest.Object) []heldAddress {
	var all []heldAddress
	endpoint := o.Kind != "Service"
	take := func(at manifest.Path) {
		if n := o.Find(at); n.Type() == manifest.String && n.Text() != "" && !manifest.IsPlaceholder(n.Text()) {
			all = append(all, heldAddress{at, n.Text(), endpoint})
		}
	}
	each := func(list manifest.Path, key string) {
		for i := range o.Find(list).Items() {
			at := list.Index(i)
			if key != "" {
				at = at.Key(key)
			}
			take(at)
		}
	}
	switch o.Kind {
	case "Service":
		spec := o.Find(specField)
		for _, field := range addressFields {
			if spec.Get(field.Last().Key).Exists() {
				take(field)
				each(field, "")
			}
		}
	case "Endpoints":
		for i := range o.Find(manifest.At("subsets")).Items() {
			each(manifest.At("subsets").Index(i).Key("addresses"), "ip")
			each(manifest.At("subsets").Index(i).Key("notReadyAddresses"), "ip")
		}
	case "EndpointSlice":
		for i := range o.Find(manifest.At("endpoints")).Items() {
			each(manifest.At("endpoints").Index(i).Key("addresses"), "")
		}
	}
	return all
}

// typeOf is the type of a Service, ClusterIP where it names none.
func typeOf(svc *corev1.Service) corev1.ServiceType {
	if svc.Spec.Type == "" {
		return corev1.ServiceTypeClusterIP
	}
	return svc.Spec.Type
}

// completedLater reports whether Istio writes the rest of a container, its ports
// and its probes, as it makes the pod: the image `auto` asks for that.
func completedLater(c corev1.Container) bool { return c.Image == "auto" }
