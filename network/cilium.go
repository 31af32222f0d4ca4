package network

import (
	"math"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// ciliumPolicy reads a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy
// (github.com/cilium/cilium pkg/policy/api). A rule isolates the endpoints that
// it selects in each direction for which it has a list of rules; what is denied
// goes before all that any policy allows.
func (r *reader) ciliumPolicy() {
	r.Tier, r.Order = PodTier, kubernetesOrder
	at := manifest.At("spec")
	spec := r.object.Find(at)
	if r.object.Find(manifest.At("specs")).Exists() || !set(spec) || r.unsure(at) {
		r.subject = r.selections.find(r.own(), unknownSelector)
		r.unmodelled()
		return
	}
	if spec.Get("nodeSelector").Exists() { // it speaks of nodes
		r.subject = &selection{}
		return
	}
	selectorAt := at.Key("endpointSelector")
	if r.unsure(selectorAt) || !spec.Get("endpointSelector").Exists() {
		r.subject = r.selections.find(r.own(), unknownSelector)
	} else {
		w, pods := r.endpoints(spec.Get("endpointSelector"))
		if ns := r.Member.Namespace; ns != "" && w.all { // it selects in its own namespace alone
			w.spaces.add(requirement{key: metadataName, values: []string{ns}})
		}
		r.subjectOf(w, pods)
	}
	for _, d := range []Direction{Ingress, Egress} {
		r.ciliumSide(d, at)
	}
}

// own is where a policy selects: its namespace, or all of them.
func (r *reader) own() within {
	if r.Member.Namespace == "" {
		return everywhere(selector{})
	}
	return inside(r.Member.Namespace)
}

func (r *reader) ciliumSide(d Direction, spec manifest.Path) {
	side := r.Side(d)
	side.Path = spec.Key(listKey(d))
	deny := spec.Key(listKey(d) + "Deny")
	lists := r.object.Find(side.Path).Len() + r.object.Find(deny).Len()
	side.Isolates = truth(lists > 0)
	byHand := spec.Keys("enableDefaultDeny", listKey(d))
	switch text := r.object.Find(byHand).Text(); {
	case r.unsure(side.Path) || r.unsure(deny) || r.unsure(byHand):
		side.Isolates = inventory.Unknown
		r.wild(d, Allow, side.Path)
		r.wild(d, Deny, deny)
	case text == "true":
		side.Isolates = inventory.Yes
	case text == "false":
		side.Isolates = inventory.No
	}
	for action, at := range [...]manifest.Path{Allow: side.Path, Deny: deny} {
		action := Action(action)
		for i, item := range r.object.Find(at).Items() {
			if vague(item) {
				r.wild(d, action, at)
				continue
			}
			r.ciliumRule(r.rule(d, action, at.Index(i), i), item)
		}
	}
}

// ciliumRule reads one rule. An empty one matches nothing: it is the way to
// isolate. One with only ports matches every other end.
func (r *reader) ciliumRule(rule *Rule, n manifest.Node) {
	prefix := [...]string{"from", "to"}[rule.Direction]
	named := false
	for key, value := range n.Entries() {
		name, isPeer := strings.CutPrefix(key.Key(), prefix)
		switch {
		case key.Key() == "toPorts":
			r.ciliumPorts(rule, value)
		case key.Key() == "icmps": // opens no port
			rule.Ports = append(rule.Ports, &Port{Path: rule.Path.Key("icmps")})
		case key.Key() == "authentication":
			rule.Doubt = true
		case isPeer:
			named = true
			r.ciliumPeers(rule, name, value, rule.Path.Key(key.Key()))
		}
	}
	rule.AnyPeer = !named && n.Len() > 0
	rule.AnyPort = len(rule.Ports) == 0
}

// ciliumPeers reads one of the lists that name the other end.
func (r *reader) ciliumPeers(rule *Rule, name string, list manifest.Node, at manifest.Path) {
	if vague(list) {
		rule.Peers = append(rule.Peers, unknownPeer(at, 0))
		return
	}
	for i, n := range list.Items() {
		place := at.Index(i)
		var p *Peer
		switch {
		case vague(n):
			p = unknownPeer(place, i)
		case name == "Endpoints":
			w, pods := r.endpoints(n)
			p = r.podsPeer(w, pods, place, i)
		case name == "CIDR":
			p = r.block(n, manifest.Node{}, place, i)
		case name == "CIDRSet" && n.Get("cidr").Exists():
			p = r.block(n.Get("cidr"), n.Get("except"), place, i)
		case name == "Entities":
			p = r.entity(n.Text(), place, i)
		case name == "FQDNs" || name == "CIDRSet": // some addresses outside
			p = &Peer{Index: i, Path: place, Doubt: true, doubtful: AllAddresses()}
		case name == "Nodes":
			p = &Peer{Index: i, Path: place, Doubt: true, Hosts: inventory.Unknown}
		case name == "Requires": // narrows what the others match
			rule.Doubt = true
			continue
		default: // services, groups
			p = unknownPeer(place, i)
		}
		if p.Block { // Cilium knows pods and nodes by identity, never by address
			p.anyPod, p.Hosts = inventory.No, inventory.No
		}
		rule.Peers = append(rule.Peers, p)
	}
}

// entity reads the name of a group of ends that Cilium knows.
func (r *reader) entity(name string, at manifest.Path, i int) *Peer {
	p := &Peer{Index: i, Path: at}
	switch name {
	case "all":
		p.Pods, p.pods = true, r.selections.find(everywhere(selector{}), selector{})
		p.Addresses, p.Hosts = AllAddresses(), inventory.Yes
	case "world":
		p.Addresses = AllAddresses()
	case "world-ipv4":
		p.Addresses = AddressSet{[]AddressRange{allIPv4}}
	case "world-ipv6":
		p.Addresses = AddressSet{[]AddressRange{allIPv6}}
	case "cluster":
		p.Pods, p.pods = true, r.selections.find(everywhere(selector{}), selector{})
		p.Hosts = inventory.Yes
	case "host", "remote-node": // which one a node is, depends on the pod
		p.Hosts, p.Doubt = inventory.Unknown, true
	case "kube-apiserver": // an address of Azure
		p.Doubt, p.doubtful = true, AllAddresses()
	case "init", "ingress", "health", "unmanaged", "none":
	default:
		return unknownPeer(at, i)
	}
	return p
}

// ciliumPorts reads toPorts. A port with rules for HTTP, Kafka or DNS lets only
// part of the traffic through.
func (r *reader) ciliumPorts(rule *Rule, list manifest.Node) {
	at := rule.Path.Key("toPorts")
	rule.Doubt = rule.Doubt || vague(list)
	for i, n := range list.Items() {
		for _, key := range []string{"rules", "originatingTLS", "terminatingTLS", "listener", "serverNames"} {
			rule.Doubt = rule.Doubt || n.Get(key).Len() > 0
		}
		if n.Get("ports").Len() == 0 {
			rule.Ports = append(rule.Ports, &Port{Path: at.Index(i), Set: AllPorts()})
		}
		for j, port := range n.Get("ports").Items() {
			rule.Ports = append(rule.Ports, r.ciliumPort(port, at.Index(i).Key("ports").Index(j), j))
		}
	}
}

func (r *reader) ciliumPort(n manifest.Node, at manifest.Path, j int) *Port {
	word, text := n.Get("protocol").Text(), n.Get("port").Text()
	protocol, ok := ParseProtocol(strings.ToUpper(word))
	anyProtocol := word == "" || strings.EqualFold(word, "ANY")
	switch {
	case vague(n) || manifest.IsPlaceholder(word) || manifest.IsPlaceholder(text) || vague(n.Get("endPort")):
		return &Port{Index: j, Path: at, Doubt: true, Set: AllPorts()}
	case !ok && !anyProtocol: // ICMP and others
		return &Port{Index: j, Path: at}
	}
	lo, isNumber := 0, text == ""
	if !isNumber {
		lo, isNumber = decimal(text)
	}
	if !isNumber {
		return r.named(text, protocol, anyProtocol, at, j)
	}
	hi := lo
	if end, ok := decimal(n.Get("endPort").Text()); ok && end > 0 {
		hi = end
	}
	if lo == 0 { // all ports
		lo, hi = 1, maxPort
	}
	p := portRange(protocol, lo, hi, at, j)
	if anyProtocol {
		for _, other := range []Protocol{TCP, UDP, SCTP} {
			p.Set = p.Set.Union(Ports(other, lo, hi))
		}
	}
	return p
}

// decimal reads the digits of a port.
func decimal(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || n > maxPort {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, text != ""
}

// The labels that Cilium gives to endpoints besides those of the pods
// (pkg/k8s/apis/cilium.io/const.go).
const (
	ciliumNamespace  = "io.kubernetes.pod.namespace"
	ciliumSpaceLabel = "io.cilium.k8s.namespace.labels."
)

// endpoints reads a selector of endpoints into one of namespaces and one of
// pods. Keys may tell the source of a label (k8s:app). Without a word on
// namespaces, it is about the policy's own (pkg/k8s/apis/cilium.io/utils).
func (r *reader) endpoints(n manifest.Node) (within, selector) {
	whole := readLabels(n, func(key string) string { return key[strings.IndexByte(key, ':')+1:] })
	pods, spaces := selector{doubt: whole.doubt, refused: whole.refused}, selector{}
	if whole.doubt {
		pods.key = "?"
	}
	speaks := false
	for _, q := range whole.requirements {
		source, key, found := strings.Cut(q.key, ":")
		if !found {
			source, key = "any", q.key
		}
		q.key = key
		switch {
		case source != "k8s" && source != "any", strings.HasPrefix(key, "io.cilium.k8s.policy."), strings.HasPrefix(key, "io.kubernetes.pod.") && key != ciliumNamespace:
			pods.doubt = true
			pods.key += "?" + q.key
		case key == ciliumNamespace:
			q.key, speaks = metadataName, true
			spaces.add(q)
		case strings.HasPrefix(key, ciliumSpaceLabel):
			q.key, speaks = strings.TrimPrefix(key, ciliumSpaceLabel), true
			spaces.add(q)
		case inventory.SetByControllers(key): // Cilium leaves them out of identities
			pods.doubt = true
			pods.key += "?" + q.key
		default:
			pods.add(q)
		}
	}
	if !speaks && r.Member.Namespace != "" {
		return inside(r.Member.Namespace), pods
	}
	return everywhere(spaces), pods
}

// first is the order of what is asked before everything else of its tier, and
// last that of what is asked after it. kubernetesOrder is that of a
// NetworkPolicy among the policies of Calico.
var (
	first = math.Inf(-1)
	last  = math.Inf(1)
)

const kubernetesOrder = 1000
