package network

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// pod stands for the pods of one workload.
type pod struct {
	*inventory.Workload
	space *space
	// host says whether they use the network of their nodes: no policy holds
	// them then, and no selector of a policy means them.
	host inventory.Truth
	// named are the named ports that rules of the scope ask for.
	named []namedPort
}

// namedPort is a named port of a pod. A number of 0 is not known.
type namedPort struct {
	name     string
	protocol Protocol
	number   int32
}

// space is a namespace of a scope.
type space struct {
	name string
	// lo and hi bound the ids of its pods.
	lo, hi int32
	// labels are its own, without kubernetes.io/metadata.name. declared says
	// that the input holds the Namespace: otherwise labels may be any.
	labels   map[string]string
	declared bool
	// doubt are the keys whose values a patch changes, open says that there
	// may be any.
	doubt map[string]bool
	open  bool
}

// Label gives a label of the namespace; its name is one that the API server
// sets on all (kubernetes.io/metadata.name, since Kubernetes 1.22).
func (s *space) Label(key string) (value string, present inventory.Truth, known bool) {
	if key == corev1.LabelMetadataName {
		return s.name, inventory.Yes, !manifest.IsPlaceholder(s.name)
	}
	value, written := s.labels[key]
	switch {
	case !s.declared || s.doubt[key]:
		return "", inventory.Unknown, false
	case written:
		return value, inventory.Yes, !manifest.IsPlaceholder(value)
	case s.open:
		return "", inventory.Unknown, false
	}
	return "", inventory.No, true
}

type label struct{ key, value string }

// pods are the pods and namespaces of a scope, with an index by label.
type pods struct {
	all    []*pod // by namespace, then by place in the input
	ids    map[*inventory.Workload]int32
	spaces []*space // by name
	byName map[string]*space
	// byLabel and byKey list pods by label, once there is a selector; unsure
	// are those of which some label is not known, and those whose labels
	// controllers add.
	byLabel map[label][]int32
	byKey   map[string][]int32
	unsure  []int32
	// vague are the namespaces whose name is a placeholder.
	vague []*space
}

// newPods reads the pods and namespaces of a scope that sees shows.
func newPods(s *inventory.Scope, sees func(*inventory.Member) bool) *pods {
	p := &pods{byName: map[string]*space{}}
	for _, m := range s.Members {
		if m.Fragment || !sees(m) {
			continue
		}
		switch {
		case m.Workload != nil:
			p.all = append(p.all, &pod{Workload: m.Workload, space: p.at(m.Namespace), host: hostNetwork(m.Workload)})
		case m.Object.Kind == "Namespace" && m.Object.Group() == "":
			p.at(m.Name()).declare(m, s.Open)
		case m.Namespace != "":
			p.at(m.Namespace)
		}
	}
	p.ids = make(map[*inventory.Workload]int32, len(p.all))
	slices.SortStableFunc(p.all, func(a, b *pod) int { return strings.Compare(a.space.name, b.space.name) })
	slices.SortFunc(p.spaces, func(a, b *space) int { return strings.Compare(a.name, b.name) })
	for i, x := range p.all {
		id := int32(i)
		p.ids[x.Workload] = id
		if x.space.hi == 0 {
			x.space.lo = id
		}
		x.space.hi = id + 1
	}
	for _, sp := range p.spaces {
		if manifest.IsPlaceholder(sp.name) {
			p.vague = append(p.vague, sp)
		}
	}
	return p
}

// at finds or makes a namespace.
func (p *pods) at(name string) *space {
	s := p.byName[name]
	if s == nil {
		s = &space{name: name}
		p.byName[name] = s
		p.spaces = append(p.spaces, s)
	}
	return s
}

// declare takes the labels of a Namespace.
func (s *space) declare(m *inventory.Member, open bool) {
	at := manifest.At("metadata", "labels")
	if s.declared { // defined twice: what one says is not sure
		s.open = true
	}
	s.declared, s.open = true, s.open || open && m.Object.Placeholders > 0 || m.Object.Unknown(at)
	if s.labels == nil {
		s.labels, s.doubt = map[string]string{}, map[string]bool{}
	}
	add := func(key, value string, doubt bool) {
		old, twice := s.labels[key]
		s.labels[key] = value
		s.open = s.open || manifest.IsPlaceholder(key)
		s.doubt[key] = s.doubt[key] || doubt || twice && old != value
	}
	for key, value := range m.Object.Find(at).Entries() {
		if _, replaced := m.Labels[key.Key()]; !replaced {
			add(key.Key(), value.Text(), m.Patched(at.Key(key.Key())))
		}
	}
	for key, value := range m.Labels {
		add(key, value, false)
	}
	s.open = s.open || m.Patched(at)
}

