package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// API006: A network plugin or policy engine is installed by hand.
//
// AKS brings the network of the cluster: the plugin, the dataplane and the
// engine that enforces network policies are fields of the cluster, and AKS
// upgrades them. One that is applied beside them claims the same routes and
// packet filters of the nodes; connections break, policies of one engine are
// invisible to the other, and support does not cover the result.
//
// On a cluster that was created with `networkPlugin: none`, a plugin of your own
// is what is missing. With a profile that says so the rule is silent; without
// one, ignore it there. Where the profile names a policy engine, another one
// beside it is an error.
//
// # Fix
//
// Set `networkPolicy: calico`, or `networkPolicy: cilium` with
// `networkDataplane: cilium`, on the cluster, and delete the manifests.
var API006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API006", Name: "self-installed-network", Severity: analyzer.Error, Since: "0.1.0",
		Uses: []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://learn.microsoft.com/azure/aks/use-network-policies",
			"https://learn.microsoft.com/azure/aks/use-byo-cni",
			"https://learn.microsoft.com/azure/aks/support-policies",
		},
	},
	Check: func(p *analyzer.Pass) {
		part, at, installs := installsNetwork(p.View.Member.Workload)
		calico := p.Object.Group() == "operator.tigera.io"
		if !installs && !calico {
			return
		}
		unsupported, severity := "AKS does not support it beside a network plugin of its own", analyzer.Warning
		if p.Profile != nil {
			if policy := p.Profile.NetworkPolicy(); p.Profile.NetworkPlugin().Is("none") {
				return
			} else if policy.Known() && !policy.Is("none") {
				unsupported, severity = fmt.Sprintf("the cluster has the engine `%s` already, and the two break each other's rules", policy.Text()), analyzer.Error
			}
		}
		if calico {
			p.Report(analyzer.Finding{At: kindField, Lower: &severity, Message: fmt.Sprintf("`%s` configures Calico by hand; %s", p.Object.Kind, unsupported),
				Help: "set `networkPolicy: calico` on the cluster: AKS then installs and configures Calico"})
			return
		}
		p.Report(analyzer.Finding{At: at, Lower: &severity, Help: part.instead,
			Message: fmt.Sprintf("`%s` installs %s by hand; %s", p.Object.Find(at).Text(), part.name, unsupported)})
	},
}

// networkPart is a network plugin or policy engine that people install.
type networkPart struct {
	name    string
	images  []string // the last parts of the names of its images
	instead string
}

var networkParts = []networkPart{
	{"Calico", []string{"calico/node", "mirrored-calico-node", "tigera/operator"}, "set `networkPolicy: calico` on the cluster"},
	{"Cilium", []string{"cilium/cilium"}, "set `networkDataplane: cilium` on the cluster"},
	{"Flannel", []string{"coreos/flannel", "flannel/flannel", "flannel-io/flannel", "flannelcni/flannel", "mirrored-flannelcni-flannel"}, ownPlugin},
	{"kube-router", []string{"cloudnativelabs/kube-router"}, ownPlugin},
	{"Weave Net", []string{"weave-kube", "weave-npc"}, ownPlugin},
	{"Azure Network Policy Manager", []string{"containernetworking/azure-npm"}, "set `networkPolicy` on the cluster"},
}

const ownPlugin = "use a plugin of AKS, or create the cluster with `networkPlugin: none`"

// installsNetwork finds the first container of a workload that installs a part
// of the network, and the place of its image.
func installsNetwork(w *inventory.Workload) (part networkPart, at manifest.Path, ok bool) {
	if w == nil {
		return part, at, false
	}
	for i := range w.Spec.Containers {
		if part, ok = lookupNetworkPart(w.Spec.Containers[i].Image); ok {
			return part, w.ContainersPath().Index(i).Key("image"), true
		}
	}
	return part, at, false
}

// lookupNetworkPart finds what an image installs.
func lookupNetworkPart(image string) (networkPart, bool) {
	name, _, _ := strings.Cut(image, "@")
	if colon := strings.LastIndexByte(name, ':'); colon > strings.LastIndexByte(name, '/') {
		name = name[:colon]
	}
	i := slices.IndexFunc(networkParts, func(n networkPart) bool {
		return slices.ContainsFunc(n.images, func(end string) bool {
			path, found := strings.CutSuffix(name, end)
			return found && (path == "" || path[len(path)-1] == '/')
		})
	})
	if i < 0 {
		return networkPart{}, false
	}
	return networkParts[i], true
}
