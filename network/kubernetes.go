package network

import (
	"regexp"
	"strings"
	"sync"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// networkPolicy reads a NetworkPolicy. What the fields mean is the word of
// k8s.io/api networking/v1 types.go; what is refused, that of
// pkg/apis/networking/validation. One of the removed group extensions was meant
// the same way.
func (r *reader) networkPolicy() {
	r.Tier, r.Order = PodTier, kubernetesOrder
	r.subjectOf(inside(r.Member.Namespace), r.selectorAt(manifest.At("spec", "podSelector")))
	r.policyTypes()
	for _, problem := range r.object.Problems {
		r.Vague = r.Vague || problem.Kind == manifest.WrongType && problem.Path.HasPrefix(manifest.At("spec"))
	}
	for _, d := range []Direction{Ingress, Egress} {
		side := r.Side(d)
		side.Path = manifest.At("spec", listKey(d))
		list := r.object.Find(side.Path)
		if side.Isolates == inventory.No {
			continue
		}
		if r.unsure(side.Path) || r.Vague {
			r.wild(d, Allow, side.Path)
		}
		for i, item := range list.Items() {
			if vague(item) {
				r.wild(d, Allow, side.Path)
				continue
			}
			rule := r.rule(d, Allow, side.Path.Index(i), i)
			r.peers(rule, item, [...]string{"from", "to"}[d])
			r.ports(rule, item.Get("ports"))
		}
	}
}

// listKey is the key of a direction's rules.
func listKey(d Direction) string { return [...]string{"ingress", "egress"}[d] }

// policyTypes says for which directions the policy isolates: for those that it
// names, or else for Ingress, and for Egress where it has rules for it.
func (r *reader) policyTypes() {
	at := manifest.At("spec", "policyTypes")
	if r.unsure(at) {
		r.Ingress.Isolates, r.Egress.Isolates = inventory.Unknown, inventory.Unknown
		return
	}
	types := r.object.Find(at)
	if types.Len() == 0 {
		r.Ingress.Isolates = inventory.Yes
		r.Egress.Isolates = truth(r.object.Find(manifest.At("spec", "egress")).Len() > 0)
		if r.Egress.Isolates == inventory.No && r.Member.Patched(manifest.At("spec", "egress")) {
			r.Egress.Isolates = inventory.Unknown
		}
		return
	}
	if types.Len() > 2 {
		r.refuse("`policyTypes` has more than two items")
	}
	for _, item := range types.Items() {
		switch word := item.Text(); {
		case word == "Ingress":
			r.Ingress.Isolates = inventory.Yes
		case word == "Egress":
			r.Egress.Isolates = inventory.Yes
		case vague(item):
			r.Ingress.Isolates = max(r.Ingress.Isolates, inventory.Unknown)
			r.Egress.Isolates = max(r.Egress.Isolates, inventory.Unknown)
		default:
			r.refuse("`%s` is no type of a policy", word)
		}
	}
}

// peers reads the from or to of a rule: without it, or empty, it matches
// everything.
func (r *reader) peers(rule *Rule, item manifest.Node, key string) {
	list := item.Get(key)
	rule.AnyPeer = list.Len() == 0
	if vague(list) {
		rule.Doubt = true
	}
	at := rule.Path.Key(key)
	for i, n := range list.Items() {
		if peer := r.peer(n, at.Index(i), i); peer != nil {
			rule.Peers = append(rule.Peers, peer)
		}
	}
}

func (r *reader) peer(n manifest.Node, at manifest.Path, i int) *Peer {
	if vague(n) {
		return unknownPeer(at, i)
	}
	pods, spaces, block := n.Get("podSelector"), n.Get("namespaceSelector"), n.Get("ipBlock")
	switch {
	case set(block):
		if set(pods) || set(spaces) {
			r.refuse("a peer has a block of addresses and a selector")
		}
		return r.block(block.Get("cidr"), block.Get("except"), at, i)
	case set(spaces):
		return r.podsPeer(everywhere(readSelector(spaces)), readSelector(pods), at, i)
	case set(pods):
		return r.podsPeer(inside(r.Member.Namespace), readSelector(pods), at, i)
	}
	r.refuse("a peer names nothing")
	return &Peer{Index: i, Path: at}
}

// unknownPeer may match anything.
func unknownPeer(at manifest.Path, i int) *Peer {
	return &Peer{Index: i, Path: at, Doubt: true, anyPod: inventory.Unknown, Hosts: inventory.Unknown, doubtful: AllAddresses()}
}

// ports reads the ports of a rule: without them, or empty, it matches all.
func (r *reader) ports(rule *Rule, list manifest.Node) {
	rule.AnyPort = list.Len() == 0
	rule.Doubt = rule.Doubt || vague(list)
	at := rule.Path.Key("ports")
	for i, n := range list.Items() {
		rule.Ports = append(rule.Ports, r.port(n, at.Index(i), i))
	}
}

// portName is what the name of a port may be (IANA_SVC_NAME).
var portName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`) })

func validPortName(name string) bool {
	return len(name) <= 15 && portName().MatchString(name) && strings.ContainsAny(name, "abcdefghijklmnopqrstuvwxyz")
}

func (r *reader) port(n manifest.Node, at manifest.Path, i int) *Port {
	word, port, end := n.Get("protocol"), n.Get("port"), n.Get("endPort")
	protocol, ok := ParseProtocol(word.Text())
	switch {
	case vague(n) || vague(word):
		return &Port{Index: i, Path: at, Doubt: true, Set: AllPorts()}
	case !ok:
		r.refuse("`%s` is no protocol", word.Text())
	case vague(port) || vague(end):
		return &Port{Index: i, Path: at, Doubt: true, Protocol: protocol, Set: ProtocolPorts(protocol)}
	case !set(port):
		if set(end) {
			r.refuse("`endPort` needs a `port`")
		}
		return &Port{Index: i, Path: at, Protocol: protocol, Set: ProtocolPorts(protocol)}
	}
	lo, isNumber := number(port)
	if !isNumber {
		if !validPortName(port.Text()) {
			r.refuse("`%s` is no port", port.Text())
		}
		if set(end) {
			r.refuse("`endPort` needs a number as `port`")
		}
		return r.named(port.Text(), protocol, false, at, i)
	}
	hi := lo
	if set(end) {
		hi, _ = number(end)
	}
	if lo < 1 || hi > maxPort || hi < lo {
		r.refuse("`%d` to `%d` is no range of ports", lo, hi)
	}
	return portRange(protocol, lo, hi, at, i)
}
