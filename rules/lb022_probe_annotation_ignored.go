package rules

import (
	"fmt"
	"slices"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// LB022: A probe annotation is ignored, since `externalTrafficPolicy` is `Local`.
//
// With `externalTrafficPolicy: Local` Azure asks the health check of kube-proxy
// on each node, at `spec.healthCheckNodePort`, whether the node has a ready pod
// of the Service. The annotations for protocol and path change nothing about
// that, nor do those for one port; only the interval and the number of probes
// for all ports count. Who believes that the load balancer asks `/live` finds
// out in an incident.
//
// A port has a probe of its own, and all annotations count for it, where
// `port_{n}_health-probe_port` names what to probe.
//
// # Fix
//
// Deletes the annotation. It is unsafe because you may mean the other way, a
// probe of the port itself.
var LB022 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB022", Name: "probe-annotation-ignored", Severity: analyzer.Warning, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer_healthprobe.go",
			"https://kubernetes.io/docs/tutorials/services/source-ip/",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		probing, known := probingOf(lb)
		if !known || !probing.kubeProxy() {
			return
		}
		for s := range settings(lb) {
			if !probing.ignores(s) {
				continue
			}
			p.Report(analyzer.Finding{
				At: s.At(), KeyOnly: true,
				Message: fmt.Sprintf("`%s` is ignored, since with `externalTrafficPolicy: Local` Azure asks kube-proxy whether a node has pods", shortKey(s.Key())),
				Help:    "to probe a port itself, name it in `port_{n}_health-probe_port`",
				Related: []analyzer.Related{{Object: p.Object, At: trafficPolicyField, Message: "the traffic policy"}},
				Fixes: []analyzer.Fix{{Title: "delete the annotation", Safety: analyzer.Unsafe,
					Changes: []manifest.Change{{Op: manifest.Remove, Path: s.At()}}}},
			})
		}
	},
}

// ignores reports whether an annotation about the probes of ports that exist
// has no reader, since kube-proxy answers for them.
func (p probing) ignores(s lbSetting) bool {
	short := shortKey(s.Key())
	number, suffix, forPort := aks.ParsePortAnnotation(s.Key())
	switch {
	case short == probeProtocolKey, short == probePathKey, suffix == "health-probe_protocol", suffix == "health-probe_request-path":
	case suffix == "health-probe_interval", suffix == "health-probe_num-of-probe":
		if number == kubeProxyPort(p.lb) {
			return false
		}
	default:
		return false
	}
	exists := !forPort || slices.ContainsFunc(p.ports, s.isFor) // LB029 speaks of ports that do not
	return exists && len(p.readers(s)) == 0
}
