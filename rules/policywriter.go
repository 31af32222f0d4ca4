package rules

import (
	"maps"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file writes network policies.

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
	w.add(apiVersionField, "networking.k8s.io/v1", false)
	w.add(kindField, "NetworkPolicy", false)
	w.add(nameField, name, false)
	if w.namespace != "" {
		w.add(namespaceField, w.namespace, false)
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
func (w *policyWriter) rule(i int, s *network.Proven) {
	at := ingressField.Index(i)
	if !s.Everybody {
		clients := s.Clients
		if len(clients) == 0 {
			clients = []network.Client{{}}
		}
		for j, c := range clients {
			w.client(at.Key("from").Index(j), c)
		}
	}
	for j, port := range s.Ports {
		w.add(at.Key("ports").Index(j).Key("protocol"), port.Protocol.String(), false)
		w.add(at.Key("ports").Index(j).Key("port"), strconv.Itoa(int(port.Number)), true)
	}
}

// client writes a peer of a rule.
func (w *policyWriter) client(at manifest.Path, c network.Client) {
	if c.Namespace != "" {
		w.add(at.Keys("namespaceSelector", "matchLabels", corev1.LabelMetadataName), c.Namespace, false)
	}
	if c.Namespace == "" || len(c.Labels) > 0 {
		w.labels(at.Key("podSelector"), c.Labels)
	}
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
