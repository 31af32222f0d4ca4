package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
)

// LB028: The timing of a health probe is out of bounds.
//
// Azure probes every 5 seconds or more rarely, takes a node out after 2 or more
// failed probes, and wants the product of both to be less than 120 seconds.
// Both are whole numbers. The Azure cloud provider checks them whenever it
// builds a probe: a value out of bounds fails the reconciliation, and a new
// Service stays pending.
//
// The annotation for one port wins over that for all ports; what neither says
// is 5 seconds and 2 probes.
var LB028 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB028", Name: "probe-timing-out-of-range", Severity: analyzer.Error, Whole: true, Alone: true, Since: "0.1.0",
		Kinds: loadBalancerKinds,
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.externalTrafficPolicy"},
		References: []string{
			"https://github.com/kubernetes-sigs/cloud-provider-azure/blob/7b31c76/pkg/provider/azure_loadbalancer_healthprobe.go",
			"https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#custom-load-balancer-health-probe",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok {
			return
		}
		probing, known := probingOf(lb)
		ports := portsMentioned(lb)
		if known {
			ports = probing.timed()
		}
		said := map[string]bool{}
		for _, port := range ports {
			interval := timing(lb, port, "interval")
			number := timing(lb, port, "num-of-probe")
			checkTiming(p, probing, interval, number, said)
		}
	},
}

// timed are the numbers that stand in the keys of the timing of probes: ports
// with a probe of their own, and the health check of kube-proxy.
func (p probing) timed() (ports []string) {
	if p.kubeProxy() {
		ports = append(ports, kubeProxyPort(p.lb))
	}
	for _, port := range p.ports {
		if p.own(port) == inventory.Yes {
			ports = append(ports, strconv.Itoa(int(port.Port)))
		}
	}
	return ports
}

// portsMentioned are the ports that annotations are for, and one that stands
// for all others.
func portsMentioned(lb inventory.LBIntent) []string {
	ports := []string{""}
	for s := range settings(lb) {
		if port, _, ok := aks.ParsePortAnnotation(s.Key()); ok {
			ports = append(ports, port)
		}
	}
	return ports
}

// probeTiming is one of the two numbers of a probe.
type probeTiming struct {
	lbSetting
	row aks.ServiceAnnotation
	// seconds or probes; known is false where the value cannot be judged.
	number int64
	known  bool
}

// timing looks a number up, first for a port, then for all ports.
func timing(lb inventory.LBIntent, port, word string) probeTiming {
	t := probeTiming{lbSetting: setting(lb, "port_"+port+"_health-probe_"+word)}
	if t.row, _ = aks.LookupPortAnnotation("health-probe_" + word); t.Set == inventory.No {
		t.lbSetting = setting(lb, probeKey+word)
		t.row, _ = aks.LookupServiceAnnotation(t.Key())
	}
	text := t.row.Default
	if t.is() {
		text = strings.TrimSpace(t.Value)
	}
	number, err := strconv.ParseInt(text, 10, 32)
	t.number, t.known = number, err == nil && number >= int64(t.row.Min) && t.Set != inventory.Unknown
	return t
}

// checkTiming checks the numbers of one probe, and speaks of each annotation
// once.
func checkTiming(p *analyzer.Pass, probing probing, interval, number probeTiming, said map[string]bool) {
	consequence := "the reconciliation fails, and the Service stays pending"
	if probing.haPorts && !probing.kubeProxy() { // the provider passes over the fault
		consequence = "the load balancer goes without this health probe"
	}
	for _, t := range []probeTiming{interval, number} {
		if t.is() && !t.known && !said[t.Key()] {
			said[t.Key()] = true
			p.Reportf(t.At(), "`%s` is `%q`; it takes a whole number from %d, so %s", shortKey(t.Key()), t.Value, t.row.Min, consequence)
		}
	}
	product := interval.number * number.number
	if !interval.known || !number.known || product < 120 {
		return
	}
	at, other := interval, number
	if _, _, forPort := aks.ParsePortAnnotation(number.Key()); !at.is() || forPort && number.is() {
		at, other = number, interval
	}
	if said[at.Key()] {
		return
	}
	said[at.Key()] = true
	f := analyzer.Finding{At: at.At(), Message: fmt.Sprintf("%d probes, one every %d seconds, take %d seconds; Azure wants less than 120, so %s",
		number.number, interval.number, product, consequence)}
	if other.is() {
		f.Related = []analyzer.Related{{Object: p.Object, At: other.At(), Message: "the other number"}}
	}
	p.Report(f)
}
