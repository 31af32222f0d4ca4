package network_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// FuzzModel compares the model with a slow and obvious evaluator, which asks for
// every pair, protocol and port what the text of the API says. The bytes choose
// a small cluster. Some of its values are hidden from the model, behind a
// placeholder or since the Namespace is not in the input: then the truth must
// lie between what the model calls sure and what it calls possible.
func FuzzModel(f *testing.F) {
	f.Add([]byte(nil))
	for seed := range 60 {
		f.Add(noise(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) <= 2000 {
			hold(t, data)
		}
	})
}

// noise makes bytes of a seed, the same ones each time (xorshift).
func noise(seed int) []byte {
	data := make([]byte, 300)
	x := uint32(seed)*2654435761 + 1
	for i := range data {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		data[i] = byte(x >> 11)
	}
	return data
}

// hold holds the model against the evaluator on the cluster that bytes choose.
func hold(t *testing.T, data []byte) {
	c := randomCluster(&choices{data: data})
	yaml := c.yaml()
	inv := build("all.yaml", yaml)
	models := network.NewModels(network.Settings{})
	scope := inv.Scopes[0]
	view, _ := scope.Front()
	n, drawn := models.At(view), models.Map(scope)
	workloads := map[string]*inventory.Workload{}
	for _, m := range scope.Members {
		if m.Workload != nil {
			workloads[m.Object.Name] = m.Workload
		}
	}
	for _, a := range c.pods {
		for _, b := range c.pods {
			from, to := workloads[a.name], workloads[b.name]
			flow := n.Reaches(from, to)
			c.compare(t, yaml, end{pod: a}, end{pod: b}, flow.Ports, flow.Maybe)
			if a != b {
				ports, maybe := drawn.Between(drawn.GroupOf(from), drawn.GroupOf(to))
				if !ports.Equal(flow.Ports) || !maybe.Equal(flow.Maybe) {
					t.Fatalf("%s\n%s > %s: the map says %s, Reaches %s", yaml, a.name, b.name, text(ports, maybe), text(flow.Ports, flow.Maybe))
				}
			}
		}
		c.compareOutside(t, yaml, drawn, a, drawn.GroupOf(workloads[a.name]))
	}
}

// outsiders are addresses on both sides of the ends of the blocks below.
var outsiders = []string{"8.8.8.8", "10.0.0.0", "10.0.255.255", "10.1.0.0", "10.1.255.255", "10.2.0.0", "9.255.255.255", "11.0.0.0", "fd00::1", "2001:db8::1"}

// compareOutside compares what goes between a pod and addresses.
func (c *cluster) compareOutside(t *testing.T, yaml string, drawn *network.Map, p *kPod, group int) {
	for _, text := range outsiders {
		a := netip.MustParseAddr(text)
		for _, d := range []network.Direction{network.Ingress, network.Egress} {
			var ports, maybe network.PortSet
			for _, e := range drawn.Outside {
				if e.Direction == d && slices.Contains(e.Groups, group) && e.Addresses.Has(a) {
					ports, maybe = ports.Union(e.Ports), maybe.Union(e.Maybe)
				}
			}
			if d == network.Ingress {
				c.compare(t, yaml, end{address: a}, end{pod: p}, ports, maybe)
			} else {
				c.compare(t, yaml, end{pod: p}, end{address: a}, ports, maybe)
			}
		}
	}
}

// compare holds the model's answer against the evaluator's.
func (c *cluster) compare(t *testing.T, yaml string, from, to end, ports, maybe network.PortSet) {
	node := from.pod != nil && from.pod.host // may be the one that the pod runs on
	for protocol, word := range []string{"TCP", "UDP", "SCTP"} {
		for _, port := range []int{1, 52, 53, 54, 79, 80, 81, 82, 90, 91, 8080, 8081, 9090, 65535} {
			want := c.allows(from, to, word, port)
			sure, may := ports.Has(network.Protocol(protocol), port), maybe.Has(network.Protocol(protocol), port)
			switch {
			case sure && may:
				t.Fatalf("%s\n%v > %v %s %d is sure and not known at once", yaml, from, to, word, port)
			case sure && !want || !sure && !may && want:
				t.Fatalf("%s\n%v > %v %s %d: the model says %v, the text %v", yaml, from, to, word, port, sure, want)
			case may && !c.hides && !node:
				t.Fatalf("%s\n%v > %v %s %d: not known, though nothing is hidden", yaml, from, to, word, port)
			}
		}
	}
}

