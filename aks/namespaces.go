// Package aks is what Azure Kubernetes Service is, as data: tables of facts,
// each row with its source. It knows manifests (a cluster profile is read with
// places), and no rule.
package aks

import "strings"

// ManagedNamespace reports whether AKS or one of its add-ons owns a namespace:
// what runs there is not the team's to isolate, and most of it is in no
// manifest of theirs.
//
// Sources: AKS support policies (kube-system), learn.microsoft.com/azure/aks:
// app-routing, istio-about, use-network-policies, policy (gatekeeper-system).
func ManagedNamespace(name string) bool {
	switch name {
	case "kube-system", "kube-public", "kube-node-lease", "gatekeeper-system",
		"app-routing-system", "aks-istio-system", "aks-istio-ingress", "aks-istio-egress", "aks-command",
		"calico-system", "tigera-operator", "azure-arc", "azure-alb-system":
		return true
	}
	return strings.HasPrefix(name, "aks-istio-")
}
