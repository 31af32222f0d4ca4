package network

import (
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// adminPolicy reads the cluster-wide policies of sig-network
// (sigs.k8s.io/network-policy-api): AdminNetworkPolicy and
// BaselineAdminNetworkPolicy of v1alpha1, ClusterNetworkPolicy of v1alpha2. They
// isolate nothing: what no rule matches is left to the next tier.
func (r *reader) adminPolicy() {
	at := manifest.At("spec")
	r.Tier = AdminTier
	tier := r.object.Find(at.Key("tier"))
	switch {
	case r.object.Kind == "BaselineAdminNetworkPolicy", tier.Text() == "Baseline":
		r.Tier = BaselineTier
	case r.object.Kind == "ClusterNetworkPolicy" && tier.Text() != "Admin":
		r.Vague = true
	}
	if r.object.Kind == "BaselineAdminNetworkPolicy" && r.Member.Name() != "default" && !manifest.IsPlaceholder(r.Member.Name()) {
		r.refuse("a BaselineAdminNetworkPolicy is named `default`")
	}
	r.priority(at.Key("priority"))
	r.adminSubject(at.Key("subject"))
	for _, d := range []Direction{Ingress, Egress} {
		side := r.Side(d)
		side.Path = at.Key(listKey(d))
		if r.unsure(side.Path) || r.Vague {
			r.wild(d, Allow, side.Path)
			r.wild(d, Deny, side.Path)
			r.wild(d, Pass, side.Path)
		}
		for i, item := range r.object.Find(side.Path).Items() {
			r.adminRule(d, item, side.Path.Index(i), i)
		}
	}
}

// priority reads the order of the policy, lowest first.
func (r *reader) priority(at manifest.Path) {
	n := r.object.Find(at)
	if r.object.Kind == "BaselineAdminNetworkPolicy" {
		return
	}
	value, ok := number(n)
	switch {
	case r.unsure(at):
		r.Vague = true
	case !set(n) && r.object.Kind == "ClusterNetworkPolicy":
	case !ok || value < 0 || value > 1000:
		r.refuse("`%s` is no priority from 0 to 1000", n.Text())
	}
	r.Order = float64(value)
}

func (r *reader) adminSubject(at manifest.Path) {
	if n := r.object.Find(at); r.unsure(at) || !set(n) {
		r.subject = r.selections.find(everywhere(selector{}), unknownSelector)
		return
	}
	spaces, pods := r.object.Find(at.Key("namespaces")), r.object.Find(at.Key("pods"))
	switch {
	case set(spaces):
		r.subjectOf(everywhere(r.selectorAt(at.Key("namespaces"))), selector{})
	case set(pods):
		r.subjectOf(everywhere(r.selectorAt(at.Keys("pods", "namespaceSelector"))), r.selectorAt(at.Keys("pods", "podSelector")))
	default:
		r.refuse("the subject names nothing")
		r.subject = &selection{}
	}
}

// actions are the words for what a rule does. Accept is v1alpha2's.
var actions = map[string]Action{"Allow": Allow, "Accept": Allow, "Deny": Deny, "Pass": Pass}

func (r *reader) adminRule(d Direction, n manifest.Node, at manifest.Path, i int) {
	action, ok := actions[n.Get("action").Text()]
	switch {
	case vague(n) || vague(n.Get("action")):
		for _, action := range []Action{Allow, Deny, Pass} {
			r.wild(d, action, at)
		}
		return
	case !ok || action == Pass && r.Tier == BaselineTier:
		r.refuse("`%s` is no action of a rule", n.Get("action").Text())
	}
	rule := r.rule(d, action, at, i)
	key := [...]string{"from", "to"}[d]
	list := n.Get(key)
	if list.Len() == 0 && !vague(list) {
		r.refuse("a rule names nothing in `%s`", key)
	}
	rule.Doubt = vague(list)
	rule.AnyPeer = rule.Doubt
	for j, item := range list.Items() {
		if peer := r.adminPeer(item, at.Key(key).Index(j), j); peer != nil {
			rule.Peers = append(rule.Peers, peer)
		}
	}
	ports := n.Get("ports")
	if r.object.Kind == "ClusterNetworkPolicy" && n.Get("protocols").Exists() {
		ports = n.Get("protocols")
	}
	rule.AnyPort = ports.Len() == 0
	rule.Doubt = rule.Doubt || vague(ports)
	for j, item := range ports.Items() {
		rule.Ports = append(rule.Ports, r.adminPort(item, at, j))
	}
}

func (r *reader) adminPeer(n manifest.Node, at manifest.Path, j int) *Peer {
	switch {
	case vague(n):
		return unknownPeer(at, j)
	case set(n.Get("namespaces")):
		return r.podsPeer(everywhere(readSelector(n.Get("namespaces"))), selector{}, at, j)
	case set(n.Get("pods")):
		return r.podsPeer(everywhere(readSelector(n.Get("pods").Get("namespaceSelector"))), readSelector(n.Get("pods").Get("podSelector")), at, j)
	case set(n.Get("networks")):
		return r.networks(n.Get("networks"), at, j)
	case n.Get("nodes").Exists():
		return &Peer{Index: j, Path: at, Doubt: true, Hosts: inventory.Unknown}
	case n.Get("domainNames").Exists():
		return &Peer{Index: j, Path: at, Doubt: true, doubtful: AllAddresses()}
	}
	r.refuse("a peer names nothing")
	return unknownPeer(at, j)
}

// networks makes one peer of several blocks of addresses.
func (r *reader) networks(list manifest.Node, at manifest.Path, j int) *Peer {
	all := &Peer{Index: j, Path: at, Block: true}
	for i, item := range list.Items() {
		p := r.block(item, manifest.Node{}, at.Key("networks").Index(i), i)
		all.Addresses, all.doubtful = all.Addresses.Union(p.Addresses), all.doubtful.Union(p.doubtful)
		all.anyPod, all.Hosts, all.Doubt = either(all.anyPod, p.anyPod), either(all.Hosts, p.Hosts), all.Doubt || p.Doubt
	}
	all.doubtful = all.doubtful.Minus(all.Addresses)
	return all
}

// adminPort reads a port of v1alpha1 (portNumber, portRange, namedPort), or a
// protocol of v1alpha2 (tcp, udp, sctp with a destinationPort,
// destinationNamedPort).
func (r *reader) adminPort(n manifest.Node, rule manifest.Path, j int) *Port {
	at := rule.Key("ports").Index(j)
	if r.object.Find(rule.Key("protocols")).Exists() {
		at = rule.Key("protocols").Index(j)
	}
	for key, value := range n.Entries() {
		protocol, known := ParseProtocol(strings.ToUpper(key.Key()))
		switch name := key.Key(); {
		case vague(value):
			return &Port{Index: j, Path: at, Doubt: true, Set: AllPorts()}
		case name == "portNumber":
			return r.adminRange(value, value.Get("port"), value.Get("port"), at, j)
		case name == "portRange":
			return r.adminRange(value, value.Get("start"), value.Get("end"), at, j)
		case name == "namedPort", name == "destinationNamedPort":
			return r.named(value.Text(), TCP, true, at, j)
		case known && name == strings.ToLower(name):
			return r.destination(protocol, value.Get("destinationPort"), at, j)
		}
	}
	if !vague(n) {
		r.refuse("a port names nothing")
	}
	return &Port{Index: j, Path: at, Doubt: true, Set: AllPorts()}
}

func (r *reader) adminRange(n, lo, hi manifest.Node, at manifest.Path, j int) *Port {
	protocol, ok := ParseProtocol(n.Get("protocol").Text())
	if vague(n.Get("protocol")) {
		return &Port{Index: j, Path: at, Doubt: true, Set: AllPorts()}
	}
	if !ok {
		r.refuse("`%s` is no protocol", n.Get("protocol").Text())
	}
	return r.numbers(protocol, lo, hi, at, j)
}

// destination reads a destinationPort: a number, a range, or all where it is
// absent.
func (r *reader) destination(protocol Protocol, n manifest.Node, at manifest.Path, j int) *Port {
	switch {
	case !set(n):
		return &Port{Index: j, Path: at, Protocol: protocol, Set: ProtocolPorts(protocol)}
	case set(n.Get("range")):
		return r.numbers(protocol, n.Get("range").Get("start"), n.Get("range").Get("end"), at, j)
	}
	return r.numbers(protocol, n.Get("number"), n.Get("number"), at, j)
}

func (r *reader) numbers(protocol Protocol, lo, hi manifest.Node, at manifest.Path, j int) *Port {
	if vague(lo) || vague(hi) {
		return &Port{Index: j, Path: at, Doubt: true, Protocol: protocol, Set: ProtocolPorts(protocol)}
	}
	from, okLo := number(lo)
	to, okHi := number(hi)
	if !okLo || !okHi || from < 1 || to > maxPort || to < from {
		r.refuse("`%s` to `%s` is no range of ports", lo.Text(), hi.Text())
	}
	return portRange(protocol, from, to, at, j)
}
