package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB024: The PROXY protocol keeps Azure from asking kube-proxy for a node's health.
//
// With `externalTrafficPolicy: Local` Azure normally asks the health check of
// kube-proxy which nodes have ready pods. A Private Link Service with the PROXY
// protocol (`azure-pls-proxy-protocol`) puts its header in front of every
// health probe as well, and kube-proxy does not understand it. So the Azure
// cloud provider leaves that probe out, and each port needs a custom one: else
// Azure opens bare TCP connections to its node port, and whatever accepts one
// counts as ready.
//
// A custom probe of `spec.healthCheckNodePort` is no way out: kube-proxy
// answers there, and every node counts as down.
//
// # Fix
//
// Name in `port_{n}_health-probe_port` a port whose listener takes the PROXY
// protocol and knows whether the application is ready.
var LB024 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB024", Name: "proxy-protocol-with-local-policy", Severity: analyzer.Error, Whole: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy", "spec.healthCheckNodePort"},
		References: []string{
			"https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/pull/3931",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		probing, known := probingOf(lb)
		if !known || !probing.local || !probing.proxied {
			return
		}
		kubeProxy := kubeProxyPort(lb)
		var bare []string
		for _, port := range probing.ports {
			if probing.own(port) != inventory.Yes {
				continue
			}
			target := setting(lb, portKey(port.Port, "health-probe_port"))
			switch {
			case target.is() && target.Value == kubeProxy && kubeProxy != "0":
				p.Reportf(target.At(), "the probe goes to `%s`, the health check of kube-proxy, which does not understand the PROXY protocol; every node counts as down", target.Value)
			case target.Set == inventory.No:
				bare = append(bare, fmt.Sprintf("`%d`", port.Port))
			}
		}
		if len(bare) > 0 {
			reportProxied(p, lb, bare)
		}
	},
}

// reportProxied speaks of ports that are probed in kube-proxy's place.
func reportProxied(p *analyzer.Pass, lb inventory.LBIntent, ports []string) {
	noun, has := "port", " has"
	if len(ports) > 1 {
		noun, has = "ports", " have"
	}
	p.Report(analyzer.Finding{At: setting(lb, plsProxyKey).At(),
		Message: fmt.Sprintf("with the PROXY protocol Azure cannot ask kube-proxy which nodes have ready pods, and %s %s no custom probe; whatever accepts a TCP connection there counts as ready", noun, strings.Join(ports, ", ")+has),
		Help:    "name in `port_{n}_health-probe_port` a port that takes the PROXY protocol and tells whether the application is ready"})
}
