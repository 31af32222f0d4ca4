package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB029: An annotation for one port is for a port that does not exist.
//
// The number in `port_{n}_...` is that of the Service port: not the target
// port, not the node port, and not a place in the list. An annotation for
// another number is ignored, and the port that was meant keeps its defaults.
//
// `port_{n}_health-probe_port` names the port to probe, by the name or the
// number of a Service port, or by any port of the nodes. A name that no port
// has fails the reconciliation. Where `port_{n}_no_lb_rule` leaves every port
// out, the load balancer has an address and answers nothing.
//
// # Fix
//
// Writes the Service port where only one can be meant. It is unsafe, because
// the annotation begins to act.
var LB029 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB029", Name: "port-annotation-without-port", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.listeners"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/consts/helpers.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		ports, known := frontendPorts(lb)
		renamed := map[string]bool{}
		for s := range settings(lb) {
			number, suffix, forPort := aks.ParsePortAnnotation(s.Key())
			if _, exists := aks.LookupPortAnnotation(suffix); !forPort || !exists { // LB004 speaks of what is none
				continue
			}
			switch {
			case !known:
			case number == kubeProxyPort(lb):
			case !slices.ContainsFunc(ports, func(p frontendPort) bool { return p.number == number }):
				reportNoSuchPort(p, lb, s, number, suffix, renamed)
			case suffix == "health-probe_port":
				checkProbedPort(p, lb, s)
			}
		}
		checkNoPortLeft(p, lb)
	},
}

// reportNoSuchPort speaks of an annotation for a port that is none, and tells
// which was meant.
func reportNoSuchPort(p *analyzer.Pass, lb inventory.LBIntent, s lbSetting, number, suffix string, renamed map[string]bool) {
	f := analyzer.Finding{At: s.At(), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("`%s` is ignored, since there is no port `%s`", shortKey(s.Key()), number)}
	if meant, why := portMeant(lb, number); meant != nil {
		f.Message += why
		key := lbPrefix + portKey(meant.Port, suffix)
		if !p.Object.Find(lb.Annotations.Key(key)).Exists() && !renamed[key] {
			renamed[key] = true
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write port `%d`", meant.Port), Safety: analyzer.Unsafe,
				Changes: []manifest.Change{{Op: manifest.Rename, Path: s.At(), Value: key}}}}
		}
	}
	p.Report(f)
}

// portMeant is the one port that a wrong number can mean: its target port or
// its node port, or the only port that there is.
func portMeant(lb inventory.LBIntent, number string) (meant *corev1.ServicePort, why string) {
	ports, _ := servicePorts(lb)
	for i, port := range ports {
		word := ""
		switch {
		case number == "0": // the value of what is not set
			continue
		case number == port.TargetPort.String():
			word = "target port"
		case number == strconv.Itoa(int(port.NodePort)):
			word = "node port"
		default:
			continue
		}
		if meant != nil {
			return nil, ""
		}
		meant, why = &ports[i], fmt.Sprintf("; `%s` is the %s of port `%d`", number, word, port.Port)
	}
	if meant == nil && len(ports) == 1 {
		return &ports[0], fmt.Sprintf("; the only one is port `%d`", ports[0].Port)
	}
	return meant, why
}

// checkProbedPort checks what port_{n}_health-probe_port names.
func checkProbedPort(p *analyzer.Pass, lb inventory.LBIntent, s lbSetting) {
	number, err := strconv.Atoi(s.Value)
	if err == nil && 0 < number && number <= 65535 {
		return
	}
	if err == nil {
		p.Reportf(s.At(), "the probed port `%s` is not between 1 and 65535; the reconciliation fails, and the Service stays pending", s.Value)
		return
	}
	probing, known := probingOf(lb)
	if !known || len(probing.readers(s)) == 0 || probing.portNamed(s.Value) != nil {
		return
	}
	var names []string
	for _, port := range probing.ports {
		if port.Name != "" {
			names = append(names, "`"+port.Name+"`")
		}
	}
	f := analyzer.Finding{At: s.At(), Message: fmt.Sprintf("no port of this Service is named `%s`; the reconciliation fails, and the Service stays pending", oneLine(s.Value))}
	if len(names) > 0 {
		f.Help = "its ports are named " + strings.Join(names, ", ")
	}
	p.Report(f)
}

// checkNoPortLeft speaks of a load balancer that balances nothing.
func checkNoPortLeft(p *analyzer.Pass, lb inventory.LBIntent) {
	probing, known := probingOf(lb)
	if !known || probing.haPorts || len(probing.ports) == 0 {
		return
	}
	for _, port := range probing.ports {
		if probing.rule(port) != inventory.No {
			return
		}
	}
	first := setting(lb, portKey(probing.ports[0].Port, "no_lb_rule"))
	p.Reportf(first.At(), "`%s` leaves out the last port that there is; the load balancer has an address, and answers nothing", shortKey(first.Key()))
}
