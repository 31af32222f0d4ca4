package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about frontends share: the addresses
// that load balancers ask for, and the ports that they take of them.

// frontendsOf names the addresses that a load balancer asks for: as the
// provider does, by the name of a public IP, else by an IP.
func frontendsOf(lb inventory.LBIntent) (names []string) {
	internal := isInternal(lb)
	if internal == inventory.Unknown {
		return nil
	}
	said, group := false, setting(lb, "azure-load-balancer-resource-group")
	for _, family := range []struct{ pip, ip string }{{"azure-pip-name", "azure-load-balancer-ipv4"}, {"azure-pip-name-ipv6", "azure-load-balancer-ipv6"}} {
		pip, ip := setting(lb, family.pip), setting(lb, family.ip)
		switch {
		case internal == inventory.No && pip.Set != inventory.No:
			if pip.is() && pip.Value != "" && group.Set != inventory.Unknown {
				names = append(names, strings.ToLower("public IP "+strings.TrimSpace(group.Value)+"/"+pip.Value))
			}
			said = true
		case ip.Set != inventory.No:
			names = append(names, frontendAt(ip.Value, internal)...)
			said = true
		}
	}
	if field := loadBalancerIPField; !said && lb.Service != nil && stated(lb, field) {
		names = frontendAt(lb.Service.Spec.LoadBalancerIP, internal)
	}
	return names
}

func frontendAt(ip string, internal inventory.Truth) []string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return nil // LB008 speaks of it, and nobody says what a placeholder is
	}
	if internal == inventory.Yes {
		return []string{"internal " + addr.String()}
	}
	return []string{"public " + addr.String()}
}

// sharers are the load balancers before the view's own object that ask for one
// of its addresses.
func sharers(v *inventory.View, frontends []string) (found []inventory.LBIntent) {
	own, _ := v.LoadBalancer()
	namespaces := append(v.Namespaces(), "") // a NginxIngressController lives in none
	slices.Sort(namespaces)
	for _, kind := range loadBalancerKinds {
		for _, ns := range namespaces {
			for _, m := range v.Objects(kind, ns) {
				other, ok := (inventory.View{Scope: v.Scope, Member: m}).LoadBalancer()
				shares := func(name string) bool { return slices.Contains(frontends, name) }
				if ok && !inOtherSubnet(own, other) && m.Before(v.Member) && m.Identity() != v.Member.Identity() && slices.ContainsFunc(frontendsOf(other), shares) {
					found = append(found, other)
				}
			}
		}
	}
	return found
}

// inOtherSubnet reports whether two load balancers name different subnets: what
// they ask for is not one address then, whatever the numbers say.
func inOtherSubnet(one, other inventory.LBIntent) bool {
	a, b := setting(one, "azure-load-balancer-internal-subnet"), setting(other, "azure-load-balancer-internal-subnet")
	return a.Value != "" && b.Value != "" && !strings.EqualFold(a.Value, b.Value)
}

// frontendPort is a port of its address that a load balancer takes.
type frontendPort struct {
	number, protocol string
	at               manifest.Path
}

// istioStatusPort is what Istio adds to the listeners of every Gateway.
const istioStatusPort = "15021"

// frontendPorts are the ports of a load balancer of any kind: those of a
// Service, those of a Gateway's listeners and Istio's own, or the two of NGINX
// of the application routing add-on. known is false where there may be others.
func frontendPorts(lb inventory.LBIntent) (all []frontendPort, known bool) {
	o := lb.Member.Object
	switch o.Kind {
	case "Service":
		ports, known := servicePorts(lb)
		for i, port := range ports {
			protocol := cmp.Or(port.Protocol, corev1.ProtocolTCP)
			all = append(all, frontendPort{strconv.Itoa(int(port.Port)), string(protocol), portsField.Index(i).Key("port")})
		}
		return all, known
	case "Gateway":
		known = !o.Find(manifest.At("spec", "allowedListeners")).Exists()
		for i, listener := range o.Find(listenersField).Items() {
			number, protocol := listener.Get("port").Text(), "TCP"
			if listener.Get("protocol").Text() == "UDP" {
				protocol = "UDP"
			}
			known = known && !manifest.IsPlaceholder(number)
			all = append(all, frontendPort{number, protocol, listenersField.Index(i).Key("port")})
		}
		return append(all, frontendPort{istioStatusPort, "TCP", manifest.At("spec", "gatewayClassName")}), known
	}
	return []frontendPort{{"80", "TCP", lb.Annotations}, {"443", "TCP", lb.Annotations}}, true
}
