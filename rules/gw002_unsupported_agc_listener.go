package rules

import (
	"fmt"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/network"
)

// GW002: A listener is one that Application Gateway for Containers does not serve.
//
// Application Gateway for Containers listens on the ports 80 and 443 only, and
// speaks HTTP and HTTPS only. A listener with another port or protocol is
// accepted by the API server and never gets traffic.
//
// HTTP on port 443 and HTTPS on port 80 are a warning: clients that follow an
// `https://` or `http://` address speak the other protocol there.
var GW002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "GW002", Name: "unsupported-agc-listener", Severity: analyzer.Error, Since: "0.1.0",
		Kinds: []string{gatewayKind},
		Reads: []string{"spec.gatewayClassName", "spec.listeners"},
		References: []string{
			"https://learn.microsoft.com/azure/application-gateway/for-containers/overview",
			"https://learn.microsoft.com/azure/application-gateway/for-containers/application-gateway-for-containers-components",
		},
	},
	Check: func(p *analyzer.Pass) {
		if network.GatewayController(*p.View, p.View.Member).ID != aks.AGC {
			return
		}
		for _, l := range gatewayListeners(p.Object) {
			checkAGCListener(p, l)
		}
	},
}

func checkAGCListener(p *analyzer.Pass, l gatewayListener) {
	port, protocol := l.At.Key("port"), l.At.Key("protocol")
	portKnown := l.Port != 0 && !p.Object.Unknown(port)
	if portKnown && l.Port != 80 && l.Port != 443 {
		p.Reportf(port, "Application Gateway for Containers listens on the ports 80 and 443 only, so the listener on port `%d` gets no traffic", l.Port)
		portKnown = false
	}
	if l.Protocol == "" || toCome(l.Protocol) {
		return
	}
	if l.Protocol != "HTTP" && l.Protocol != "HTTPS" {
		p.Reportf(protocol, "Application Gateway for Containers speaks `HTTP` and `HTTPS` only, so the `%s` listener gets no traffic", l.Protocol)
		return
	}
	if portKnown && (l.Port == 443) != (l.Protocol == "HTTPS") {
		usual := map[int32]string{80: "HTTP", 443: "HTTPS"}[l.Port]
		p.Report(analyzer.Finding{At: protocol, Lower: analyzer.At(analyzer.Warning),
			Message: fmt.Sprintf("the listener speaks `%s` on port %d, where clients expect %s; their connections fail", l.Protocol, l.Port, usual)})
	}
}
