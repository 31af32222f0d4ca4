package rules

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
)

// This file has the words that the rules about health probes share: how the
// Azure cloud provider comes from a Service to the probes of its nodes.

// The annotations that steer probes, without lbPrefix; those that hold for one
// port begin with portKey.
const (
	haPortsKey       = "azure-load-balancer-enable-high-availability-ports"
	noFloatingIPKey  = "azure-disable-load-balancer-floating-ip"
	plsCreateKey     = "azure-pls-create"
	plsProxyKey      = "azure-pls-proxy-protocol"
	probeKey         = "azure-load-balancer-health-probe-"
	probeProtocolKey = probeKey + "protocol"
	probePathKey     = probeKey + "request-path"
)

// portKey is the key of an annotation for one port, without lbPrefix.
func portKey(port int32, suffix string) string {
	return "port_" + strconv.Itoa(int(port)) + "_" + suffix
}

// turnedOn reports whether a boolean annotation of a load balancer is true to
// the one who reads it.
func turnedOn(lb inventory.LBIntent, short string) inventory.Truth {
	s := setting(lb, short)
	if s.Set == inventory.Yes && !aks.Boolean(s.Key()).True(s.Value) {
		return inventory.No
	}
	return s.Set
}

// probing is how Azure probes the nodes behind a Service.
type probing struct {
	lb    inventory.LBIntent
	ports []corev1.ServicePort
	// local says that the traffic policy is Local, proxied that a Private Link
	// Service with the PROXY protocol is in front of it, haPorts that one rule,
	// with one probe, balances all ports, shared that kube-proxy answers for the
	// traffic policy Cluster too.
	local, proxied, haPorts, shared bool
}

// probingOf reads a Service; known is false for other kinds, and where a
// placeholder or a patch stands in the way.
func probingOf(lb inventory.LBIntent) (p probing, known bool) {
	ports, known := servicePorts(lb)
	if !known {
		return p, false
	}
	local, proxied := localPolicy(lb), both(turnedOn(lb, plsCreateKey), turnedOn(lb, plsProxyKey))
	haPorts := both(isInternal(lb), turnedOn(lb, haPortsKey))
	known = local != inventory.Unknown && haPorts != inventory.Unknown && (proxied != inventory.Unknown || local == inventory.No)
	return probing{lb: lb, ports: ports, local: local == inventory.Yes, proxied: proxied == inventory.Yes, haPorts: haPorts == inventory.Yes}, known
}

// localPolicy reports whether only nodes with pods of a Service take its
// traffic (externalTrafficPolicy: Local).
func localPolicy(lb inventory.LBIntent) inventory.Truth {
	at := trafficPolicyField
	switch {
	case lb.Service == nil || absent(lb, at):
		return inventory.No
	case !stated(lb, at):
		return inventory.Unknown
	case lb.Service.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal:
		return inventory.Yes
	}
	return inventory.No
}

// both reports whether two things hold.
func both(a, b inventory.Truth) inventory.Truth {
	if a == inventory.No || b == inventory.No {
		return inventory.No
	}
	return max(a, b)
}

// kubeProxy says that Azure asks the health check of kube-proxy, and not the
// ports. The PROXY protocol rules that out: kube-proxy does not speak it.
func (p probing) kubeProxy() bool { return p.local && !p.proxied }

// kubeProxyPort is the port of kube-proxy's health check, whose probe is timed
// by the annotations of its number, "" where nobody asks it.
func kubeProxyPort(lb inventory.LBIntent) string {
	if localPolicy(lb) == inventory.No {
		return ""
	}
	return strconv.Itoa(int(lb.Service.Spec.HealthCheckNodePort))
}

// rule reports whether a port has a load balancing rule of its own.
func (p probing) rule(port corev1.ServicePort) inventory.Truth {
	if p.haPorts {
		return inventory.No
	}
	return not(turnedOn(p.lb, portKey(port.Port, "no_lb_rule")))
}

// own reports whether a port gets a probe that is made of its annotations.
func (p probing) own(port corev1.ServicePort) inventory.Truth {
	switch {
	case port.Protocol == corev1.ProtocolUDP || port.Protocol == corev1.ProtocolSCTP:
		return inventory.No
	case p.haPorts && p.kubeProxy():
		return inventory.No
	case p.haPorts: // one probe for all: that of the first port that can have one
		first := p.firstTCP()
		return yesIf(first != nil && first.Port == port.Port)
	}
	probed := both(p.rule(port), not(turnedOn(p.lb, portKey(port.Port, "no_probe_rule"))))
	if p.kubeProxy() {
		probed = both(probed, setting(p.lb, portKey(port.Port, "health-probe_port")).Set)
	}
	return probed
}

func (p probing) firstTCP() *corev1.ServicePort {
	for i, port := range p.ports {
		if port.Protocol != corev1.ProtocolUDP && port.Protocol != corev1.ProtocolSCTP {
			return &p.ports[i]
		}
	}
	return nil
}

// isFor reports whether an annotation is for a port: for that one, or for all.
func (s lbSetting) isFor(port corev1.ServicePort) bool {
	number, _, one := aks.ParsePortAnnotation(s.Key())
	return !one || number == strconv.Itoa(int(port.Port))
}

// readers are the ports, by index, whose probes may be made of an annotation.
func (p probing) readers(s lbSetting) []int {
	var readers []int
	for i, port := range p.ports {
		if s.isFor(port) && p.own(port) != inventory.No {
			readers = append(readers, i)
		}
	}
	return readers
}

// portNamed finds the port that a value names by its name or its number.
func (p probing) portNamed(value string) *corev1.ServicePort {
	number, err := strconv.ParseInt(value, 10, 32)
	for i, port := range p.ports {
		if err == nil && int64(port.Port) == number || err != nil && value != "" && strings.EqualFold(port.Name, value) {
			return &p.ports[i]
		}
	}
	return nil
}

// protocol is what a port is probed with, "tcp", "http" or "https": its own
// annotation wins over appProtocol, and that over the annotation for all
// ports. What Azure does not know is tcp.
func (p probing) protocol(port corev1.ServicePort) (protocol string, known bool) {
	own, all := setting(p.lb, portKey(port.Port, "health-probe_protocol")), setting(p.lb, probeProtocolKey)
	switch {
	case own.Set != inventory.No:
		return probeProtocol(own.Value), own.is()
	case port.AppProtocol != nil:
		return probeProtocol(*port.AppProtocol), true
	case all.Set != inventory.No:
		return probeProtocol(all.Value), all.is()
	}
	return "tcp", true
}

// probeProtocol reads a protocol as the provider does.
func probeProtocol(text string) string {
	switch word := strings.ToLower(strings.TrimSpace(text)); word {
	case "http", "https":
		return word
	}
	return "tcp"
}

func not(a inventory.Truth) inventory.Truth {
	switch a {
	case inventory.Yes:
		return inventory.No
	case inventory.No:
		return inventory.Yes
	}
	return inventory.Unknown
}

func yesIf(b bool) inventory.Truth {
	if b {
		return inventory.Yes
	}
	return inventory.No
}

// oneLine is a value for a message: as it is, or quoted where it holds line
// ends or what else would not show.
func oneLine(value string) string {
	if quoted := strconv.Quote(value); quoted != `"`+value+`"` {
		return quoted
	}
	return value
}
