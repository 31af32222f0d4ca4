package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// LB026: A health probe is not what its annotations say.
//
// Azure probes with TCP, HTTP or HTTPS. Any other protocol, `grpc` for
// example, silently becomes TCP, and a probe over TCP has no path: the
// annotation `azure-load-balancer-health-probe-request-path` alone changes
// nothing. The protocol comes from `port_{n}_health-probe_protocol`, else from
// the port's `appProtocol`, else from
// `azure-load-balancer-health-probe-protocol`, else it is TCP. A node with a
// broken application then stays in, since its port still accepts connections.
//
// A path begins with `/`. Without it, an HTTP probe gets no answer of 200, and
// every node counts as down; that is an error, the rest are warnings. Where the profile of the cluster shows a
// Basic load balancer, `https` is an error: it becomes TCP.
//
// # Fix
//
// Adds the missing `/`.
var LB026 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB026", Name: "probe-protocol-or-path-wrong", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer_healthprobe.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#custom-load-balancer-health-probe",
			"https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		probing, known := probingOf(lb)
		for s := range settings(lb) {
			if known && len(probing.readers(s)) == 0 {
				continue // LB022 and LB029 speak of it
			}
			row, ok := aks.LookupServiceAnnotation(s.Key())
			if _, suffix, forPort := aks.ParsePortAnnotation(s.Key()); !ok && forPort {
				row, _ = aks.LookupPortAnnotation(suffix)
			}
			switch row.Grammar {
			case aks.WordValue:
				checkProbeProtocol(p, s, row)
			case aks.PathValue:
				checkProbePath(p, probing, known, s, row)
			}
		}
	},
}

func checkProbeProtocol(p *analyzer.Pass, s lbSetting, row aks.ServiceAnnotation) {
	if row.UnderstandsItem(strings.TrimSpace(s.Value)) {
		if basicBalancer(p.Profile) && probeProtocol(s.Value) == "https" {
			p.Reportf(s.At(), "`%s` is `%s`, which the Basic load balancer of this cluster does not have (`loadBalancerSku: basic`); it probes over TCP, and whatever accepts a connection counts as healthy", shortKey(s.Key()), oneLine(s.Value))
		}
		return
	}
	p.Report(analyzer.Finding{At: s.At(), Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("`%s` is `%s`, which Azure does not know; it probes over TCP, and whatever accepts a connection counts as healthy", shortKey(s.Key()), oneLine(s.Value)),
		Help:    "write `http`, `https` or `tcp`"})
}

// checkProbePath holds a path against the protocol that it is for, and
// against its grammar.
func checkProbePath(p *analyzer.Pass, probing probing, known bool, s lbSetting, row aks.ServiceAnnotation) {
	if known {
		tcp, appProtocol := true, false
		for _, i := range probing.readers(s) {
			protocol, sure := probing.protocol(probing.ports[i])
			tcp = tcp && sure && protocol == "tcp"
			appProtocol = appProtocol || probing.ports[i].AppProtocol != nil
		}
		if tcp {
			reportPathOverTCP(p, s, appProtocol)
			return
		}
	}
	if row.UnderstandsItem(s.Value) {
		return
	}
	p.Report(analyzer.Finding{At: s.At(),
		Message: fmt.Sprintf("the probe path `%s` does not begin with `/`, as the path of a request does; a probe that gets no answer of 200 takes every node out", oneLine(s.Value)),
		Fixes: []analyzer.Fix{{Title: "write a `/` first", Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: manifest.Set, Path: s.At(), Value: "/" + s.Value}}}},
	})
}

func reportPathOverTCP(p *analyzer.Pass, s lbSetting, appProtocol bool) {
	f := analyzer.Finding{At: s.At(), Lower: analyzer.At(analyzer.Warning), Help: "set `" + probeProtocolKey + "` to `http` or `https`",
		Message: fmt.Sprintf("the probe path `%s` is ignored, since Azure probes over TCP", oneLine(s.Value))}
	number, _, forPort := aks.ParsePortAnnotation(s.Key())
	switch {
	case forPort:
		f.Message = fmt.Sprintf("the probe path `%s` is ignored, since Azure probes port `%s` over TCP", oneLine(s.Value), number)
		f.Help = "set `port_" + number + "_health-probe_protocol` to `http` or `https`"
	case appProtocol:
		f.Help = "set `port_{n}_health-probe_protocol`, which wins over `appProtocol`, to `http` or `https`"
	}
	p.Report(f)
}
