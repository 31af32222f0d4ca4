package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// LB001: A boolean annotation of a load balancer is neither "true" nor "false".
//
// The Azure cloud provider compares `azure-load-balancer-internal` with exactly
// `true`: lower case, no blanks. Everything else, `"True"`, `"yes"` and `"1"`
// included, makes a public load balancer with a public IP. The code that
// builds the network security group reads the same value more leniently, so
// with `"True"` the public address exists while the rule that would admit the
// internet is missing: it looks broken rather than open.
//
// The other boolean annotations of load balancers are read in any case, some
// with blanks around them; any other value counts as false. For them the
// finding is a warning.
//
// # Fix
//
// Writes `"true"` or `"false"` where the value can only mean that. It is
// unsafe for the internal flag, because it moves a live frontend: the public
// IP goes, and clients must use the new private one.
var LB001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB001", Name: "boolean-annotation-not-literal", Severity: analyzer.Error, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service", "Gateway.gateway.networking.k8s.io", "NginxIngressController.approuting.kubernetes.azure.com"},
		Reads: []string{"spec.type", "spec.loadBalancerClass"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer.go",
			"https://learn.microsoft.com/azure/aks/internal-lb",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		for key, node := range p.Object.Find(lb.Annotations).Entries() {
			reader, value := aks.Boolean(key.Key()), node.Text()
			if node.Type() != manifest.String || reader.Understands(value) { // LB002 speaks of what is no string
				continue
			}
			short := strings.TrimPrefix(key.Key(), "service.beta.kubernetes.io/")
			f := analyzer.Finding{At: lb.Annotations.Key(key.Key())}
			safety := analyzer.Safe
			if reader == aks.Strict {
				safety = analyzer.Unsafe
				f.Message = fmt.Sprintf("`%s` is `%s`; Azure compares it with exactly `true`, so this load balancer gets a public IP", short, strconv.Quote(value))
			} else {
				f.Lower = analyzer.At(analyzer.Warning)
				f.Message = fmt.Sprintf("`%s` is `%s`; Azure understands only `true` and `false`, and takes this for `false`", short, strconv.Quote(value))
			}
			if meant, ok := meantBoolean(value); ok {
				if reader != aks.Strict && meant { // "yes" acts as false today
					safety = analyzer.Unsafe
				}
				word := strconv.FormatBool(meant)
				f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%q`", word), Safety: safety,
					Changes: []manifest.Change{{Op: manifest.Set, Path: f.At, Value: word}}}}
			} else {
				f.Help = "write `\"true\"` or `\"false\"`"
			}
			p.Report(f)
		}
	},
}

// meantBoolean reads the ways in which people write a boolean.
func meantBoolean(value string) (meant, ok bool) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "true", "yes", "y", "on", "1", "t", "enabled":
		return true, true
	case "false", "no", "n", "off", "0", "f", "disabled":
		return false, true
	}
	return false, false
}
