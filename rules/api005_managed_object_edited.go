package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// API005: An object that AKS manages is edited.
//
// AKS restores its own objects in `kube-system`, so that a change is lost with
// the next reconciliation or upgrade, and the cluster is outside of support
// until then. DNS is changed in the ConfigMap `coredns-custom`: CoreDNS reads
// its keys that end with `.server` (zones of their own) and `.override`
// (plugins of the default zone), and no others. Nodes come and go with their
// node pool, which is where labels and taints belong.
//
// Workloads of one's own in `kube-system` and `gatekeeper-system` are an info:
// Azure Policy leaves these namespaces out, and AKS updates what runs there.
var API005 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API005", Name: "managed-object-edited", Severity: analyzer.Error, Since: "0.1.0",
		Kinds: []string{"ConfigMap", "Node", "Service", analyzer.KindWorkload},
		Reads: []string{"metadata.namespace"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/coredns-custom",
			"https://learn.microsoft.com/azure/aks/support-policies",
			"https://learn.microsoft.com/azure/aks/use-labels",
			"https://learn.microsoft.com/azure/aks/policy-reference",
		},
	},
	Check: func(p *analyzer.Pass) {
		warn := func(at manifest.Path, format string, args ...any) {
			p.Report(analyzer.Finding{At: at, Message: fmt.Sprintf(format, args...), Lower: analyzer.At(analyzer.Warning)})
		}
		namespace, kind := p.View.Member.Namespace, p.View.Member.Kind()
		listed := kind
		if p.View.Member.Workload != nil && kind != "Pod" {
			listed = analyzer.KindWorkload
		}
		switch {
		case kind == "Node":
			warn(kindField, "Nodes of AKS come and go with their node pool, so what is set on this one is lost; labels and taints belong to the node pool")
		case kind == "ConfigMap" && namespace == "app-routing-system":
			warn(nameField, "AKS restores the ConfigMaps of the application routing add-on, so this change is lost; the NginxIngressController holds the settings")
		case namespace == "kube-system" && kind == "ConfigMap" && p.Object.Name == "coredns":
			p.Report(analyzer.Finding{At: nameField, Message: "AKS restores the ConfigMap `coredns`, so these settings are lost", Help: "put them into the ConfigMap `coredns-custom`"})
		case namespace == "kube-system" && kind == "ConfigMap" && p.Object.Name == "coredns-custom":
			checkCustomDNS(p)
		case namespace == "kube-system" && managedObjects[listed+"/"+p.Object.Name]:
			warn(nameField, "AKS runs its own %s `%s` in `kube-system` and restores it, so what this one changes is lost", p.Object.Kind, p.Object.Name)
		case namespace == "kube-system" && sometimesManaged[listed+"/"+p.Object.Name]:
			warn(nameField, "`%s` is what AKS calls its own %s in `kube-system`; in a cluster that has it, what this one changes is lost", p.Object.Name, p.Object.Kind)
		case p.View.Member.Workload != nil && (namespace == "kube-system" || namespace == "gatekeeper-system"):
			if _, _, ok := installsNetwork(p.View.Member.Workload); ok { // API006 says more
				return
			}
			p.Report(analyzer.Finding{At: namespaceField, Lower: analyzer.At(analyzer.Info),
				Message: fmt.Sprintf("`%s` belongs to AKS; Azure Policy leaves out what runs there, and support does not cover it", namespace)})
		}
	},
}

// managedObjects are the objects in kube-system that AKS installs in every
// cluster, and that people replace by those of a tutorial.
var managedObjects = map[string]bool{
	"Service/kube-dns": true, "Service/metrics-server": true,
	"Workload/coredns": true, "Workload/coredns-autoscaler": true, "Workload/metrics-server": true,
	"Workload/konnectivity-agent": true, "Workload/konnectivity-agent-autoscaler": true,
	"Workload/azure-cns": true, "Workload/azure-ip-masq-agent": true, "Workload/cloud-node-manager": true,
	"Workload/cloud-node-manager-windows": true, "Workload/csi-azuredisk-node": true,
	"Workload/csi-azurefile-node": true, "Workload/kube-proxy": true,
}

// sometimesManaged are those that AKS installs for the network that a cluster
// asks for.
var sometimesManaged = map[string]bool{
	"Workload/azure-npm": true, "Workload/azure-npm-win": true, "Workload/cilium": true, "Workload/cilium-operator": true,
	"ConfigMap/cilium-config": true, "ConfigMap/azure-ip-masq-agent-config-reconciled": true, "ConfigMap/azure-npm-config": true,
}

// checkCustomDNS looks for keys that CoreDNS does not import.
func checkCustomDNS(p *analyzer.Pass) {
	for key := range p.Object.Find(manifest.At("data")).Entries() {
		name := key.Key()
		if strings.HasSuffix(name, ".server") || strings.HasSuffix(name, ".override") || manifest.IsPlaceholder(name) {
			continue
		}
		p.Report(analyzer.Finding{At: manifest.At("data", name), KeyOnly: true,
			Message: fmt.Sprintf("CoreDNS ignores `%s`, since it reads only the keys of `coredns-custom` that end with `.server` or `.override`", name),
			Help:    "end it with `.server` for a zone of its own, with `.override` for plugins of the default zone"})
	}
}
