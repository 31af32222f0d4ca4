package rules

import (
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// SVC008: A Service leads to an address of the Azure platform or of the node itself.
//
// `168.63.129.16` answers the nodes with what they need to join the cluster, and
// `169.254.169.254` hands out tokens of the node's identity. A Service that
// leads there hands them on to whoever may call it, and behind an Ingress or a
// load balancer that is everybody. AKS Automatic refuses such objects.
//
// The API server refuses link-local addresses as endpoints and as external IPs.
//
// # Fix
//
// Take the address out. Pods get tokens of their own through Microsoft Entra
// Workload ID.
var SVC008 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC008", Name: "platform-address", Severity: analyzer.Error, Since: "0.1.0",
		Kinds: []string{"Service", "Endpoints", "EndpointSlice.discovery.k8s.io"},
		References: []string{
			"https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md",
			"https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16",
			"https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service",
		},
	},
	Check: func(p *analyzer.Pass) {
		for _, address := range addressesOf(p.Object) {
			checkPlatform(p, address)
		}
		if svc, ok := p.Object.Typed.(*corev1.Service); ok && svc.Spec.ExternalName != "" {
			checkPlatform(p, heldAddress{At: externalNameField, Text: svc.Spec.ExternalName})
		}
	},
}

// checkPlatform speaks of an address that is the platform's.
func checkPlatform(p *analyzer.Pass, address heldAddress) {
	addr, ok := address.Parse()
	what, platform := aks.PlatformAddress(addr)
	if !ok || !platform {
		return
	}
	consequence := "whoever calls this Service reaches it, and AKS Automatic refuses the object"
	switch field := address.At.Step(1).Key; {
	case addr.IsLinkLocalUnicast() && (address.Endpoint || field == "externalIPs"):
		consequence = "the API server refuses link-local addresses here"
	case !address.Endpoint && field != "externalName":
		consequence = "no Service can have it, and AKS Automatic refuses the object"
	}
	f := analyzer.Finding{At: address.At, Message: fmt.Sprintf("`%s` belongs to %s; %s", address.Text, what, consequence)}
	if addr == netip.MustParseAddr("169.254.169.254") {
		f.Help = "use Microsoft Entra Workload ID for tokens"
	}
	p.Report(f)
}
