package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB027: `appProtocol` makes Azure probe `/` over HTTP.
//
// A port with `appProtocol: http` or `https` is probed over HTTP or HTTPS, at
// `/`, unless an annotation says otherwise. Azure takes a node out that does
// not answer 200, so an application that answers `/` with a redirect, a login
// page of status 401, or 404 loses all nodes at once, though every pod is
// ready.
//
// This is advice, and a warning in two cases. ingress-nginx answers `/` with
// 404 unless some Ingress claims it, and `/healthz` with 200. And
// `azure-load-balancer-health-probe-protocol: tcp` does not help: `appProtocol`
// wins over it.
//
// # Fix
//
// For ingress-nginx, adds the path `/healthz`. Where TCP is meant, says so for
// the port, for which the annotation wins; this is unsafe, since what is
// broken inside the application no longer shows.
var LB027 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB027", Name: "http-probe-of-root", Severity: analyzer.Warning, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer_healthprobe.go",
			"https://github.com/Azure/AKS/issues/2903",
			"https://kubernetes.github.io/ingress-nginx/deploy/#azure",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		probing, known := probingOf(lb)
		if !known || probing.local || setting(lb, probePathKey).Set != inventory.No {
			return
		}
		nginx := isIngressNginx(p.View, lb.Service)
		for i, port := range probing.ports {
			protocol, known := probing.protocol(port)
			switch {
			case port.AppProtocol == nil, !known, protocol == "tcp", probing.own(port) != inventory.Yes:
				continue
			case setting(lb, portKey(port.Port, "health-probe_protocol")).Set != inventory.No: // chosen by hand
				continue
			case setting(lb, portKey(port.Port, "health-probe_request-path")).Set != inventory.No:
				continue
			}
			reportProbeOfRoot(p, lb, portsField.Index(i).Key("appProtocol"), port, nginx)
		}
	},
}

func reportProbeOfRoot(p *analyzer.Pass, lb inventory.LBIntent, at manifest.Path, port corev1.ServicePort, nginx bool) {
	f := analyzer.Finding{At: at}
	add := func(title, short, value string, safety analyzer.Safety) {
		f.Fixes = []analyzer.Fix{{Title: title, Safety: safety,
			Changes: []manifest.Change{{Op: manifest.Add, Path: lb.Annotations.Key(lbPrefix + short), Value: value}}}}
	}
	all, own := setting(lb, probeProtocolKey), portKey(port.Port, "health-probe_protocol")
	switch {
	case all.is() && probeProtocol(all.Value) == "tcp":
		f.Message = fmt.Sprintf("`appProtocol: %s` wins over `%s`, so Azure probes `/` and takes out every node that does not answer 200", *port.AppProtocol, probeProtocolKey)
		add("add `"+own+": tcp`", own, "tcp", analyzer.Unsafe)
	case nginx:
		f.Message = fmt.Sprintf("`appProtocol: %s` makes Azure probe `/`, which ingress-nginx answers with 404 unless an Ingress claims it; then every node is taken out", *port.AppProtocol)
		add("probe `/healthz`", probePathKey, "/healthz", analyzer.Safe)
	default:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`appProtocol: %s` makes Azure probe `/`, and take out every node that does not answer 200", *port.AppProtocol)
		f.Help = fmt.Sprintf("set `%s` to a path that answers 200, or `%s` to `tcp`", portKey(port.Port, "health-probe_request-path"), own)
	}
	p.Report(f)
}

// isIngressNginx reports whether a Service is that of ingress-nginx, the
// controller of the Kubernetes project: by its name, its namespace, the label of
// its chart, or the image of the pods.
func isIngressNginx(v *inventory.View, svc *corev1.Service) bool {
	for _, name := range []string{svc.Name, v.Member.Namespace, svc.Spec.Selector["app.kubernetes.io/name"], svc.Spec.Selector["app"]} {
		if strings.Contains(name, "ingress-nginx") {
			return true
		}
	}
	if len(svc.Spec.Selector) == 0 {
		return false
	}
	workloads, _ := v.Select(v.Member.Namespace, svc.Spec.Selector)
	for _, w := range workloads {
		for i := range w.Spec.Containers {
			if image := w.Spec.Containers[i].Image; strings.Contains(image, "ingress-nginx/controller") || strings.Contains(image, "/nginx-ingress-controller") {
				return true
			}
		}
	}
	return false
}
