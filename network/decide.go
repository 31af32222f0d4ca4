package network

import (
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// end is the other end of a flow, as the rules of one end see it.
type end struct {
	// pod is a pod of the input, nil for others; id is its.
	pod *pod
	id  int32
	// outside is an end that is no pod of the input.
	outside *End
}

// peer says whether a peer matches the end.
func (e end) peer(p *Peer, s *selections) inventory.Truth {
	if e.pod == nil {
		return e.outside.matches(p, s)
	}
	answer := p.anyPod
	if p.Pods {
		answer = either(answer, p.pods.has(e.id))
	}
	switch e.pod.host {
	case inventory.Yes:
		return p.Hosts
	case inventory.Unknown:
		if answer != p.Hosts {
			return inventory.Unknown
		}
	}
	return answer
}

// rule says whether a rule matches the end.
func (e end) rule(r *Rule, s *selections) inventory.Truth {
	if r.AnyPeer {
		return inventory.Yes
	}
	answer := inventory.No
	for _, p := range r.Peers {
		answer = either(answer, e.peer(p, s))
	}
	return answer
}

// portsOf gives the ports of a rule; names are resolved on to, or by lookup
// where the destination is no pod of the input.
func portsOf(r *Rule, to *pod, lookup map[string]PortSet) (sure, maybe PortSet) {
	if r.AnyPort {
		return everyPort, PortSet{}
	}
	sure, maybe = r.set, r.maybe
	for _, port := range r.names {
		switch {
		case to != nil:
			s, m := to.resolve(port)
			sure, maybe = sure.Union(s), maybe.Union(m)
		case port.AnyProtocol:
			sure = sure.Union(lookup[port.Name])
		default:
			sure = sure.Union(lookup[port.Name].Intersect(ProtocolPorts(port.Protocol)))
		}
	}
	return sure, maybe.Minus(sure)
}

// sum computes what the ports of a rule come to, names left aside.
func (r *Rule) sum() {
	for _, port := range r.Ports {
		switch {
		case port.Name != "":
			r.names = append(r.names, port)
		case port.Doubt:
			r.maybe = r.maybe.Union(port.Set)
		default:
			r.set = r.set.Union(port.Set)
		}
	}
}

// match says what a rule does to a flow between a pod that it is about and
// another end.
func (m *Model) match(r *Rule, own *pod, other end) matched {
	out := matched{truth: other.rule(r, m.selections)}
	if out.truth == inventory.No {
		return out
	}
	switch {
	case r.Direction == Ingress:
		out.sure, out.maybe = portsOf(r, own, nil)
	case other.pod != nil:
		out.sure, out.maybe = portsOf(r, other.pod, nil)
	default:
		out.sure, out.maybe = portsOf(r, nil, other.outside.Named)
	}
	return out
}

// decide says what the policies that hold a pod decide about a flow with
// another end.
func (m *Model) decide(own *pod, holds []holding, d Direction, other end) verdict {
	if len(holds) == 0 {
		return admitted
	}
	v := fold(holds, d, func(r *Rule) matched { return m.match(r, own, other) })
	if d == Ingress && other.isNode() != inventory.No { // no policy keeps a node from its own pods
		v.maybe = everyPort.Minus(v.sure)
	}
	return v
}

// isNode says whether the end is a node, or a pod on the network of one.
func (e end) isNode() inventory.Truth {
	if e.pod != nil {
		return e.pod.host
	}
	return truth(e.outside.Host)
}

// explain is decide, with the reasons.
func (m *Model) explain(own *pod, holds []holding, d Direction, other end) Decision {
	v := m.decide(own, holds, d, other)
	out := Decision{Ports: v.sure, Maybe: v.maybe, Isolation: isolation(holds, d)}
	for _, h := range holds {
		for _, rule := range h.Side(d).Rules {
			hit := m.match(rule, own, other)
			switch {
			case hit.truth == inventory.No || hit.sure.Empty() && hit.maybe.Empty():
			case rule.Doubt || hit.truth == inventory.Unknown || h.truth == inventory.Unknown || hit.sure.Empty():
				out.Doubts = append(out.Doubts, rule)
			case rule.Action == Allow:
				out.Allows = append(out.Allows, rule)
			case rule.Action == Deny:
				out.Denies = append(out.Denies, rule)
			}
		}
	}
	return out
}

// isolation says which of some policies isolate in a direction.
func isolation(holds []holding, d Direction) (out Isolation) {
	for _, h := range holds {
		t := both(h.truth, h.Side(d).Isolates)
		if t == inventory.Yes && out.Truth != inventory.Yes { // those of which it is not known do not matter then
			out.Truth, out.By = inventory.Yes, nil
		}
		if t == inventory.Unknown && out.Truth == inventory.No {
			out.Truth = inventory.Unknown
		}
		if t == out.Truth && t != inventory.No {
			out.By = append(out.By, h.Policy)
		}
	}
	return out
}

// podLabels are the labels of pods that the input does not show.
type podLabels map[string]string

// Label gives a label; nothing is known of nil.
func (l podLabels) Label(key string) (string, inventory.Truth, bool) {
	if l == nil || inventory.SetByControllers(key) {
		return "", inventory.Unknown, false
	}
	value, present := l[key]
	return value, truth(present), true
}

// matches says whether a peer matches an end that is no pod of the input.
func (e *End) matches(p *Peer, s *selections) inventory.Truth {
	switch {
	case e.Namespace != "":
		if !p.Pods {
			return p.anyPod
		}
		return either(p.anyPod, both(p.pods.within.has(e.Namespace, s), p.pods.pods.match(podLabels(e.Labels))))
	case e.Host:
		return p.Hosts
	case !e.Addresses.Empty():
		switch {
		case p.Addresses.Covers(e.Addresses):
			return inventory.Yes
		case p.Addresses.Overlaps(e.Addresses) || p.doubtful.Overlaps(e.Addresses):
			return inventory.Unknown
		}
	}
	return inventory.No
}

// has says whether a namespace is among those in which a selector looks.
func (w *within) has(name string, s *selections) inventory.Truth {
	switch {
	case w.all:
	case w.name != name && (manifest.IsPlaceholder(name) || manifest.IsPlaceholder(w.name)):
		return inventory.Unknown
	default:
		return truth(w.name == name)
	}
	sp := s.byName[name]
	if sp == nil {
		sp = &space{name: name}
	}
	return w.spaces.match(sp)
}
