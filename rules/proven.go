package rules

import (
	"maps"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file writes the network policies that the manifests of a namespace
// prove: what the Services, the Ingresses, and the commands and environments of
// workloads say about who connects to whom.

// maxProven bounds the Services of a namespace for which policies are written:
// nobody reads more of them.
const maxProven = 60

// client is who connects to the pods of a Service: pods by their labels, all
// pods of a namespace, or, where both are empty, those of the own namespace.
type client struct {
	labels    map[string]string
	namespace string
}

// proven is what the manifests prove about one Service.
type proven struct {
	service  *inventory.Member
	selector map[string]string
	ports    []door
	// everybody says that a load balancer, or a controller whose place is not
	// known, leads to it.
	everybody bool
	clients   []client
}

// provenServices are the Services of a namespace that select pods, or only those
// of one workload where own is not nil, with who connects to them; ok is false
// where that cannot be told.
func provenServices(p *analyzer.Pass, ns string, own *inventory.Workload) (all []*proven, ok bool) {
	services := p.View.Objects("Service", ns)
	if len(services) > maxProven {
		return nil, false
	}
	for _, m := range services {
		svc, known := serviceOf(m)
		if !known || len(svc.Spec.Selector) == 0 {
			continue
		}
		pods, sure := p.View.Select(ns, svc.Spec.Selector)
		if !sure || selectsLater(svc.Spec.Selector) || m.Patched(manifest.At("spec", "selector")) {
			return nil, false
		}
		if len(pods) == 0 || own != nil && own.Matches(svc.Spec.Selector) != inventory.Yes {
			continue
		}
		s := &proven{service: m, selector: svc.Spec.Selector, everybody: len(svc.Spec.ExternalIPs) > 0}
		for _, port := range svc.Spec.Ports {
			target, known := targetOf(pods[0], port)
			protocol, valid := network.ParseProtocol(string(port.Protocol))
			if known && valid && target > 0 {
				s.ports = append(s.ports, door{Target: target, Protocol: protocol})
			}
		}
		s.enter(p.View, pods[0])
		s.callers(p.View)
		all = append(all, s)
	}
	return all, true
}

// selectsLater reports whether a part of a selector is filled in later.
func selectsLater(selector map[string]string) bool {
	for key, value := range selector {
		if toCome(key) || toCome(value) {
			return true
		}
	}
	return false
}

// enter notes who comes in from outside through a Service.
func (s *proven) enter(v *inventory.View, w *inventory.Workload) {
	for _, d := range doorsTo(v, w) {
		if d.Service != s.service {
			continue
		}
		if len(d.Ends) > 0 && d.Ends[0].Namespace != "" {
			s.add(client{namespace: d.Ends[0].Namespace})
			continue
		}
		s.everybody = true
	}
	s.everybody = s.everybody || len(s.clients) == 0 && namedElsewhere(v, s.service)
}

func (s *proven) add(c client) {
	if !slices.ContainsFunc(s.clients, func(other client) bool { return other.namespace == c.namespace && maps.Equal(other.labels, c.labels) }) {
		s.clients = append(s.clients, c)
	}
}

// callers notes which workloads of the scope name a Service in the values of
// their environment, or in their commands.
func (s *proven) callers(v *inventory.View) {
	for _, w := range v.Callers(s.service) {
		c := client{labels: clientLabels(w)}
		if len(c.labels) == 0 {
			continue
		}
		if w.Member.Namespace != s.service.Namespace {
			c.namespace = w.Member.Namespace
		}
		s.add(c)
	}
}

// clientLabels are labels that tell the pods of a workload apart.
func clientLabels(w *inventory.Workload) map[string]string {
	if w.Selector != nil && len(w.Selector.MatchLabels) > 0 && w.MatchesSelector(w.Selector) == inventory.Yes {
		return w.Selector.MatchLabels
	}
	if selectsLater(w.Labels) || w.Matches(w.Labels) != inventory.Yes {
		return nil
	}
	return w.Labels
}

// policyWriter collects the changes that append policies.
type policyWriter struct {
	// namespace is written where the object beside has one.
	namespace string
	changes   []manifest.Change
	documents int
}

func (w *policyWriter) add(at manifest.Path, value string, raw bool) {
	w.changes = append(w.changes, manifest.Change{Op: manifest.Append, Document: w.documents, Path: at, Value: value, Raw: raw})
}

// policy begins a policy for pods with some labels, all where there are none.
func (w *policyWriter) policy(name string, labels map[string]string) {
	w.add(manifest.At("apiVersion"), "networking.k8s.io/v1", false)
	w.add(manifest.At("kind"), "NetworkPolicy", false)
	w.add(manifest.At("metadata", "name"), name, false)
	if w.namespace != "" {
		w.add(manifest.At("metadata", "namespace"), w.namespace, false)
	}
	w.labels(policySubjectField, labels)
	w.add(policyTypesField.Index(0), "Ingress", false)
}

func (w *policyWriter) labels(at manifest.Path, labels map[string]string) {
	if len(labels) == 0 {
		w.add(at, "{}", true)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		w.add(at.Keys("matchLabels", key), labels[key], false)
	}
}

// rule writes a rule of the policy for what is proven about a Service.
func (w *policyWriter) rule(i int, s *proven) {
	at := ingressField.Index(i)
	if !s.everybody {
		clients := s.clients
		if len(clients) == 0 {
			clients = []client{{}}
		}
		for j, c := range clients {
			from := at.Key("from").Index(j)
			if c.namespace != "" {
				w.add(from.Keys("namespaceSelector", "matchLabels", corev1.LabelMetadataName), c.namespace, false)
			}
			if c.namespace == "" || len(c.labels) > 0 {
				w.labels(from.Key("podSelector"), c.labels)
			}
		}
	}
	for j, port := range s.ports {
		w.add(at.Key("ports").Index(j).Key("protocol"), port.Protocol.String(), false)
		w.add(at.Key("ports").Index(j).Key("port"), strconv.Itoa(int(port.Target)), true)
	}
}

// defaultDeny is the name of the policy that is written for a namespace.
const defaultDeny = "default-deny-ingress"

// writtenBeside reports whether the file of the pass's object has a policy of
// one of the names that would be written, which does not take part there: where
// kustomize leaves the file out, it may look like a patch of another.
func writtenBeside(p *analyzer.Pass, names ...string) bool {
	return slices.ContainsFunc(p.View.Scope.Members, func(m *inventory.Member) bool {
		return m.Fragment && m.Object.Kind == "NetworkPolicy" && m.Object.Source() == p.Object.Source() && m.Object.Namespace == p.Object.Namespace && slices.Contains(names, m.Object.Name)
	})
}

// provenPolicies is the fix that appends, behind a workload of a namespace, the
// policies that the manifests prove: a default deny and one for each Service,
// or only one for the workload itself.
func provenPolicies(p *analyzer.Pass, ns string, own *inventory.Workload, alone bool) []analyzer.Fix {
	only := own
	if !alone {
		only = nil
	}
	services, ok := provenServices(p, ns, only)
	if !ok || p.View.Member.Patched(manifest.At("metadata", "namespace")) || writtenBeside(p, defaultDeny, own.Name()+"-ingress") {
		return nil
	}
	w := &policyWriter{namespace: p.Object.Namespace}
	title := "append a default deny for the namespace, and what the manifests prove to be needed"
	if alone {
		labels := clientLabels(own)
		if len(labels) == 0 {
			return nil
		}
		title = "append a policy for these pods, with what the manifests prove to be needed"
		w.policy(freeName(p.View, ns, own.Name()+"-ingress"), labels)
		i := 0
		for _, s := range services {
			if len(s.ports) > 0 {
				w.rule(i, s)
				i++
			}
		}
	} else {
		w.policy(defaultDeny, nil)
		for _, s := range services {
			if len(s.ports) > 0 {
				w.documents++
				w.policy("allow-"+s.service.Object.Name, s.selector)
				w.rule(0, s)
			}
		}
	}
	return []analyzer.Fix{{Title: title, Safety: analyzer.Unsafe, Changes: w.changes}}
}

// freeName is a name that no NetworkPolicy of a namespace has.
func freeName(v *inventory.View, ns, name string) string {
	for {
		if _, taken := v.Lookup(networkPolicyKind, ns, name); !taken {
			return name
		}
		name += "-2"
	}
}
