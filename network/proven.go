package network

import (
	"maps"
	"slices"

	"github.com/akslint/akslint/inventory"
)

// Proven is what the manifests prove about who connects to the pods of a
// Service: what the Ingresses and routes before it, and the commands and
// environments of workloads, say. Nobody else is known, which does not mean that
// there is nobody else.
type Proven struct {
	Service *inventory.Member
	// Selector is the Service's.
	Selector map[string]string
	// Ports are those of the pods, as far as they are known.
	Ports []ProvenPort
	// Everybody says that a load balancer, or a controller whose place is not
	// known, leads to it; else Clients are who connects to it, none where no
	// one is known.
	Everybody bool
	Clients   []Client
}

// ProvenPort is a port of the pods of a Service.
type ProvenPort struct {
	Protocol Protocol
	Number   int32
}

// Client is who connects to the pods of a Service: pods with Labels, all pods
// where there are none, of Namespace, or of the Service's own where that is "".
type Client struct {
	Labels    map[string]string
	Namespace string
}

// Proven tells what the manifests prove about the Services of a namespace that
// select pods, or only about those of one workload where own is not nil; ok is
// false where the input does not tell what some Service selects.
func (n Network) Proven(namespace string, own *inventory.Workload) (all []Proven, ok bool) {
	for _, m := range n.view.Objects("Service", namespace) {
		svc, known := m.Service()
		if !known || len(svc.Spec.Selector) == 0 {
			continue
		}
		pods, sure := n.view.Select(namespace, svc.Spec.Selector)
		if !sure || LabelsToCome(svc.Spec.Selector) || m.Patched(serviceSelectorField) {
			return nil, false
		}
		if len(pods) == 0 || own != nil && own.Matches(svc.Spec.Selector) != inventory.Yes {
			continue
		}
		p := Proven{Service: m, Selector: svc.Spec.Selector, Everybody: len(svc.Spec.ExternalIPs) > 0}
		for _, port := range svc.Spec.Ports {
			target, known := TargetPort(pods[0], port)
			protocol, valid := ParseProtocol(string(port.Protocol))
			if own := (ProvenPort{protocol, target}); known && valid && target > 0 && !slices.Contains(p.Ports, own) {
				p.Ports = append(p.Ports, own)
			}
		}
		p.enter(n, pods[0])
		p.name(n.view)
		all = append(all, p)
	}
	return all, true
}

// Same reports whether two definitions of a Service let the same clients to the
// same ports of the same pods.
func (p *Proven) Same(other *Proven) bool {
	return maps.Equal(p.Selector, other.Selector) && slices.Equal(p.Ports, other.Ports) && p.Everybody == other.Everybody &&
		slices.EqualFunc(p.Clients, other.Clients, Client.Same)
}

// Same reports whether two are the same pods.
func (c Client) Same(other Client) bool {
	return c.Namespace == other.Namespace && maps.Equal(c.Labels, other.Labels)
}

// enter notes who comes in from outside.
func (p *Proven) enter(n Network, w *inventory.Workload) {
	n.doorsThrough(p.Service, w, func(d Door) bool {
		if len(d.Ends) > 0 && d.Ends[0].Namespace != "" {
			p.add(Client{Namespace: d.Ends[0].Namespace})
		} else {
			p.Everybody = true
		}
		return true
	})
	p.Everybody = p.Everybody || len(p.Clients) == 0 && n.view.SentTo(p.Service)
}

// name notes which workloads name the Service.
func (p *Proven) name(v inventory.View) {
	for _, w := range v.Callers(p.Service) {
		c := Client{Labels: TellingLabels(w)}
		if len(c.Labels) == 0 {
			continue
		}
		if w.Member.Namespace != p.Service.Namespace {
			c.Namespace = w.Member.Namespace
		}
		p.add(c)
	}
}

func (p *Proven) add(c Client) {
	if !slices.ContainsFunc(p.Clients, c.Same) {
		p.Clients = append(p.Clients, c)
	}
}

// TellingLabels are labels that tell the pods of a workload apart; none where
// they are not known.
func TellingLabels(w *inventory.Workload) map[string]string {
	if w.Selector != nil && len(w.Selector.MatchLabels) > 0 && w.MatchesSelector(w.Selector) == inventory.Yes {
		return w.Selector.MatchLabels
	}
	if LabelsToCome(w.Labels) || w.Matches(w.Labels) != inventory.Yes {
		return nil
	}
	return w.Labels
}

// LabelsToCome reports whether a part of some labels is filled in later.
func LabelsToCome(labels map[string]string) bool {
	for key, value := range labels {
		if inventory.ToCome(key) || inventory.ToCome(value) {
			return true
		}
	}
	return false
}
