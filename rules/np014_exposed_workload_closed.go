package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// NP014: A policy closes what a load balancer, Ingress or route leads to.
//
// Clients reach the front end, and their connections time out at the pods: no
// rule of any policy that holds the pods admits what comes through it on the
// port where it arrives. That is the container's port (`targetPort`), not the
// Service's. A rule that lists the Service's port opens nothing.
//
// Traffic of a load balancer or node port comes from outside the cluster: it
// takes an `ipBlock`, or a rule without `from`. That of an Ingress comes from
// its controller: from the namespace `app-routing-system` for the application
// routing add-on, from the subnet of the gateway (an `ipBlock`) for Application
// Gateway. That of a Gateway of the Istio classes comes from the pods of the
// Gateway, in its own namespace. That of a VirtualService comes from the gateways
// of the Istio add-on, in the namespace `aks-istio-ingress`.
//
// Azure Network Policy Manager does not hold what comes over a load balancer or
// node port with `externalTrafficPolicy: Cluster`; NP013 speaks of that. On a
// cluster without a policy engine nothing is closed (NP002).
//
// Only what is certain is reported: a controller whose namespace the input does
// not tell may be in any namespace that a rule admits.
var NP014 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "NP014", Name: "exposed-workload-closed", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{networkPolicyKind},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		Reads: []string{"spec.podSelector", "spec.policyTypes", "spec.ingress"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/network-policies/",
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/app-routing",
		},
	},
	Check: func(p *analyzer.Pass) {
		if p.View.Scope.Open || unenforced(p) {
			return
		}
		n := p.Network()
		policy, ok := n.Policy(p.View.Member)
		if !ok || policy.Refused != "" || policy.Vague || policy.Ingress.Isolates != inventory.Yes {
			return
		}
		for _, c := range closedBy(p, n, policy) {
			p.Report(c.finding())
		}
	},
}

// closedDoor is a way from outside that a policy closes, with all ports and
// workloads to which that applies.
type closedDoor struct {
	network.Door
	By *network.Policy
	// Listed is the port of the policy that is the Service's, and not the pods'.
	Listed    *network.Port
	Ports     network.PortSet
	Workloads []*inventory.Workload
}

// closedBy are the ways from outside that a policy closes, and of which it is
// the one to edit.
func closedBy(p *analyzer.Pass, n network.Network, policy *network.Policy) (all []*closedDoor) {
	known := map[doorName]*closedDoor{}
	for _, w := range n.Selected(policy).Sure {
		isolation := n.Isolation(w, network.Ingress)
		if isolation.Truth != inventory.Yes || policy != usualDecider(isolation.By) && !listsPorts(policy) { // another is the one to edit
			continue
		}
		if sure, maybe := n.Holding(w); !policyCanHold(w) || len(maybe) > 0 || slices.ContainsFunc(sure, func(held *network.Policy) bool { return held.Vague }) {
			continue
		}
		for d := range n.Doors(w) {
			by, listed := decider(d, isolation.By)
			if by != policy || passesNPM(p, d) || !n.Closes(w, d) {
				continue
			}
			name := nameOf(d, listed)
			c := known[name]
			if c == nil {
				c = &closedDoor{Door: d, By: by, Listed: listed}
				known[name] = c
				all = append(all, c)
			}
			if !c.Ports.Has(d.Protocol, int(d.Target)) {
				c.Ports = c.Ports.Union(network.Ports(d.Protocol, int(d.Target), int(d.Target)))
			}
			if n := len(c.Workloads); n == 0 || c.Workloads[n-1] != w {
				c.Workloads = append(c.Workloads, w)
			}
		}
	}
	return all
}

// passesNPM reports whether the engine of the cluster is Azure Network Policy
// Manager, which does not hold what the nodes forward.
func passesNPM(p *analyzer.Pass, d network.Door) bool {
	svc, ok := d.Service.Service()
	return ok && d.Member == d.Service && svc.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal && engineIs(p, aks.NPMEngine)
}

