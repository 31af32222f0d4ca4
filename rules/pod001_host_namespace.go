package rules

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// POD001: Pods use the network, the processes or the ports of their node.
//
// A pod in a namespace of its host sees what runs beside it, and one in the
// host's network has the node's address: no network policy holds it.
// Two pods that want the same port of the host do not fit on one node. The
// built-in Azure Policies for pod security refuse these pods.
//
// A DaemonSet is usually an agent of the node that needs this, so there the
// finding is only advice. Windows HostProcess containers must be in the host's
// network and are left out.
//
// A pod in the host's network takes its DNS servers from the node unless
// `dnsPolicy` is `ClusterFirstWithHostNet`, also where it says `ClusterFirst`:
// names of Services do not resolve.
//
// # Fix
//
// Writes `dnsPolicy: ClusterFirstWithHostNet`. It is unsafe: a pod that runs
// before the cluster's DNS is up needs the node's.
var POD001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD001", Name: "host-namespace", Severity: analyzer.Warning, Fixable: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
			"https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
		},
	},
	Check: func(p *analyzer.Pass) {
		w := p.View.Member.Workload
		if w == nil || hostProcess(w.Spec) {
			return
		}
		at := w.SpecPath()
		report := func(set bool, key, consequence string) {
			if set {
				reportHostUse(p, analyzer.Finding{At: at.Key(key), Message: fmt.Sprintf("`%s: true` %s", key, consequence)})
			}
		}
		report(w.Spec.HostNetwork, "hostNetwork", "gives the pods the node's address, and no network policy holds them")
		report(w.Spec.HostPID, "hostPID", "shows the pods all processes of the node")
		report(w.Spec.HostIPC, "hostIPC", "gives the pods the shared memory of the node's processes")
		if w.Spec.HostNetwork {
			checkHostDNS(p, w)
			return // every port is one of the host
		}
		checkHostPorts(p, w.Spec.Containers, at.Key("containers"))
		checkHostPorts(p, w.Spec.InitContainers, at.Key("initContainers"))
	},
}

// reportHostUse reports a finding, as advice on a DaemonSet.
func reportHostUse(p *analyzer.Pass, f analyzer.Finding) {
	if p.Object.Kind == "DaemonSet" {
		f.Lower = analyzer.At(analyzer.Info)
	}
	p.Report(f)
}

func checkHostPorts(p *analyzer.Pass, containers []corev1.Container, at manifest.Path) {
	for i, c := range containers {
		for j, port := range c.Ports {
			if port.HostPort > 0 {
				reportHostUse(p, analyzer.Finding{
					At:      at.Index(i).Key("ports").Index(j).Key("hostPort"),
					Message: fmt.Sprintf("`hostPort: %d` takes this port of the node, so no two of these pods run on one node", port.HostPort),
				})
			}
		}
	}
}

// checkHostDNS reports pods in the host's network that do not ask the
// cluster's DNS.
func checkHostDNS(p *analyzer.Pass, w *inventory.Workload) {
	network, dns := w.SpecPath().Key("hostNetwork"), w.SpecPath().Key("dnsPolicy")
	if p.View.Member.Fragment || w.Member.Patched(dns) || w.Member.Patched(network) || undecoded(p.Object, dns) {
		return
	}
	const want = string(corev1.DNSClusterFirstWithHostNet)
	f := analyzer.Finding{At: dns}
	change := manifest.Change{Op: manifest.Set, Path: dns, Value: want}
	switch w.Spec.DNSPolicy {
	case "":
		f.At, change.Op = network, manifest.Add
		if p.Object.Find(dns).Exists() {
			change.Op = manifest.Set
		}
		f.Message = fmt.Sprintf("with `hostNetwork` and no `dnsPolicy: %s`, the pods ask the node's DNS servers, which do not know the cluster's Services", want)
	case corev1.DNSClusterFirst:
		f.Message = fmt.Sprintf("with `hostNetwork`, `ClusterFirst` means the node's DNS servers, which do not know the cluster's Services; `%s` is meant", want)
	default:
		return
	}
	f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("set `dnsPolicy: %s`", want), Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}}
	reportHostUse(p, f)
}

// hostProcess reports whether a pod has Windows HostProcess containers.
func hostProcess(spec *corev1.PodSpec) bool {
	on := func(o *corev1.WindowsSecurityContextOptions) bool {
		return o != nil && o.HostProcess != nil && *o.HostProcess
	}
	if spec.SecurityContext != nil && on(spec.SecurityContext.WindowsOptions) {
		return true
	}
	for _, c := range spec.Containers {
		if c.SecurityContext != nil && on(c.SecurityContext.WindowsOptions) {
			return true
		}
	}
	return false
}
