package network

import (
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// calicoPolicy reads Calico's NetworkPolicy or GlobalNetworkPolicy
// (github.com/projectcalico/api pkg/apis/projectcalico/v3). Policies of a tier
// are asked by order; a rule that matches decides, and what none matches is
// denied at the end of the tier. NetworkPolicies of Kubernetes stand among them
// with order 1000. Of other tiers than the default one, whatever they do is
// unknown.
func (r *reader) calicoPolicy() {
	r.Tier, r.Order = PodTier, last
	at := manifest.At("spec")
	r.calicoSubject(at)
	r.calicoTypes(at)
	for _, d := range []Direction{Ingress, Egress} {
		r.Side(d).Path = at.Key(listKey(d))
	}
	tier := r.object.Find(at.Key("tier"))
	if tier.Text() != "" && tier.Text() != "default" || r.calicoSpecial(at) || r.unsure(at.Key("order")) {
		r.Order = first
		r.unmodelled()
		return
	}
	if order := r.object.Find(at.Key("order")); set(order) {
		if value, err := strconv.ParseFloat(order.Text(), 64); err == nil {
			r.Order = value
		}
	}
	for _, d := range []Direction{Ingress, Egress} {
		side := r.Side(d)
		if side.Isolates == inventory.No {
			continue
		}
		if r.unsure(side.Path) {
			r.wild(d, Allow, side.Path)
			r.wild(d, Deny, side.Path)
		}
		for i, item := range r.object.Find(side.Path).Items() {
			r.calicoRule(d, item, side.Path.Index(i), i)
		}
	}
}

// calicoSpecial reports whether the policy works outside the order of the
// others.
func (r *reader) calicoSpecial(at manifest.Path) bool {
	for _, key := range []string{"preDNAT", "doNotTrack", "applyOnForward"} {
		if text := r.object.Find(at.Key(key)).Text(); text != "" && text != "false" {
			return true
		}
	}
	return false
}

// calicoSubject reads which pods the policy is about.
func (r *reader) calicoSubject(at manifest.Path) {
	w := r.own()
	pods := r.calicoSelector(at.Key("selector"), false)
	accounts := r.calicoSelector(at.Key("serviceAccountSelector"), false)
	if !accounts.all() { // labels of service accounts are not modelled
		pods.doubt, pods.key = true, pods.key+"?"+accounts.key
	}
	if spaces := at.Key("namespaceSelector"); r.Member.Namespace == "" {
		w = everywhere(r.calicoSelector(spaces, true))
	}
	r.subjectOf(w, pods)
}

// calicoTypes says for which directions the policy is; without types, for those
// that it has rules for, and for Ingress where it has none.
func (r *reader) calicoTypes(at manifest.Path) {
	types := r.object.Find(at.Key("types"))
	has := func(d Direction) bool { return r.object.Find(at.Key(listKey(d))).Len() > 0 }
	if r.unsure(at.Key("types")) || types.Len() == 0 && (r.unsure(at.Key("ingress")) || r.unsure(at.Key("egress"))) {
		r.Ingress.Isolates, r.Egress.Isolates = inventory.Unknown, inventory.Unknown
		return
	}
	if types.Len() == 0 {
		r.Ingress.Isolates, r.Egress.Isolates = truth(has(Ingress) || !has(Egress)), truth(has(Egress))
		return
	}
	for _, item := range types.Items() {
		switch {
		case item.Text() == "Ingress":
			r.Ingress.Isolates = inventory.Yes
		case item.Text() == "Egress":
			r.Egress.Isolates = inventory.Yes
		case vague(item):
			r.Ingress.Isolates = max(r.Ingress.Isolates, inventory.Unknown)
			r.Egress.Isolates = max(r.Egress.Isolates, inventory.Unknown)
		}
	}
}

// calicoSelector reads a selector at a path; of namespaces or of pods.
func (r *reader) calicoSelector(at manifest.Path, spaces bool) selector {
	if r.unsure(at) {
		return unknownSelector
	}
	return parseCalico(r.object.Find(at).Text(), spaces)
}

// calicoRule reads one rule. Log decides nothing.
func (r *reader) calicoRule(d Direction, n manifest.Node, at manifest.Path, i int) {
	action, ok := actions[n.Get("action").Text()]
	if vague(n) || !ok {
		if n.Get("action").Text() != "Log" {
			r.wild(d, Allow, at)
			r.wild(d, Deny, at)
		}
		return
	}
	if action == Pass { // to the next tier, of which nothing is known: it denies, or it lets the profile allow
		r.wild(d, Allow, at)
		r.wild(d, Deny, at)
		return
	}
	rule := r.rule(d, action, at, i)
	for _, key := range []string{"notProtocol", "icmp", "notICMP", "http", "ipVersion"} {
		rule.Doubt = rule.Doubt || set(n.Get(key))
	}
	// The end that the policy is about may be narrowed too.
	peer, own := [...]string{"source", "destination"}[d], [...]string{"destination", "source"}[d]
	for key := range n.Get(own).Entries() {
		rule.Doubt = rule.Doubt || own == "source" || key.Key() != "ports"
	}
	rule.Doubt = rule.Doubt || set(n.Get("source").Get("ports"))
	r.calicoPeer(rule, n.Get(peer), at.Key(peer))
	r.calicoPorts(rule, n)
}

// calicoPeer reads what the other end is: all that is given must hold.
func (r *reader) calicoPeer(rule *Rule, n manifest.Node, at manifest.Path) {
	rule.AnyPeer = true
	narrowed := map[string]bool{}
	for key := range n.Entries() {
		if name := key.Key(); name != "ports" {
			rule.AnyPeer, narrowed[name] = false, true
		}
	}
	pods, spaces, nets := narrowed["selector"], narrowed["namespaceSelector"], narrowed["nets"]
	delete(narrowed, "selector")
	delete(narrowed, "namespaceSelector")
	delete(narrowed, "nets")
	switch {
	case rule.AnyPeer:
	case vague(n) || len(narrowed) > 0 || nets && (pods || spaces):
		rule.Peers = append(rule.Peers, unknownPeer(at, 0))
	case nets:
		for i, item := range n.Get("nets").Items() {
			p := r.block(item, manifest.Node{}, at.Key("nets").Index(i), i)
			rule.Peers = append(rule.Peers, p)
		}
	default:
		r.calicoPods(rule, n, at, spaces)
	}
}

func (r *reader) calicoPods(rule *Rule, n manifest.Node, at manifest.Path, spaces bool) {
	w := r.own()
	text := n.Get("namespaceSelector").Text()
	if spaces && strings.TrimSpace(text) != "global()" {
		w = everywhere(parseCalico(text, true))
	}
	p := r.podsPeer(w, parseCalico(n.Get("selector").Text(), false), at, 0)
	if r.Member.Namespace == "" || strings.Contains(text, "global()") { // host endpoints and network sets may match as well
		p.doubtful, p.Doubt, p.Hosts = AllAddresses(), true, inventory.Unknown
	}
	rule.Peers = append(rule.Peers, p)
}

// calicoPorts reads the protocol and the ports of the destination.
func (r *reader) calicoPorts(rule *Rule, n manifest.Node) {
	word, destination := n.Get("protocol"), n.Get("destination")
	at := rule.Path.Keys("destination", "ports")
	rule.Doubt = rule.Doubt || set(destination.Get("notPorts"))
	if !set(word) {
		rule.AnyPort = destination.Get("ports").Len() == 0
		if !rule.AnyPort {
			rule.Doubt, rule.AnyPort = true, true // refused by Calico
		}
		return
	}
	protocol, ok := ParseProtocol(strings.ToUpper(word.Text()))
	if number, isNumber := decimal(word.Text()); isNumber {
		protocol, ok = map[int]Protocol{6: TCP, 17: UDP, 132: SCTP}[number], number == 6 || number == 17 || number == 132
	}
	switch {
	case vague(word) || vague(destination.Get("ports")):
		rule.AnyPort, rule.Doubt = true, true
		return
	case !ok: // ICMP and others: no ports
		rule.Ports = append(rule.Ports, &Port{Path: rule.Path.Key("protocol")})
		return
	case destination.Get("ports").Len() == 0:
		rule.Ports = append(rule.Ports, &Port{Path: rule.Path.Key("protocol"), Protocol: protocol, Set: ProtocolPorts(protocol)})
	}
	for i, item := range destination.Get("ports").Items() {
		text := item.Text()
		lo, hi, span := strings.Cut(text, ":")
		from, isNumber := decimal(lo)
		to := from
		if span {
			to, _ = decimal(hi)
		}
		switch {
		case vague(item):
			rule.Ports = append(rule.Ports, &Port{Index: i, Path: at.Index(i), Doubt: true, Protocol: protocol, Set: ProtocolPorts(protocol)})
		case isNumber:
			rule.Ports = append(rule.Ports, portRange(protocol, from, to, at.Index(i), i))
		default:
			rule.Ports = append(rule.Ports, r.named(text, protocol, false, at.Index(i), i))
		}
	}
}