// choices turns bytes into decisions; where they end, every decision is 0.
type choices struct{ data []byte }

func (r *choices) n(below int) int {
	if len(r.data) == 0 {
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return int(b) % below
}

func (r *choices) one(of ...string) string { return of[r.n(len(of))] }

// cluster is a small cluster in plain values.
type cluster struct {
	spaces   []*kSpace
	pods     []*kPod
	policies []*kPolicy
	hides    bool
}

type kSpace struct {
	name   string
	labels map[string]string
	shown  bool
}

type kPod struct {
	name   string
	space  *kSpace
	labels map[string]string
	hidden string // the label whose value is a placeholder
	ports  []kNamed
	host   bool
}

type kNamed struct {
	name, protocol string
	number         int
}

type kSelector struct {
	labels map[string]string
	exprs  []kExpr
	hidden bool // the values of labels are placeholders
}

type kExpr struct {
	key, op string
	values  []string
}

type kPeer struct {
	pods, spaces *kSelector
	cidr, except string
}

type kPort struct {
	protocol, name string
	port, end      int
	hidden         bool
}

type kRule struct {
	action string
	peers  []kPeer
	ports  []kPort
}

type kPolicy struct {
	kind          string // np, anp, banp, cnp, cilium
	name          string
	space         *kSpace
	priority      int
	tier          string
	pods, spaces  *kSelector
	types         []string
	ingress       []kRule
	egress        []kRule
	ingressDeny   []kRule
	hasIn, hasOut bool // the list is there
}

func randomCluster(r *choices) *cluster {
	c := &cluster{}
	mayHide := r.n(2) == 1
	for i := range 1 + r.n(3) {
		s := &kSpace{name: "n" + strconv.Itoa(i), labels: map[string]string{}, shown: true}
		if v := r.one("", "x", "z"); v != "" {
			s.labels["team"] = v
		}
		if mayHide && r.n(4) == 0 {
			s.shown, c.hides = false, true
		}
		c.spaces = append(c.spaces, s)
	}
	for i := range 2 + r.n(4) {
		p := &kPod{name: "p" + strconv.Itoa(i), space: c.spaces[r.n(len(c.spaces))], labels: randomLabels(r), host: r.n(8) == 1}
		if mayHide && len(p.labels) > 0 && r.n(4) == 0 {
			for _, key := range []string{"app", "tier"} {
				if _, ok := p.labels[key]; ok {
					p.hidden = key
				}
			}
			c.hides = true
		}
		for range r.n(3) {
			p.ports = append(p.ports, kNamed{r.one("http", "dns"), r.one("TCP", "UDP"), []int{80, 8080, 53}[r.n(3)]})
		}
		c.pods = append(c.pods, p)
	}
	for i := range r.n(5) {
		c.policies = append(c.policies, c.randomPolicy(r, i, mayHide))
	}
	return c
}

func randomLabels(r *choices) map[string]string {
	labels := map[string]string{}
	if v := r.one("", "a", "b"); v != "" {
		labels["app"] = v
	}
	if v := r.one("", "front", "back"); v != "" {
		labels["tier"] = v
	}
	return labels
}

func (c *cluster) randomSelector(r *choices, mayHide bool, keys ...string) *kSelector {
	s := &kSelector{labels: map[string]string{}}
	values := map[string][]string{"app": {"a", "b"}, "tier": {"front", "back"}, "team": {"x", "z"}, "kubernetes.io/metadata.name": {"n0", "n1", "n9"}}
	for range r.n(3) {
		key := keys[r.n(len(keys))]
		s.labels[key] = r.one(values[key]...)
	}
	if mayHide && len(s.labels) > 0 && r.n(6) == 0 {
		s.hidden, c.hides = true, true
	}
	for range r.n(2) {
		key := keys[r.n(len(keys))]
		e := kExpr{key: key, op: r.one("In", "NotIn", "Exists", "DoesNotExist")}
		if e.op == "In" || e.op == "NotIn" {
			e.values = values[key][:1+r.n(len(values[key]))]
		}
		s.exprs = append(s.exprs, e)
	}
	return s
}

func (c *cluster) podSelector(r *choices, hide bool) *kSelector {
	return c.randomSelector(r, hide, "app", "tier")
}

func (c *cluster) spaceSelector(r *choices, hide bool) *kSelector {
	return c.randomSelector(r, hide, "team", "kubernetes.io/metadata.name")
}

func (c *cluster) randomPolicy(r *choices, i int, hide bool) *kPolicy {
	p := &kPolicy{kind: r.one("np", "np", "np", "anp", "cnp", "banp", "cilium"), name: "policy" + strconv.Itoa(i), space: c.spaces[r.n(len(c.spaces))], priority: 100 - i, tier: "Admin"}
	if p.kind == "banp" {
		p.name, p.tier, p.priority = "default", "Baseline", 0
		for _, q := range c.policies {
			if q.tier == "Baseline" {
				p.kind, p.name = "np", "policy"+strconv.Itoa(i)
			}
		}
	}
	if p.kind == "cnp" && r.n(2) == 1 {
		p.tier, p.priority = "Baseline", p.priority+1
	}
	p.pods = c.podSelector(r, hide)
	if (p.kind == "anp" || p.kind == "banp" || p.kind == "cnp") && r.n(3) > 0 {
		p.spaces = c.spaceSelector(r, hide)
	}
	p.hasIn, p.hasOut = r.n(3) > 0, r.n(3) == 0
	for range r.n(3) {
		p.ingress = append(p.ingress, c.randomRule(r, p, hide))
	}
	for range r.n(3) {
		p.egress = append(p.egress, c.randomRule(r, p, hide))
	}
	if p.kind == "cilium" && r.n(2) == 1 {
		p.ingressDeny = append(p.ingressDeny, c.randomRule(r, p, hide))
	}
	if !p.hasIn {
		p.ingress = nil
	}
	if !p.hasOut {
		p.egress = nil
	}
	p.types = [][]string{nil, {"Ingress"}, {"Egress"}, {"Ingress", "Egress"}}[r.n(4)]
	return p
}

func (c *cluster) randomRule(r *choices, p *kPolicy, hide bool) kRule {
	rule := kRule{action: r.one("Allow", "Deny", "Pass")}
	if p.tier == "Baseline" && rule.action == "Pass" {
		rule.action = "Deny"
	}
	least := 0
	if p.kind != "np" {
		least = 1
	}
	for range least + r.n(3) {
		var peer kPeer
		switch kind := r.n(4); {
		case kind == 0 && p.kind == "np":
			peer.cidr = r.one("10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "0.0.0.0/0", "fd00::/8")
			if peer.cidr == "10.0.0.0/8" && r.n(2) == 1 {
				peer.except = "10.1.0.0/16"
			}
		case kind == 1 && p.kind != "cilium":
			peer.spaces = c.spaceSelector(r, hide)
		case kind == 2 && p.kind != "cilium":
			peer.spaces, peer.pods = c.spaceSelector(r, hide), c.podSelector(r, hide)
		default:
			peer.pods = c.podSelector(r, hide)
		}
		if p.kind != "np" && p.kind != "cilium" && peer.pods != nil && peer.spaces == nil {
			peer.spaces = &kSelector{labels: map[string]string{}}
		}
		rule.peers = append(rule.peers, peer)
	}
	for range r.n(3) {
		port := kPort{protocol: r.one("TCP", "UDP")}
		switch r.n(4) {
		case 0:
			port.port = []int{80, 53, 8080}[r.n(3)]
		case 1:
			port.port, port.end = 80, 80+r.n(12)
		case 2:
			port.name = r.one("http", "dns")
		default:
			port.port = 81
			if p.kind == "np" && r.n(2) == 1 {
				port.port = 0
			}
		}
		if hide && port.port > 0 && port.end == 0 && r.n(6) == 0 {
			port.hidden, c.hides = true, true
		}
		rule.ports = append(rule.ports, port)
	}
	return rule
}

// The evaluator.

type end struct {
	pod     *kPod
	address netip.Addr
}

func (e end) String() string {
	if e.pod != nil {
		return e.pod.name
	}
	return e.address.String()
}

// allows says whether one connection may be made.
func (c *cluster) allows(from, to end, protocol string, port int) bool {
	return c.side(from, to, to, "Egress", protocol, port) && c.side(to, from, to, "Ingress", protocol, port)
}

// side says whether the policies of one end let a connection through.
func (c *cluster) side(own, other, to end, direction, protocol string, port int) bool {
	if own.pod == nil || own.pod.host {
		return true
	}
	matches := func(p *kPolicy, r kRule) bool {
		return r.matchesPeer(p, other) && r.matchesPort(p, to, protocol, port)
	}
	rules := func(p *kPolicy) []kRule {
		if direction == "Ingress" {
			return p.ingress
		}
		return p.egress
	}
	tier := func(name string) string {
		var list []*kPolicy
		for _, p := range c.policies {
			if p.kind != "np" && p.kind != "cilium" && p.tier == name && p.selects(own.pod) {
				list = append(list, p)
			}
		}
		slices.SortFunc(list, func(a, b *kPolicy) int { return a.priority - b.priority })
		for _, p := range list {
			for _, r := range rules(p) {
				if matches(p, r) {
					return r.action
				}
			}
		}
		return ""
	}
	switch tier("Admin") {
	case "Allow":
		return true
	case "Deny":
		return false
	}
	isolated, allowed := false, false
	for _, p := range c.policies {
		if p.kind != "np" && p.kind != "cilium" || !p.selects(own.pod) {
			continue
		}
		if direction == "Ingress" {
			for _, r := range p.ingressDeny {
				if matches(p, r) {
					return false
				}
			}
		}
		if !p.isolates(direction) {
			continue
		}
		isolated = true
		for _, r := range rules(p) {
			allowed = allowed || matches(p, r)
		}
	}
	if isolated {
		return allowed
	}
	return tier("Baseline") != "Deny"
}

func (p *kPolicy) selects(x *kPod) bool {
	switch {
	case x.host:
		return false
	case p.kind == "np" || p.kind == "cilium":
		return x.space == p.space && p.pods.matches(x.labels)
	case p.spaces == nil:
		return p.pods.matches(x.labels)
	}
	return p.spaces.matches(x.space.all()) && p.pods.matches(x.labels)
}

func (p *kPolicy) isolates(direction string) bool {
	if p.kind == "cilium" {
		return direction == "Ingress" && len(p.ingress)+len(p.ingressDeny) > 0 || direction == "Egress" && len(p.egress) > 0
	}
	if len(p.types) == 0 {
		return direction == "Ingress" || len(p.egress) > 0
	}
	return slices.Contains(p.types, direction)
}

func (s *kSpace) all() map[string]string {
	labels := map[string]string{"kubernetes.io/metadata.name": s.name}
	for key, value := range s.labels {
		labels[key] = value
	}
	return labels
}

func (s *kSelector) matches(labels map[string]string) bool {
	for key, want := range s.labels {
		if got, ok := labels[key]; !ok || got != want {
			return false
		}
	}
	for _, e := range s.exprs {
		got, ok := labels[e.key]
		switch e.op {
		case "In":
			if !ok || !slices.Contains(e.values, got) {
				return false
			}
		case "NotIn":
			if ok && slices.Contains(e.values, got) {
				return false
			}
		case "Exists":
			if !ok {
				return false
			}
		case "DoesNotExist":
			if ok {
				return false
			}
		}
	}
	return true
}

func (r kRule) matchesPeer(p *kPolicy, other end) bool {
	if len(r.peers) == 0 {
		return true
	}
	for _, peer := range r.peers {
		if peer.matches(p, other) {
			return true
		}
	}
	return false
}

func (peer kPeer) matches(p *kPolicy, other end) bool {
	if other.pod == nil {
		return peer.cidr != "" && netip.MustParsePrefix(peer.cidr).Contains(other.address) &&
			(peer.except == "" || !netip.MustParsePrefix(peer.except).Contains(other.address))
	}
	switch {
	case peer.cidr != "" || other.pod.host:
		return false
	case peer.spaces == nil:
		return other.pod.space == p.space && peer.pods.matches(other.pod.labels)
	case !peer.spaces.matches(other.pod.space.all()):
		return false
	}
	return peer.pods == nil || peer.pods.matches(other.pod.labels)
}

func (r kRule) matchesPort(p *kPolicy, to end, protocol string, port int) bool {
	for _, x := range r.ports {
		switch {
		case x.name != "":
			if to.pod == nil || x.protocol != protocol && p.named() {
				continue
			}
			for _, n := range to.pod.ports {
				if n.name == x.name && n.protocol == protocol && n.number == port {
					return true
				}
			}
		case x.protocol != protocol:
		case x.port == 0 || x.port <= port && port <= max(x.port, x.end):
			return true
		}
	}
	return len(r.ports) == 0
}

// named reports whether a name goes with a protocol.
func (p *kPolicy) named() bool { return p.kind == "np" || p.kind == "cilium" }

// The manifests.

func (c *cluster) yaml() string {
	var b strings.Builder
	for _, s := range c.spaces {
		if s.shown {
			fmt.Fprintf(&b, "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: %s}\n---\n", s.name, flow(s.labels, ""))
		}
	}
	for _, p := range c.pods {
		var ports []string
		for _, n := range p.ports {
			ports = append(ports, fmt.Sprintf("{name: %s, protocol: %s, containerPort: %d}", n.name, n.protocol, n.number))
		}
		fmt.Fprintf(&b, "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: %s, labels: %s}\nspec: {hostNetwork: %v, containers: [{name: c, image: c, ports: [%s]}]}\n---\n",
			p.name, p.space.name, flow(p.labels, p.hidden), p.host, strings.Join(ports, ", "))
	}
	for _, p := range c.policies {
		b.WriteString(p.yaml())
	}
	return b.String()
}

// flow writes a mapping; the value of a hidden key is a placeholder, and so are
// all for "*".
func flow(m map[string]string, hidden string) string {
	var parts []string
	for _, key := range []string{"app", "tier", "team", "kubernetes.io/metadata.name"} {
		if value, ok := m[key]; ok {
			if hidden == key || hidden == "*" {
				value = `"${X}"`
			}
			parts = append(parts, key+": "+value)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (s *kSelector) yaml() string {
	hidden := ""
	if s.hidden {
		hidden = "*"
	}
	parts := []string{"matchLabels: " + flow(s.labels, hidden)}
	var exprs []string
	for _, e := range s.exprs {
		text := "{key: " + e.key + ", operator: " + e.op
		if e.values != nil {
			text += ", values: [" + strings.Join(e.values, ", ") + "]"
		}
		exprs = append(exprs, text+"}")
	}
	if len(exprs) > 0 {
		parts = append(parts, "matchExpressions: ["+strings.Join(exprs, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (p *kPolicy) yaml() string {
	var spec []string
	head := ""
	switch p.kind {
	case "np":
		head = fmt.Sprintf("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s, namespace: %s}\n", p.name, p.space.name)
		spec = append(spec, "podSelector: "+p.pods.yaml())
		if p.types != nil {
			spec = append(spec, "policyTypes: ["+strings.Join(p.types, ", ")+"]")
		}
	case "cilium":
		head = fmt.Sprintf("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: %s, namespace: %s}\n", p.name, p.space.name)
		spec = append(spec, "endpointSelector: "+p.pods.yaml())
		if len(p.ingressDeny) > 0 {
			spec = append(spec, "ingressDeny: "+p.rules(p.ingressDeny, "from"))
		}
	default:
		version, kind := "v1alpha1", map[string]string{"anp": "AdminNetworkPolicy", "banp": "BaselineAdminNetworkPolicy", "cnp": "ClusterNetworkPolicy"}[p.kind]
		if p.kind == "cnp" {
			version = "v1alpha2"
			spec = append(spec, "tier: "+p.tier)
		}
		head = fmt.Sprintf("apiVersion: policy.networking.k8s.io/%s\nkind: %s\nmetadata: {name: %s}\n", version, kind, p.name)
		if p.kind != "banp" {
			spec = append(spec, "priority: "+strconv.Itoa(p.priority))
		}
		spaces := "{}"
		if p.spaces != nil {
			spaces = p.spaces.yaml()
		}
		spec = append(spec, "subject: {pods: {namespaceSelector: "+spaces+", podSelector: "+p.pods.yaml()+"}}")
	}
	if p.hasIn {
		spec = append(spec, "ingress: "+p.rules(p.ingress, "from"))
	}
	if p.hasOut {
		spec = append(spec, "egress: "+p.rules(p.egress, "to"))
	}
	return head + "spec: {" + strings.Join(spec, ", ") + "}\n---\n"
}

func (p *kPolicy) rules(list []kRule, key string) string {
	var out []string
	for _, r := range list {
		var fields, peers, ports []string
		for _, peer := range r.peers {
			peers = append(peers, peer.yaml(p))
		}
		for _, port := range r.ports {
			ports = append(ports, port.yaml(p))
		}
		name := "ports"
		switch p.kind {
		case "cilium":
			name, key = "toPorts", strings.TrimSuffix(key, "Endpoints")+"Endpoints"
			if len(ports) > 0 {
				ports = []string{"{ports: [" + strings.Join(ports, ", ") + "]}"}
			}
		case "cnp":
			name = "protocols"
			fields = append(fields, "action: "+strings.Replace(r.action, "Allow", "Accept", 1))
		case "anp", "banp":
			fields = append(fields, "action: "+r.action)
		}
		if len(peers) > 0 {
			fields = append(fields, key+": ["+strings.Join(peers, ", ")+"]")
		}
		if len(ports) > 0 {
			fields = append(fields, name+": ["+strings.Join(ports, ", ")+"]")
		}
		out = append(out, "{"+strings.Join(fields, ", ")+"}")
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (peer kPeer) yaml(p *kPolicy) string {
	switch {
	case peer.cidr != "":
		text := "{ipBlock: {cidr: \"" + peer.cidr + "\""
		if peer.except != "" {
			text += ", except: [" + peer.except + "]"
		}
		return text + "}}"
	case p.kind == "cilium":
		return peer.pods.yaml()
	case p.kind == "np":
		var parts []string
		if peer.spaces != nil {
			parts = append(parts, "namespaceSelector: "+peer.spaces.yaml())
		}
		if peer.pods != nil {
			parts = append(parts, "podSelector: "+peer.pods.yaml())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case peer.pods == nil:
		return "{namespaces: " + peer.spaces.yaml() + "}"
	}
	return "{pods: {namespaceSelector: " + peer.spaces.yaml() + ", podSelector: " + peer.pods.yaml() + "}}"
}

func (x kPort) yaml(p *kPolicy) string {
	port := strconv.Itoa(x.port)
	if x.hidden {
		port = `"${PORT}"`
	}
	switch p.kind {
	case "np":
		text := "{protocol: " + x.protocol
		switch {
		case x.name != "":
			text += ", port: " + x.name
		case x.port > 0:
			text += ", port: " + port
		}
		if x.end > 0 {
			text += ", endPort: " + strconv.Itoa(x.end)
		}
		return text + "}"
	case "cilium":
		text := "{protocol: " + x.protocol + ", port: \"" + strings.Trim(port, `"`) + "\""
		if x.name != "" {
			text = "{protocol: " + x.protocol + ", port: " + x.name
		}
		if x.end > 0 {
			text += ", endPort: " + strconv.Itoa(x.end)
		}
		return text + "}"
	case "cnp":
		protocol := strings.ToLower(x.protocol)
		switch {
		case x.name != "":
			return "{destinationNamedPort: " + x.name + "}"
		case x.end > 0:
			return fmt.Sprintf("{%s: {destinationPort: {range: {start: %s, end: %d}}}}", protocol, port, x.end)
		}
		return fmt.Sprintf("{%s: {destinationPort: {number: %s}}}", protocol, port)
	}
	switch {
	case x.name != "":
		return "{namedPort: " + x.name + "}"
	case x.end > 0:
		return fmt.Sprintf("{portRange: {protocol: %s, start: %s, end: %d}}", x.protocol, port, x.end)
	}
	return fmt.Sprintf("{portNumber: {protocol: %s, port: %s}}", x.protocol, port)
}