// index files the pods under their labels, for selectors to find.
func (p *pods) index() {
	p.byLabel, p.byKey = make(map[label][]int32, len(p.all)), map[string][]int32{}
	for i, x := range p.all {
		id := int32(i)
		for key, value := range x.Labels {
			p.byLabel[label{key, value}] = append(p.byLabel[label{key, value}], id)
			p.byKey[key] = append(p.byKey[key], id)
		}
		if x.Unsure() {
			p.unsure = append(p.unsure, id)
		}
	}
}

// hostNetwork says whether pods use the network of their node.
func hostNetwork(w *inventory.Workload) inventory.Truth {
	at := w.SpecPath().Key("hostNetwork")
	o := w.Member.Object
	if w.Member.Patched(at) || o.Placeholders > 0 && o.Unknown(at) {
		return inventory.Unknown
	}
	return truth(w.Spec.HostNetwork)
}

// alike are the other namespaces that may be the same as one: the name of
// either is a placeholder.
func (p *pods) alike(s *space) []*space {
	if !manifest.IsPlaceholder(s.name) {
		return p.vague
	}
	return slices.DeleteFunc(slices.Clone(p.spaces), func(other *space) bool { return other == s })
}

// readNamed notes the named ports of all pods whose names some rule asks for.
func (p *pods) readNamed(asked map[string]bool) {
	if len(asked) == 0 {
		return
	}
	for _, x := range p.all {
		for i := range x.Spec.Containers {
			x.readPorts(&x.Spec.Containers[i], asked)
		}
		for i := range x.Spec.InitContainers { // sidecars live as long as the pod
			if c := &x.Spec.InitContainers[i]; c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
				x.readPorts(c, asked)
			}
		}
		if x.Member.Object.Placeholders > 0 {
			x.doubtNumbers()
		}
		if len(x.named) > 1 {
			slices.SortFunc(x.named, namedPort.compare)
			x.named = slices.Compact(x.named)
		}
	}
}

// readPorts notes the named ports of a container.
func (x *pod) readPorts(c *corev1.Container, asked map[string]bool) {
	for i := range c.Ports {
		port := &c.Ports[i]
		protocol, ok := ParseProtocol(string(port.Protocol))
		switch {
		case port.Name == "" || !ok:
		case asked[port.Name]:
			x.named = append(x.named, namedPort{port.Name, protocol, port.ContainerPort})
		case manifest.IsPlaceholder(port.Name): // may be any
			x.named = append(x.named, namedPort{"", protocol, port.ContainerPort})
		}
	}
}

// doubtNumbers takes back the numbers for which placeholders stand.
func (x *pod) doubtNumbers() {
	for _, port := range x.Ports() {
		if !x.Member.Object.Unknown(port.Path().Key("containerPort")) {
			continue
		}
		for i, n := range x.named {
			if n.name == port.Name || n.name == "" {
				x.named[i].number = 0
			}
		}
	}
}

func (n namedPort) compare(m namedPort) int {
	return cmp.Or(strings.Compare(n.name, m.name), cmp.Compare(n.protocol, m.protocol), cmp.Compare(n.number, m.number))
}

// resolve gives the numbers that a port's name has on a pod, and those that it
// may have besides. A name is defined once for each protocol (core/v1
// ContainerPort), and a rule's protocol must be the same.
func (x *pod) resolve(port *Port) (sure, maybe PortSet) {
	for _, n := range x.named {
		if n.name != "" && n.name != port.Name || n.protocol != port.Protocol && !port.AnyProtocol {
			continue
		}
		switch set := Ports(n.protocol, int(n.number), int(n.number)); {
		case n.number == 0:
			maybe = maybe.Union(ProtocolPorts(n.protocol))
		case n.name == "":
			maybe = maybe.Union(set)
		default:
			sure = sure.Union(set)
		}
	}
	return sure, maybe.Minus(sure)
}
