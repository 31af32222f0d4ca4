package rules

import (
	"fmt"
	"strconv"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// LB012: The idle timeout of a load balancer is out of range.
//
// `azure-load-balancer-tcp-idle-timeout` is a whole number of minutes, without
// a unit. The Azure cloud provider takes 4 to 100; with anything else it does
// not make the load balancer, and the Service stays `<pending>`. The
// documentation of AKS and of Azure's interface allow 30 at most, so more than
// that is a warning.
//
// A longer timeout is rarely needed: TCP keepalives of less than four minutes
// hold a quiet connection open.
var LB012 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB012", Name: "idle-timeout-out-of-range", Severity: analyzer.Error, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/load-balancer-standard#customizations-via-kubernetes-annotations",
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		timeout := setting(lb, "azure-load-balancer-tcp-idle-timeout")
		row, known := aks.LookupServiceAnnotation(timeout.Key())
		if !timeout.is() || !known {
			return
		}
		minutes, err := strconv.Atoi(timeout.Value)
		f := analyzer.Finding{At: timeout.At()}
		switch {
		case err != nil:
			f.Message = fmt.Sprintf("the idle timeout is `%s`, and must be a whole number of minutes from %d to 30; the load balancer is not made", timeout.Value, row.Min)
		case !row.Understands(timeout.Value):
			f.Message = fmt.Sprintf("an idle timeout of `%d` minutes is not between %d and 30; the load balancer is not made", minutes, row.Min)
		case minutes > documentedTimeout:
			f.Lower = analyzer.At(analyzer.Warning)
			f.Message = fmt.Sprintf("an idle timeout of `%d` minutes is more than the 30 that Azure documents; Azure may refuse the load balancer", minutes)
		default:
			return
		}
		p.Report(f)
	},
}

// documentedTimeout is the longest idle timeout, in minutes, that the
// documentation allows; the code of the provider allows more.
const documentedTimeout = 30
