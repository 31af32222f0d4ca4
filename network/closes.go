package network

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
)

// Closes reports whether the policies of a workload surely drop what comes
// through a door.
func (n Network) Closes(w *inventory.Workload, d Door) bool {
	x, holds, _ := n.at(w)
	isolation := isolation(holds, Ingress)
	if isolation.Truth != inventory.Yes {
		return false
	}
	if len(d.Ends) == 0 {
		return !slices.ContainsFunc(isolation.By, func(policy *Policy) bool {
			return slices.ContainsFunc(policy.Ingress.Rules, func(r *Rule) bool {
				return n.RulePorts(r, w).Has(d.Protocol, int(d.Target)) && n.reachesBeyond(r)
			})
		})
	}
	for i := range d.Ends {
		v := n.model.decide(x, holds, Ingress, end{outside: &d.Ends[i]})
		if v.sure.Has(d.Protocol, int(d.Target)) || v.maybe.Has(d.Protocol, int(d.Target)) {
			return false
		}
	}
	node := n.model.decide(x, holds, Ingress, end{outside: &End{Host: true}}) // of which only the pods that it runs may come through
	return !node.sure.Has(d.Protocol, int(d.Target))
}

// RulePorts are the ports of a workload that an ingress rule may admit.
func (n Network) RulePorts(r *Rule, w *inventory.Workload) (ports PortSet) {
	if r.AnyPort {
		return AllPorts()
	}
	for _, port := range r.Ports {
		ports = ports.Union(port.Set)
		if port.Name != "" {
			sure, maybe := n.Resolve(port, w)
			ports = ports.Union(sure).Union(maybe)
		}
	}
	return ports
}

// reachesBeyond reports whether a rule may admit an ingress controller, of which
// only the input's own pods are known.
func (n Network) reachesBeyond(r *Rule) bool {
	if r.AnyPeer || r.Doubt {
		return true
	}
	return slices.ContainsFunc(r.Peers, func(peer *Peer) bool {
		matches := n.Peers(peer)
		return peer.Doubt || peer.Hosts != inventory.No || !peer.Addresses.Empty() || matches.Beyond ||
			slices.ContainsFunc(matches.Sure, mayBeController) || slices.ContainsFunc(matches.Maybe, mayBeController)
	})
}

// mayBeController reports whether a workload may be an ingress controller.
func mayBeController(w *inventory.Workload) bool {
	return slices.ContainsFunc(w.Spec.Containers, func(c corev1.Container) bool {
		return slices.ContainsFunc([]string{"ingress", "gateway", "proxy", "traefik", "nginx", "haproxy", "envoy", "kong", "contour", "ambassador"},
			func(word string) bool { return strings.Contains(c.Image, word) || strings.Contains(w.Name(), word) })
	})
}
