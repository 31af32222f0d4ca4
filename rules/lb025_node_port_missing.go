package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB025: A port has no node port, and Azure cannot do without.
//
// The health probe of a Service goes to its node port on every node. With
// `allocateLoadBalancerNodePorts: false` there is none, and Azure refuses the
// load balancer: the Service stays pending. The same holds for the load
// balancing rule where floating IP is off, which is always so for IPv6 on an
// internal load balancer.
//
// It works with `externalTrafficPolicy: Local`, where Azure asks kube-proxy
// instead of the ports, with a `nodePort` that the manifest gives, and for UDP
// ports, which are not probed. A cluster with shared health probes (preview)
// can do without node ports, too; nothing is said where its profile tells so.
//
// # Fix
//
// Takes the field away, so that Kubernetes allocates node ports again. It is
// unsafe, since they open on every node.
var LB025 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB025", Name: "node-port-missing", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy", "spec.ipFamilies"},
		References: []string{
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/",
			"https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation",
			"https://learn.microsoft.com/azure/aks/shared-health-probes",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || lb.Service == nil {
			return
		}
		if allocate := lb.Service.Spec.AllocateLoadBalancerNodePorts; allocate == nil || *allocate {
			return
		}
		at := manifest.At("spec", "allocateLoadBalancerNodePorts")
		if !stated(lb, at) {
			return
		}
		probing, known := probingOf(lb)
		if !known {
			return
		}
		probing.shared = !probing.local && sharedProbe(p.Profile)
		for _, port := range probing.ports {
			need := probing.needsNodePort(port)
			if need == "" {
				continue
			}
			p.Report(analyzer.Finding{At: at,
				Message: fmt.Sprintf("port `%d` has no node port, which its %s needs; Azure refuses the load balancer, and the Service stays pending", port.Port, need),
				Help:    "give the port a `nodePort`, or use `externalTrafficPolicy: Local`",
				Fixes: []analyzer.Fix{{Title: "let Kubernetes allocate node ports", Safety: analyzer.Unsafe,
					Changes: []manifest.Change{{Op: manifest.Remove, Path: at}}}},
			})
			return
		}
	},
}

// needsNodePort tells what of a port's load balancer surely needs a node port
// that nobody gives; "" where nothing does.
func (p probing) needsNodePort(port corev1.ServicePort) string {
	floatingOff := turnedOn(p.lb, noFloatingIPKey) == inventory.Yes ||
		isInternal(p.lb) == inventory.Yes && slices.Contains(p.lb.Service.Spec.IPFamilies, corev1.IPv6Protocol)
	if port.NodePort == 0 && floatingOff && p.rule(port) == inventory.Yes {
		return "load balancing rule without floating IP"
	}
	if p.shared || p.own(port) != inventory.Yes {
		return ""
	}
	probed := &port
	if target := setting(p.lb, portKey(port.Port, "health-probe_port")); target.Set != inventory.No {
		probed = p.portNamed(target.Value)
	}
	if probed != nil && probed.NodePort == 0 {
		return "health probe"
	}
	return ""
}