// decider is the policy to edit of those that close a door: the one that lists
// the Service's port instead of the target, with that port, else the usual one.
func decider(d network.Door, policies []*network.Policy) (by *network.Policy, port *network.Port) {
	if d.Port != d.Target {
		own := network.Ports(d.Protocol, int(d.Port), int(d.Port))
		for _, policy := range policies {
			for _, r := range policy.Ingress.Rules {
				for _, port := range r.Ports {
					if port.Set.Equal(own) {
						return policy, port
					}
				}
			}
		}
	}
	return usualDecider(policies), nil
}

// usualDecider is the first of some policies that has rules, else the first.
func usualDecider(policies []*network.Policy) *network.Policy {
	i := slices.IndexFunc(policies, func(policy *network.Policy) bool { return len(policy.Ingress.Rules) > 0 })
	return policies[max(i, 0)]
}

// listsPorts reports whether a rule of a policy names ports.
func listsPorts(policy *network.Policy) bool {
	return slices.ContainsFunc(policy.Ingress.Rules, func(r *network.Rule) bool { return len(r.Ports) > 0 })
}

func (c *closedDoor) finding() analyzer.Finding {
	w, what, from := c.Workloads[0], doorText(c.Door), doorOrigin(c.Door)
	at := portSetText(c.Ports) + " of " + workloadName(w) + andOthers(len(c.Workloads)-1)
	f := analyzer.Finding{
		At: ingressField, KeyOnly: true,
		Message: fmt.Sprintf("%s leads to %s, and policy `%s` admits nothing from %s there, so clients get no connection", what, at, c.By.Name(), from),
		Related: []analyzer.Related{{Object: c.Member.Object, At: c.Path, Message: "the way in"}, {Object: w.Member.Object, At: nameField, Message: workloadName(w) + " is held by the policy"}},
	}
	switch {
	case c.Listed != nil:
		f.At, f.KeyOnly = c.Listed.Path.Key("port"), false
		f.Message = fmt.Sprintf("`%d` is the port of Service `%s`, whose traffic arrives at %s; policy `%s` admits nothing from %s there, so clients of %s get no connection",
			c.Port, c.Service.Object.Name, at, c.By.Name(), from, what)
		f.Help = fmt.Sprintf("policies speak of the ports of pods: write `%d`", c.Target)
	case !c.By.Member.Object.Find(ingressField).Exists():
		f.At = policySubjectField
	}
	return f
}

// doorName is what a reader knows a door by: it may lead to several ports, and
// several files may define the object.
type doorName struct {
	kind          network.EntryKind
	service       string
	madeBy, named string
	listed        *network.Port
}

func nameOf(d network.Door, listed *network.Port) doorName {
	return doorName{d.Kind, d.Service.Name(), d.Member.Object.Kind, d.Member.Object.Name, listed}
}

// doorText names a door: "the load balancer of Service `web`".
func doorText(d network.Door) string {
	switch d.Kind {
	case network.LoadBalancer, network.NodePort:
		return fmt.Sprintf("the %s of Service `%s`", d.Kind, d.Member.Object.Name)
	}
	return fmt.Sprintf("%s `%s`", d.Member.Object.Kind, d.Member.Object.Name)
}

// doorOrigin says where the pods see the traffic of a door come from.
func doorOrigin(d network.Door) string {
	switch {
	case d.Kind == network.LoadBalancer || d.Kind == network.NodePort:
		return "outside the cluster"
	case len(d.Ends) == 0:
		return "the pods of the ingress controller"
	case d.Ends[0].Namespace == "":
		return "the subnet of " + d.Controller
	case d.Kind == network.GatewayRoute:
		return fmt.Sprintf("the pods of Gateway `%s` in namespace `%s`", d.Gateway.Object.Name, d.Gateway.Namespace)
	}
	return fmt.Sprintf("namespace `%s`", d.Ends[0].Namespace)
}
